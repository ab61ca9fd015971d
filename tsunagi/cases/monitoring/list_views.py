"""事業所のモニタリング: 今月・遅れ・これから、月ごとの量、まとめて訪ねる日を決める、暦。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.messages import CHANGED_MEANWHILE
from tsunagi.access.pages import posted_version
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

MOST_MONTHS_AWAY = 240


@action("monitoring.list", permission=Permission.CASE_VIEW)
@require_GET
def monitoring_list(request: ActorRequest) -> HttpResponse:
    """いつ、だれを訪ねるか。月ごとの量の図と、まとめて日を決める表。"""
    return _page(request, typed={}, errors={})


def _page(
    request: ActorRequest,
    *,
    typed: dict[str, str],
    errors: dict[str, str],
    refusal: UserError | None = None,
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
        only_mine=wanted.is_mine, staff_id=wanted.staff_id,
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
            # The page that was shown is the one that an error shows again.
            "query": "&".join(filter(None, [query_of(wanted), _place(request)])),
            "may_work": request.actor.has(Permission.CASE_WORK),
            "may_import": request.actor.has(Permission.CASE_IMPORT),
            "may_plan": wanted.view is not DueView.DONE
            and request.actor.has(Permission.CASE_WORK),
            "errors": errors,
            "refusal": refusal.message if refusal else None,
            "paging": parts.Paging(
                previous_url=f"{url}?{query_of(wanted)}"
                if request.GET.get("after")
                else "",
                next_url=next_url,
                shown=len(rows),
            ),
        },
        status=422 if errors or refusal else 200,
    )  # fmt: skip


def _place(request: ActorRequest) -> str:
    after = read_id(request.GET.get("after", ""))
    return f"after={after}" if after else ""


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
        name.removeprefix("day-"): str(value)
        for name, value in request.POST.items()
        if name.startswith("day-")
    }
    typed = {
        str(public_id): value
        for public_id, value in ((read_id(name), asked[name]) for name in asked)
        if public_id is not None
    }
    found = queries.chosen_months(
        actor=request.actor, public_ids=[UUID(key) for key in typed], now=request.now
    )
    errors: dict[str, str] = {}
    days: dict[int, date | None] = {}
    for public_id, row in found.items():
        try:
            days[row.pk] = field.clean(typed[str(public_id)])
        except ValidationError as error:
            errors[str(public_id)] = "".join(error.messages)
    if errors:
        return _page(request, typed=typed, errors=errors)
    try:
        if len(found) != len(typed):
            raise UserError(CHANGED_MEANWHILE)
        changed = actions.plan_visits(
            rows=[(row, _version(request, row)) for row in found.values()],
            days=days, by=request.actor, now=request.now,
        )  # fmt: skip
    except UserError as refusal:
        return _page(request, typed=typed, errors={}, refusal=refusal)
    messages.success(request, f"{changed}人の訪ねる日を決めました。")
    return redirect(f"{reverse('monitoring-list')}?{request.GET.urlencode()}")


def _version(request: ActorRequest, row: MonitoringMonth) -> int:
    return posted_version(request, f"version-{row.public_id}")


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
    this = YearMonth.of(request.today)
    try:
        asked = YearMonth.parse(request.GET.get("month", ""))
    except ValueError:
        return this
    return asked if abs(this.months_until(asked)) <= MOST_MONTHS_AWAY else this
