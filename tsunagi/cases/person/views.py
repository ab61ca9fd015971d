"""「本人のこと」の画面: 本人の言葉、基本の情報、受給者証・手帳、配慮、秘匿、変更の記録。"""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagi.access.actor import NotVisible
from tsunagi.access.drafts.actions import draft_used
from tsunagi.access.drafts.pages import draft_for, keep_draft, restored
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.activity.record.category_queries import contact_categories
from tsunagi.cases.case import queries as case_queries
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.pages import (
    band_of,
    form_context,
    looked_at_case,
    may,
    seen_case,
    tabs_of,
)
from tsunagi.cases.person import actions, queries, shield_actions
from tsunagi.cases.person.forms import (
    CertificateForm,
    ConsiderationForm,
    LastDayForm,
    PersonForm,
    SectionForm,
    ShieldForm,
    half_a_year_after,
)
from tsunagi.cases.person.reading import (
    EarlierText,
    birth_words,
    earlier_texts,
    identity_rows,
    revision_lines,
)
from tsunagi.cases.person.rules import CertificateKind, Section
from tsunagi.cases.person.sealed import WHEREABOUTS, whereabouts_of
from tsunagi.cases.scope import HOLDERS_AND_DUTY
from tsunagi.cases.seen import SeenCase
from tsunagi.common.dates import fiscal_year, fiscal_year_label
from tsunagi.organisations.area import queries as area_queries

FORM = "cases/form.html"


def to_person(seen: SeenCase) -> HttpResponse:
    return redirect("case-person", seen.case.public_id)


def _context(
    request: ActorRequest, seen: SeenCase, title: str, submit: str, lead: str = ""
) -> dict[str, Any]:
    return form_context(
        seen, title, submit, lead=lead, band=band_of(seen, today=request.today)
    )


