"""会議の前後の関わりを、だれが見てよいか: 書いた事業所の主任と基幹の職員だけ。

Not whom it is about, not the office that employs them, and nobody by a wider duty.
"""

from __future__ import annotations

from collections.abc import Iterable

from tsunagi.access.actor import Actor, Subject
from tsunagi.access.permissions import Role
from tsunagi.access.policy import Among
from tsunagi.meetings.policy import here_through

CARING = (Role.CHIEF, Role.CORE_STAFF)


def caring_offices(actor: Actor) -> frozenset[int]:
    """The offices where the actor is a chief or works for 基幹."""
    return frozenset(
        grant.office_id
        for grant in actor.grants
        if grant.role in CARING and grant.office_id is not None
    )


def _caring(subject: Subject) -> Iterable[int]:
    return caring_offices(subject.actor)


def _oneself(subject: Subject) -> Iterable[int]:
    return (subject.actor.staff_id or 0,)


CAN_SEE_CARE = (
    here_through() & Among("office_id", _caring) & ~Among("staff_id", _oneself)
)
