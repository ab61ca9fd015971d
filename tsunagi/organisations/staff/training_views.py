"""研修の修了と、主任の位置づけの画面。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.organisations.area import queries as area_queries
from tsunagi.organisations.staff import chief_queries, queries, training_actions
from tsunagi.organisations.staff.edit_views import (
    FORM,
    form_context,
    manageable_office,
    staff_of,
    to_page,
)
from tsunagi.organisations.staff.forms import (
    ChiefForm,
    LeaveForm,
    QualificationForm,
    WithdrawForm,
)
from tsunagi.organisations.staff.rules import QualificationKind


@action("qualification.record", permission=Permission.QUALIFICATION_EDIT)
@require_http_methods(["GET", "POST"])
def staff_qualification_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    staff = staff_of(request, public_id)
    office = manageable_office(request, staff)
    form = QualificationForm(request.POST or None)

    def save(data: dict[str, Any]) -> HttpResponse:
        kind = QualificationKind(data.pop("kind"))
        training_actions.record_qualification(
            staff=staff,
            office=office,
            new=training_actions.NewQualification(kind=kind, **data),
            by=request.actor,
            today=request.today,
        )
        return to_page(staff)

    return answer_form(
        request,
        form,
        template=FORM,
        context=form_context(staff, f"{staff.name}さんの研修の修了", "修了を記録する"),
        save=save,
        success="研修の修了を記録しました。",
    )


@action("qualification.withdraw", permission=Permission.QUALIFICATION_EDIT)
@require_http_methods(["GET", "POST"])
def staff_qualification_withdraw(
    request: ActorRequest, public_id: UUID, row_id: UUID
) -> HttpResponse:
    staff = staff_of(request, public_id)
    office = manageable_office(request, staff)
    row = queries.qualification(
        actor=request.actor, staff=staff, row_id=row_id, now=request.now
    )
    form = WithdrawForm(request.POST or None)

    def save(data: dict[str, Any]) -> HttpResponse:
        training_actions.withdraw_qualification(
            row=row, office=office, reason=data["reason"], by=request.actor
        )
        return to_page(staff)

    return answer_form(
        request,
        form,
        template=FORM,
        context=form_context(staff, f"「{row.title}」の修了を取り消す", "取り消す"),
        save=save,
        success="修了の記録を取り消しました。",
    )


@action("chief.appoint", permission=Permission.CHIEF_APPOINT)
@require_http_methods(["GET", "POST"])
def staff_chief(request: ActorRequest, public_id: UUID) -> HttpResponse:
    staff = staff_of(request, public_id)
    sheet = queries.staff_sheet(
        actor=request.actor, staff=staff, now=request.now, today=request.today
    )
    offices = list({post.office_id: post.office for post in sheet.posts_now}.values())
    areas = area_queries.areas_of_municipality(actor=request.actor, today=request.today)
    form = ChiefForm(request.POST or None, areas=areas, offices=offices)

    def save(data: dict[str, Any]) -> HttpResponse:
        training_actions.appoint_chief(staff=staff, by=request.actor, **data)
        return to_page(staff)

    return answer_form(
        request,
        form,
        template=FORM,
        context=form_context(
            staff,
            f"{staff.name}さんを主任として位置づける",
            "主任として位置づける",
            "頼み方は「主任に頼めること」に載り、地域のすべての事業所が読みます。",
        ),
        save=save,
        success="主任として位置づけました。",
    )


@action("chief.end", permission=Permission.CHIEF_APPOINT)
@require_http_methods(["GET", "POST"])
def chief_end(request: ActorRequest, public_id: UUID) -> HttpResponse:
    appointment = chief_queries.open_appointment(
        actor=request.actor, public_id=public_id
    )
    form = LeaveForm(request.POST or None)

    def save(data: dict[str, Any]) -> HttpResponse:
        training_actions.end_chief(
            appointment=appointment, last_day=data["last_day"], by=request.actor
        )
        return redirect("chief-list")

    return answer_form(
        request,
        form,
        template=FORM,
        context=form_context(
            appointment.staff,
            f"{appointment.area.name}の主任を終える",
            "この日で終える",
        ),
        save=save,
        success="主任の位置づけを終えました。",
    )
