"""できることの根拠の画面: 自分の記録から添える、言葉を直す、はずす。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.activity.growth import evidence_actions
from tsunagi.activity.growth import queries as growth
from tsunagi.activity.growth.evidence_actions import Chosen
from tsunagi.activity.growth.models import GrowthEvidence, SelfAssessment
from tsunagi.activity.growth.rules import OF_PERSONS, EvidenceKind
from tsunagi.cases.growth import actions, queries, sources
from tsunagi.cases.growth.forms import EditEvidenceForm, EvidenceForm, VersionForm
from tsunagi.cases.growth.pages import FORM, form_page
from tsunagi.cases.growth.sources import Source
from tsunagi.cases.pages import form_opened

UP = "できることのふり返り"
LEAD = (
    "写しは作らず、種類と日と、ここに書く言葉だけが育ちの記録に残ります。もとの記録は、その記録を"
    "見てよい人だけが開けます。"
)


@action("growth_evidence.attach", permission=Permission.GROWTH_KEEP)
@require_http_methods(["GET", "POST"])
def evidence_new(request: ActorRequest, record_id: UUID, code: str) -> HttpResponse:
    """この項目に、自分の記録か言葉を添える。"""
    actor, now = request.actor, request.now
    assessment = queries.own_assessment(actor=actor, record_id=record_id, now=now)
    item = next((one for one in assessment.answers if one["code"] == code), None)
    if item is None:
        raise Http404
    found = sources.own_sources(actor=actor, now=now)
    form_opened(
        request, "growth_evidence.attach",
        subjects={one.subject for one in found if one.subject is not None},
    )  # fmt: skip
    form = EvidenceForm(request.POST or None, sources=found)

    def save(data: dict[str, Any]) -> HttpResponse:
        def make() -> str:
            row = _attach(request, assessment, code, form.chosen(), data["words"])
            return str(row.record_id)

        once(
            data["key"], by=actor, action="growth_evidence.attach", make=make,
            body={**data, "assessment": record_id, "item": code},
        )  # fmt: skip
        return redirect("growth-assessment", record_id)

    return answer_form(
        request, form, template=FORM, save=save, success="添えました。",
        context=form_page(
            f"「{item['label']}」の根拠を添える", "この項目に添える", up=UP, lead=LEAD,
            back=reverse("growth-assessment", args=[record_id]),
        ),
    )  # fmt: skip


def _attach(
    request: ActorRequest,
    assessment: SelfAssessment,
    item: str,
    chosen: Source | None,
    words: str,
) -> GrowthEvidence:
    """Records of persons are asked for again in the act; a training and words are own."""
    by, now = request.actor, request.now
    if chosen is not None and chosen.kind in OF_PERSONS:
        return actions.attach_record(
            assessment=assessment, item=item, kind=chosen.kind, ref=chosen.ref,
            words=words, by=by, now=now,
        )  # fmt: skip
    what = (
        Chosen(EvidenceKind.WORDS, request.today)
        if chosen is None
        else Chosen(chosen.kind, chosen.on, chosen.ref)
    )
    return evidence_actions.attach_own(
        assessment=assessment, item=item, chosen=what, words=words, by=by, now=now
    )


def _own(request: ActorRequest, record_id: UUID) -> GrowthEvidence:
    return growth.own_evidence(
        actor=request.actor, record_id=record_id, now=request.now
    )


@action("growth_evidence.correct", permission=Permission.GROWTH_KEEP)
@require_http_methods(["GET", "POST"])
def evidence_edit(request: ActorRequest, record_id: UUID) -> HttpResponse:
    """添えた言葉を直す。もとの記録を見られなくなっていたら、言葉も出さない。"""
    row = _own(request, record_id)
    if not _still_told(request, row):
        raise Http404
    form = EditEvidenceForm(
        request.POST or None, initial={"words": row.words, "version": row.version}
    )

    def save(data: dict[str, Any]) -> HttpResponse:
        evidence_actions.correct_evidence(
            row=row, by=request.actor, now=request.now, **data
        )
        return redirect("growth-assessment", row.assessment_id)

    return answer_form(
        request, form, template=FORM, save=save, success="直しました。",
        context=form_page(
            "添えた言葉を直す", "この言葉にする", up=UP,
            back=reverse("growth-assessment", args=[row.assessment_id]),
        ),
    )  # fmt: skip


def _still_told(request: ActorRequest, row: GrowthEvidence) -> bool:
    if EvidenceKind(row.kind) not in OF_PERSONS:
        return True
    return bool(sources.refs_seen(actor=request.actor, rows=[row], now=request.now))


@action("growth_evidence.detach", permission=Permission.GROWTH_KEEP)
@require_http_methods(["GET", "POST"])
def evidence_detach(request: ActorRequest, record_id: UUID) -> HttpResponse:
    """根拠をはずす。もとの記録は変わらない。"""
    row = _own(request, record_id)
    form = VersionForm(request.POST or None, initial={"version": row.version})

    def save(data: dict[str, Any]) -> HttpResponse:
        evidence_actions.detach_evidence(
            row=row, by=request.actor, now=request.now, **data
        )
        return redirect("growth-assessment", row.assessment_id)

    return answer_form(
        request, form, template=FORM, save=save,
        success="はずしました。もとの記録は、そのまま残っています。",
        context=form_page(
            "根拠をはずす", "この根拠をはずす", up=UP,
            back=reverse("growth-assessment", args=[row.assessment_id]),
            lead=f"{EvidenceKind(row.kind).label}を、この項目からはずします。もとの記録は変わりません。",
        ),
    )  # fmt: skip
