"""だれが相談実績を数えてよいか。一つの木に、一度だけ書く。

The ledger holds no name, but it is treated as personal data: the own office, whoever
answers for the area, the municipality. Rows of another municipality are never reached,
whatever office wrote them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from tsunagi.access.actor import Subject, SystemActor
from tsunagi.access.permissions import Permission
from tsunagi.access.policy import FALSE_Q, Among, SubjectIs, Term, value_at
from tsunagi.organisations.area.rules import ids_on_path


@dataclass(frozen=True)
class InAreaOf(Term):
    """The path of the row's area passes through an area that the actor answers for."""

    path: str

    def holds(self, subject: Subject, row: Any) -> bool:
        path = value_at(row, self.path)
        return path is not None and not _areas(subject).isdisjoint(ids_on_path(path))

    def q(self, subject: Subject) -> Q:
        condition = FALSE_Q
        for area_id in sorted(_areas(subject)):
            condition |= Q(**{f"{self.path}__contains": f"/{area_id}/"})
        return condition


def _areas(subject: Subject) -> frozenset[int]:
    return subject.actor.areas_with(Permission.CONTACT_REPORT_VIEW)


def can_count(prefix: str = "") -> Term:
    """The policy, for the ledger itself or for a table that points at it."""
    may = Permission.CONTACT_REPORT_VIEW
    in_tenant = Among(f"{prefix}municipality_id", lambda s: (s.actor.here,))
    return in_tenant & (
        SubjectIs(lambda s: isinstance(s.actor, SystemActor))
        | Among(f"{prefix}office_id", lambda s: s.actor.offices_with(may))
        | InAreaOf(f"{prefix}office__area__path")
        | Among(f"{prefix}municipality_id", lambda s: s.actor.municipalities_with(may))
    )
