"""書面の画面: 読む、始める、文を書く、間隔を提案する、前の版。"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tsunagi.access.drafts.actions import draft_used
from tsunagi.access.drafts.pages import draft_for, keep_draft, restored
from tsunagi.access.http import ActorRequest, action
from tsunagi.access.pages import answer_form
from tsunagi.access.permissions import Permission
from tsunagi.cases.assessment import queries as assessments
from tsunagi.cases.entitlement.rules import interval_words
from tsunagi.cases.issues import MISSING, issue_marks
from tsunagi.cases.pages import answer_case_form, band_of, form_context, seen_case
from tsunagi.cases.plan import queries, sheet_actions
from tsunagi.cases.plan.forms import IntervalForm, TextsForm, interval_initial
from tsunagi.cases.plan.interval_rules import Situation, table_on
from tsunagi.cases.plan.models import Plan, PlanSheet
from tsunagi.cases.plan.reading import hints_for, item_rows, proposal_for
from tsunagi.cases.plan.sheet_rules import SheetStage, breadth, items_of
from tsunagi.cases.plan.views import looked, plan_frame, stage_from
from tsunagi.cases.plan.week_pages import week_context
from tsunagi.cases.seen import SeenCase
from tsunagi.common.dates import YearMonth
from tsunagi.common.errors import UserError

TEXTS = "plan_sheet.texts"
# (field, heading, the person's own words)
READ_TEXTS = (
    ("wishes_person", "本人の望む生活", True),
    ("wishes_family", "家族の望み", False),
    ("policy", "総合的な援助の方針", False),
    ("long_goal", "長期目標", False),
    ("short_goal", "短期目標", False),
)
WEEK_TEXTS = (
    ("main_activities", "主な日常生活上の活動"),
    ("other_services", "週単位以外のサービス"),
    ("whole_life", "サービスで実現する生活の全体像"),
)


def sheet_frame(
    request: ActorRequest, seen: SeenCase, plan: Plan, sheet: PlanSheet
) -> dict[str, Any]:
    return {
        **plan_frame(request, seen, plan),
        "sheet": sheet,
        "stage": sheet.stage,
        "stage_label": SheetStage(sheet.stage).label,
        "is_present": sheet.stage == SheetStage.PRESENT,
    }


def sheet_url(sheet: PlanSheet) -> str:
    plan = sheet.plan
    return reverse(
        "plan-sheet", args=[plan.case.public_id, plan.public_id, sheet.stage]
    )


@action("plan_sheet.view", permission=Permission.CASE_VIEW)
@require_GET
def plan_sheet(
    request: ActorRequest, public_id: UUID, plan_id: UUID, stage: str
) -> HttpResponse:
    """一つの書面の全部: 文、課題の行、週間計画表、気づき。"""
    seen = looked(request, public_id, "plan_sheet.view")
    plan = queries.plan_of(actor=request.actor, seen=seen, public_id=plan_id)
    sheet = queries.sheet_of(
        actor=request.actor, seen=seen, plan=plan, stage=stage_from(stage)
    )
    return render(
        request,
        "cases/plan/sheet.html",
        {
            **sheet_frame(request, seen, plan, sheet),
            **read_sheet(request, seen, sheet),
            "hints": ()
            if sheet.stage == SheetStage.PRESENT
            else hints_for(
                sheet, on=request.today,
                has_assessment=queries.latest_assessment(
                    actor=request.actor, seen=seen
                ) is not None,
            ),
            "versions": queries.versions_of(
                actor=request.actor, seen=seen, sheet=sheet
            ),
        },
    )  # fmt: skip


def read_sheet(
    request: ActorRequest, seen: SeenCase, sheet: PlanSheet
) -> dict[str, Any]:
    """The content of one version, drawn."""
    items = items_of(sheet.items)
    origins = queries.origins_of(actor=request.actor, seen=seen, plan=sheet.plan)
    marks = issue_marks(
        MISSING,
        [one.public_id for one in origins.missing],
        actor=request.actor, now=request.now,
    )  # fmt: skip
    return {
        "texts": [
            (label, getattr(sheet, name), is_own) for name, label, is_own in READ_TEXTS
        ],
        "week_texts": [
            (label, getattr(sheet, name))
            for name, label in WEEK_TEXTS
            if getattr(sheet, name)
        ],
        "rows": item_rows(sheet, origins, marks),
        "breadth": [
            (kind.label, count) for kind, count in breadth(items).items() if count
        ],
        "interval": interval_words(sheet.interval) if sheet.interval else "",
        "interval_day": _first_day(sheet.interval_from),
        "begins_day": _first_day(sheet.begins),
        "proposal": proposal_for(sheet, on=request.today),
        **week_context(sheet.week),
    }


def _first_day(number: int | None) -> Any:
    return YearMonth.from_int(number).first_day if number else None


@action("plan_sheet.version", permission=Permission.CASE_VIEW)
@require_GET
def plan_version(
    request: ActorRequest, public_id: UUID, plan_id: UUID, stage: str, number: int
) -> HttpResponse:
    """前の版を読む。"""
    seen = looked(request, public_id, "plan_sheet.version")
    plan = queries.plan_of(actor=request.actor, seen=seen, public_id=plan_id)
    current = queries.sheet_of(
        actor=request.actor, seen=seen, plan=plan, stage=stage_from(stage)
    )
    sheet = queries.version_of(
        actor=request.actor, seen=seen, sheet=current, number=number
    )
    return render(
        request,
        "cases/plan/sheet.html",
        {
            **sheet_frame(request, seen, plan, sheet),
            **read_sheet(request, seen, sheet),
            "is_old": not sheet.is_current,
            "may_work": False,
            "versions": queries.versions_of(
                actor=request.actor, seen=seen, sheet=current
            ),
        },
    )


@action("plan_sheet.begin", permission=Permission.CASE_WORK)
@require_POST
def plan_sheet_begin(
    request: ActorRequest, public_id: UUID, plan_id: UUID, stage: str
) -> HttpResponse:
    """書面を始める。計画案は前の計画から、計画は計画案から写す。"""
    seen = seen_case(request, public_id)
    plan = queries.plan_of(actor=request.actor, seen=seen, public_id=plan_id)
    wanted = stage_from(stage)
    start = queries.start_for(actor=request.actor, seen=seen, plan=plan, stage=wanted)
    values: dict[str, Any] = {}
    if start is None and wanted is SheetStage.DRAFT:
        assessment = assessments.latest_of(actor=request.actor, seen=seen)
        if assessment is not None:
            values = {
                "wishes_person": assessment.wishes_person,
                "wishes_family": assessment.wishes_family,
            }
    try:
        sheet_actions.begin_sheet(
            plan=plan, stage=wanted, start=start, values=values, by=request.actor,
            now=request.now,
        )  # fmt: skip
        messages.success(request, _begun_words(wanted, start is not None, bool(values)))
    except UserError as error:
        messages.error(request, str(error.message))
        return redirect("plan-page", public_id, plan_id)
    return redirect("plan-sheet", public_id, plan_id, stage)


def _begun_words(stage: SheetStage, is_copied: bool, from_assessment: bool) -> str:
    if is_copied:
        source = "計画案" if stage is SheetStage.PLAN else "前の計画"
        return f"{source}の内容を写して始めました。変わったところを直してください。"
    if from_assessment:
        return "アセスメントの望みを写して始めました。"
    return f"{stage.label}を始めました。"


@action(TEXTS, permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def plan_texts(
    request: ActorRequest, public_id: UUID, plan_id: UUID, stage: str
) -> HttpResponse:
    """望み、方針、目標を書く。書きかけは自動で残る。"""
    seen = seen_case(request, public_id, action=TEXTS)
    plan = queries.plan_of(actor=request.actor, seen=seen, public_id=plan_id)
    sheet = queries.sheet_of(
        actor=request.actor, seen=seen, plan=plan, stage=stage_from(stage)
    )
    names = (*sheet_actions.TEXT_FIELDS, *sheet_actions.WEEK_FIELDS, "version")
    form = TextsForm(
        request.POST or None, initial={name: getattr(sheet, name) for name in names}
    )
    draft = restored(
        form, draft_for(request, form=TEXTS, subject_ref=str(sheet.record_id))
    )
    kept = keep_draft(request, form, draft)
    if kept is not None:
        return kept

    def save(data: dict[str, Any]) -> HttpResponse:
        with transaction.atomic():
            sheet_actions.write_texts(
                sheet=sheet, values=data, version=data["version"],
                reason=data["correction_reason"], by=request.actor, now=request.now,
            )  # fmt: skip
            draft_used(draft.seen, by=request.actor, now=request.now)
        return redirect(sheet_url(sheet))

    context = form_context(
        seen, f"{SheetStage(sheet.stage).label}の望み・方針・目標",
        "この内容で保存する", band=band_of(seen, today=request.today), draft=draft,
    )  # fmt: skip
    earlier = queries.earlier_sheets(actor=request.actor, seen=seen, plan=plan)
    return answer_form(
        request, form, template="cases/plan/texts_form.html", save=save,
        success="保存しました。前の版は残っています。",
        context={
            **context, "cancel_url": sheet_url(sheet),
            "up_label": SheetStage(sheet.stage).label, "earlier": _earlier(earlier),
        },
    )  # fmt: skip


def _earlier(sheets: list[PlanSheet]) -> list[tuple[Any, list[tuple[str, str]]]]:
    """同じ人の前の計画の文。ほかの人の文は、決して出さない。"""
    found = []
    for sheet in sheets[:3]:
        texts = [
            (label, getattr(sheet, name))
            for name, label, _ in READ_TEXTS
            if getattr(sheet, name)
        ]
        if texts:
            found.append((sheet.plan.begun_on, texts))
    return found


@action("plan_sheet.interval", permission=Permission.CASE_WORK)
@require_http_methods(["GET", "POST"])
def plan_interval(
    request: ActorRequest, public_id: UUID, plan_id: UUID, stage: str
) -> HttpResponse:
    """モニタリングの間隔を、わけとともに提案する。"""
    seen = seen_case(request, public_id, action="plan_sheet.interval")
    plan = queries.plan_of(actor=request.actor, seen=seen, public_id=plan_id)
    sheet = queries.sheet_of(
        actor=request.actor, seen=seen, plan=plan, stage=stage_from(stage)
    )
    table = table_on(request.today)
    proposal = proposal_for(sheet, on=request.today)
    start = interval_initial(sheet)
    if proposal is not None and not sheet.interval:
        start |= {
            "interval": str(proposal.months),
            "interval_first": proposal.monthly_first or None,
            "interval_reason": "".join(proposal.reasons),
        }
    form = IntervalForm(request.POST or None, initial=start)
    form.fields["situations"].choices = [  # type: ignore[attr-defined]
        (one.code, _situation(one)) for one in table.situations
    ]

    def save(data: dict[str, Any]) -> object:
        return sheet_actions.write_texts(
            sheet=sheet, values=form.values(), version=data["version"],
            reason=data["correction_reason"], by=request.actor, now=request.now,
        )  # fmt: skip

    lead = "サービスの名前から、標準の間隔を調べて、めやすを出します。"
    if proposal is not None:
        unsure = (
            "" if proposal.is_verified else "（標準の表は、法令の本文で未確認です）"
        )
        lead = "めやす: " + "".join(proposal.reasons) + unsure
    return answer_case_form(
        request, seen, form, save, back=sheet_url(sheet),
        up_label=SheetStage(sheet.stage).label, title="モニタリングの間隔の提案",
        submit="この提案を保存する", success="保存しました。", lead=lead,
    )  # fmt: skip


def _situation(one: Situation) -> str:
    return one.label if one.confidence == "A" else f"{one.label}（未確認）"
