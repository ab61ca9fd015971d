"""職員の登録・招待、配置、異動、退職、研修の修了、主任の位置づけの画面。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from tsunagi.access import one_time
from tsunagi.access.actor import NotVisible
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.one_time import IssuedCode
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.common.errors import UserError
from tsunagi.organisations.office import queries as office_queries
from tsunagi.organisations.office.actions import require_at
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff import (
    actions,
    leaving_queries,
    queries,
)
from tsunagi.organisations.staff.forms import (
    LeaveForm,
    NewStaffForm,
    PostForm,
    StaffForm,
    TransferForm,
)
from tsunagi.organisations.staff.models import Staff
from tsunagi.organisations.staff.rules import PostKind
from tsunagi.ui.forms import Form

FORM = "organisations/form.html"


def staff_of(request: ActorRequest, public_id: UUID) -> Staff:
    return queries.staff_by_public_id(
        actor=request.actor, public_id=public_id, now=request.now
    )


def manageable_office(request: ActorRequest, staff: Staff) -> Office:
    """The office at which the actor manages this person; 403 without one."""
    sheet = queries.staff_sheet(
        actor=request.actor, staff=staff, now=request.now, today=request.today
    )
    if sheet.manageable_office is None:
        raise NotVisible
    return sheet.manageable_office


def to_page(staff: Staff) -> HttpResponse:
    return redirect("staff-page", staff.public_id)


def form_context(
    staff: Staff, title: str, submit: str, lead: str = ""
) -> dict[str, Any]:
    return {
        "title": title,
        "lead": lead,
        "submit_label": submit,
        "up_label": staff.name,
        "cancel_url": reverse("staff-page", args=[staff.public_id]),
    }


def _new_post(office: Office, data: dict[str, Any]) -> actions.NewPost:
    return actions.NewPost(
        office=office,
        kind=PostKind(data["kind"]),
        valid_from=data["valid_from"],
        fte_hundredths=data["fte"],
        local_title=data["local_title"],
    )


def _gives_all_posts(request: ActorRequest) -> bool:
    return request.actor.has(Permission.STAFF_TRANSFER)


def _code_sheet(
    request: ActorRequest, issued: IssuedCode, staff: Staff
) -> HttpResponse:
    return render(
        request,
        "access/code_sheet.html",
        {
            "issued": issued,
            "staff_name": staff.name,
            "login_name": staff.login_name,
            "next_url": reverse("staff-page", args=[staff.public_id]),
        },
    )


@action("staff.register", permission=Permission.STAFF_MANAGE)
@require_http_methods(["GET", "POST"])
def office_staff_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """職員を登録して招く。保存すると、本人に渡す番号が一度だけ出る。"""
    office = office_queries.office_by_public_id(
        actor=request.actor, public_id=public_id
    )
    require_at(office, Permission.STAFF_MANAGE, request.actor)
    form = NewStaffForm(request.POST or None, everything=_gives_all_posts(request))

    def save(data: dict[str, Any]) -> HttpResponse:
        staff, issued = actions.register_staff(
            login_name=data["login_name"],
            name=data["name"],
            name_kana=data["name_kana"],
            phone=data["phone"],
            posts=[_new_post(office, data)],
            by=request.actor,
            now=request.now,
        )
        return _code_sheet(request, issued, staff)

    return answer_form(
        request,
        form,
        template=FORM,
        context={
            "title": f"{office.name}に職員を加える",
            "submit_label": "登録して番号を作る",
            "up_label": office.name,
            "cancel_url": reverse("office-page", args=[office.public_id]),
        },
        save=save,
    )


@action("staff.invite", permission=Permission.STAFF_MANAGE)
@require_POST
def staff_invite_again(request: ActorRequest, public_id: UUID) -> HttpResponse:
    staff = staff_of(request, public_id)
    issued = actions.invite_again(
        staff=staff,
        office=manageable_office(request, staff),
        by=request.actor,
        now=request.now,
    )
    return _code_sheet(request, issued, staff)


@action("recovery.request", permission=Permission.RECOVERY_REQUEST)
@require_POST
def staff_recovery(request: ActorRequest, public_id: UUID) -> HttpResponse:
    staff = staff_of(request, public_id)
    office = manageable_office(request, staff)
    try:
        one_time.request_recovery(
            staff_id=staff.pk,
            municipality_id=office.municipality_id,
            office_id=office.pk,
            by=request.actor,
            now=request.now,
        )
    except UserError as error:
        messages.error(request, str(error.message))
        return to_page(staff)
    messages.success(
        request,
        "再設定を申し出ました。市町村の担当者か個人情報管理者の承認を待ちます。",
    )
    return redirect("recovery-list")


@action("staff.edit", permission=Permission.STAFF_MANAGE)
@require_http_methods(["GET", "POST"])
def staff_edit(request: ActorRequest, public_id: UUID) -> HttpResponse:
    staff = staff_of(request, public_id)
    office = manageable_office(request, staff)
    names = ("name", "name_kana", "phone", "version")
    form = StaffForm(
        request.POST or None, initial={name: getattr(staff, name) for name in names}
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.edit_staff(staff=staff, office=office, by=request.actor, **data)
        return to_page(staff)

    return answer_form(
        request,
        form,
        template=FORM,
        context=form_context(staff, f"{staff.name}さんを直す", "この内容で保存する"),
        save=save,
        success="氏名と連絡先を保存しました。",
    )


@action("staff.post_open", permission=Permission.STAFF_MANAGE)
@require_http_methods(["GET", "POST"])
def staff_post_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    staff = staff_of(request, public_id)
    office = manageable_office(request, staff)
    form = PostForm(request.POST or None, everything=_gives_all_posts(request))

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.open_post(staff=staff, new=_new_post(office, data), by=request.actor)
        return to_page(staff)

    return answer_form(
        request,
        form,
        template=FORM,
        context=form_context(
            staff,
            f"{staff.name}さんに配置を加える",
            "配置を加える",
            f"{office.name}での兼務です。",
        ),
        save=save,
        success="配置を加えました。",
    )


@action("staff.post_end", permission=Permission.STAFF_MANAGE)
@require_http_methods(["GET", "POST"])
def staff_post_end(
    request: ActorRequest, public_id: UUID, post_id: UUID
) -> HttpResponse:
    staff = staff_of(request, public_id)
    post = queries.open_post(actor=request.actor, staff=staff, post_id=post_id)
    form = LeaveForm(request.POST or None)

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.end_post(post=post, by=request.actor, **data)
        return to_page(staff)

    title = f"{post.office.name}の{post.title}を終える"
    return answer_form(
        request,
        form,
        template=FORM,
        context=form_context(staff, title, "この日で配置を終える"),
        save=save,
        success="配置を終えました。",
    )


@action("staff.transfer", permission=Permission.STAFF_MANAGE)
@require_http_methods(["GET", "POST"])
def staff_transfer(
    request: ActorRequest, public_id: UUID, post_id: UUID
) -> HttpResponse:
    """異動。まだ持っているものを先に見せる。"""
    staff = staff_of(request, public_id)
    post = queries.open_post(actor=request.actor, staff=staff, post_id=post_id)
    offices = leaving_queries.offices_to_move_to(actor=request.actor)
    form = TransferForm(
        request.POST or None,
        offices=offices,
        everything=_gives_all_posts(request),
        initial={"kind": post.kind, "fte": post.fte_hundredths},
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.transfer_staff(
            staff=staff,
            old_post=post,
            new=_new_post(data["office"], data),
            reason=data["reason"],
            by=request.actor,
        )
        return to_page(staff)

    context = form_context(staff, f"{staff.name}さんの異動", "異動を記録する")
    return _with_holdings(request, form, staff, context, save, "異動を記録しました。")


@action("staff.leave", permission=Permission.STAFF_MANAGE)
@require_http_methods(["GET", "POST"])
def staff_leave(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """退職。まだ持っているものを先に見せる。"""
    staff = staff_of(request, public_id)
    manageable_office(request, staff)
    form = LeaveForm(request.POST or None)

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.leave(
            staff=staff,
            last_day=data["last_day"],
            reason=data["reason"],
            by=request.actor,
            today=request.today,
        )
        return redirect("staff-list")

    context = form_context(staff, f"{staff.name}さんの退職", "退職を記録する")
    return _with_holdings(request, form, staff, context, save, "退職を記録しました。")


def _with_holdings(
    request: ActorRequest,
    form: Form,
    staff: Staff,
    context: dict[str, Any],
    save: Any,
    success: str,
) -> HttpResponse:
    context["holdings"] = leaving_queries.holdings(
        actor=request.actor, staff=staff, now=request.now, today=request.today
    )
    return answer_form(
        request,
        form,
        template="organisations/staff/leave.html",
        context=context,
        save=save,
        success=success,
    )
