"""アセスメントの画面: 一覧、読む、前回と並べる、書く、直す。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from tsunagi.access.actor import NotVisible
from tsunagi.access.drafts.actions import draft_used
from tsunagi.access.drafts.pages import draft_for, keep_draft, restored
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.cases.aims.rules import Cause
from tsunagi.cases.assessment import actions, queries
from tsunagi.cases.assessment.forms import (
    AssessmentForm,
    CorrectAssessmentForm,
    WithdrawForm,
    initial_of,
)
from tsunagi.cases.assessment.models import Assessment
from tsunagi.cases.assessment.rules import (
    TEXTS,
    Compared,
    Domain,
    Part,
    compared_domains,
    missing_parts,
)
from tsunagi.cases.contact.rules import Place
from tsunagi.cases.pages import (
    band_of,
    form_context,
    looked_at_case,
    may,
    seen_case,
    tabs_of,
)
from tsunagi.cases.person import queries as person_queries
from tsunagi.cases.person.rules import Section
from tsunagi.cases.seen import SeenCase
from tsunagi.organisations.staff.queries import oneself, workplace

NEW, CORRECT = "assessment.record", "assessment.correct"


def _looked(request: ActorRequest, public_id: UUID, name: str) -> SeenCase:
    seen = looked_at_case(request, public_id, action=name)
    if not seen.sight.sees_support:
        raise NotVisible
    return seen


@action("assessment.list", permission=Permission.CASE_VIEW)
@require_GET
def case_assessments(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """これまでのアセスメント。新しいものから。"""
    seen = _looked(request, public_id, "assessment.list")
    return render(
        request,
        "cases/assessment/list.html",
        {
            "seen": seen,
            "case": seen.case,
            "band": band_of(seen, today=request.today),
            "tabs": tabs_of(seen, "case-assessments"),
            "rows": queries.assessments_of(actor=request.actor, seen=seen),
            "may_work": may(request.actor, seen, Permission.CASE_WORK),
        },
    )


@action("assessment.view", permission=Permission.CASE_VIEW)
@require_GET
def assessment_page(
    request: ActorRequest, public_id: UUID, record_id: UUID
) -> HttpResponse:
    seen = _looked(request, public_id, "assessment.view")
    row = queries.assessment_of(actor=request.actor, seen=seen, record_id=record_id)
    return render(
        request,
        "cases/assessment/page.html",
        {
            "seen": seen,
            "case": seen.case,
            "row": row,
            "band": band_of(seen, today=request.today),
            "texts": [
                (label, getattr(row, name), name == "wishes_person")
                for name, label in TEXTS.items()
            ],
            "domains": _domains(row),
            "place": Place(row.place).label if row.place else "",
            "missing": missing_parts(
                wishes_person=row.wishes_person, strengths=row.strengths,
                domains=row.domains,
            ),
            "versions": queries.versions_of(
                actor=request.actor, seen=seen, assessment=row
            ),
            "earlier": queries.earlier_of(
                actor=request.actor, seen=seen, assessment=row
            ),
            "may_work": may(request.actor, seen, Permission.CASE_WORK)
            and not row.is_withdrawn,
        },
    )  # fmt: skip


def _domains(row: Assessment) -> list[tuple[str, list[tuple[str, str]], str]]:
    """(領域, [(項目, 文)], 原因の言葉)。"""
    found = []
    for domain in Domain:
        parts = row.domains.get(domain.value)
        if not parts:
            continue
        texts = [
            (part.label, parts[part.value]) for part in Part if parts.get(part.value)
        ]
        causes = "、".join(Cause(word).label for word in parts.get("causes", ()))
        found.append((domain.label, texts, causes))
    return found


@action("assessment.compare", permission=Permission.CASE_VIEW)
@require_GET
def assessment_compare(
    request: ActorRequest, public_id: UUID, record_id: UUID
) -> HttpResponse:
    """前回と並べる。変わったところに印が付く。"""
    seen = _looked(request, public_id, "assessment.compare")
    row = queries.assessment_of(actor=request.actor, seen=seen, record_id=record_id)
    earlier = queries.earlier_of(actor=request.actor, seen=seen, assessment=row)
    if earlier is None:
        raise NotVisible
    texts = [
        Compared(label, getattr(earlier, name), getattr(row, name))
        for name, label in TEXTS.items()
    ]
    groups = [("望みと見立て", [one for one in texts if one.before or one.after])]
    groups += compared_domains(earlier.domains, row.domains)
    return render(
        request,
        "cases/assessment/compare.html",
        {
            "seen": seen,
            "case": seen.case,
            "row": row,
            "earlier": earlier,
            "band": band_of(seen, today=request.today),
            "groups": groups,
            "changed": sum(one.is_changed for _, parts in groups for one in parts),
        },
    )


@action(NEW, permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def assessment_new(request: ActorRequest, public_id: UUID) -> HttpResponse:
    """書く。二度目からは、前回の内容から始められる。"""
    seen = seen_case(request, public_id, action=NEW)
    form = AssessmentForm(request.POST or None, initial=_start(request, seen))
    draft = restored(
        form,
        draft_for(request, form=NEW, subject_ref=str(seen.case.public_id)),
    )
    kept = keep_draft(request, form, draft)
    if kept is not None:
        return kept

    def save(data: dict[str, Any]) -> HttpResponse:
        def make() -> str:
            row = actions.record_assessment(
                case=seen.case, office=workplace(actor=request.actor),
                staff=oneself(actor=request.actor), values=form.values(),
                by=request.actor, now=request.now, today=request.today,
            )  # fmt: skip
            draft_used(draft.seen, by=request.actor, now=request.now)
            return str(row.record_id)

        record_id, _ = once(
            data["key"], by=request.actor, action=NEW, make=make,
            body={**data, "case": seen.case.public_id},
        )  # fmt: skip
        return redirect("assessment-page", seen.case.public_id, record_id)

    context = form_context(
        seen, "アセスメントを書く", "このアセスメントを残す",
        band=band_of(seen, today=request.today), draft=draft,
        lead="全部を埋める必要はありません。聞けたところから書き、次に会ったときに足します。",
    )  # fmt: skip
    return answer_form(
        request, form, template="cases/assessment/form.html", context=context,
        save=save, success="残しました。書かれたニーズは、ニーズ整理票に入りました。",
    )  # fmt: skip


def _start(request: ActorRequest, seen: SeenCase) -> dict[str, Any]:
    """Today; and what was found last time, or what the person's page tells already."""
    latest = queries.latest_of(actor=request.actor, seen=seen)
    if latest is not None:
        start = initial_of(latest)
        return {**start, "assessed_on": request.today}
    start = {"assessed_on": request.today}
    if request.method == "POST" or not seen.sight.sees_support:
        return start
    for name, section in (
        ("wishes_person", Section.WISHES), ("wishes_family", Section.FAMILY),
        ("strengths", Section.STRENGTHS),
    ):  # fmt: skip
        text = person_queries.section_of(
            actor=request.actor, seen=seen, section=section
        )
        if text is not None:
            start[name] = text.text[:4000]
    return start


