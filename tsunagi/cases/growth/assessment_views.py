"""できることのふり返りの画面: 書く、読んで前の回とくらべる、直す、取り消す。ことば。"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagi.access import audit
from tsunagi.access.drafts.actions import draft_used
from tsunagi.access.drafts.pages import DraftState, draft_for, keep_draft, restored
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.idempotency import once
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.activity.catalogue.items import CONFIDENCE_WORDS, Item
from tsunagi.activity.growth import actions, share_actions
from tsunagi.activity.growth import queries as growth
from tsunagi.activity.growth.actions import Sheet
from tsunagi.activity.growth.models import SelfAssessment
from tsunagi.activity.growth.queries import Competencies
from tsunagi.activity.growth.rules import (
    Asked,
    answers_of,
    compared,
    grouped,
    scale_on,
)
from tsunagi.cases.growth import queries
from tsunagi.cases.growth.forms import (
    AssessmentForm,
    EditAssessmentForm,
    RemarkForm,
    VersionForm,
)
from tsunagi.cases.growth.pages import FORM, form_page
from tsunagi.common.errors import UserError
from tsunagi.ui import parts

ASSESS = "cases/growth/assess.html"
NEW = "growth_assessment.write"
UP = "できることのふり返り"
LEAD = (
    "全部を埋める必要はありません。一つの区分だけでも、一分で残せます。点数ではなく、人とくらべる"
    "こともありません。見えるのはあなたと、あなたが見せている一人だけです。"
)


def _sheet(found: Competencies, items: Sequence[Item]) -> Sheet:
    asked = tuple(Asked(one.code, one.label, one.group) for one in items)
    return Sheet(found.name, found.title, found.version, found.asked, asked)


def _competencies(request: ActorRequest) -> Competencies:
    """The one that was asked for, or the first that the municipality uses."""
    names = [name for name, _ in growth.competency_names(actor=request.actor)]
    if not names:
        raise Http404
    wanted = request.GET.get("catalogue", "")
    name = wanted if wanted in names else names[0]
    return growth.competencies(actor=request.actor, name=name)


def _items(
    request: ActorRequest, found: Competencies, draft: DraftState
) -> tuple[list[Item], str]:
    """Those of the chosen part. With a draft all are shown, so that nothing of it is
    left out when it is saved."""
    group = request.GET.get("group", "")
    if group not in found.groups or draft.found:
        return list(found.items), ""
    return [one for one in found.items if one.group == group], group


def _source(found: Competencies, items: Sequence[Item]) -> dict[str, Any]:
    """From where the items come and how sure their wording is."""
    sure = dict.fromkeys(
        CONFIDENCE_WORDS[one.confidence][0]
        for one in items
        if one.confidence in CONFIDENCE_WORDS
    )
    return {"found": found, "confidence": "、".join(sure)}


@action(NEW, permission=Permission.GROWTH_KEEP)
@require_http_methods(["GET", "POST"])
def assessment_new(request: ActorRequest) -> HttpResponse:
    """いまの自分をふり返る。前の回の歩みから始まり、変わったところだけ直せばよい。"""
    found = _competencies(request)
    draft = draft_for(request, form=NEW)
    items, group = _items(request, found, draft)
    before = growth.latest_assessment(
        actor=request.actor, name=found.name, now=request.now
    )
    scale = scale_on(request.today)
    form = AssessmentForm(
        request.POST or None, items=items, scale=scale,
        initial={
            **AssessmentForm.initial_of(before), "assessed_on": request.today,
        },
    )  # fmt: skip
    draft = restored(form, draft)
    kept = keep_draft(request, form, draft)
    if kept is not None:
        return kept

    def save(data: dict[str, Any]) -> HttpResponse:
        def make() -> str:
            row = actions.write_assessment(
                sheet=_sheet(found, items), said=form.said(), words=data["words"],
                on=data["assessed_on"], by=request.actor, now=request.now,
                today=request.today,
            )  # fmt: skip
            draft_used(draft.seen, by=request.actor, now=request.now)
            return str(row.record_id)

        record_id, _ = once(
            data["key"], by=request.actor, action=NEW, make=make,
            body={**data, "catalogue": found.name, "group": group},
        )  # fmt: skip
        return redirect("growth-assessment", record_id)

    return answer_form(
        request, form, template=ASSESS, save=save,
        success="残しました。項目ごとに、根拠になる記録を添えられます。",
        context={
            **form_page("できることをふり返る", "この回を残す", lead=LEAD),
            **_source(found, items),
            "scale": scale,
            "draft": draft,
            "before": before,
            "parts": _parts(found, group),
        },
    )  # fmt: skip


def _parts(found: Competencies, group: str) -> list[parts.Tab]:
    """One part at a time; the rest stays as it was."""
    every = f"?catalogue={found.name}"
    return [
        parts.Tab("ぜんぶ", every, current=not group),
        *(
            parts.Tab(name, f"{every}&group={name}", current=name == group)
            for name in found.groups
        ),
    ]


@action("growth_assessment.view", permission=Permission.GROWTH_KEEP)
@require_GET
def assessment_page(request: ActorRequest, record_id: UUID) -> HttpResponse:
    """一回のふり返り。前の回を横に並べ、根拠とことばを読む。"""
    actor, now = request.actor, request.now
    row, whose = queries.assessment_and_author(
        actor=actor, record_id=record_id, now=now
    )
    earlier = growth.earlier_assessments(actor=actor, row=row, now=now)
    other = _other(request, earlier)
    beside = queries.beside(actor=actor, whose=whose, rows=[row], now=now)
    audit.looked_at(
        "growth_assessment.view", by=actor, subjects=(), is_own=whose.is_own,
        whose=str(whose.author.public_id), record=str(row.record_id),
    )  # fmt: skip
    evidence: dict[str, list[queries.EvidenceLine]] = {}
    for one in beside.evidence.get(row.record_id, ()):
        evidence.setdefault(one.row.item_code, []).append(one)
    rows = compared(answers_of(other.answers) if other else (), answers_of(row.answers))
    return render(
        request,
        "cases/growth/assessment.html",
        {
            "row": row,
            "whose": whose,
            "scale": scale_on(row.assessed_on),
            "other": other,
            "earlier": earlier,
            "groups": [
                (name, [_compared_line(one, row, other, evidence) for one in ones])
                for name, ones in grouped(rows)
            ],
            "changed": sum(bool(one.change.label) for one in rows) if other else 0,
            "remarks": beside.remarks.get(row.record_id, []),
            "older": growth.older_versions(actor=actor, row=row, now=now)
            if whose.is_own
            else [],
        },
    )


def _other(
    request: ActorRequest, earlier: Sequence[SelfAssessment]
) -> SelfAssessment | None:
    """The one that was asked for, or the last before this."""
    wanted = request.GET.get("with", "")
    chosen = (one for one in earlier if str(one.record_id) == wanted)
    return next(chosen, earlier[0] if earlier else None)


def _compared_line(
    one: Any,
    row: SelfAssessment,
    other: SelfAssessment | None,
    evidence: dict[str, list[queries.EvidenceLine]],
) -> dict[str, Any]:
    """What one row of the table shows."""
    scale = scale_on(row.assessed_on)
    before = scale_on(other.assessed_on) if other else scale
    return {
        "code": one.code,
        "label": one.label,
        "step": scale.label(one.later.step) if one.later else "",
        "note": one.later.note if one.later else "",
        "since": one.later.on
        if one.later and one.later.on != row.assessed_on
        else None,
        "before_step": before.label(one.earlier.step) if one.earlier else "",
        "before_note": one.earlier.note if one.earlier else "",
        "change": one.change.label if other else "",
        "evidence": evidence.get(one.code, []),
        "is_answered": one.later is not None,
    }


@action("growth_assessment.correct", permission=Permission.GROWTH_KEEP)
@require_http_methods(["GET", "POST"])
def assessment_edit(request: ActorRequest, record_id: UUID) -> HttpResponse:
    """その回に書き足す、直す。項目の言葉は、その回のカタログの版のまま。"""
    row = queries.own_assessment(
        actor=request.actor, record_id=record_id, now=request.now
    )
    found = growth.competencies(
        actor=request.actor, name=row.catalogue, version=row.catalogue_version
    )
    items = list(found.items)
    scale = scale_on(row.assessed_on)
    form = EditAssessmentForm(
        request.POST or None, items=items, scale=scale,
        initial=EditAssessmentForm.initial_of(row),
    )  # fmt: skip

    def save(data: dict[str, Any]) -> HttpResponse:
        with transaction.atomic():
            actions.correct_assessment(
                row=row, sheet=_sheet(found, items), said=form.said(),
                words=data["words"], version=data["version"], by=request.actor,
                now=request.now,
            )  # fmt: skip
        return redirect("growth-assessment", record_id)

    back = reverse("growth-assessment", args=[record_id])
    return answer_form(
        request, form, template=ASSESS, save=save,
        success="保存しました。前の版は残っています。",
        context={
            **form_page("ふり返りに書き足す", "この内容で保存する", back=back, up=UP),
            **_source(found, items),
            "scale": scale,
        },
    )  # fmt: skip


@action("growth_assessment.withdraw", permission=Permission.GROWTH_KEEP)
@require_http_methods(["GET", "POST"])
def assessment_withdraw(request: ActorRequest, record_id: UUID) -> HttpResponse:
    row = queries.own_assessment(
        actor=request.actor, record_id=record_id, now=request.now
    )
    form = VersionForm(request.POST or None, initial={"version": row.version})

    def save(data: dict[str, Any]) -> HttpResponse:
        actions.withdraw_assessment(
            row=row, version=data["version"], by=request.actor, now=request.now
        )
        return redirect("growth")

    return answer_form(
        request, form, template=FORM, save=save, success="取り消しました。",
        context=form_page(
            "ふり返りを取り消す", "この回を取り消す", up=UP,
            back=reverse("growth-assessment", args=[record_id]),
            lead="まちがえて残した回を、育ちの記録と、見せている人の画面から消します。添えた根拠も出なくなります。",
        ),
    )  # fmt: skip


@action("growth_remark.write", permission=Permission.GROWTH_KEEP)
@require_http_methods(["GET", "POST"])
def remark_new(request: ActorRequest, record_id: UUID) -> HttpResponse:
    """見せてもらっているふり返りに、短いことばを書く。"""
    row, whose = queries.assessment_and_author(
        actor=request.actor, record_id=record_id, now=request.now
    )
    if whose.is_own:
        raise Http404
    form = RemarkForm(request.POST or None)

    def save(data: dict[str, Any]) -> HttpResponse:
        def make() -> str:
            written = share_actions.write_remark(
                assessment=row, text=data["text"], by=request.actor, now=request.now
            )
            return str(written.public_id)

        once(
            data["key"], by=request.actor, action="growth_remark.write", make=make,
            body={**data, "assessment": record_id},
        )  # fmt: skip
        return redirect("growth-assessment", record_id)

    return answer_form(
        request, form, template=FORM, save=save, success="本人に届きました。",
        context=form_page(
            f"{whose.author.name}さんに、ことばを書く", "ことばを届ける", up=UP,
            back=reverse("growth-assessment", args=[record_id]),
            lead="評価ではなく、気づいたよいところと、次に一緒にできることを。",
        ),
    )  # fmt: skip


@action("growth_remark.withdraw", permission=Permission.GROWTH_KEEP)
@require_POST
def remark_withdraw(request: ActorRequest, public_id: UUID) -> HttpResponse:
    row = growth.remark_of(actor=request.actor, public_id=public_id, now=request.now)
    try:
        share_actions.withdraw_remark(row=row, by=request.actor, now=request.now)
    except UserError as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, "取り消しました。")
    return redirect("growth-assessment", row.assessment_id)
