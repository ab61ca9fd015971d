"""わかりやすい版の読取り: 紙、もとになる書面、紙の形、読み。"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.cases.easy.models import EasyFormat, EasyPaper, FuriganaFix
from tsunagi.cases.easy.reading import Reader, names_of
from tsunagi.cases.easy.rules import Format, Line, Size
from tsunagi.cases.easy.start_rules import (
    Around,
    lines_for_plan,
    lines_for_report,
)
from tsunagi.cases.monitoring.models import MonitoringMonth
from tsunagi.cases.monitoring.report_models import MonitoringReport
from tsunagi.cases.monitoring.report_rules import results_of
from tsunagi.cases.monitoring.rules import MonthState
from tsunagi.cases.person.models import RelatedPerson
from tsunagi.cases.plan.models import Plan, PlanSheet
from tsunagi.cases.plan.sheet_rules import Item, SheetStage, items_of
from tsunagi.cases.plan.week_rules import entries_of
from tsunagi.cases.seen import SeenCase, rows_of_case
from tsunagi.common.dates import YearMonth
from tsunagi.common.frozen import Frozen
from tsunagi.common.wareki import format_wareki

Source = PlanSheet | MonitoringReport
WITH_SOURCE = ("case__person", "plan", "sheet", "report", "recorded_by")


class Startable(Frozen):
    """What an easy version can be written for. kind: "plan" or "report"."""

    kind: str
    public_id: UUID
    words: str
    on: date


def papers_of(*, actor: Actor, seen: SeenCase) -> list[EasyPaper]:
    """The current versions, the newest first; withdrawn ones stay in the list."""
    return list(
        rows_of_case(EasyPaper, seen)
        .filter(is_current=True)
        .select_related("plan", "report", "recorded_by")
        .order_by("-made_on", "-id")
    )


def papers_of_plan(*, actor: Actor, seen: SeenCase, plan: Plan) -> list[EasyPaper]:
    """計画のページに置く、いまの版だけ。"""
    return [
        row
        for row in papers_of(actor=actor, seen=seen)
        if row.plan_id == plan.pk and not row.is_withdrawn
    ]


def paper_of(*, actor: Actor, seen: SeenCase, record_id: UUID) -> EasyPaper:
    row = (
        rows_of_case(EasyPaper, seen)
        .filter(record_id=record_id, is_current=True)
        .select_related(*WITH_SOURCE)
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def versions_of(*, actor: Actor, seen: SeenCase, paper: EasyPaper) -> list[EasyPaper]:
    return list(
        rows_of_case(EasyPaper, seen)
        .filter(record_id=paper.record_id)
        .select_related("recorded_by")
        .order_by("-version")
    )


def startable(*, actor: Actor, seen: SeenCase) -> list[Startable]:
    """計画と報告。新しいものから。"""
    sheets = (
        rows_of_case(PlanSheet, seen)
        .filter(is_current=True, stage__in=[SheetStage.DRAFT, SheetStage.PLAN])
        .select_related("plan")
    )
    plans = {row.plan_id: row.plan for row in sheets}
    found = [
        Startable("plan", one.public_id, "計画", one.begun_on) for one in plans.values()
    ]
    reports = rows_of_case(MonitoringReport, seen).filter(
        is_current=True, is_withdrawn=False
    )
    found += [
        Startable("report", one.record_id, "モニタリング報告", one.held_on)
        for one in reports
    ]
    return sorted(found, key=lambda one: one.on, reverse=True)


def sheet_for(*, actor: Actor, seen: SeenCase, plan_id: int) -> PlanSheet | None:
    """The plan if it is written, else its draft."""
    rows = (
        rows_of_case(PlanSheet, seen)
        .filter(plan_id=plan_id, is_current=True)
        .select_related("plan", "case__person")
    )
    found = {row.stage: row for row in rows}
    return found.get(SheetStage.PLAN) or found.get(SheetStage.DRAFT)


def source_of(
    *, actor: Actor, seen: SeenCase, kind: str, public_id: UUID
) -> PlanSheet | MonitoringReport | None:
    """What a new paper rests on; None: the plan has no sheet yet."""
    if kind == "report":
        return report_of(actor=actor, seen=seen, record_id=public_id)
    plan = rows_of_case(Plan, seen).filter(public_id=public_id).first()
    if plan is None:
        raise NotVisible
    return sheet_for(actor=actor, seen=seen, plan_id=plan.pk)


def report_of(*, actor: Actor, seen: SeenCase, record_id: UUID) -> MonitoringReport:
    row = (
        rows_of_case(MonitoringReport, seen)
        .filter(record_id=record_id, is_current=True, is_withdrawn=False)
        .select_related("plan", "case__person")
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def current_source(*, actor: Actor, seen: SeenCase, paper: EasyPaper) -> Source:
    """The source as it stands now; a report that was withdrawn stays as it was."""
    if paper.report is None:
        found = sheet_for(actor=actor, seen=seen, plan_id=paper.plan_id)
        if found is None:
            raise NotVisible
        return found
    rows = rows_of_case(MonitoringReport, seen).filter(
        record_id=paper.report.record_id, is_current=True
    )
    return rows.select_related("plan", "case__person").first() or paper.report


def is_behind(paper: EasyPaper, source: Source, *, actor: Actor) -> bool:
    """もとの書面が、この紙のあとで直されたか。"""
    return source.pk not in (paper.sheet_id, paper.report_id)


def items_for(*, actor: Actor, seen: SeenCase, plan_id: int) -> tuple[Item, ...]:
    """計画の行。声や決定を結び付けるために選ぶ。"""
    sheet = sheet_for(actor=actor, seen=seen, plan_id=plan_id)
    return items_of(sheet.items) if sheet else ()


def start_lines(
    *, actor: Actor, seen: SeenCase, source: Source, today: date
) -> tuple[Line, ...]:
    """はじめの行。本人と一緒に書き直す。"""
    around = _around(seen, source, today=today)
    if isinstance(source, PlanSheet):
        return lines_for_plan(
            wishes=source.wishes_person, items=items_of(source.items),
            week=entries_of(source.week), around=around,
        )  # fmt: skip
    return lines_for_report(
        results=results_of(source.results),
        items=items_for(actor=actor, seen=seen, plan_id=source.plan_id),
        around=around,
    )


def _around(seen: SeenCase, source: Source, *, today: date) -> Around:
    staff = seen.case.responsible_staff
    return Around(
        specialist=staff.name if staff else "",
        phone=seen.case.responsible_office.phone,
        next_words=_next_words(seen, source, today=today),
    )


def _next_words(seen: SeenCase, source: Source, *, today: date) -> str:
    """A day that was agreed, else the month: of the report, the decision, the plan."""
    this = YearMonth.of(today)
    row = (
        rows_of_case(MonitoringMonth, seen)
        .filter(state=MonthState.PLANNED, month__gte=this.as_int)
        .order_by("month")
        .first()
    )
    if row is not None and row.planned_on and row.planned_on >= today:
        return format_wareki(row.planned_on)
    month = row.month if row else None
    if isinstance(source, MonitoringReport):
        month = source.next_month or month
    elif month is None and source.interval_from:
        month = source.interval_from
    if month is None or YearMonth.from_int(month) < this:
        return ""
    first = YearMonth.from_int(month).first_day
    return f"{format_wareki(first, 'month')}ごろ"


# --- 紙の形と読み ----------------------------------------------------------------------


def format_of(*, actor: Actor, seen: SeenCase) -> tuple[Format, int]:
    """The form that the person chose, and its version; 0: nothing was chosen yet."""
    row = rows_of_case(EasyFormat, seen).order_by("-id").first()
    if row is None:
        return Format(), 0
    chosen = Format(Size(row.size), row.furigana, row.spaced, row.pictures)
    return chosen, row.version


def fixes_of(*, actor: Actor, seen: SeenCase, now: datetime) -> list[FuriganaFix]:
    """直した読みのうち、この方の紙に効くもの。市町村の全体のもの、この方のものの順。"""
    wide = FuriganaFix.objects.visible_to(actor, now=now).filter(
        is_wide=True, withdrawn_at=None, municipality_id=seen.case.municipality_id
    )
    own = rows_of_case(FuriganaFix, seen).filter(withdrawn_at=None)
    return [
        *wide.select_related("recorded_by").order_by("id"),
        *own.select_related("recorded_by").order_by("id"),
    ]


def fix_of(
    *, actor: Actor, seen: SeenCase, public_id: UUID, now: datetime
) -> FuriganaFix:
    for row in fixes_of(actor=actor, seen=seen, now=now):
        if row.public_id == public_id:
            return row
    raise NotVisible


def reader_for(*, actor: Actor, seen: SeenCase, now: datetime) -> Reader:
    """The reader of this person's papers: own readings win over those of all."""
    person = seen.case.person
    known = list(rows_of_case(RelatedPerson, seen).values_list("name", "name_kana"))
    staff = seen.case.responsible_staff
    known += [(staff.name, staff.name_kana)] if staff else []
    names: dict[str, str] = {}
    fixes: dict[str, str] = {}
    # The person comes last: where two read one name in two ways, the person's counts.
    for name, kana in (*known, (person.name, person.name_kana)):
        anywhere, parts = names_of(name, kana)
        names |= anywhere
        fixes |= parts
    for row in fixes_of(actor=actor, seen=seen, now=now):
        fixes[row.surface] = row.reading
    return Reader(fixes=fixes, names=names)
