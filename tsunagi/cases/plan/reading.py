"""計画を画面の言葉にする: 歩みの並び、行、週。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from tsunagi.cases.assessment.models import Need
from tsunagi.cases.assessment.rules import Domain, Voice
from tsunagi.cases.easy.decision_models import DecisionSupport
from tsunagi.cases.issues import IssueMark
from tsunagi.cases.plan.interval_rules import Proposal, propose
from tsunagi.cases.plan.models import Plan, PlanSheet, PlanStep
from tsunagi.cases.plan.queries import Origins
from tsunagi.cases.plan.rules import (
    IN_PERSON,
    WHO_ACTS,
    Actor,
    PlanKind,
    Stage,
    Step,
    findings,
    next_steps,
    steps_of,
)
from tsunagi.cases.plan.sheet_rules import Content, Hint, Item, hints, items_of
from tsunagi.cases.resource.models import ResourceUse
from tsunagi.common.codes.services import service_named
from tsunagi.common.frozen import Frozen
from tsunagi.ui.parts import Step as DrawnStep

KINDS = {Stage.ACTIVE: "done", Stage.REPLACED: "neutral", Stage.ENDED: "neutral"}
LATE_STAGES = (Stage.DRAFT_SUBMITTED, Stage.DECIDED, Stage.MET, Stage.PLAN_MADE,
               Stage.ACTIVE, Stage.REPLACED, Stage.ENDED)  # fmt: skip


class StepLine(Frozen):
    """One step as the page shows it. row: None while it is not recorded."""

    step: Step
    label: str
    actor: str
    row: PlanStep | None
    is_next: bool
    is_in_person: bool
    warning: str = ""


def step_lines(plan: Plan, rows: Sequence[PlanStep]) -> list[StepLine]:
    kind = PlanKind(plan.kind)
    by_step = {Step(row.step): row for row in rows}
    dates = {step: row.on for step, row in by_step.items()}
    waiting = next_steps(dates, kind=kind)
    following = waiting[0].step if waiting and not plan.is_over else None
    wrong = {
        one.step: f"「{one.other.label}」より前の日です。" for one in findings(dates)
    }
    return [
        StepLine(
            step=step,
            label=step.label,
            actor=WHO_ACTS.get(step, Actor.OFFICE).label,
            row=by_step.get(step),
            is_next=step is following,
            is_in_person=step in IN_PERSON,
            warning=wrong.get(step, ""),
        )
        for step in steps_of(kind)
    ]


def drawn_steps(plan: Plan) -> list[DrawnStep]:
    """The few stages of the chain as a line of steps."""
    stages = [one for one in Stage if one not in (Stage.REPLACED, Stage.ENDED)]
    if PlanKind(plan.kind).is_self_made:
        stages = [Stage.BEGUN, Stage.REQUESTED, Stage.DRAFT_MADE,
                  Stage.DRAFT_SUBMITTED, Stage.ACTIVE]  # fmt: skip
    stage = Stage(plan.stage)
    reached = stages.index(stage) if stage in stages else len(stages)
    return [
        DrawnStep(
            one.label,
            "done" if n < reached else ("current" if n == reached else "waiting"),
        )
        for n, one in enumerate(stages)
    ]


def stage_words(plan: Plan) -> tuple[str, str]:
    """(言葉, 種類)。"""
    stage = Stage(plan.stage)
    return stage.label, KINDS.get(stage, "info")


def due_words(plan: Plan, *, today: date) -> tuple[str, str] | None:
    """期限が近い、過ぎた。出したあとは言わない。"""
    if plan.due_on is None or Stage(plan.stage) in LATE_STAGES:
        return None
    left = (plan.due_on - today).days
    if left < 0:
        return f"提出期限を{-left}日過ぎています", "danger"
    if left <= 7:
        return (
            "提出期限は今日です" if left == 0 else f"提出期限まで{left}日"
        ), "warning"
    return None


def services_in(items: Iterable[Item]) -> frozenset[str]:
    """The services by their official names, as far as they are known."""
    return frozenset(
        known.name
        for item in items
        for support in item.supports
        if (known := service_named(support.service)) is not None
    )


def proposal_for(sheet: PlanSheet, *, on: date) -> Proposal | None:
    services = services_in(items_of(sheet.items))
    return propose(services=services, situations=sheet.situations, on=on)


def hints_for(sheet: PlanSheet, *, has_assessment: bool, on: date) -> tuple[Hint, ...]:
    proposal = proposal_for(sheet, on=on)
    return hints(
        Content(
            wishes_person=sheet.wishes_person, policy=sheet.policy,
            long_goal=sheet.long_goal, short_goal=sheet.short_goal,
            items=items_of(sheet.items), has_week=bool(sheet.week),
            interval=sheet.interval, interval_reason=sheet.interval_reason,
            has_assessment=has_assessment,
            differs_from_standard=proposal is not None
            and sheet.interval is not None
            and sheet.interval != proposal.standard,
        )
    )  # fmt: skip


class ItemRow(Frozen):
    """A need row with its number and where it came from, for the page.

    needs: with the words for who voiced each; decisions: named by the row, or naming it;
    missing: resources that were looked for and not found, with their candidate.
    """

    number: int
    item: Item
    domain: str
    is_without_own_part: bool
    needs: list[tuple[Need, str]]
    decisions: list[DecisionSupport]
    missing: list[tuple[ResourceUse, IssueMark | None]]


def item_rows(
    sheet: PlanSheet, origins: Origins, marks: Mapping[UUID, IssueMark]
) -> list[ItemRow]:
    """marks: of the missing resources, the candidate for a local issue or the step to it."""
    return [
        ItemRow(
            number, item, Domain(item.domain).label if item.domain else "",
            not item.person_part.strip(),
            needs=[
                (need, Voice(need.voiced_by).label)
                for key in item.need_ids
                if (need := origins.needs.get(key)) is not None
            ],
            decisions=[
                one for one in origins.decisions
                if str(one.public_id) == item.decision_id
                or (one.plan_id == sheet.plan_id and one.item_key == item.key)
            ],
            missing=[
                (one, marks.get(one.public_id))
                for one in origins.missing
                if one.item_key == item.key
            ],
        )
        for number, item in enumerate(items_of(sheet.items), start=1)
    ]  # fmt: skip
