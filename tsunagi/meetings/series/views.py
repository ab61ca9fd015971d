"""会議体の画面: 一覧、一つの会議体、作る、直す、終える、年の予定。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access.actor import AccessDenied
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.common.dates import (
    fiscal_year,
    fiscal_year_bounds,
    fiscal_year_label,
    is_holiday,
)
from tsunagi.meetings.issue import rise_queries
from tsunagi.meetings.series import actions, queries
from tsunagi.meetings.series.fee_versions import version_label
from tsunagi.meetings.series.forms import (
    EditSeriesForm,
    EndSeriesForm,
    NewSeriesForm,
    initial_of_kind,
    initial_of_series,
)
from tsunagi.meetings.series.kinds import KINDS, kind_choices, kind_of
from tsunagi.meetings.series.members import Invitee, invitees_of
from tsunagi.meetings.series.models import Series
from tsunagi.meetings.series.plan_form import PlanForm
from tsunagi.meetings.series.rhythm_rules import proposed_days, rhythm_words
from tsunagi.meetings.series.rules import Level, Part
from tsunagi.organisations.area.queries import areas_of_municipality, own_area
from tsunagi.ui import parts

FORM = "meetings/series/form.html"
STANDINGS = {queries.RUNNING: "開いている", queries.ENDED: "終えた"}


@action("series.list", permission=Permission.MEETING_VIEW)
@require_GET
def series_list(request: ActorRequest) -> HttpResponse:
    """会議体の一覧。次の日と、守られない間隔が一目で分かる。"""
    asked = request.GET
    kind = asked.get("kind", "") if asked.get("kind", "") in KINDS else ""
    level = asked.get("level", "")
    level = level if level in {one.value for one in Level} else ""
    standing = asked.get("standing", queries.RUNNING)
    standing = standing if standing in STANDINGS else queries.RUNNING
    lines = queries.series_lines(
        actor=request.actor, now=request.now, today=request.today, kind=kind,
        level=level, standing=standing,
    )  # fmt: skip
    return render(
        request,
        "meetings/series/list.html",
        {
            "lines": lines,
            "tabs": [
                parts.Tab(word, f"?standing={key}", current=key == standing)
                for key, word in STANDINGS.items()
            ],
            "standing": standing,
            "kinds": kind_choices(),
            "kind": kind,
            "levels": Level.choices(),
            "level": level,
            "may_make": request.actor.has(Permission.SERIES_EDIT),
        },
    )


@action("series.view", permission=Permission.MEETING_VIEW)
@require_GET
def series_page(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """一つの会議体: 何のために、だれが、どの間隔で、守られない間隔、構成員、数え方。"""
    series = _series(request, public_id)
    sheet = queries.series_sheet(
        actor=request.actor, now=request.now, today=request.today, series=series
    )
    kind = kind_of(series.kind)
    is_over = series.valid_before is not None
    invitees = invitees_of(series=series, on=request.today)
    return render(
        request,
        "meetings/series/page.html",
        {
            "series": series,
            "kind": kind,
            "rhythm": rhythm_words(series.rule),
            "sheet": sheet,
            "invitees": invitees,
            "counts": [(one, version_label(one.rule_version)) for one in sheet.counts],
            "wants_cohost": kind.needs_cohost
            and not is_over
            and not _has_cohost(series, invitees),
            "moved": rise_queries.rises_of_series(
                actor=request.actor, now=request.now, series=series
            ),
            "noticed": rise_queries.noticed_of_series(
                actor=request.actor, now=request.now, series=series
            ),
            "may_edit": not is_over
            and actions.may_edit(by=request.actor, office_id=series.office_id),
            "may_count": request.actor.has(Permission.COUNCIL_COUNT),
        },
    )


@action("series.create", permission=Permission.SERIES_EDIT)
@require_http_methods(["GET", "POST"])
def series_new(request: ActorRequest) -> HttpResponse:
    """会議体を作る。はじめに種類を選ぶと、文書にある間隔や目的が入る。"""
    asked = request.GET.get("kind", "")
    if asked not in KINDS:
        return render(
            request, "meetings/series/kinds.html", {"kinds": list(KINDS.values())}
        )
    kind = kind_of(asked)
    offices = queries.convening_offices(actor=request.actor)
    areas = areas_of_municipality(actor=request.actor, today=request.today)
    own = offices[0].area if offices else own_area(actor=request.actor)
    if kind.level not in (Level.OFFICE, Level.AREA, Level.WARD):
        own = own_area(actor=request.actor)
    first = str(offices[0].public_id) if offices else ""
    form = NewSeriesForm(
        request.POST or None, areas=areas, offices=offices,
        initial={
            **initial_of_kind(kind), "area": str(own.public_id), "office": first,
            "valid_from": request.today,
        },
    )  # fmt: skip

    def save(data: dict[str, Any]) -> HttpResponse:
        def make() -> str:
            new = form.new(kind)
            row = actions.create_series(new=new, by=request.actor, now=request.now)
            return str(row.public_id)

        public_id, _ = once(
            data["key"], by=request.actor, action="series.create", body=data, make=make
        )
        return redirect("series-page", public_id)

    return answer_form(
        request, form, template=FORM, save=save,
        success="会議体を作りました。構成員を確かめて、年の予定を入れてください。",
        context={
            "title": f"{kind.name}を作る",
            "kind": kind,
            "submit_label": "会議体を作る",
            "up_label": "会議体",
            "cancel_url": reverse("series-list"),
        },
    )  # fmt: skip


@action("series.edit", permission=Permission.SERIES_EDIT)
@require_http_methods(["GET", "POST"])
def series_edit(request: ActorRequest, public_id: UUID) -> HttpResponse:
    series = own_series(request, public_id)
    form = EditSeriesForm(
        request.POST or None, initial=initial_of_series(series),
        areas=areas_of_municipality(actor=request.actor, today=request.today),
    )  # fmt: skip

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.edit_series(
            series=series, values=form.values(), version=data["version"],
            by=request.actor, now=request.now,
        )  # fmt: skip
        return redirect("series-page", public_id)

    return answer_form(
        request, form, template=FORM, save=save,
        success="直しました。もう入れた会議の予定は、変わりません。",
        context=form_context(series, "会議体を直す", "直した内容を保存する"),
    )  # fmt: skip


@action("series.end", permission=Permission.SERIES_EDIT)
@require_http_methods(["GET", "POST"])
def series_end(request: ActorRequest, public_id: UUID) -> HttpResponse:
    series = own_series(request, public_id)
    form = EndSeriesForm(
        request.POST or None,
        initial={"version": series.version, "last_day": request.today},
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.end_series(series=series, by=request.actor, now=request.now, **data)
        return redirect("series-page", public_id)

    return answer_form(
        request, form, template=FORM, save=save,
        success="終えました。記録と予定の履歴は残ります。",
        context=form_context(series, "会議体を終える", "この日で終える"),
    )  # fmt: skip


@action("series.plan", permission=Permission.SERIES_EDIT)
@require_http_methods(["GET", "POST"])
def series_plan(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """年の予定を入れる。間隔と祝日から日を提案し、選んだ日だけを入れる。"""
    series = own_series(request, public_id)
    this_year = fiscal_year(request.today)
    asked = request.GET.get("year", "")
    year = this_year + 1 if asked == str(this_year + 1) else this_year
    days = queries.days_of(
        actor=request.actor, now=request.now, series=[series], year=year
    )[series.pk]
    first, _ = fiscal_year_bounds(year)
    last = queries.last_before(
        actor=request.actor, now=request.now, series=series, day=first
    )
    taken = {one.on for one in days}
    proposals = [
        one
        for one in proposed_days(
            series.rule, year=year, is_holiday=is_holiday, last=last
        )
        if one.on >= request.today and one.on not in taken
    ]
    sent = request.POST if request.method == "POST" else None
    form = PlanForm(sent, proposals=proposals)

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.plan_year(
            series=series, days=form.chosen_days(), by=request.actor, now=request.now,
            today=request.today,
        )  # fmt: skip
        return redirect("series-page", public_id)

    return answer_form(
        request, form, template="meetings/series/plan.html", save=save,
        success="予定を入れました。呼ぶ人も、会議ごとに入っています。",
        context={
            **form_context(series, "年の予定を入れる", "選んだ日に予定を入れる"),
            "rhythm": rhythm_words(series.rule),
            "proposals": proposals,
            "year_label": fiscal_year_label(year),
            "years": [
                (one, fiscal_year_label(one), one == year)
                for one in (this_year, this_year + 1)
            ],
            "already": _in_year(sorted(taken), year),
        },
    )  # fmt: skip


def _has_cohost(series: Series, invitees: Sequence[Invitee]) -> bool:
    """Somebody besides the convening office shares the task."""
    return any(
        one.part is Part.COHOST
        and (one.office is None or one.office.pk != series.office_id)
        for one in invitees
    )


def _in_year(days: list[date], year: int) -> int:
    first, before = fiscal_year_bounds(year)
    return sum(first <= day < before for day in days)


def _series(request: ActorRequest, public_id: UUID) -> Series:
    return queries.series_of(actor=request.actor, now=request.now, public_id=public_id)


def own_series(request: ActorRequest, public_id: UUID) -> Series:
    """A series of one's own office; the page to change another one is refused."""
    series = _series(request, public_id)
    if not actions.may_edit(by=request.actor, office_id=series.office_id):
        raise AccessDenied(Permission.SERIES_EDIT)
    return series


def form_context(series: Series, title: str, submit: str) -> dict[str, Any]:
    return {
        "title": title,
        "lead": series.name,
        "submit_label": submit,
        "up_label": series.name,
        "cancel_url": reverse("series-page", args=[series.public_id]),
    }
