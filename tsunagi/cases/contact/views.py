"""相談記録を書く、直す、取り消す、補う画面。"""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagi.access import audit
from tsunagi.access.drafts.actions import draft_used
from tsunagi.access.drafts.pages import draft_for, keep_draft, restored
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.activity.record.category_queries import (
    ContactCatalogues,
    contact_catalogues,
)
from tsunagi.activity.record.own_business import default_work_kind
from tsunagi.cases.case.models import Case
from tsunagi.cases.contact import actions, queries
from tsunagi.cases.contact.forms import (
    ContactForm,
    CorrectionForm,
    WithdrawForm,
    copied_from,
    initial_of,
    new_contact,
)
from tsunagi.cases.contact.models import Contact
from tsunagi.cases.contact.queries import Habits
from tsunagi.cases.contact.reading import ContactReading, version_steps
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.files.queries import files_of
from tsunagi.cases.pages import band_of, form_context, form_opened, may, seen_case
from tsunagi.cases.resource.queries import uses_of_record
from tsunagi.cases.seen import SeenCase
from tsunagi.organisations.staff.queries import own_place
from tsunagi.ui.addresses import page_maker

FORM = "cases/contact/form.html"
NEW, ANONYMOUS = "contact.new", "contact.anonymous"


@action("contact.start", permission=Permission.CASE_WORK)
@require_GET
def contact_start(request: ActorRequest) -> HttpResponse:
    """だれの記録か: 最近関わった人、匿名、さがす。"""
    cases = queries.recent_cases(
        actor=request.actor, now=request.now, today=request.today
    )
    audit.looked_at(
        "contact.start",
        by=request.actor,
        subjects=[case.person.public_id for case in cases],
    )
    return render(request, "cases/contact/start.html", {"cases": cases})


