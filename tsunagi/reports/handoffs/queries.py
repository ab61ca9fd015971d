"""つないだ先の集計: 自法人への割合を、その事業所と、務めのある担当だけが見る。"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from tsunagi.access.actor import Actor
from tsunagi.cases.intake.models import Handoff
from tsunagi.cases.intake.rules import HandoffState
from tsunagi.organisations.office.models import Office
from tsunagi.reports.contacts.queries import scopes


@dataclass(frozen=True)
class HandoffLine:
    """One asking office: how often it handed on, and how often within its corporation."""

    office: Office
    handoffs: int
    to_offices: int
    own_corporation: int
    taken_up: int
    not_taken: int

    @property
    def own_share(self) -> int | None:
        """Percent of the handoffs to offices; None where there were none."""
        if not self.to_offices:
            return None
        return round(self.own_corporation * 100 / self.to_offices)


def handoff_lines(*, actor: Actor, first: date, last: date) -> list[HandoffLine]:
    """Counts of the offices whose figures the actor may see; no person is named."""
    offices = {office.pk: office for office in scopes(actor=actor)}
    rows = (
        Handoff._base_manager.filter(
            municipality_id=actor.here,
            reception__office_id__in=offices,
            asked_on__range=(first, last),
        )
        .order_by()
        .values("reception__office_id")
        .annotate(
            handoffs=Count("pk"),
            to_offices=Count("pk", filter=Q(office__isnull=False)),
            own_corporation=Count("pk", filter=Q(is_own_corporation=True)),
            taken_up=Count("pk", filter=Q(state=HandoffState.TAKEN_UP)),
            not_taken=Count("pk", filter=Q(state=HandoffState.NOT_TAKEN)),
        )
    )
    found = [
        HandoffLine(
            office=offices[row["reception__office_id"]],
            handoffs=row["handoffs"],
            to_offices=row["to_offices"],
            own_corporation=row["own_corporation"],
            taken_up=row["taken_up"],
            not_taken=row["not_taken"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda line: (line.office.search_key, line.office.pk))
