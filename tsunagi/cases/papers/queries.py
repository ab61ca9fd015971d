"""計画の行から、様式の中身を組み立てる。問い合わせの数は、行がいくつあっても同じ。"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils.timezone import localdate

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.cases.entitlement.models import Entitlement
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.monitoring.report_models import MonitoringReport
from tsunagi.cases.papers.forms_data import Header, plan_paper, report_paper, week_paper
from tsunagi.cases.papers.person_sheet import person_sheet
from tsunagi.cases.papers.reading import (
    author_words,
    burden_words,
    certificate_numbers,
    consent_words,
    monitoring_words,
    month_words,
    plan_texts,
    report_texts,
    week_texts,
)
from tsunagi.cases.papers.rules import Paper, PaperKind
from tsunagi.cases.person.models import Certificate
from tsunagi.cases.person.rules import SupportLevel
from tsunagi.cases.plan.models import Plan, PlanSheet, PlanStep
from tsunagi.cases.plan.queries import sheets_of
from tsunagi.cases.plan.rules import Step
from tsunagi.cases.plan.sheet_rules import SheetStage
from tsunagi.cases.seen import SeenCase, rows_of_case, rows_of_person
from tsunagi.common.frozen import Frozen, replace
from tsunagi.common.wareki import format_wareki

STAGES = {
    PaperKind.PRESENT_WEEK: SheetStage.PRESENT,
    PaperKind.DRAFT: SheetStage.DRAFT,
    PaperKind.DRAFT_WEEK: SheetStage.DRAFT,
    PaperKind.PLAN: SheetStage.PLAN,
    PaperKind.PLAN_WEEK: SheetStage.PLAN,
}
REPORTS = (PaperKind.REPORT, PaperKind.REPORT_WEEK)
MADE = {SheetStage.DRAFT: Step.DRAFT_MADE, SheetStage.PLAN: Step.PLAN_MADE}
AGREED = {SheetStage.DRAFT: Step.DRAFT_CONSENTED, SheetStage.PLAN: Step.PLAN_CONSENTED}


class Sources(Frozen):
    """What stands on the papers of one plan, as rows. report: the one that is asked."""

    plan: Plan
    sheets: Mapping[SheetStage, PlanSheet]
    steps: Mapping[Step, PlanStep]
    reports: list[MonitoringReport]
    report: MonitoringReport | None

    @property
    def available(self) -> list[PaperKind]:
        """The papers that something was written for."""
        return [kind for kind in PaperKind if self.has(kind)]

    def of_report(self, report: MonitoringReport) -> Sources:
        """The same plan seen from another of its reports."""
        return replace(self, report=report)

    def has(self, kind: PaperKind) -> bool:
        if kind in REPORTS:
            return self.report is not None
        return kind is PaperKind.PERSON or STAGES[kind] in self.sheets


def sources_of(
    *, actor: Actor, seen: SeenCase, plan: Plan, report: UUID | None = None
) -> Sources:
    """Three queries. report: its record_id; else the newest one."""
    if not seen.sight.sees_support:
        raise NotVisible
    reports = list(
        rows_of_case(MonitoringReport, seen)
        .filter(plan=plan, is_current=True, is_withdrawn=False)
        .select_related("staff", "office")
        .order_by("-held_on", "-id")
    )
    wanted = [one for one in reports if report in (None, one.record_id)]
    if report is not None and not wanted:
        raise NotVisible
    steps = rows_of_case(PlanStep, seen).filter(plan=plan, withdrawn_at=None)
    return Sources(
        plan=plan,
        sheets=sheets_of(actor=actor, seen=seen, plan=plan),
        steps={Step(row.step): row for row in steps},
        reports=reports,
        report=wanted[0] if wanted else None,
    )


def papers_of(
    *,
    actor: Actor,
    seen: SeenCase,
    sources: Sources,
    kinds: Collection[PaperKind],
    today: date,
) -> list[Paper]:
    """The chosen papers, in the order in which they are bound. A paper that nothing
    was written for is left out."""
    day = _day_of(sources, today)
    numbers = certificate_numbers(
        rows_of_person(Certificate, seen, needs=FieldClass.NUMBERS)
        .filter(Q(valid_from=None) | Q(valid_from__lte=day))
        .filter(Q(valid_before=None) | Q(valid_before__gt=day))
        .order_by("id")
    )
    limit = (
        rows_of_case(Entitlement, seen)
        .filter(withdrawn_at=None, valid_from__lte=day, valid_before__gt=day)
        .order_by("-valid_from", "-id")
        .values_list("burden_limit", flat=True)
        .first()
    )
    numbers["burden"] = burden_words(limit)
    made = [kind for kind in PaperKind if kind in kinds and sources.has(kind)]
    return [
        person_sheet(
            actor=actor, seen=seen, header=_header(seen, sources, kind, numbers, today),
            today=today,
        )
        if kind is PaperKind.PERSON
        else _paper(kind, sources, _header(seen, sources, kind, numbers, today))
        for kind in made
    ]  # fmt: skip


def _day_of(sources: Sources, today: date) -> date:
    """The day whose certificates count: that of the newest paper, else today."""
    if sources.report is not None:
        return sources.report.held_on
    for step in (Step.PLAN_MADE, Step.DRAFT_MADE):
        if step in sources.steps:
            return sources.steps[step].on
    return today


def _paper(kind: PaperKind, sources: Sources, header: Header) -> Paper:
    if kind in REPORTS:
        assert sources.report is not None  # noqa: S101 — `has` was asked
        if kind is PaperKind.REPORT:
            return report_paper(header, report_texts(sources.report))
        return week_paper(kind, header, week_texts(sources.report))
    sheet = sources.sheets[STAGES[kind]]
    if kind.is_week:
        return week_paper(kind, header, week_texts(sheet))
    return plan_paper(kind, header, plan_texts(sheet))


def _header(
    seen: SeenCase,
    sources: Sources,
    kind: PaperKind,
    numbers: Mapping[str, str],
    today: date,
) -> Header:
    person, plan, report = seen.case.person, sources.plan, sources.report
    stage = SheetStage.PLAN if kind in REPORTS else STAGES.get(kind)
    sheet = sources.sheets.get(stage) if stage else None
    made = sources.steps.get(MADE[stage]) if stage in MADE else None
    visited = sources.steps.get(Step.VISITED)
    consent = sources.steps.get(AGREED[stage]) if stage in AGREED else None
    level = SupportLevel(person.support_level)
    staff, office = plan.staff, plan.office
    held_on = visited.on if visited else None
    agreed = consent_words(
        consent.consented_by if consent else "", consent.on if consent else None
    )
    if kind in REPORTS and report is not None:
        staff, office, held_on = report.staff, report.office, report.held_on
        agreed = consent_words("", report.consented_on)
    made_on = _made_on(made, sheet) or (today if kind is PaperKind.PERSON else None)
    return Header(
        name=person.name,
        kana=person.name_kana,
        support_level="" if level is SupportLevel.UNKNOWN else level.label,
        office=office.name,
        author=author_words(staff, office),
        made_on=format_wareki(made_on) if made_on else "",
        held_on=format_wareki(held_on) if held_on else "",
        monitoring=monitoring_words(sheet),
        begins=month_words(sheet.begins) if sheet else "",
        consent=agreed,
        **numbers,
    )


def _made_on(made: PlanStep | None, sheet: PlanSheet | None) -> date | None:
    """The day of the step; before it is recorded, the day of the version itself."""
    if made is not None:
        return made.on
    if sheet is not None:
        return localdate(sheet.recorded_at)
    return None
