"""課題と歩みの読取り。"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Prefetch, Q, QuerySet

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.statements import made_once
from tsunagi.cases.aims.conditions import has_cause, has_sign
from tsunagi.cases.aims.list_rules import ProblemFilter
from tsunagi.cases.aims.models import LifeStep, LifeStepRevision, Problem, ProblemStep
from tsunagi.cases.aims.rules import RUNNING, Stage
from tsunagi.cases.changes import with_history
from tsunagi.cases.intake.models import Reception
from tsunagi.cases.seen import SeenCase, rows_of_case
from tsunagi.common.frozen import Frozen

PAGE = 50
MOST_EXPORTED = 2_000


class Aims(Frozen):
    """What stands on the page 「希望と課題」. Each list is in the order of the page."""

    present: list[Problem]
    latent: list[Problem]
    ended: list[Problem]
    life_steps: list[LifeStep]


def aims_of(*, actor: Actor, seen: SeenCase) -> Aims:
    """All problems with their history, and the steps. Three queries."""
    history = Prefetch(
        "steps",
        queryset=ProblemStep._base_manager.select_related("recorded_by").order_by(
            "-on", "-id"
        ),
    )
    problems = list(
        rows_of_case(Problem, seen)
        .select_related("recorded_by")
        .prefetch_related(history)
        .order_by("noticed_on", "id")
    )
    running = [row for row in problems if row.state in RUNNING]
    return Aims(
        present=[row for row in running if row.stage == Stage.PRESENT],
        latent=[row for row in running if row.stage == Stage.LATENT],
        ended=[row for row in problems if row.state not in RUNNING][::-1],
        life_steps=life_steps_of(actor=actor, seen=seen),
    )


def life_steps_of(*, actor: Actor, seen: SeenCase) -> list[LifeStep]:
    """The way in time: what was done by its day, then what lies ahead by its aim."""
    return list(
        rows_of_case(LifeStep, seen)
        .prefetch_related(with_history("revisions", LifeStepRevision))
        .order_by(
            F("done_on").asc(nulls_last=True),
            F("aim_on").asc(nulls_last=True),
            "decided_on",
            "id",
        )
    )


def problem_of(*, actor: Actor, seen: SeenCase, public_id: UUID) -> Problem:
    row = (
        rows_of_case(Problem, seen)
        .select_related("case__person")
        .filter(public_id=public_id)
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def life_step_of(*, actor: Actor, seen: SeenCase, public_id: UUID) -> LifeStep:
    row = (
        rows_of_case(LifeStep, seen)
        .select_related("case__person")
        .filter(public_id=public_id)
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def problems_of_reception(
    *, actor: Actor, seen: SeenCase, reception: Reception
) -> list[Problem]:
    """What was arranged out of one call, so that it can be followed."""
    return list(rows_of_case(Problem, seen).filter(reception=reception).order_by("id"))


def visible_problems(*, actor: Actor, now: datetime) -> QuerySet[Problem]:
    return Problem.objects.visible_to(actor, now=now).select_related(
        "case__person", "case__responsible_staff"
    )


def problem_lines(
    *,
    actor: Actor,
    wanted: ProblemFilter,
    now: datetime,
    after: UUID | None = None,
    limit: int = PAGE,
) -> tuple[list[Problem], UUID | None]:
    """The problems of the cases of one's office; what is to be looked at comes first.

    One query, two on later pages. The second value continues the list.
    """
    rows = _filtered(visible_problems(actor=actor, now=now), actor, wanted)
    if after is not None:
        place = (
            Problem.objects.visible_to(actor, now=now)
            .filter(public_id=after)
            .values_list("next_look_on", "noticed_on", "pk")
            .first()
        )
        if place is not None:
            rows = rows.filter(_behind(place))
    order = (F("next_look_on").asc(nulls_last=True), "noticed_on", "pk")
    found = list(rows.order_by(*order)[: limit + 1])
    lines = found[:limit]
    return lines, lines[-1].public_id if len(found) > limit else None


def _filtered(
    rows: QuerySet[Problem], actor: Actor, wanted: ProblemFilter
) -> QuerySet[Problem]:
    rows = rows.filter(
        case__responsible_office_id=actor.office_id or 0, case__closed_on=None
    )
    if wanted.is_mine:
        rows = rows.filter(case__responsible_staff_id=actor.staff_id or 0)
    if wanted.stage is not None:
        rows = rows.filter(stage=wanted.stage)
    if wanted.kind is not None:
        rows = rows.filter(kind=wanted.kind)
    if wanted.cause is not None:
        rows = rows.filter(has_cause(wanted.cause))
    if wanted.sign is not None:
        rows = rows.filter(has_sign(wanted.sign))
    if wanted.state is not None:
        return rows.filter(state=wanted.state)
    return rows.filter(state__in=RUNNING)


def _behind(place: tuple[date | None, date, int]) -> Q:
    """Behind the last line of the page before; without a day to look stands last."""
    look, noticed, pk = place
    later = Q(noticed_on__gt=noticed) | Q(noticed_on=noticed, pk__gt=pk)
    if look is None:
        return Q(next_look_on=None) & later
    return (
        Q(next_look_on__gt=look) | (Q(next_look_on=look) & later) | Q(next_look_on=None)
    )


@made_once
def looks_due(*, actor: Actor, now: datetime, today: date) -> QuerySet[Problem]:
    """気がかりのうち、様子を見る日が来た、自分の担当の人。初めの12件。"""
    return (
        visible_problems(actor=actor, now=now)
        .filter(
            stage=Stage.LATENT,
            state__in=RUNNING,
            next_look_on__lte=today,
            case__responsible_staff_id=actor.staff_id or 0,
            case__closed_on=None,
        )
        .order_by("next_look_on", "id")[:12]
    )