@action(NEW, permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def contact_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """一人の記録を書く。"""
    is_shown = request.method == "GET"
    seen = seen_case(request, public_id, action=NEW, is_shown=is_shown)
    return _write(request, seen)


@action(ANONYMOUS, permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def contact_anonymous(request: ActorRequest) -> HttpResponse:
    """名乗らない人の相談を書く。延件数に数え、実人数には数えない。"""
    return _write(request, None)


def _write(request: ActorRequest, seen: SeenCase | None) -> HttpResponse:
    catalogues = contact_catalogues(actor=request.actor)
    form, others = _form(request, seen, catalogues)
    draft = draft_for(
        request,
        form=NEW if seen else ANONYMOUS,
        subject_ref=str(seen.case.public_id) if seen else "",
    )
    draft = restored(form, draft)
    kept = keep_draft(request, form, draft)
    if kept is not None:
        return kept

    def save(data: dict[str, Any]) -> HttpResponse:
        chosen = [others[key] for key in data.get("others", ())]
        cases = [seen.case, *chosen] if seen else []
        body = {k: str(v) for k, v in data.items() if k != "key"}
        body["case"] = str(seen.case.public_id) if seen else ""
        record_id = uuid4()

        def make() -> str:
            office, staff = own_place(actor=request.actor)
            work_kind = _work_kind(request, data, catalogues)
            actions.record_contacts(
                cases=cases,
                office=office,
                staff=staff,
                new=new_contact(data, work_kind=work_kind),
                by=request.actor,
                now=request.now,
                record_id=record_id,
                seen=seen,
                catalogues=catalogues,
            )
            draft_used(draft.seen, by=request.actor, now=request.now)
            return str(record_id)

        kept, _ = once(
            data["key"], by=request.actor, action=NEW, body=body, make=make,
            ref=str(record_id),
        )  # fmt: skip
        return redirect(page_maker("contact-page")(UUID(kept)))

    def context() -> dict[str, Any]:
        return {"draft": draft, **_around_form(request, seen)}

    return answer_form(
        request, form, template=FORM, context=context, save=save,
        success="相談を記録しました。",
    )  # fmt: skip


def _around_form(request: ActorRequest, seen: SeenCase | None) -> dict[str, Any]:
    templates = SimpleLazyObject(partial(_templates, request))
    if seen is None:
        return {
            "title": "匿名の相談",
            "submit_label": "相談を記録する",
            "up_label": "相談を記録する",
            "cancel_url": reverse("contact-start"),
            "templates": templates,
        }
    title = f"{seen.case.person.name}さんの相談を記録する"
    last = partial(queries.last_contact_of, actor=request.actor, seen=seen)
    return form_context(
        seen, title, "相談を記録する", templates=templates,
        band=band_of(seen, today=request.today), last=SimpleLazyObject(last),
    )  # fmt: skip


def _form(
    request: ActorRequest, seen: SeenCase | None, catalogues: ContactCatalogues
) -> tuple[ContactForm, dict[str, Case]]:
    """The form, and whom its keys of 「ほかの人」 stand for.

    What only orders or offers choices is not asked for while a record is being saved;
    a form that comes back with a complaint has everything again.
    """
    words = catalogues.categories(request.today)
    kinds = catalogues.work_kinds(request.today)
    if request.method == "POST" and "others" not in request.POST:
        form = ContactForm(
            request.POST, categories=words, work_kinds=kinds, habits=Habits([], [])
        )
        if form.is_valid():
            return form, {}
    others = _others(request, seen)
    form = ContactForm(
        request.POST or None,
        initial=_start(request, seen),
        habits=queries.habits_of(
            actor=request.actor, now=request.now, today=request.today
        ),
        others=[(str(c.public_id), f"{c.person.name}さん") for c in others.values()],
        categories=words,
        work_kinds=kinds,
    )
    return form, others


def _templates(request: ActorRequest) -> list[tuple[str, str]]:
    return [
        (row.title, f"?template={row.public_id}")
        for row in queries.templates_of(actor=request.actor, now=request.now)
    ]


def _others(request: ActorRequest, seen: SeenCase | None) -> dict[str, Case]:
    """Persons one met recently, who may have been there too."""
    if seen is None:
        return {}
    recent = queries.recent_cases(
        actor=request.actor, now=request.now, today=request.today
    )
    return {str(c.public_id): c for c in recent if c.pk != seen.case.pk}


def _start(request: ActorRequest, seen: SeenCase | None) -> dict[str, Any]:
    """Today, and what 「前回を写す」 or a template brings along."""
    start: dict[str, Any] = {"occurred_on": request.today}
    wanted = request.GET.get("template", "")
    if request.GET.get("copy") == "last" and seen:
        last = queries.last_contact_of(actor=request.actor, seen=seen)
        if last is not None:
            start |= copied_from(last)
    elif wanted:
        found = [
            row
            for row in queries.templates_of(actor=request.actor, now=request.now)
            if str(row.public_id) == wanted
        ]
        for row in found:
            start |= {
                "method": row.method, "contents": row.contents,
                "minutes": row.minutes, "text": row.text,
            }  # fmt: skip
    return start


def _work_kind(
    request: ActorRequest, data: dict[str, Any], catalogues: ContactCatalogues
) -> str:
    if data["work_kind"]:
        return str(data["work_kind"])
    return default_work_kind(
        actor=request.actor,
        on=data["occurred_on"],
        contents=data["contents"],
        method=data["method"],
        catalogues=catalogues,
    )


def _contact(request: ActorRequest, record_id: UUID) -> Contact:
    return queries.contact_by_record(
        actor=request.actor, record_id=record_id, now=request.now
    )


def _contact_to_write(request: ActorRequest, record_id: UUID, name: str) -> Contact:
    """The record of a form, which shows what was written before."""
    contact = _contact(request, record_id)
    form_opened(
        request,
        name,
        subjects=[contact.case.person.public_id] if contact.case else [],
    )
    return contact


@action("contact.view", permission=Permission.CASE_VIEW)
@require_GET
def contact_page(request: ActorRequest, record_id: UUID) -> HttpResponse:
    """一つの相談記録と、その版の違い。"""
    contact = _contact(request, record_id)
    audit.looked_at(
        "contact.view",
        by=request.actor,
        subjects=[contact.case.person.public_id] if contact.case else [],
    )
    seen = seen_case(request, contact.case.public_id) if contact.case else None
    catalogues = contact_catalogues(actor=request.actor)
    reading = ContactReading.of(
        contact, catalogues.categories(contact.occurred_on),
        catalogues.work_kinds(contact.occurred_on),
    )  # fmt: skip
    versions = queries.versions_of(
        actor=request.actor, contact=contact, now=request.now
    )
    return render(
        request,
        "cases/contact/page.html",
        {
            "contact": contact,
            "seen": seen,
            "band": band_of(seen, today=request.today) if seen else None,
            "reading": reading,
            "steps": version_steps(versions, reading),
            "may_correct": actions.may_correct(contact, by=request.actor),
            "may_finish": seen is not None
            and may(
                request.actor,
                seen,
                Permission.CASE_WORK,
                field_class=FieldClass.NARRATIVE,
            ),
            "files": files_of(
                actor=request.actor, seen=seen, record_id=contact.record_id
            )
            if seen
            else [],
            "uses": uses_of_record(
                actor=request.actor, seen=seen, record_id=contact.record_id
            )
            if seen
            else [],
            "others": queries.others_of_visit(
                actor=request.actor, contact=contact, now=request.now
            ),
        },
    )


@action("contact.correct", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def contact_correct(request: ActorRequest, record_id: UUID) -> HttpResponse:
    """記録を直す。ほかの人が先に直していたら、両方の文を並べて見せる。"""
    contact = _contact_to_write(request, record_id, "contact.correct")
    catalogues = contact_catalogues(actor=request.actor)
    form = CorrectionForm(
        request.POST or None,
        initial=initial_of(contact),
        categories=catalogues.categories(contact.occurred_on),
        work_kinds=catalogues.work_kinds(contact.occurred_on),
        habits=queries.habits_of(
            actor=request.actor, now=request.now, today=request.today
        ),
    )
    draft = restored(
        form,
        draft_for(
            request,
            form="contact.correct",
            # The id of this version: a draft never lands on a newer one.
            subject_ref=str(contact.public_id),
        ),
    )
    kept = keep_draft(request, form, draft)
    if kept is not None:
        return kept

    def save(data: dict[str, Any]) -> HttpResponse:
        with transaction.atomic():
            actions.correct_contact(
                contact=contact,
                new=new_contact(data, work_kind=_work_kind(request, data, catalogues)),
                reason=data["correction_reason"],
                version=data["version"],
                by=request.actor,
                now=request.now,
            )
            draft_used(draft.seen, by=request.actor, now=request.now)
        return redirect("contact-page", contact.record_id)

    context: dict[str, Any] = {
        "title": "相談記録を直す",
        "submit_label": "直した内容を保存する",
        "up_label": "相談記録",
        "cancel_url": reverse("contact-page", args=[contact.record_id]),
        "draft": draft,
        "contact": contact,
        "conflict": form.is_bound and form.data.get("version") != str(contact.version),
    }
    if contact.case is not None:
        seen = seen_case(request, contact.case.public_id)
        context |= {"seen": seen, "band": band_of(seen, today=request.today)}
    return answer_form(
        request, form, template=FORM, context=context, save=save,
        success="直した内容を保存しました。前の版は履歴に残っています。",
    )  # fmt: skip


@action("contact.withdraw", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def contact_withdraw(request: ActorRequest, record_id: UUID) -> HttpResponse:
    """記録を取り消す。文は残り、月報には数えられなくなる。"""
    contact = _contact_to_write(request, record_id, "contact.withdraw")
    form = WithdrawForm(request.POST or None, initial={"version": contact.version})

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.withdraw_contact(
            contact=contact, by=request.actor, now=request.now,
            **data,
        )  # fmt: skip
        return redirect("contact-page", contact.record_id)

    return answer_form(
        request,
        form,
        template="cases/form.html",
        context={
            "title": "相談記録を取り消す",
            "lead": "文と版はそのまま残り、だれが取り消したかも残ります。月報には数えられなくなります。",
            "submit_label": "この記録を取り消す",
            "up_label": "相談記録",
            "cancel_url": reverse("contact-page", args=[contact.record_id]),
        },
        save=save,
        success="記録を取り消しました。",
    )


@action("contact.next_done", permission=Permission.CASE_WORK)
@require_POST
def contact_next_done(request: ActorRequest, record_id: UUID) -> HttpResponse:
    """次にすることを済ませた、と記す。"""
    contact = _contact(request, record_id)
    actions.finish_next_action(contact=contact, by=request.actor, now=request.now)
    messages.success(request, "「次にすること」を済みにしました。")
    if contact.case is None:
        return redirect("contact-page", contact.record_id)
    return redirect("case-page", contact.case.public_id)


@action("contact.gaps", permission=Permission.CASE_WORK)
@require_GET
def contact_gaps(request: ActorRequest) -> HttpResponse:
    """補う: 自分の記録のうち、月報に要ることが空のもの。"""
    text = request.GET.get("after", "")
    rows, more = queries.records_with_gaps(
        actor=request.actor, now=request.now, today=request.today,
        after=UUID(text) if _is_uuid(text) else None,
    )  # fmt: skip
    audit.looked_at(
        "contact.gaps",
        by=request.actor,
        subjects={r.contact.case.person.public_id for r in rows if r.contact.case},
    )
    return render(
        request,
        "cases/contact/gaps.html",
        {"rows": rows, "more_url": f"?after={more}" if more else ""},
    )


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
