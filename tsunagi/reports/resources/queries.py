"""社会資源の使われ方: どこが、何人に、どう使われ、何が足りないか。"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Count, Q, QuerySet

from tsunagi.access.actor import Actor
from tsunagi.cases.resource.models import ResourceUse
from tsunagi.cases.resource.rules import NEEDS, Outcome, Purpose
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.office.models import Office

MOST_LINES = 200


class ResourceLine(Frozen):
    """One place of the directory. persons: each person once."""

    office: Office
    uses: int
    persons: int
    connected: int
    refused: int


class ResourceTable(Frozen):
    """unlisted: uses of places that stand in no directory; by_purpose: all uses."""

    lines: list[ResourceLine]
    unlisted: int
    by_purpose: dict[Purpose, int]

    @property
    def total(self) -> int:
        return sum(self.by_purpose.values())


def _uses(
    actor: Actor, first: date, before: date, offices: Collection[int]
) -> QuerySet[ResourceUse]:
    return ResourceUse._base_manager.filter(
        case__municipality_id=actor.here, case__responsible_office_id__in=offices,
        on__gte=first, on__lt=before,
    ).order_by()  # fmt: skip


def resource_table(
    *, actor: Actor, first: date, before: date, offices: Collection[int]
) -> ResourceTable:
    """Counts of the offices whose figures the actor may see; nobody is named."""
    uses = _uses(actor, first, before, offices)
    rows = list(
        uses.exclude(office=None)
        .values("office_id")
        .annotate(
            uses=Count("pk"),
            persons=Count("case__person_id", distinct=True),
            connected=Count("pk", filter=Q(outcome=Outcome.CONNECTED)),
            refused=Count("pk", filter=Q(outcome=Outcome.REFUSED)),
        )
        .order_by("-uses", "office_id")
        .values_list("office_id", "uses", "persons", "connected", "refused")[
            :MOST_LINES
        ]
    )
    places = Office.objects.in_bulk([row[0] for row in rows])
    purposes = dict(uses.values_list("purpose").annotate(count=Count("pk")))
    return ResourceTable(
        lines=[ResourceLine(places[row[0]], *row[1:]) for row in rows],
        unlisted=uses.filter(office=None).exclude(place_name="").count(),
        by_purpose={one: purposes.get(one.value, 0) for one in Purpose},
    )


def missing_needs(
    *, actor: Actor, first: date, before: date, office_id: int, now: datetime
) -> list[ResourceUse]:
    """足りないと書かれたこと。見てよい人のことだけ、新しい順に100件。

    Here persons are named, so the scope decides; the caller writes the look.
    """
    return list(
        ResourceUse.objects.visible_to(actor, now=now)
        .filter(
            case__municipality_id=actor.here,
            case__responsible_office_id=office_id,
            on__gte=first,
            on__lt=before,
            purpose__in=NEEDS,
        )
        .select_related("case__person")
        .order_by("-on", "-id")[:100]
    )
