"""受付とつなぎの記録を、だれが見てよいか。ケースの規則（cases/scope.py）の言葉で書く。

A reception is its desk's own record. Once it belongs to a case, whoever reads that
case's narrative reads it too, and an exclusion from that case beats everything, the
own desk included.
"""

from __future__ import annotations

from collections.abc import Iterable

from tsunagi.access.actor import Actor, Subject
from tsunagi.access.permissions import Permission
from tsunagi.access.policy import Among, Related, Term, deny_wins
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.scope import (
    EXCLUDES_ME,
    IN_MY_MUNICIPALITY,
    MAY_SEE_PERSONS,
    with_class,
)


def desks_of(
    actor: Actor, permission: Permission = Permission.RECEPTION_RECORD
) -> frozenset[int]:
    """The offices at which the actor takes calls (or holds another permission).

    Officers act for the whole municipality or a ward; their desk is the office of
    their post.
    """
    desks = actor.offices_with(permission)
    acts_wider = actor.municipalities_with(permission) or actor.areas_with(permission)
    if acts_wider and actor.office_id is not None:
        desks |= {actor.office_id}
    return desks


def _my_desks(subject: Subject) -> Iterable[int]:
    return desks_of(subject.actor)


def _places_that_answer(subject: Subject) -> Iterable[int]:
    return desks_of(subject.actor, Permission.MATCH_ANSWER)


def excluded_from(case: str) -> Term:
    return Related("cases.Exclusion", "case_id", EXCLUDES_ME, via=case)


def read_through(case: str) -> Term:
    """The narrative of the case is open to the actor."""
    narrative = with_class(FieldClass.NARRATIVE)
    return MAY_SEE_PERSONS & Related("cases.CaseAccess", "case_id", narrative, via=case)


def of_my_desk(office: str) -> Term:
    return Among(office, _my_desks)


CAN_SEE_RECEPTION = IN_MY_MUNICIPALITY & deny_wins(
    allow=of_my_desk("office_id") | read_through("case_id"),
    deny=excluded_from("case_id"),
)
CAN_SEE_PART_OF_RECEPTION = Related(
    "cases.Reception", "pk", CAN_SEE_RECEPTION, via="reception_id"
)
# The side that was asked sees the request itself; what of the call it is shown, the
# outline in queries.py decides.
CAN_SEE_HANDOFF = IN_MY_MUNICIPALITY & deny_wins(
    allow=of_my_desk("reception__office_id") | of_my_desk("office_id"),
    deny=excluded_from("reception__case_id"),
)
CAN_SEE_QUESTION = IN_MY_MUNICIPALITY & deny_wins(
    allow=of_my_desk("reception__office_id") | of_my_desk("to_office_id"),
    deny=excluded_from("reception__case_id"),
)
# Only the answering side. The asker is told that the request was received, no more.
CAN_ANSWER_MATCH = IN_MY_MUNICIPALITY & Among("to_office_id", _places_that_answer)
CAN_SEE_LEAD = IN_MY_MUNICIPALITY & deny_wins(
    allow=of_my_desk("office_id") | read_through("case_id"),
    deny=excluded_from("case_id"),
)
CAN_SEE_PART_OF_LEAD = Related("cases.OutreachLead", "pk", CAN_SEE_LEAD, via="lead_id")
