"""課題の集計: 種類と原因ごとに、年度の中で続いていた課題を数える。本文は読まない。"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Count, Q

from tsunagi.access.actor import Actor
from tsunagi.cases.aims.conditions import has_cause
from tsunagi.cases.aims.models import Problem
from tsunagi.cases.aims.rules import (
    SELF_REALISATION,
    Cause,
    ProblemKind,
    ProblemState,
    Stage,
)
from tsunagi.common.frozen import Frozen


class ProblemLine(Frozen):
    """One kind. by_cause: a problem with two causes counts under both."""

    kind: ProblemKind
    total: int
    latent: int
    solved: int
    by_cause: dict[Cause, int]

    @property
    def around(self) -> int:
        return self.by_cause[Cause.ENVIRONMENT] + self.by_cause[Cause.SOCIETY]


class ProblemTable(Frozen):
    """All kinds of which there is at least one, the most frequent first."""

    lines: list[ProblemLine]

    @property
    def total(self) -> int:
        return sum(line.total for line in self.lines)

    @property
    def solved(self) -> int:
        return sum(line.solved for line in self.lines)

    @property
    def self_realisation(self) -> int:
        return sum(line.total for line in self.lines if line.kind in SELF_REALISATION)

    def caused_by(self, cause: Cause) -> int:
        return sum(line.by_cause[cause] for line in self.lines)


def problem_table(
    *, actor: Actor, first: date, before: date, offices: Collection[int]
) -> ProblemTable:
    """Problems noticed before the end and not ended before the beginning. One query."""
    rows: Any = (
        Problem._base_manager.filter(
            Q(ended_on=None) | Q(ended_on__gte=first),
            case__municipality_id=actor.here, noticed_on__lt=before,
            case__responsible_office_id__in=offices,
        )
        .exclude(state=ProblemState.DROPPED)
        .order_by()
        .values("kind")
        .annotate(
            total=Count("pk"),
            latent=Count("pk", filter=Q(stage=Stage.LATENT)),
            solved=Count("pk", filter=Q(state=ProblemState.SOLVED, ended_on__lt=before)),
            **{cause.value: Count("pk", filter=has_cause(cause)) for cause in Cause},
        )
    )  # fmt: skip
    lines = [
        ProblemLine(
            kind=ProblemKind(row["kind"]),
            total=row["total"],
            latent=row["latent"],
            solved=row["solved"],
            by_cause={cause: row[cause.value] for cause in Cause},
        )
        for row in rows
    ]
    return ProblemTable(sorted(lines, key=lambda line: (-line.total, line.kind.value)))
