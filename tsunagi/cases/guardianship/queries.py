"""成年後見の相談の読取り。障害・支援の内容が見える人にだけ返す。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, QuerySet

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.cases.guardianship.models import Guardianship, GuardianshipStep
from tsunagi.cases.guardianship.rules import PathStep, Stage, path_of
from tsunagi.cases.seen import SeenCase, rows_of_case

PAGE = 100


@dataclass(frozen=True)
class GuardianshipSheet:
    row: Guardianship
    steps: list[GuardianshipStep]
    path: list[PathStep]


def visible_guardianships(*, actor: Actor, now: datetime) -> QuerySet[Guardianship]:
    return Guardianship.objects.visible_to(actor, now=now).select_related(
        "case__person", "case__responsible_office", "case__responsible_staff"
    )


def guardianship_list(
    *, actor: Actor, is_over: bool, now: datetime
) -> list[Guardianship]:
    """進んでいるものは、最後に動いた日の古い順。終わったものは新しい順。"""
    rows = visible_guardianships(actor=actor, now=now).filter(is_over=is_over)
    order = ("-last_on", "-id") if is_over else ("last_on", "id")
    return list(rows.order_by(*order)[:PAGE])


def sheets_of_case(
    *, actor: Actor, seen: SeenCase, now: datetime
) -> list[GuardianshipSheet]:
    """この方の相談。進んでいるものを先に。二つの問い合わせ。"""
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
    return [
        GuardianshipSheet(
            row,
            steps[row.pk],
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


def guardianships_due(
    *, actor: Actor, now: datetime, today: date, most: int
) -> list[Guardianship]:
    """自分が担当する人の、「次に動く日」が来たもの。"""
    rows = visible_guardianships(actor=actor, now=now).filter(
        case__responsible_staff_id=actor.staff_id or 0,
        is_over=False,
        next_on__lte=today,
    )
    return list(rows.order_by(F("next_on").asc(), "id")[:most])
