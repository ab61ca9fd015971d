"""候補を、上の段の会議に上げる、取り下げる。許可 → 規則 → 保存 → 監査。"""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from tsunagi.access import audit
from tsunagi.access.actor import AccessDenied, Actor, NotVisible
from tsunagi.common.errors import UserError
from tsunagi.meetings.issue import messages, rises
from tsunagi.meetings.issue.keeping import change_candidate, require_keeper
from tsunagi.meetings.issue.models import LocalIssueCandidate
from tsunagi.meetings.issue.rise_models import CandidateRise
from tsunagi.meetings.issue.rise_queries import meetings_above
from tsunagi.meetings.issue.rises import is_up, words_of
from tsunagi.meetings.issue.rules import State
from tsunagi.meetings.meeting.agenda_actions import add_item, remove_item
from tsunagi.meetings.meeting.models import AgendaItem, Meeting
from tsunagi.meetings.meeting.rules import TalkMode
from tsunagi.meetings.plain import require_plain

TITLE_LENGTH = 200
PURPOSE = "下の会議から上がった地域課題の候補"


@transaction.atomic
def raise_up(
    *, candidate: LocalIssueCandidate, meeting: Meeting, version: int, by: Actor,
    now: datetime, today: date,
) -> CandidateRise:  # fmt: skip
    """上の会議の議題になる。結果は、候補と、来たところの会議に返る。"""
    require_keeper(candidate, by=by, now=now)
    if candidate.state == State.DROPPED:
        raise UserError(messages.SETTLED.format(state=State.DROPPED.label))
    if is_up(candidate.pk):
        raise UserError(messages.ALREADY_UP)
    choices = meetings_above(actor=by, now=now, today=today, candidate=candidate)
    if meeting not in choices:
        raise UserError(messages.NOT_ABOVE, field="meeting")
    change_candidate(
        candidate, version=version, by=by, now=now, told={"raised": ["", words_of(meeting)]}
    )  # fmt: skip
    item = add_item(
        meeting=meeting, by=by, now=now,
        values={
            "kind": "issue", "title": candidate.text[:TITLE_LENGTH], "purpose": PURPOSE,
            "talk_mode": TalkMode.DISCUSS,
        },
    )  # fmt: skip
    try:
        with transaction.atomic():
            rise = CandidateRise.objects.create(
                candidate=candidate, meeting=meeting, item=item, raised_at=now,
                raised_by_id=by.staff_id,
            )  # fmt: skip
    except IntegrityError as error:
        raise UserError(messages.ALREADY_UP) from error
    audit.record("issue.rise", by=by, target=candidate, meeting=str(meeting.public_id))
    return rise


@transaction.atomic
def withdraw_rise(
    *, candidate: LocalIssueCandidate, reason: str, version: int, by: Actor,
    now: datetime,
) -> None:  # fmt: skip
    """上げたことを取り下げる。議題は、外してよければ外れ、そうでなければ候補なしで残る。"""
    require_keeper(candidate, by=by, now=now)
    rise = rises.rise_now(candidate.pk)
    if rise is None:
        raise UserError(messages.NOT_UP)
    if rises.is_discussed(rise):
        raise UserError(messages.BEING_DISCUSSED)
    if not reason.strip():
        raise UserError(messages.REASON_NEEDED, field="reason")
    require_plain(reason=reason)
    change_candidate(
        candidate, version=version, by=by, now=now,
        told={"raised": [words_of(rise.meeting), reason]},
    )  # fmt: skip
    item = rise.item
    rises.gave_up(rise, reason=reason, by=by, now=now)
    is_off = item is not None and _is_taken_off(item, by=by, now=now)
    audit.record(
        "issue.withdraw", by=by, target=candidate, meeting=str(rise.meeting.public_id),
        is_off=is_off,
    )  # fmt: skip


def _is_taken_off(item: AgendaItem, *, by: Actor, now: datetime) -> bool:
    """Whoever keeps the candidate need not run that meeting; what was said there stays."""
    try:
        remove_item(item=item, by=by, now=now)
    except (AccessDenied, NotVisible, UserError):
        return False
    return True
