"""件数の上限の画面: 事業所ごとの位置、月ごとの経過と目標、引き継ぐ順、わけのない人。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.permissions import Permission
from tsunagi.cases.handover.reading import handover_line
from tsunagi.cases.limits import actions, counts, queries
from tsunagi.cases.limits.burn_down_rules import History, count_on, target_line
from tsunagi.cases.limits.forms import ReasonForm
from tsunagi.cases.limits.limit_rules import (
    WARN_WITHIN,
    Limit,
    Standing,
    Verdict,
    standards_on,
    verdict,
)
from tsunagi.cases.limits.queries import HeldLine, Measured
from tsunagi.cases.pages import answer_case_form, seen_case
from tsunagi.common.dates import YearMonth, fiscal_year
from tsunagi.common.wareki import format_wareki
from tsunagi.ui import charts

MOST_MONTHS = 24
KINDS = {
    Standing.UNDER: "done", Standing.NEAR: "warning", Standing.OVER: "danger",
}  # fmt: skip
VERDICT_KINDS = {
    Verdict.NOT_YET: "info", Verdict.KEPT: "done", Verdict.BROKEN: "danger",
    Verdict.UNKNOWN: "neutral",
}  # fmt: skip


@action("limit.view", permission=Permission.CONTACT_REPORT_VIEW)
@require_GET
def limit_page(request: ActorRequest) -> HttpResponse:
    """自分の事業所（担当の地域の事業所）の、件数の上限と減らす計画。"""
    offices = queries.consulting_offices(actor=request.actor, today=request.today)
    named = queries.named_ids(actor=request.actor, offices=offices, today=request.today)
    mine = [one for one in offices if one.pk in named]
    found = queries.measured(actor=request.actor, offices=mine, today=request.today)
    one = _chosen(request, list(found.values()))
    context: dict[str, Any] = {
        "one": one,
        "others": [
            (row, _word(row)) for row in found.values() if row.limit or row.plans
        ],
        "standards": standards_on(request.today),
        "warn_within": WARN_WITHIN,
        "on": request.today,
    }
    subjects: list[UUID] = []
    if one is not None:
        context |= _about(request, one)
        held = context.get("held")
        if held is not None:
            subjects = [line.case.person.public_id for line in held.lines]
            subjects += [case.person.public_id for case in held.without_reason]
    audit.looked_at("limit.view", by=request.actor, subjects=set(subjects))
    return render(request, "cases/limits/page.html", context)


def _chosen(request: ActorRequest, found: Sequence[Measured]) -> Measured | None:
    """The office of the address, else the actor's own; an officer first chooses."""
    asked = request.GET.get("office", "")
    for one in found:
        if str(one.office.public_id) == asked:
            return one
    own = [one for one in found if one.office.pk == request.actor.office_id]
    return own[0] if own and not asked else None


def _word(one: Measured) -> tuple[str, str]:
    if one.standing is None:
        return "上限がない", "neutral"
    return one.standing.label, KINDS[one.standing]


def _about(request: ActorRequest, one: Measured) -> dict[str, Any]:
    last = _asked_end(request)
    histories = counts.plan_histories(
        office_id=one.office.pk, municipality_id=request.actor.here,
        plans_only=one.rule is not None,
    )  # fmt: skip
    about: dict[str, Any] = {
        "word": _word(one),
        "finding": _finding(request, one, last),
        "last": last,
        "ends": _ends(request, last),
        "chart": _chart(one, one.limit, histories, request.today, last)
        if one.limit
        else None,
        "verdict": _verdict(one, histories, request.today),
        "is_verified": one.rule.is_verified(request.today) if one.rule else True,
    }
    if one.office.pk in request.actor.offices_with(Permission.CASE_VIEW):
        held = queries.held_cases(
            actor=request.actor, one=one, last=last, now=request.now,
            today=request.today,
        )  # fmt: skip
        about |= {
            "held": held,
            "lines": [_line(line, request.today) for line in held.lines],
            "may_work": request.actor.has(Permission.CASE_WORK),
        }
    return about


