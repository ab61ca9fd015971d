"""事業所への支援の記録を、だれが見てよいか: した事業所と、受けた事業所だけ。

Help with management and claims is asked for in confidence: the municipality reads what
its own desk has done, not what 基幹 has told an office.
"""

from __future__ import annotations

from collections.abc import Iterable

from tsunagi.access.actor import Subject
from tsunagi.access.permissions import Permission
from tsunagi.access.policy import Among


def _here(subject: Subject) -> Iterable[int]:
    municipality = subject.actor.municipality_id
    return () if municipality is None else (municipality,)


def givers(subject: Subject) -> Iterable[int]:
    return _own(subject, Permission.OFFICE_SUPPORT)


def _receivers(subject: Subject) -> Iterable[int]:
    return _own(subject, Permission.OFFICE_CONFIRM)


def _own(subject: Subject, permission: Permission) -> frozenset[int]:
    """An officer's role holds in the whole municipality; the office is then the desk."""
    actor = subject.actor
    own = actor.offices_with(permission)
    if actor.office_id is not None and actor.has(permission):
        return own | {actor.office_id}
    return own


CAN_SEE_SUPPORT = Among("municipality_id", _here) & (
    Among("office_id", givers) | Among("target_id", _receivers)
)
CAN_SEE_QUESTION = Among("municipality_id", _here) & (
    Among("office_id", _receivers) | Among("to_office_id", givers)
)
CAN_SEE_VISIT_PLAN = Among("municipality_id", _here) & Among("office_id", givers)
