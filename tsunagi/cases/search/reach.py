"""さがし始める所: 見てよいケースの番号。少ないときは数え、多いときは数えない。

A search of one's own office starts from what the office holds and from the few cases
that it may see besides; a search of somebody who sees thousands starts from an index.
The answer holds the same terms as `scope.py`. It is a place to start from, never the
permission: whatever is shown passes `visible_to` again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import NamedTuple

from django.db.models import BooleanField, Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL

from tsunagi.access.actor import Actor, Subject
from tsunagi.access.permissions import Permission
from tsunagi.access.policy import Includes
from tsunagi.access.statements import NO_TIME, Asks, made_once
from tsunagi.cases.case.access_models import CaseAccess, Exclusion
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import Relation
from tsunagi.cases.field_classes import MUNICIPAL_DUTY, FieldClass
from tsunagi.cases.scope import (
    BY_OFFICE,
    BY_STAFF,
    EXCLUDES_ME,
    IN_FORCE,
    working_offices,
)

FEW_CASES = 5_000
# A case has one or two rows that name the same actor; more than this are many cases.
LOOKED_AT = 2 * FEW_CASES
REASON = "where a search starts"


class Start(NamedTuple):
    """offices: what they hold may be read; cases: of other offices, one by one."""

    offices: frozenset[int]
    cases: list[int]


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
    return _few(_reasons(field_class), actor, now)


def notes_in_reach(actor: Actor, *, now: datetime) -> Start | None:
    """Where the records stand that the actor may read; None: too many to start from.

    The responsible office reads all of its cases, so these need not be counted up.
    """
    if not actor.has(Permission.CASE_VIEW):
        return Start(frozenset(), [])
    if (
        actor.has(Permission.CASE_OVERSIGHT)
        and FieldClass.NARRATIVE.value in MUNICIPAL_DUTY
    ) or _holds_many(actor, now):
        return None
    cases = _few(_reasons(FieldClass.NARRATIVE, besides_own=True), actor, now)
    return None if cases is None else Start(working_offices(actor), cases)


def _few(ask: Asks[int], actor: Actor, now: datetime) -> list[int] | None:
    """The cases it names; None: so many that they are not read again for a while."""
    place = (ask, actor.here, working_offices(actor))
    if _WIDE.get(place, NO_TIME) > now - STAYS_WIDE:
        return None
    ids = ask(actor=actor, now=now)
    if len(ids) == LOOKED_AT:
        _WIDE[place] = now
        return None
    found = set(ids)
    return sorted(found) if len(found) <= FEW_CASES else None


def _holds_many(actor: Actor, now: datetime) -> bool:
    """Whether the actor's own offices are responsible for very many cases."""
    place = (actor.here, working_offices(actor))
    counted_at, is_many = _HOLDING.get(place, (NO_TIME, False))
    if counted_at <= now - STAYS_WIDE:
        is_many = len(_held(actor=actor, now=now)) > FEW_CASES
        _HOLDING[place] = (now, is_many)
    return is_many


# Which offices this process has found to have very many rows, and when: for a while they
# are not read again only to be told so. It decides where a search starts, nothing else.
_WIDE: dict[tuple[Asks[int], int, frozenset[int]], datetime] = {}
_HOLDING: dict[tuple[int, frozenset[int]], tuple[datetime, bool]] = {}
STAYS_WIDE = timedelta(minutes=10)


@made_once
def _held(*, actor: Actor, now: datetime) -> QuerySet[Case, int]:
    rows = Case.objects.unscoped(REASON).filter(
        municipality_id=actor.here, responsible_office_id__in=working_offices(actor)
    )
    return rows.values_list("pk", flat=True)[: FEW_CASES + 1]


# As the condition of the index has it: a placeholder would tell PostgreSQL, which plans
# this once, nothing of the word.
_BESIDES_OWN = RawSQL(  # noqa: S611
    f"cases_caseaccess.relation <> '{Relation.RESPONSIBLE.value}'",
    [],
    output_field=BooleanField(),
)


@cache
def _reasons(field_class: FieldClass, *, besides_own: bool = False) -> Asks[int]:
    """The cases that rows of this class name, each as often as there are rows.

    besides_own: without those whose responsible office is the actor's own.
    """

    def reasons(*, actor: Actor, now: datetime) -> QuerySet[CaseAccess, int]:
        subject = Subject(actor, now)
        in_force = IN_FORCE & Includes("classes", field_class.value)
        excluded = Exclusion.objects.unscoped(REASON).filter(
            EXCLUDES_ME.q(subject), case_id=OuterRef("case_id")
        )
        # As `NAMES_ME` has it, stated so that each part of the OR finds its own index.
        here = actor.here
        of_offices = Q(_of_offices(actor), grantee_kind=BY_OFFICE)
        if besides_own:
            of_offices &= Q(_BESIDES_OWN)
        named = of_offices | Q(
            municipality_id=here, grantee_kind=BY_STAFF, staff_id=actor.staff_id or 0
        )
        rows = (
            CaseAccess.objects.unscoped(REASON)
            # A reason of a rights concern names no case (ADR 0016).
            .filter(named, in_force.q(subject), case_id__isnull=False)
            .exclude(Exists(excluded))
        )
        return rows.values_list("case_id", flat=True)[:LOOKED_AT]

    reasons.__qualname__ = f"reasons_{field_class.name}{'_besides' * besides_own}"
    return made_once(reasons, one_way=True)


def _of_offices(actor: Actor) -> Q:
    return Q(municipality_id=actor.here, office_id__in=working_offices(actor))
