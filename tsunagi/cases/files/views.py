"""書類の画面: 一覧、付ける、開く、取り下げる。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access import audit
from tsunagi.access.actor import NotVisible
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.access.uploads.checking import check_upload
from tsunagi.cases.consent.models import Consent
from tsunagi.cases.contact import queries as contact_queries
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.files import actions, queries
from tsunagi.cases.files.actions import NewFile
from tsunagi.cases.files.forms import FileForm, WithdrawFileForm
from tsunagi.cases.files.rules import Purpose, size_words
from tsunagi.cases.pages import (
    band_of,
    form_context,
    looked_at_case,
    may,
    seen_case,
    tabs_of,
)
from tsunagi.cases.seen import SeenCase, rows_of_case

FORM = "cases/form.html"


def _purpose(text: str) -> Purpose | None:
    return Purpose(text) if text in set(Purpose) else None


@action("case.files", permission=Permission.CASE_VIEW)
@require_GET
def case_files(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """この方の書類。見てよい区分のものだけが並ぶ。"""
    seen = looked_at_case(request, public_id, action="case.files")
    if not seen.sight.sees_support:
        raise NotVisible
    purpose = _purpose(request.GET.get("purpose", ""))
    with_withdrawn = request.GET.get("withdrawn") == "1"
    files = queries.files_of(
        actor=request.actor, seen=seen, purpose=purpose, with_withdrawn=with_withdrawn
    )
    return render(
        request,
        "cases/files/list.html",
        {
            "seen": seen,
            "case": seen.case,
            "band": band_of(seen, today=request.today),
            "tabs": tabs_of(seen, "case-files"),
            "files": [(file, size_words(file.size)) for file in files],
            "purposes": Purpose.choices(),
            "purpose": purpose.value if purpose else "",
            "with_withdrawn": with_withdrawn,
            "may_work": _may_work(request, seen),
        },
    )


def _may_work(request: ActorRequest, seen: SeenCase) -> bool:
    return may(
        request.actor, seen, Permission.CASE_WORK, field_class=FieldClass.NARRATIVE
    )


@action("file.add", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def file_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """書類を付ける。?record= は相談記録に、?consent= は同意に付ける。"""
    seen = seen_case(request, public_id, action="file.add")
    record_id, consent = _belongs_to(request, seen)
    start = Purpose.CONSENT if consent else Purpose.RECORD if record_id else None
    form = FileForm(
        request.POST or None,
        request.FILES or None,
        initial={"purpose": start.value if start else ""},
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        sent = data["file"]
        checked = check_upload(sent.name, sent.read())
        new = NewFile(
            checked=checked,
            purpose=Purpose(data["purpose"]),
            title=data["title"],
            dated_on=data["dated_on"],
            record_id=record_id,
            consent=consent,
        )

        def make() -> str:
            file = actions.add_file(
                case=seen.case, new=new, by=request.actor, now=request.now
            )
            return str(file.public_id)

        body = {"case": str(seen.case.public_id), "name": checked.name}
        body |= {"bytes": str(len(checked.data)), "purpose": data["purpose"]}
        once(data["key"], by=request.actor, action="file.add", body=body, make=make)
        if record_id is not None:
            return redirect("contact-page", record_id)
        return redirect("case-files", seen.case.public_id)

    lead = "暗号にして保管し、見てよい人だけが開けます。開いたことは記録に残ります。"
    if record_id is not None:
        lead = f"この相談記録に付きます。{lead}"
    elif consent is not None:
        lead = f"この同意に付きます。{lead}"
    context = form_context(
        seen, "書類を付ける", "書類を付ける", lead=lead, multipart=True,
        band=band_of(seen, today=request.today),
    )  # fmt: skip
    return answer_form(
        request, form, template=FORM, context=context, save=save,
        success="書類を付けました。",
    )  # fmt: skip


def _belongs_to(
    request: ActorRequest, seen: SeenCase
) -> tuple[UUID | None, Consent | None]:
    """The record or the consent that the address names; both are of this case."""
    record, consent = request.GET.get("record", ""), request.GET.get("consent", "")
    if record:
        contact = contact_queries.contact_by_record(
            actor=request.actor, record_id=_uuid(record), now=request.now
        )
        if contact.case_id != seen.case.pk:
            raise NotVisible
        return contact.record_id, None
    if consent:
        row = rows_of_case(Consent, seen).filter(public_id=_uuid(consent)).first()
        if row is None:
            raise NotVisible
        return None, row
    return None, None


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise NotVisible from error


@action("file.view", permission=Permission.CASE_VIEW)
@require_GET
def file_open(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """書類の中身を渡す。いつも「保存」で渡し、画面の中では開かない。"""
    file, data = queries.content_of(
        actor=request.actor, public_id=public_id, now=request.now
    )
    audit.looked_at(
        "file.view", by=request.actor,
        subjects=[file.case.person.public_id],
    )  # fmt: skip
    response = HttpResponse(data, content_type=file.content_type)
    response["Content-Disposition"] = content_disposition_header(True, file.name)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@action("file.withdraw", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def file_withdraw(request: ActorRequest, public_id: UUID) -> HttpResponse:
    file = queries.file_by_public_id(
        actor=request.actor, public_id=public_id, now=request.now
    )
    seen = seen_case(request, file.case.public_id, action="file.withdraw")
    form = WithdrawFileForm(request.POST or None)

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.withdraw_file(
            file=file, reason=data["reason"], by=request.actor, now=request.now
        )
        return redirect("case-files", seen.case.public_id)

    context = form_context(
        seen, "書類を取り下げる", "取り下げる", band=band_of(seen, today=request.today),
        lead=f"「{file.title}」（{file.purpose_label}）の中身は、だれも開けなくなります。"
        "付けたことと理由は残ります。",
    )  # fmt: skip
    return answer_form(
        request, form, template=FORM, context=context, save=save,
        success="書類を取り下げました。",
    )  # fmt: skip