@action("person.view", permission=Permission.CASE_VIEW)
@require_GET
def case_person(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = looked_at_case(request, public_id, action="person.view")
    page = queries.person_page(actor=request.actor, seen=seen)
    categories = contact_categories(actor=request.actor, on=request.today)
    return render(
        request,
        "cases/person/page.html",
        {
            "seen": seen,
            "case": seen.case,
            "page": page,
            "band": band_of(seen, today=request.today),
            "tabs": tabs_of(seen, "case-person"),
            "sections": [
                (section, page.sections.get(section.value)) for section in Section
            ],
            "identity": identity_rows(
                seen.case.person, page.whereabouts, categories.disability_kinds
            ),
            "certificates": [
                (row, CertificateKind(row.kind).label) for row in page.certificates
            ],
            "revisions": revision_lines(
                page.revisions,
                person=seen.case.person,
                sight=seen.sight,
                kinds=categories.disability_kinds,
            ),
            **_ways(request, seen),
            "today": request.today,
        },
    )


def _ways(request: ActorRequest, seen: SeenCase) -> dict[str, bool]:
    """Each as its action asks: who writes, who keeps the facts, who shields."""
    asked = (request.actor, seen, Permission.CASE_WORK)
    return {
        "may_write": may(*asked),
        "may_edit": may(*asked, through=actions.THROUGH),
        "may_shield": may(
            *asked, field_class=FieldClass.WHEREABOUTS, through=HOLDERS_AND_DUTY
        ),
    }


@action("person.edit", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def person_edit(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """本人の情報を直す。秘匿されている住所と連絡先は、見てよい人にだけ欄が出る。"""
    seen = seen_case(request, public_id, action="person.edit")
    person = seen.case.person
    shows = seen.sight.sees_whereabouts
    initial: dict[str, Any] = {
        name: getattr(person, name)
        for name in (
            "name", "name_kana", "sex", "disability_kinds", "diagnosis",
            "support_level", "household", "version",
        )
    }  # fmt: skip
    initial["birth"] = birth_words(person)
    initial["area"] = str(person.area.public_id) if person.area else ""
    if shows:
        where = whereabouts_of(person)
        initial |= {name: getattr(where, name) for name in WHEREABOUTS}
    form = PersonForm(
        request.POST or None,
        initial=initial,
        kinds=contact_categories(
            actor=request.actor, on=request.today
        ).disability_kinds,
        areas=area_queries.areas_of_municipality(
            actor=request.actor, today=request.today
        ),
        with_whereabouts=shows,
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.edit_person(
            case=seen.case, values=form.values(), version=data["version"],
            by=request.actor, now=request.now, today=request.today,
        )  # fmt: skip
        return to_person(seen)

    return answer_form(
        request, form, template=FORM,
        context=_context(request, seen, "本人の情報を直す", "この内容で保存する"),
        save=save, success="本人の情報を保存しました。",
    )  # fmt: skip


@action("person.section", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def section_edit(request: ActorRequest, public_id: UUID, section: str) -> HttpResponse:
    """本人についての文章を書く。"""
    if section not in {member.value for member in Section}:
        raise Http404
    kind = Section(section)
    seen = seen_case(request, public_id, action="person.section")
    row = queries.section_of(actor=request.actor, seen=seen, section=kind)
    form = SectionForm(
        request.POST or None,
        initial={
            "text": row.text if row else "",
            "version": row.version if row else 0,
        },
    )
    form.fields["text"].label = kind.label
    # One draft for each text as it stood: it never lands on somebody's newer one.
    version = row.version if row else 0
    ref = str(uuid5(seen.case.public_id, f"{kind.value}/{version}"))
    draft = restored(form, draft_for(request, form="person.section", subject_ref=ref))
    kept = keep_draft(request, form, draft)
    if kept is not None:
        return kept

    def save(data: dict[str, Any]) -> HttpResponse:
        with transaction.atomic():
            actions.write_section(
                case=seen.case, section=kind, by=request.actor, now=request.now, **data
            )
            draft_used(draft.seen, by=request.actor, now=request.now)
        return to_person(seen)

    context = _context(
        request, seen, kind.label, "この内容で保存する",
        "本人と一緒に読めるように書きます。前の文は履歴に残ります。",
    )  # fmt: skip
    return answer_form(
        request, form, template=FORM, context=context | {"draft": draft}, save=save,
        success="保存しました。",
    )  # fmt: skip


@action("person.section_history", permission=Permission.CASE_VIEW)
@require_GET
def section_history(
    request: ActorRequest, public_id: UUID, section: str
) -> HttpResponse:
    """一つの題の、これまでの言葉。年ごとに、新しい順に並べて見る。"""
    if section not in set(Section):
        raise Http404
    kind = Section(section)
    seen = looked_at_case(request, public_id, action="person.section_history")
    if not seen.sight.sees_support:
        raise NotVisible
    texts = earlier_texts(
        queries.texts_of_section(actor=request.actor, seen=seen, section=kind), kind
    )
    years: dict[int, list[EarlierText]] = {}
    for text in texts:
        day = localdate(text.revision.recorded_at)
        years.setdefault(fiscal_year(day), []).append(text)
    return render(
        request,
        "cases/person/section_history.html",
        {
            "seen": seen,
            "case": seen.case,
            "band": band_of(seen, today=request.today),
            "section": kind,
            "years": [
                (fiscal_year_label(year), found) for year, found in years.items()
            ],
            "count": len(texts),
        },
    )


@action("person.certificate", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def certificate_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="person.certificate")
    form = CertificateForm(request.POST or None)

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.add_certificate(
            case=seen.case, kind=CertificateKind(data["kind"]), values=data,
            by=request.actor, now=request.now,
        )  # fmt: skip
        return to_person(seen)

    return answer_form(
        request, form, template=FORM,
        context=_context(request, seen, "受給者証・手帳を加える", "加える"),
        save=save, success="加えました。",
    )  # fmt: skip


@action("person.certificate_end", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def certificate_end(
    request: ActorRequest, public_id: UUID, row_id: UUID
) -> HttpResponse:
    seen = seen_case(request, public_id, action="person.certificate_end")
    row = queries.certificate_of(actor=request.actor, seen=seen, public_id=row_id)
    form = LastDayForm(request.POST or None, initial={"last_day": request.today})

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.end_certificate(
            case=seen.case, row=row, by=request.actor, now=request.now, **data
        )
        return to_person(seen)

    title = f"{CertificateKind(row.kind).label}を終える"
    return answer_form(
        request, form, template=FORM,
        context=_context(request, seen, title, "この日までとする"),
        save=save, success="終えました。",
    )  # fmt: skip


@action("person.consideration", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def consideration_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="person.consideration")
    form = ConsiderationForm(
        request.POST or None,
        initial={
            "observed_on": request.today,
            "ends_on": half_a_year_after(request.today),
        },
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.add_consideration(
            case=seen.case, by=request.actor, now=request.now, **data
        )
        return to_person(seen)

    return answer_form(
        request, form, template=FORM,
        context=_context(request, seen, "訪問・連絡時の配慮を書く", "この配慮を書く"),
        save=save, success="書きました。",
    )  # fmt: skip


@action("person.consideration_end", permission=Permission.CASE_WORK)
@require_POST
def consideration_end(
    request: ActorRequest, public_id: UUID, row_id: UUID
) -> HttpResponse:
    seen = seen_case(request, public_id)
    row = queries.consideration_of(actor=request.actor, seen=seen, public_id=row_id)
    actions.end_consideration(
        case=seen.case, row=row, by=request.actor, now=request.now
    )
    return to_person(seen)


@action("shield.start", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def shield_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id, action="shield.start")
    form = ShieldForm(
        request.POST or None,
        staff=case_queries.staff_of_office(
            actor=request.actor,
            office_id=seen.case.responsible_office_id,
            today=request.today,
        ),
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        shield_actions.start_shield(
            case=seen.case, by=request.actor, now=request.now, **data
        )
        return to_person(seen)

    return answer_form(
        request, form, template=FORM,
        context=_context(
            request, seen, "住所と連絡先を秘匿する", "秘匿を始める",
            "住所・電話・メールは暗号にしまわれ、選んだ職員のほかは、一覧・印刷・書き出し・履歴のどこでも見られなくなります。",
        ),
        save=save, success="秘匿を始めました。",
    )  # fmt: skip


@action("shield.end", permission=Permission.CASE_WORK)
@require_POST
def shield_end(request: ActorRequest, public_id: UUID) -> HttpResponse:
    seen = seen_case(request, public_id)
    shield = queries.shield_of(actor=request.actor, seen=seen)
    shield_actions.end_shield(
        case=seen.case, shield=shield, by=request.actor, now=request.now
    )
    return to_person(seen)