@action(CORRECT, permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def assessment_correct(
    request: ActorRequest, public_id: UUID, record_id: UUID
) -> HttpResponse:
    seen = seen_case(request, public_id, action=CORRECT)
    row = queries.assessment_of(actor=request.actor, seen=seen, record_id=record_id)
    form = CorrectAssessmentForm(request.POST or None, initial=initial_of(row))
    draft = restored(
        form, draft_for(request, form=CORRECT, subject_ref=str(row.public_id))
    )
    kept = keep_draft(request, form, draft)
    if kept is not None:
        return kept

    def save(data: dict[str, Any]) -> HttpResponse:
        with transaction.atomic():
            actions.correct_assessment(
                assessment=row, values=form.values(),
                reason=data["correction_reason"], version=data["version"],
                by=request.actor, now=request.now, today=request.today,
            )  # fmt: skip
            draft_used(draft.seen, by=request.actor, now=request.now)
        return redirect("assessment-page", seen.case.public_id, record_id)

    context = form_context(
        seen, "アセスメントを直す", "直した内容を保存する", draft=draft,
        band=band_of(seen, today=request.today),
    )  # fmt: skip
    return answer_form(
        request, form, template="cases/assessment/form.html", context=context,
        save=save, success="保存しました。前の版は残っています。",
    )  # fmt: skip


@action("assessment.withdraw", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def assessment_withdraw(
    request: ActorRequest, public_id: UUID, record_id: UUID
) -> HttpResponse:
    seen = seen_case(request, public_id, action="assessment.withdraw")
    row = queries.assessment_of(actor=request.actor, seen=seen, record_id=record_id)
    form = WithdrawForm(request.POST or None, initial={"version": row.version})

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.withdraw_assessment(
            assessment=row, by=request.actor, now=request.now, **data
        )
        return redirect("case-assessments", seen.case.public_id)

    context = form_context(
        seen, "アセスメントを取り消す", "このアセスメントを取り消す",
        band=band_of(seen, today=request.today),
        lead="文と版はそのまま残り、だれが取り消したかも残ります。",
    )  # fmt: skip
    return answer_form(
        request, form, template="cases/form.html", context=context, save=save,
        success="取り消しました。",
    )  # fmt: skip
