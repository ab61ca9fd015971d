"""要望・苦情の件数: 自分の事業所はそのまま、市町村の務めには事業所ごとの数だけ。"""

from __future__ import annotations

from datetime import date

from django.db.models import Count, Q

from tsunagi.access.actor import Actor
from tsunagi.access.permissions import Permission
from tsunagi.cases.complaint.models import Complaint
from tsunagi.cases.complaint.rules import shown_count
from tsunagi.cases.intake.policy import desks_of
from tsunagi.common.frozen import Frozen


class OfficeCount(Frozen):
    """How many one office has received and answered, in words that may be shown."""

    office: str
    received: str
    answered: str
    recurring: str


def counts_by_office(*, actor: Actor, since: date) -> list[OfficeCount]:
    """The own office; for the duty of the municipality every office, never a text."""
    rows = Complaint.objects.unscoped("counts only, small ones hidden").filter(
        municipality_id=actor.here, received_on__gte=since, withdrawn_at=None
    )
    own = desks_of(actor)
    if not actor.municipalities_with(Permission.CASE_OVERSIGHT):
        rows = rows.filter(office__in=own)
    found = (
        rows.values("office_id", "office__name")
        .annotate(
            received=Count("id"),
            answered=Count("id", filter=~Q(answered_on=None)),
            recurring=Count("id", filter=Q(is_recurring=True)),
        )
        .order_by("office__search_key", "office_id")
    )
    return [
        OfficeCount(
            row["office__name"],
            *(
                shown_count(row[name], is_own=row["office_id"] in own)
                for name in ("received", "answered", "recurring")
            ),
        )
        for row in found
    ]