def _line(line: HeldLine, today: date) -> dict[str, Any]:
    month = line.step.month
    return {
        "line": line,
        "month": format_wareki(month.first_day, "month") if month else "",
        "handover": handover_line(line.handover, today=today)
        if line.handover
        else None,
    }


def _asked_end(request: ActorRequest) -> YearMonth:
    """Until when: the month of the address, else the end of the fiscal year."""
    here = YearMonth.of(request.today)
    try:
        asked = YearMonth.parse(request.GET.get("by", ""))
    except ValueError:
        asked = YearMonth(fiscal_year(request.today) + 1, 3)
    return min(max(asked, here), here.plus(MOST_MONTHS))


def _ends(request: ActorRequest, chosen: YearMonth) -> list[tuple[str, str, bool]]:
    here = YearMonth.of(request.today)
    return [
        (str(one), format_wareki(one.first_day, "month"), one == chosen)
        for one in (here.plus(number) for number in range(MOST_MONTHS + 1))
    ]


def _finding(request: ActorRequest, one: Measured, last: YearMonth) -> str:
    what = "計画相談・障害児相談" if one.rule else "受け持ち"
    words = f"{format_wareki(request.today)}、{one.office.name}の{what}は{one.count}件です。"
    if one.limit is None:
        return (
            f"{words}上限の決まりはなく、受け持てる人数も書かれていないので、"
            "こえているかは言えません。"
        )
    words += f"上限は{one.limit.places}件です。"
    if not one.excess:
        left = one.limit.places - one.count
        return f"{words}あと{left}件です。" if left else f"{words}いっぱいです。"
    end = format_wareki(last.first_day, "month")
    return (
        f"{words}{one.excess}件こえています。"
        f"{end}の終わりまでに{one.excess}人を引き継ぐと、上限に収まります。"
    )


def _verdict(
    one: Measured, histories: Sequence[History], today: date
) -> dict[str, Any] | None:
    if one.rule is None or one.rule.due is None:
        return None
    due = one.rule.due
    known = any(
        term.start <= due for history in histories for term in history.at_office
    )
    count = count_on(histories, due) if known and due <= today else None
    found = verdict(count, one.rule, today=today)
    return {
        "due": due, "count": count, "word": found.label, "kind": VERDICT_KINDS[found],
    }  # fmt: skip


def _chart(
    one: Measured, limit: Limit, histories: Sequence[History], today: date,
    last: YearMonth,
) -> charts.Chart:  # fmt: skip
    """From the beginning of the fiscal year: what was, and the line to the limit."""
    first, here = YearMonth(fiscal_year(today), 3), YearMonth.of(today)
    months = [first.plus(number) for number in range(first.months_until(last) + 1)]
    actual = [
        count_on(histories, min(month.last_day, today)) if month <= here else None
        for month in months
    ]
    target = target_line(actual[0] or 0, limit.places, months, last=last)
    names = [format_wareki(month.first_day, "month") for month in months]
    return charts.lines(
        "月の終わりの件数と目標",
        [f"{month.month}月" for month in months],
        [
            charts.Series("件数", actual), charts.Series("目標", target),
            charts.Series("上限", [limit.places] * len(months)),
        ],
        sentence=f"{names[0]}の終わりは{actual[0]}件、いまは{one.count}件です。"
        f"目標の線は、{names[-1]}の終わりに上限の{limit.places}件に届きます。",
    )  # fmt: skip


@action("limit.reason", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def holding_reason(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """計画相談を持つわけを書く。前のわけは、経過に残る。"""
    seen = seen_case(request, public_id, action="limit.reason")
    form = ReasonForm(request.POST or None, initial={"version": seen.case.version})

    def save(data: dict[str, Any]) -> object:
        return actions.state_reason(
            case=seen.case, by=request.actor, now=request.now, today=request.today,
            **data,
        )  # fmt: skip

    return answer_case_form(
        request, seen, form, save, back=reverse("limit-page"), up_label="件数の上限",
        title="計画相談を持つわけを書く", submit="このわけを残す",
        success="わけを残しました。担当と関わり方の経過にも出ます。",
        lead="ほかの事業所に引き継げるときは、引継ぎを準備してください。",
    )  # fmt: skip
