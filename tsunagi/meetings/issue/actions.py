"""地域課題の候補の書込み: 書く、直す、取り上げる・見送る・候補に戻す。

許可 → 規則 → 保存 → 監査。
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from tsunagi.access import audit
from tsunagi.access.actor import AccessDenied, Actor
from tsunagi.access.permissions import Permission
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen, names_of
from tsunagi.common.text import search_key
from tsunagi.meetings.issue import messages
from tsunagi.meetings.issue.keeping import change_candidate, require_keeper
from tsunagi.meetings.issue.models import IssueCandidateRevision, LocalIssueCandidate
from tsunagi.meetings.issue.rises import is_up
from tsunagi.meetings.issue.rules import Cause, Source, State, Viewpoint
from tsunagi.meetings.issue.sources import proposal_of
from tsunagi.meetings.issue.voice_actions import link_voice
from tsunagi.meetings.issue.voice_queries import shown_voice_of
from tsunagi.meetings.meeting.models import AgendaItem
from tsunagi.meetings.meeting.sight import require_inside
from tsunagi.meetings.plain import require_plain
from tsunagi.meetings.series.rules import Level
from tsunagi.organisations.models import Area


class NewCandidate(Frozen):
    area: Area
    text: str
    viewpoint: Viewpoint
    cause: Cause
    level: Level
    topic: str = ""

    def values(self) -> dict[str, Any]:
        own = {name: getattr(self, name) for name in names_of(self)}
        return {**own, "search_key": search_key(self.text)[:4000]}


class From(Frozen):
    """A source outside the meetings that is raised once; see sources.py."""

    source: Source
    key: UUID


@transaction.atomic
def raise_candidate(
    *, item: AgendaItem | None, new: NewCandidate, by: Actor, now: datetime,
    origin: From | None = None,
) -> LocalIssueCandidate:  # fmt: skip
    """議題から、くり返す要望・苦情などから、または、ふだんの仕事から書く。"""
    _require_permission(by)
    if by.office_id is None:
        raise UserError(messages.NO_OFFICE)
    if item is not None:
        require_inside(item.meeting, by=by, now=now)
    if origin is not None:
        proposal_of(actor=by, now=now, source=origin.source, key=origin.key)
    _check(new, by=by)
    plain = Source.WORK if item is None else Source.ITEM
    try:
        with transaction.atomic():
            row = LocalIssueCandidate.objects.create(
                municipality_id=by.here, item=item,
                meeting=item.meeting if item is not None else None,
                source=origin.source if origin is not None else plain,
                source_key=origin.key if origin is not None else None,
                office_id=by.office_id, raised_at=now, raised_by_id=by.staff_id,
                **new.values(),
            )  # fmt: skip
    except IntegrityError as error:
        raise UserError(messages.ALREADY_RAISED) from error
    IssueCandidateRevision.objects.create(
        candidate=row, version=1, recorded_at=now, recorded_by_id=by.staff_id
    )
    if origin is not None and origin.source is Source.VOICES:
        voice = shown_voice_of(actor=by, now=now, public_id=origin.key)
        link_voice(candidate=row, voice=voice, by=by, now=now)
    audit.record(
        "issue.raise", by=by, target=row, topic=new.topic, source=str(row.source)
    )
    return row


@transaction.atomic
def edit_candidate(
    *, candidate: LocalIssueCandidate, new: NewCandidate, version: int, by: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """直す。前の文は、変更の記録に残る。"""
    require_keeper(candidate, by=by, now=now)
    _require_open(candidate)
    _check(new, by=by)
    change_candidate(candidate, version=version, by=by, now=now, **new.values())
    audit.record("issue.edit", by=by, target=candidate)


@transaction.atomic
def settle_candidate(
    *, candidate: LocalIssueCandidate, state: State, reason: str, version: int,
    by: Actor, now: datetime,
) -> None:  # fmt: skip
    """取り上げる、見送る、候補に戻す。わけは、書いた事業所にも見える。"""
    require_keeper(candidate, by=by, now=now)
    if state == candidate.state:
        raise UserError(messages.SETTLED.format(state=state.label), field="state")
    if not reason.strip():
        raise UserError(messages.REASON_NEEDED, field="reason")
    if state is State.DROPPED and is_up(candidate.pk):
        raise UserError(messages.STILL_UP, field="state")
    require_plain(reason=reason)
    change_candidate(
        candidate, version=version, by=by, now=now, state=state, reason=reason
    )
    audit.record("issue.settle", by=by, target=candidate, state=str(state))


def _require_permission(by: Actor) -> None:
    if not by.has(Permission.MEETING_RUN):
        raise AccessDenied(Permission.MEETING_RUN)


def _require_open(candidate: LocalIssueCandidate) -> None:
    if candidate.state != State.CANDIDATE:
        raise UserError(messages.SETTLED.format(state=State(candidate.state).label))


def _check(new: NewCandidate, *, by: Actor) -> None:
    if not new.text.strip():
        raise UserError(messages.TEXT_NEEDED, field="text")
    if new.area.municipality_id != by.here:
        raise UserError(messages.OTHER_AREA, field="area")
    require_plain(text=new.text)
