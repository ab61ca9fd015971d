"""事業所のモニタリング: 今月・遅れ・これから、月ごとの量、まとめて訪ねる日を決める、暦。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.cases.lists.queries import staff_choices
from tsunagi.cases.monitoring import actions, queries
from tsunagi.cases.monitoring.feed import has_feed
from tsunagi.cases.monitoring.list_rules import DueView, filter_from, query_of
from tsunagi.cases.monitoring.models import MonitoringMonth
from tsunagi.cases.monitoring.rules import MonthState, state_on
from tsunagi.cases.search.pages import read_id
from tsunagi.common.dates import YearMonth, holiday_name
from tsunagi.common.errors import UserError
from tsunagi.common.wareki import format_wareki
from tsunagi.ui import calendar, charts, parts
from tsunagi.ui.fields import DateField


@action("monitoring.list", permission=Permission.CASE_VIEW)
@require_GET
def monitoring_list(request: ActorRequest) -> HttpResponse:
    """いつ、だれを訪ねるか。月ごとの量の図と、まとめて日を決める表。"""
    return _page(request, typed={}, errors={})


def _page(
    request: ActorRequest, *, typed: dict[str, str], errors: dict[str, str]
) -> HttpResponse:
    wanted = filter_from(request.GET.dict())
    rows, more = queries.due_lines(
        actor=request.actor, wanted=wanted, now=request.now, today=request.today,
        after=read_id(request.GET.get("after", "")),
    )  # fmt: skip
    audit.looked_at(
        "monitoring.list", by=request.actor, rows=len(rows),
        subjects={row.case.person.public_id for row in rows},
    )  # fmt: skip
    load = queries.workload(
        actor=request.actor, now=request.now, today=request.today,
        only_mine=wanted.is_mine,
    )  # fmt: skip
    counts = {DueView.THIS: load.this_month, DueView.LATE: load.late}
    url = reverse("monitoring-list")
    next_url = f"{url}?{query_of(wanted)}&after={more}" if more else ""
    return render(
        request,
        "cases/monitoring/list.html",
        {
            "lines": [_line(row, request.today, typed, errors) for row in rows],
            "wanted": wanted,
            "tabs": [
                parts.Tab(
                    view.label, f"?{query_of(wanted, view=view)}",
                    current=view is wanted.view, count=counts.get(view),
                )
                for view in DueView
            ],
            "chart": _chart(load),
            "staff": staff_choices(actor=request.actor, today=request.today),
            "query": query_of(wanted),
            "may_work": request.actor.has(Permission.CASE_WORK),
            "may_plan": wanted.view is not DueView.DONE
            and request.actor.has(Permission.CASE_WORK),
            "errors": errors,
            "paging": parts.Paging(
                previous_url=f"{url}?{query_of(wanted)}"
                if request.GET.get("after")
                else "",
                next_url=next_url,
                shown=len(rows),
            ),
        },
        status=422 if errors else 200,
    )  # fmt: skip


def _line(
    row: MonitoringMonth, today: date, typed: dict[str, str], errors: dict[str, str]
) -> dict[str, Any]:
    month = YearMonth.from_int(row.month)
    word, kind = state_on(MonthState(row.state), month, today=today)
    key = str(row.public_id)
    planned = format_wareki(row.planned_on) if row.planned_on else ""
    return {
        "row": row,
        "month": month.first_day,
        "state": word,
        "kind": kind,
        "typed": typed.get(key, planned),
        "error": errors.get(key, ""),
        "is_due": month <= YearMonth.of(today),
    }


def _chart(load: queries.Workload) -> charts.Chart:
    top = max(load.months, key=lambda one: one[1])
    sentence = (
        f"いちばん多い月は{format_wareki(top[0].first_day, 'month')}の{top[1]}件です。"
        if top[1]
        else "これから一年の予定は、まだ置かれていません。"
    )
    return charts.bars(
        "これから一年のモニタリング",
        [f"{month.month}月" for month, _ in load.months],
        [count for _, count in load.months],
        sentence=sentence, first_column="月", unit="件",
    )  # fmt: skip


@action("monitoring.plan_many", permission=Permission.CASE_WORK)
@require_http_methods(["POST"])
def monitoring_plan_many(request: ActorRequest) -> HttpResponse:
    """表に書いた日を、まとめて保存する。一つでも読めなければ、何も書かない。"""
    field = DateField("訪ねる日", required=False)
    asked = {
        name.removeprefix("day-"): value
        for name, value in request.POST.items()
        if name.startswith("day-")
    }
    typed: dict[str, str] = {key: str(value) for key, value in asked.items()}
    ids = [one for one in map(read_id, typed) if one is not None]
    found = queries.chosen_months(actor=request.actor, public_ids=ids, now=request.now)
    errors: dict[str, str] = {}
    days: dict[int, date | None] = {}
    rows: list[tuple[MonitoringMonth, int]] = []
    for public_id, row in found.items():
        key = str(public_id)
        try:
            days[row.pk] = field.clean(typed[key])
        except ValidationError as error:
            errors[key] = "".join(error.messages)
            continue
        version = request.POST.get(f"version-{key}", "")
        rows.append((row, int(version) if version.isdigit() else 0))
    if errors:
        return _page(request, typed=typed, errors=errors)
    try:
        changed = actions.plan_visits(
            rows=rows, days=days, by=request.actor, now=request.now
        )
    except UserError as error:
        messages.error(request, str(error.message))
    else:
        messages.success(request, f"{changed}人の訪ねる日を決めました。")
    return redirect(f"{reverse('monitoring-list')}?{request.GET.urlencode()}")


@action("monitoring.calendar", permission=Permission.CASE_VIEW)
@require_GET
def monitoring_calendar(request: ActorRequest) -> HttpResponse:
    """訪ねる日の暦。"""
    month = _asked_month(request)
    mine = request.GET.get("mine") == "1"
    rows = queries.visits_between(
        actor=request.actor, first=month.first_day, before=month.plus(1).first_day,
        now=request.now, only_mine=mine,
    )  # fmt: skip
    audit.looked_at(
        "monitoring.calendar", by=request.actor, rows=len(rows),
        subjects={row.case.person.public_id for row in rows},
    )  # fmt: skip
    entries = [
        calendar.Entry(
            on=row.planned_on,
            text=f"{row.case.person.name}さん",
            url=reverse("case-monitoring", args=[row.case.public_id]),
            status_word="実施" if row.state == MonthState.DONE else "",
            status_kind="done",
        )
        for row in rows
        if row.planned_on is not None
    ]
    kept = "&mine=1" if mine else ""
    drawn = calendar.month_calendar(
        month.first_day, entries, today=request.today,
        holidays=_holidays(month),
        sentence=f"{len(entries)}件の訪問の予定があります。",
        previous_url=f"?month={month.plus(-1)}{kept}",
        next_url=f"?month={month.plus(1)}{kept}",
    )  # fmt: skip
    return render(
        request,
        "cases/monitoring/calendar.html",
        {
            "month": drawn,
            "mine": mine,
            "asked": str(month),
            "may_feed": request.actor.has(Permission.CASE_WORK),
            "has_feed": has_feed(actor=request.actor),
        },
    )


def _holidays(month: YearMonth) -> dict[date, str]:
    days = (month.first_day + timedelta(days=n) for n in range(month.last_day.day))
    return {day: name for day in days if (name := holiday_name(day))}


def _asked_month(request: ActorRequest) -> YearMonth:
    try:
        return YearMonth.parse(request.GET.get("month", ""))
    except ValueError:
        return YearMonth.of(request.today)
