"""一人分のファイルに綴じる、計画まわりの記録: 支給決定、アセスメント、歩み、会議、交付、評価。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from tsunagi.access.actor import Actor
from tsunagi.cases.assessment.models import Assessment
from tsunagi.cases.assessment.queries import assessments_of
from tsunagi.cases.assessment.rules import TEXTS, Domain, Part
from tsunagi.cases.entitlement.rules import EntitlementKind, interval_words
from tsunagi.cases.monitoring.queries import EntitlementSheet, entitlements_of
from tsunagi.cases.monitoring.rules import MonthState
from tsunagi.cases.plan.meeting_forms import Came
from tsunagi.cases.plan.models import Plan, PlanDelivery, PlanMeeting, PlanStep
from tsunagi.cases.plan.queries import plans_of
from tsunagi.cases.plan.rules import Occasion, PlanKind, Stage, Step
from tsunagi.cases.plan.sheet_rules import SheetStage
from tsunagi.cases.seen import SeenCase, rows_of_case
from tsunagi.common.dates import YearMonth
from tsunagi.common.frozen import Frozen
from tsunagi.common.wareki import format_wareki
from tsunagi.ui.pdffile import Block


class PlanFile(Frozen):
    """One plan with what was written beside its sheets."""

    plan: Plan
    steps: list[PlanStep]
    meetings: list[PlanMeeting]
    deliveries: list[PlanDelivery]


def plan_files(*, actor: Actor, seen: SeenCase) -> list[PlanFile]:
    """All plans, the oldest first. Four queries, whatever their number."""
    plans = plans_of(actor=actor, seen=seen)[::-1]
    steps: dict[int, list[PlanStep]] = defaultdict(list)
    for step in (
        rows_of_case(PlanStep, seen)
        .filter(withdrawn_at=None)
        .select_related("staff")
        .order_by("on", "id")
    ):
        steps[step.plan_id].append(step)
    meetings: dict[int, list[PlanMeeting]] = defaultdict(list)
    for meeting in (
        rows_of_case(PlanMeeting, seen)
        .filter(is_current=True, is_withdrawn=False)
        .order_by("held_on", "id")
    ):
        meetings[meeting.plan_id].append(meeting)
    deliveries: dict[int, list[PlanDelivery]] = defaultdict(list)
    for delivery in (
        rows_of_case(PlanDelivery, seen).filter(withdrawn_at=None).order_by("on", "id")
    ):
        deliveries[delivery.plan_id].append(delivery)
    return [
        PlanFile(plan, steps[plan.pk], meetings[plan.pk], deliveries[plan.pk])
        for plan in plans
    ]


def plan_blocks(*, actor: Actor, seen: SeenCase) -> list[Block]:
    """The blocks in the order of work. Nothing where the sight opens nothing."""
    if not seen.sight.sees_support:
        return []
    found = _entitlements(entitlements_of(actor=actor, seen=seen))
    assessments = assessments_of(actor=actor, seen=seen)[::-1]
    if assessments:
        entries = [_assessment(row) for row in assessments]
        found.append(Block("アセスメント", entries=entries))
    for file in plan_files(actor=actor, seen=seen):
        found += _plan(file)
    return found


def _entitlements(sheets: Iterable[EntitlementSheet]) -> list[Block]:
    entries = []
    for sheet in sheets:
        row = sheet.entitlement
        first, last = row.months
        words = (
            f"{EntitlementKind(row.kind).label}　{format_wareki(first.first_day, 'month')}"
            f"から{format_wareki(last.first_day, 'month')}まで"
        )
        if row.is_withdrawn:
            words += "　取り消し"
        lines = [
            f"{format_wareki(YearMonth.from_int(term.from_month).first_day, 'month')}から"
            f"{interval_words(term.every)}　{term.reason_words}"
            for term in sheet.terms
        ]
        lines += [
            f"{format_wareki(YearMonth.from_int(month.month).first_day, 'month')}　"
            f"{MonthState(month.state).label}　"
            + (format_wareki(month.done_on) if month.done_on else month.reason)
            for month in sheet.months
        ]
        entries.append((words, "\n".join(lines)))
    return [Block("支給決定とモニタリングの月", entries=entries)] if entries else []


def _assessment(row: Assessment) -> tuple[str, str]:
    state = "　取り消し" if row.is_withdrawn else ""
    texts = [
        f"{label}: {getattr(row, name)}"
        for name, label in TEXTS.items()
        if getattr(row, name)
    ]
    for domain in Domain:
        parts = row.domains.get(domain.value, {})
        texts += [
            f"{domain.label}　{part.label}: {parts[part.value]}"
            for part in Part
            if parts.get(part.value)
        ]
    head = f"{format_wareki(row.assessed_on)}　{row.staff.name}{state}"
    return head, "\n".join(texts)


def _plan(file: PlanFile) -> list[Block]:
    plan = file.plan
    title = (
        f"{PlanKind(plan.kind).label}　{Occasion(plan.occasion).label}　"
        f"{format_wareki(plan.begun_on)}から（{Stage(plan.stage).label}）"
    )
    rows = [(Step(one.step).label, _step(one)) for one in file.steps]
    rows += [
        (f"{SheetStage(one.stage).label}を渡した",
         "　".join(filter(None, (one.to, format_wareki(one.on), one.method))))
        for one in file.deliveries
    ]  # fmt: skip
    found = [Block(title, rows=rows)]
    if file.meetings:
        entries = [_meeting(one) for one in file.meetings]
        found.append(Block("サービス担当者会議", entries=entries))
    return found


def _step(row: PlanStep) -> str:
    return "　".join(
        filter(
            None,
            (
                format_wareki(row.on), row.staff.name if row.staff else "",
                f"同意: {row.consented_by}" if row.consented_by else "",
                f"わけ: {row.reason}" if row.reason else "",
            ),
        )
    )  # fmt: skip


def _meeting(row: PlanMeeting) -> tuple[str, str]:
    lines = [f"本人: {'出席' if row.person_came else '欠席'}　{row.person_words}"]
    lines += [
        f"{one['place']}　{one['name']}（{Came(one['came']).label}）　{one['opinion']}"
        for one in row.people
    ]
    lines += [
        f"{label}: {text}"
        for label, text in (
            ("話し合ったこと", row.talked), ("決めたこと", row.decided),
            ("残った課題", row.left_open),
        )
        if text
    ]  # fmt: skip
    return f"{format_wareki(row.held_on)}　{row.place}", "\n".join(lines)
