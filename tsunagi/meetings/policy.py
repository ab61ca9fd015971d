"""会議の何を、だれが見てよいか。

That a series and a meeting exist, when and where, is known to all who work in the
municipality. What is said in a meeting is for those who were invited, and for the
office that convenes it.
"""

from __future__ import annotations

from collections.abc import Iterable

from tsunagi.access.actor import Subject
from tsunagi.access.permissions import Permission
from tsunagi.access.policy import Among, Has, Related, SubjectIs, Term


def _here(subject: Subject) -> Iterable[int]:
    municipality = subject.actor.municipality_id
    return () if municipality is None else (municipality,)


def offices_in_meetings(subject: Subject) -> frozenset[int]:
    """The offices for which the actor comes: an officer's is the desk."""
    actor = subject.actor
    if not actor.has(Permission.MEETING_VIEW):
        return frozenset()
    own = actor.offices_with(Permission.MEETING_VIEW)
    return own if actor.office_id is None else own | {actor.office_id}


def _me(subject: Subject) -> Iterable[int]:
    actor = subject.actor
    may = actor.staff_id is not None and actor.has(Permission.MEETING_VIEW)
    return (actor.staff_id or 0,) if may else ()


def _may_view(subject: Subject) -> bool:
    return subject.actor.has(Permission.MEETING_VIEW)


def _may_run(subject: Subject) -> bool:
    return subject.actor.has(Permission.MEETING_RUN)


def here_through(prefix: str = "") -> Term:
    """Rows of this municipality, for whoever may see meetings at all."""
    return SubjectIs(_may_view) & Among(f"{prefix}municipality_id", _here)


def invited_through(prefix: str = "") -> Term:
    """What is said in a meeting: the convening office, the invited offices and people.

    Who has declined or been struck off the list is no longer invited.
    """
    return here_through(prefix) & (
        Among(f"{prefix}office_id", offices_in_meetings)
        | Related(
            "meetings.Attendance",
            "meeting_id",
            Has("is_struck", (False,))
            & (Among("office_id", offices_in_meetings) | Among("staff_id", _me)),
            via=f"{prefix}pk",
        )
    )


def review_through(prefix: str = "") -> Term:
    """What waits for a meeting: the office that brings it, the office that convenes, and
    whoever was invited to a meeting on whose agenda it stands."""
    return here_through(prefix) & (
        Among(f"{prefix}office_id", offices_in_meetings)
        | Among(f"{prefix}series__office_id", offices_in_meetings)
        | Related(
            "meetings.AgendaItem",
            "review_id",
            invited_through("meeting__"),
            via=f"{prefix}pk",
        )
    )


CAN_SEE_SERIES = here_through()
CAN_SEE_MEETING = here_through()
CAN_SEE_INSIDE = invited_through()
CAN_SEE_PART_OF_MEETING = invited_through("meeting__")
# Who has taken something on sees it, even when somebody else was at the meeting.
CAN_SEE_TASK = CAN_SEE_PART_OF_MEETING | (
    here_through()
    & (Among("owner_id", _me) | Among("owner_office_id", offices_in_meetings))
)
CAN_SEE_REVIEW = review_through()
CAN_SEE_OWN_SIGNATURE = here_through() & (
    Among("signed_by_id", _me) | SubjectIs(_may_run)
)
CAN_SEE_OWN_TICKET = here_through("meeting__") & Among("staff_id", _me)
