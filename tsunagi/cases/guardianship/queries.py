"""成年後見の相談の読取り。障害・支援の内容が見える人にだけ返す。"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.statements import made_once
from tsunagi.cases.changes import Revised, revised
from tsunagi.cases.guardianship.models import (
    Guardianship,
    GuardianshipRevision,
    GuardianshipStep,
)
from tsunagi.cases.guardianship.rules import PathStep, Stage, path_of
from tsunagi.cases.seen import SeenCase, rows_of_case
from tsunagi.common.frozen import Frozen

PAGE = 50
NAMED = 12
MOST_EXPORTED = 2_000


class GuardianshipSheet(Frozen):
    row: Guardianship
    steps: list[GuardianshipStep]
    revised: list[Revised]
    path: list[PathStep]


def visible_guardianships(*, actor: Actor, now: datetime) -> QuerySet[Guardianship]:
    return Guardianship.objects.visible_to(actor, now=now).select_related(
        "case__person", "case__responsible_office", "case__responsible_staff"
    )


def guardianship_list(
    *,
    actor: Actor,
    is_over: bool,
    now: datetime,
    after: UUID | None = None,
    limit: int = PAGE,
) -> tuple[list[Guardianship], UUID | None]:
    """進んでいるものは、最後に動いた日の古い順。終わったものは新しい順。

    One query, two on later pages. The second value continues the list. What is under way
    in a case that was closed stands with what is over.
    """
    over = Q(is_over=True) | Q(case__closed_on__isnull=False)
    rows = visible_guardianships(actor=actor, now=now)
    rows = rows.filter(over) if is_over else rows.exclude(over)
    if after is not None:
        place = (
            Guardianship.objects.visible_to(actor, now=now)
            .filter(public_id=after)
            .values_list("last_on", "pk")
            .first()
        )
        if place is not None:
            day, key = place
            behind = "lt" if is_over else "gt"
            rows = rows.filter(
                Q(**{f"last_on__{behind}": day})
                | Q(last_on=day, **{f"pk__{behind}": key})
            )
    order = ("-last_on", "-id") if is_over else ("last_on", "id")
    found = list(rows.order_by(*order)[: limit + 1])
    lines = found[:limit]
    return lines, lines[-1].public_id if len(found) > limit else None


def sheets_of_case(
    *, actor: Actor, seen: SeenCase, now: datetime
) -> list[GuardianshipSheet]:
    """この方の相談。進んでいるものを先に。三つの問い合わせ。"""
    rows = list(rows_of_case(Guardianship, seen).order_by("is_over", "-last_on", "-id"))
    steps: dict[int, list[GuardianshipStep]] = {row.pk: [] for row in rows}
    found = (
        GuardianshipStep.objects.visible_to(actor, now=now)
        .filter(guardianship__in=rows)
        .select_related("recorded_by")
        .order_by("id")
    )
    for step in found:
        steps[step.guardianship_id].append(step)
    revisions: dict[int, list[GuardianshipRevision]] = {row.pk: [] for row in rows}
    changed = (
        GuardianshipRevision.objects.visible_to(actor, now=now)
        .filter(guardianship__in=rows)
        .select_related("recorded_by")
        .order_by("-id")
    )
    for one in changed:
        revisions[one.guardianship_id].append(one)
    return [
        GuardianshipSheet(
            row,
            steps[row.pk],
            revised(Guardianship, revisions[row.pk]),
            path_of([(Stage(s.stage), s.happened_on) for s in steps[row.pk]]),
        )
        for row in rows
    ]


def guardianship_of(*, actor: Actor, seen: SeenCase, public_id: UUID) -> Guardianship:
    """`actor` has been asked for with the case; the sight is its answer."""
    row = rows_of_case(Guardianship, seen).filter(public_id=public_id).first()
    if row is None:
        raise NotVisible
    return row


@made_once
def guardianships_due(
    *, actor: Actor, now: datetime, today: date
) -> QuerySet[Guardianship]:
    """自分が担当する人の、「次に動く日」が来たもの。初めの12件。"""
    rows = visible_guardianships(actor=actor, now=now).filter(
        case__responsible_staff_id=actor.staff_id or 0,
        case__closed_on=None,
        is_over=False,
        next_on__lte=today,
    )
    return rows.order_by(F("next_on").asc(), "id")[:NAMED]
