"""当事者の声の書込み: 残す、見せてよいとする、取り下げる、候補に結び付ける。

許可 → 規則 → 保存 → 監査。
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from tsunagi.access import audit
from tsunagi.access.actor import AccessDenied, Actor, NotVisible, Subject
from tsunagi.access.permissions import Permission
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen
from tsunagi.common.wareki import format_wareki
from tsunagi.meetings.changes import change_row
from tsunagi.meetings.issue import messages
from tsunagi.meetings.issue.keeping import may_keep, sorts_issues, tell
from tsunagi.meetings.issue.models import LocalIssueCandidate
from tsunagi.meetings.issue.voice_models import CandidateVoice, VoiceRecord
from tsunagi.meetings.issue.voice_rules import AgreedHow, Heard, may_be_shown
from tsunagi.meetings.plain import require_plain
from tsunagi.meetings.policy import offices_in_meetings
from tsunagi.organisations.models import Area


class Agreed(Frozen):
    """The person said that it may be shown: when, and how they said it."""

    on: date
    how: AgreedHow


class NewVoice(Frozen):
    """agreed None: not asked, or not wished. Then it stays with the own office."""

    area: Area
    text: str
    how: Heard
    heard_on: date
    topic: str = ""
    agreed: Agreed | None = None


@transaction.atomic
def record_voice(
    *, new: NewVoice, by: Actor, now: datetime, today: date,
    candidate: LocalIssueCandidate | None = None,
) -> VoiceRecord:  # fmt: skip
    """声を残す。candidate: 見せてよい声なら、その候補にすぐ結び付ける。"""
    _require_permission(by)
    if by.office_id is None:
        raise UserError(messages.NO_OFFICE)
    if not new.text.strip():
        raise UserError(messages.WORDS_NEEDED, field="text")
    if new.area.municipality_id != by.here:
        raise UserError(messages.OTHER_AREA, field="area")
    if new.heard_on > today:
        raise UserError(messages.IN_FUTURE, field="heard_on")
    _check_agreed(new.agreed, heard_on=new.heard_on, today=today)
    require_plain(text=new.text)
    voice = VoiceRecord.objects.create(
        municipality_id=by.here, office_id=by.office_id, area=new.area, text=new.text,
        how=new.how, heard_on=new.heard_on, topic=new.topic, recorded_at=now,
        recorded_by_id=by.staff_id, **_consent(new.agreed),
    )  # fmt: skip
    audit.record("issue_voice.record", by=by, target=voice, shown=voice.is_shown)
    if candidate is not None and voice.is_shown:
        link_voice(candidate=candidate, voice=voice, by=by, now=now)
    return voice


@transaction.atomic
def allow_voice(
    *, voice: VoiceRecord, agreed: Agreed, version: int, by: Actor, now: datetime,
    today: date,
) -> None:  # fmt: skip
    """あとから、本人がよいと言った。"""
    _require_here(voice, by=by)
    if not may_change_voice(voice, by=by, now=now):
        raise UserError(messages.NOT_YOUR_VOICE)
    _require_standing(voice)
    _check_agreed(agreed, heard_on=voice.heard_on, today=today)
    change_row(voice, version, **_consent(agreed))
    audit.record("issue_voice.allow", by=by, target=voice)


@transaction.atomic
def withdraw_voice(
    *, voice: VoiceRecord, version: int, by: Actor, now: datetime
) -> None:
    """取り下げる。言葉はその場で消え、戻らない。声があったことは残る。"""
    _require_here(voice, by=by)
    if not may_withdraw_voice(voice, by=by, now=now):
        raise UserError(messages.NOT_YOUR_VOICE)
    _require_standing(voice)
    change_row(voice, version, text="", withdrawn_at=now, withdrawn_by_id=by.staff_id)
    audit.record("issue_voice.withdraw", by=by, target=voice)


@transaction.atomic
def link_voice(
    *, candidate: LocalIssueCandidate, voice: VoiceRecord, by: Actor, now: datetime
) -> None:
    """候補のそばに置く。二度押しても、一つ。"""
    _require_permission(by)
    if {candidate.municipality_id, voice.municipality_id} != {by.here}:
        raise NotVisible
    if not may_be_shown(
        is_shown=voice.is_shown, has_agreed=voice.agreed_on is not None,
        is_withdrawn=voice.withdrawn_at is not None,
    ):  # fmt: skip
        raise UserError(messages.NOT_SHOWN)
    _, made = CandidateVoice.objects.unscoped("the candidate was seen").get_or_create(
        candidate=candidate, voice=voice,
        defaults={"linked_at": now, "linked_by_id": by.staff_id},
    )  # fmt: skip
    if made:
        told = {"voice": ["", _words_of(voice)]}
        candidate.version = tell(candidate.pk, told, by=by, now=now)
        audit.record(
            "issue_voice.link", by=by, target=candidate, voice=str(voice.public_id)
        )


@transaction.atomic
def unlink_voice(
    *, candidate: LocalIssueCandidate, voice: VoiceRecord, by: Actor, now: datetime
) -> None:
    """結び付けを外す。声は残る。取り下げられた声は、あったことが残る。"""
    _require_permission(by)
    if candidate.municipality_id != by.here:
        raise NotVisible
    links = CandidateVoice.objects.unscoped("the candidate was seen").filter(
        candidate=candidate, voice=voice
    )
    link = links.select_related("voice").first()
    if link is None:
        return
    if not may_unlink(link, candidate=candidate, by=by, now=now):
        raise UserError(messages.NOT_YOUR_LINK)
    _require_standing(link.voice)
    took, _ = links.delete()
    if not took:
        return
    told = {"voice": [_words_of(voice), ""]}
    candidate.version = tell(candidate.pk, told, by=by, now=now)
    audit.record(
        "issue_voice.unlink", by=by, target=candidate, voice=str(voice.public_id)
    )


def may_unlink(
    link: CandidateVoice, *, candidate: LocalIssueCandidate, by: Actor, now: datetime
) -> bool:
    """Who keeps the candidate, who heard the voice, and who put it there."""
    if not by.has(Permission.MEETING_RUN):
        return False
    return (
        may_keep(candidate, by=by, now=now)
        or may_change_voice(link.voice, by=by, now=now)
        or (by.staff_id is not None and link.linked_by_id == by.staff_id)
    )


def may_withdraw_voice(voice: VoiceRecord, *, by: Actor, now: datetime) -> bool:
    """いつでも取り下げられると約束した。聞いた事業所がなくなっても、受ける人がいる。"""
    return may_change_voice(voice, by=by, now=now) or sorts_issues(by)


def may_change_voice(voice: VoiceRecord, *, by: Actor, now: datetime) -> bool:
    """聞いた事業所だけが、同意を記す。本人とつながっているのは、そこだから。"""
    own = offices_in_meetings(Subject(by, now))
    return by.has(Permission.MEETING_RUN) and voice.office_id in own


def _require_permission(by: Actor) -> None:
    if not by.has(Permission.MEETING_RUN):
        raise AccessDenied(Permission.MEETING_RUN)


def _require_here(voice: VoiceRecord, *, by: Actor) -> None:
    _require_permission(by)
    if voice.municipality_id != by.here:
        raise NotVisible


def _require_standing(voice: VoiceRecord) -> None:
    if voice.withdrawn_at is not None:
        raise UserError(messages.WITHDRAWN_VOICE)


def _check_agreed(agreed: Agreed | None, *, heard_on: date, today: date) -> None:
    if agreed is None:
        return
    if agreed.on > today:
        raise UserError(messages.IN_FUTURE, field="agreed_on")
    if agreed.on < heard_on:
        raise UserError(messages.AGREED_BEFORE, field="agreed_on")


def _consent(agreed: Agreed | None) -> dict[str, object]:
    if agreed is None:
        return {"is_shown": False, "agreed_on": None, "agreed_how": ""}
    return {"is_shown": True, "agreed_on": agreed.on, "agreed_how": agreed.how}


def _words_of(voice: VoiceRecord) -> str:
    """For the history of a candidate: never its words, which may be withdrawn."""
    return f"{format_wareki(voice.heard_on)}に聞いた声"
