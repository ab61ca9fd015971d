"""研修の開催の画面: 地域と年度ごとの一覧と数、書く、一つを見る、直す、取り消す。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access import audit
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.activity.office_support.queries import (
    areas_of_support,
    offices_to_support,
    supports_others,
)
from tsunagi.activity.training_event import actions, queries
from tsunagi.activity.training_event.forms import (
    EditTrainingForm,
    TrainingForm,
    WithdrawTrainingForm,
)
from tsunagi.activity.training_event.messages import NOT_SUPPORTING
from tsunagi.activity.training_event.models import TrainingEvent
from tsunagi.common.dates import fiscal_year, fiscal_year_bounds, fiscal_year_label
from tsunagi.organisations.area.queries import areas_of_municipality
from tsunagi.organisations.models import Area

FORM = "activity/knowledge/form.html"
UP = "研修の開催"
YEARS_SHOWN = 5


@action("training_event.list", permission=Permission.DIRECTORY_VIEW)
@require_GET
def training_list(request: ActorRequest) -> HttpResponse:
    """どの地域のために、どんな研修が開かれ、何人が来たか。"""
    this_year = fiscal_year(request.today)
    years = range(this_year, this_year - YEARS_SHOWN, -1)
    asked = request.GET.get("year", "")
    year = int(asked) if asked in {str(one) for one in years} else this_year
    first, before = fiscal_year_bounds(year)
    areas = areas_of_municipality(actor=request.actor, today=request.today)
    wanted = request.GET.get("area", "")
    area = next((one for one in areas if str(one.public_id) == wanted), None)
    chosen: dict[str, Any] = {
        "actor": request.actor, "now": request.now, "area": area, "first": first,
        "last": before - timedelta(days=1),
    }  # fmt: skip
    return render(
        request,
        "activity/training_event/list.html",
        {
            "rows": queries.trainings(**chosen),
            "counts": queries.counts(**chosen),
            "areas": areas,
            "area": area,
            "years": [(one, fiscal_year_label(one), one == year) for one in years],
            "year_label": fiscal_year_label(year),
            "most": queries.MOST_LISTED,
            "gives": request.actor.has(Permission.OFFICE_SUPPORT)
            and supports_others(actor=request.actor, today=request.today),
        },
    )


def _row(request: ActorRequest, record_id: UUID) -> TrainingEvent:
    return queries.training_of(
        actor=request.actor, now=request.now, record_id=record_id
    )


@action("training_event.view", permission=Permission.DIRECTORY_VIEW)
@require_GET
def training_page(request: ActorRequest, record_id: UUID) -> HttpResponse:
    row = _row(request, record_id)
    frame: dict[str, Any] = {"actor": request.actor, "now": request.now, "event": row}
    audit.looked_at("training_event.view", by=request.actor, subjects=[])
    return render(
        request,
        "activity/training_event/page.html",
        {
            "row": row,
            "turnout": queries.turnout_of(**frame),
            "organisers": queries.organisers_of(**frame),
            "may_correct": actions.may_correct(row, by=request.actor),
        },
    )


def _places(request: ActorRequest) -> list[Area]:
    """The areas that the office answers for, with those inside them."""
    own = areas_of_support(actor=request.actor, today=request.today)
    return [
        one
        for one in areas_of_municipality(actor=request.actor, today=request.today)
        if any(one.path.startswith(area.path) for area in own)
    ] or own


@action("training_event.hold", permission=Permission.OFFICE_SUPPORT)
@require_http_methods(["GET", "POST"])
def training_new(request: ActorRequest) -> HttpResponse:
    """開いた研修を書く。地域を先に選ぶと、その地域の事業所が並ぶ。"""
    areas = _places(request)
    if not areas:
        messages.warning(request, f"{NOT_SUPPORTING.why}{NOT_SUPPORTING.how}")
        return redirect("training-list")
    asked = request.GET.get("area", "")
    area = next((one for one in areas if str(one.public_id) == asked), areas[0])
    people = queries.colleagues(actor=request.actor, today=request.today)
    form = TrainingForm(
        request.POST or None, people=people,
        offices=offices_to_support(
            actor=request.actor, today=request.today, area=area
        ),
        initial={
            "held_on": request.today, "organisers": [str(request.actor.public_id)],
        },
    )  # fmt: skip

    def save(data: dict[str, Any]) -> HttpResponse:
        def make() -> str:
            row = actions.record_training(
                new=form.new(), about=actions.Round(area, form.chosen(), form.turnout()),
                by=request.actor, now=request.now, today=request.today,
            )  # fmt: skip
            return str(row.record_id)

        record_id, _ = once(
            data["key"], by=request.actor, action="training_event.hold", make=make,
            body={**data, "area": area.public_id},
        )  # fmt: skip
        return redirect("training-page", record_id)

    return answer_form(
        request, form, template="activity/training_event/form.html", save=save,
        success="記録しました。開いた職員の時間は、業務の時間に一度だけ入ります。",
        context={
            "title": "開いた研修を記録する",
            "lead": "題・ねらい・人数だけの短い記録です。資料は要りません。",
            "submit_label": "記録する",
            "up_label": UP,
            "cancel_url": reverse("training-list"),
            "areas": areas,
            "area": area,
        },
    )  # fmt: skip


@action("training_event.correct", permission=Permission.OFFICE_SUPPORT)
@require_http_methods(["GET", "POST"])
def training_edit(request: ActorRequest, record_id: UUID) -> HttpResponse:
    row = _row(request, record_id)
    frame: dict[str, Any] = {"actor": request.actor, "now": request.now, "event": row}
    turnout = queries.turnout_of(**frame)
    held_by = queries.organisers_of(**frame)
    people = queries.colleagues(actor=request.actor, today=request.today)
    offices = list(
        offices_to_support(actor=request.actor, today=request.today, area=row.area)
    )
    # Who has left since, or closed, stays in what was written.
    people += [one for one in held_by if one not in people]
    offices += [one.office for one in turnout if one.office not in offices]
    names = (
        "title", "purpose", "kind", "with_whom", "held_on", "minutes", "result",
        "version",
    )  # fmt: skip
    form = EditTrainingForm(
        request.POST or None, people=people, offices=offices,
        initial={
            **{name: getattr(row, name) for name in names},
            "organisers": [str(one.public_id) for one in held_by],
            **EditTrainingForm.came_of(turnout),
        },
    )  # fmt: skip

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.correct_training(
            row=row, new=form.new(), reason=data["reason"], version=data["version"],
            about=actions.Round(row.area, form.chosen(), form.turnout()),
            by=request.actor, now=request.now, today=request.today,
        )  # fmt: skip
        return redirect("training-page", record_id)

    return answer_form(
        request, form, template=FORM, save=save, success="直しました。",
        context=_context("研修の記録を直す", "直した内容を保存する", record_id),
    )  # fmt: skip


@action("training_event.withdraw", permission=Permission.OFFICE_SUPPORT)
@require_http_methods(["GET", "POST"])
def training_withdraw(request: ActorRequest, record_id: UUID) -> HttpResponse:
    row = _row(request, record_id)
    form = WithdrawTrainingForm(request.POST or None, initial={"version": row.version})

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.withdraw_training(row=row, by=request.actor, now=request.now, **data)
        return redirect("training-page", record_id)

    return answer_form(
        request, form, template=FORM, save=save,
        success="取り消しました。数と時間から外れました。",
        context=_context("研修の記録を取り消す", "わけとともに取り消す", record_id),
    )  # fmt: skip


def _context(title: str, submit: str, record_id: UUID) -> dict[str, Any]:
    return {
        "title": title,
        "submit_label": submit,
        "up_label": UP,
        "cancel_url": reverse("training-page", args=[record_id]),
    }
