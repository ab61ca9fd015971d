"""さがし始める所: 見てよいケースの番号。少ないときは数え、多いときは数えない。

A search of one's own office starts from these few cases; a search of somebody who sees
thousands starts from an index. The answer holds the same terms as `scope.py`. It is a
place to start from, never the permission: whatever is shown passes `visible_to` again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

from django.db.models import Exists, OuterRef, Q, QuerySet

from tsunagi.access.actor import Actor, Subject
from tsunagi.access.permissions import Permission
from tsunagi.access.statements import NO_TIME, Asks, made_once
from tsunagi.cases.case.access_models import CaseAccess, Exclusion
from tsunagi.cases.field_classes import MUNICIPAL_DUTY, FieldClass
from tsunagi.cases.scope import (
    BY_OFFICE,
    BY_STAFF,
    EXCLUDES_ME,
    with_class,
    working_offices,
)

FEW_CASES = 5_000
# A case has one or two rows that name the same actor; more than this are many cases.
LOOKED_AT = 2 * FEW_CASES
REASON = "where a search starts"


def cases_in_reach(
    actor: Actor, field_class: FieldClass, *, now: datetime
) -> list[int] | None:
    """The cases whose `field_class` the actor may see; None: too many to start from.

    One query, by the indexes that name an office or a staff member. Who carries the
    duty of the municipality sees every case in the classes of the duty; the rows of
    the duty are all alike (`open_standing_access`), so nobody reads them here.
    """
    if not actor.has(Permission.CASE_VIEW):
        return []
    if actor.has(Permission.CASE_OVERSIGHT) and field_class.value in MUNICIPAL_DUTY:
        return None
    offices = (actor.here, working_offices(actor))
    if _WIDE.get(offices, NO_TIME) > now - STAYS_WIDE:
        return None
    ids = _reasons(field_class)(actor=actor, now=now)
    if len(ids) == LOOKED_AT:
        _WIDE[offices] = now
        return None
    found = set(ids)
    return sorted(found) if len(found) <= FEW_CASES else None


# Which offices this process has found to have very many rows, and when: for a while they
# are not read again only to be told so. It decides where a search starts, nothing else.
_WIDE: dict[tuple[int, frozenset[int]], datetime] = {}
STAYS_WIDE = timedelta(minutes=10)


@cache
def _reasons(field_class: FieldClass) -> Asks[int]:
    """The cases that rows of this class name, each as often as there are rows."""

    def reasons(*, actor: Actor, now: datetime) -> QuerySet[CaseAccess, int]:
        subject = Subject(actor, now)
        excluded = Exclusion.objects.unscoped(REASON).filter(
            EXCLUDES_ME.q(subject), case_id=OuterRef("case_id")
        )
        # Stated per grantee so that each part of the OR finds its own index.
        here = actor.here
        named = Q(_of_offices(actor), grantee_kind=BY_OFFICE) | Q(
            municipality_id=here, grantee_kind=BY_STAFF, staff_id=actor.staff_id or 0
        )
        rows = (
            CaseAccess.objects.unscoped(REASON)
            # A reason of a rights concern names no case (ADR 0016).
            .filter(named, with_class(field_class).q(subject), case_id__isnull=False)
            .exclude(Exists(excluded))
        )
        return rows.values_list("case_id", flat=True)[:LOOKED_AT]

    reasons.__qualname__ = f"reasons_{field_class.name}"
    return made_once(reasons, one_way=True)


def _of_offices(actor: Actor) -> Q:
    return Q(municipality_id=actor.here, office_id__in=working_offices(actor))
