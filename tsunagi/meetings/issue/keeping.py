"""候補をだれが変えてよいか。変えたことは、一つずつ変更の記録に残る。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from tsunagi.access.actor import AccessDenied, Actor, NotVisible, Subject
from tsunagi.access.permissions import Permission, Role
from tsunagi.common.errors import UserError
from tsunagi.meetings.changes import change_row
from tsunagi.meetings.issue import messages
from tsunagi.meetings.issue.models import IssueCandidateRevision, LocalIssueCandidate
from tsunagi.meetings.policy import offices_in_meetings
from tsunagi.organisations.models import Area

# Those who sort the issues of the region.
KEEPERS = frozenset(
    {
        Role.CORE_STAFF, Role.SECRETARIAT, Role.MUNICIPAL_OFFICER, Role.WARD_OFFICER,
    }
)  # fmt: skip


def sorts_issues(by: Actor) -> bool:
    return by.has(Permission.MEETING_RUN) and not by.roles.isdisjoint(KEEPERS)


def may_keep(candidate: LocalIssueCandidate, *, by: Actor, now: datetime) -> bool:
    """The office that wrote it, and those who sort the issues of the region."""
    if not by.has(Permission.MEETING_RUN):
        return False
    own = offices_in_meetings(Subject(by, now))
    return candidate.office_id in own or sorts_issues(by)


def require_keeper(candidate: LocalIssueCandidate, *, by: Actor, now: datetime) -> None:
    if not by.has(Permission.MEETING_RUN):
        raise AccessDenied(Permission.MEETING_RUN)
    if candidate.municipality_id != by.here:
        raise NotVisible
    if not may_keep(candidate, by=by, now=now):
        raise UserError(messages.NOT_YOURS)


def change_candidate(
    candidate: LocalIssueCandidate, *, version: int, by: Actor, now: datetime,
    told: Mapping[str, list[str]] | None = None, **values: Any,
) -> None:  # fmt: skip
    """One version further, with its revision. told: what changed beside its columns."""
    changes = {
        name: [_word(getattr(candidate, name)), _word(value)]
        for name, value in values.items()
        if name != "search_key" and getattr(candidate, name) != value
    } | dict(told or {})
    try:
        with transaction.atomic():
            change_row(candidate, version, **values)
    except IntegrityError as error:
        raise UserError(messages.ALREADY_RAISED) from error
    _leave(candidate.pk, version + 1, changes, by=by, now=now)


def tell(
    candidate_id: int, told: Mapping[str, list[str]], *, by: Actor, now: datetime
) -> int:
    """A revision of what happened beside its columns, whatever version it has now.
    Whoever is editing it sees that it has changed. The new version."""
    rows = LocalIssueCandidate.objects.unscoped("the candidate was seen").filter(
        pk=candidate_id
    )
    rows.update(version=F("version") + 1)
    version = rows.values_list("version", flat=True)[0]
    _leave(candidate_id, version, told, by=by, now=now)
    return version


def _leave(
    candidate_id: int, version: int, changes: Mapping[str, list[str]], *, by: Actor,
    now: datetime,
) -> None:  # fmt: skip
    IssueCandidateRevision.objects.create(
        candidate_id=candidate_id, version=version, changes=dict(changes),
        recorded_at=now, recorded_by_id=by.staff_id,
    )  # fmt: skip


def _word(value: Any) -> str:
    return str(value.name) if isinstance(value, Area) else str(value)
