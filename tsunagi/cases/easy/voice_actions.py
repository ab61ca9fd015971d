"""本人の声の書込み。消す行いはない: 答えるか、書きまちがいとしてわけを残す。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.access.messages import CHANGED_MEANWHILE
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.models import Case
from tsunagi.cases.changes import changes_of
from tsunagi.cases.easy import messages
from tsunagi.cases.easy.rules import Expressed, VoiceKind, VoiceState, first_state
from tsunagi.cases.easy.voice_models import PersonVoice, PersonVoiceRevision
from tsunagi.cases.monitoring.report_models import MonitoringReport
from tsunagi.cases.plan.models import Plan
from tsunagi.cases.scope import require_sight
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.staff.models import Staff


class NewVoice(Frozen):
    """item_key: a row of the plan's sheet, checked by the caller's list of choices."""

    kind: VoiceKind
    words: str
    expressed: Expressed
    heard_on: date
    plan: Plan | None = None
    report: MonitoringReport | None = None
    item_key: str = ""
    about: str = ""


@transaction.atomic
def hear_voice(
    *, case: Case, new: NewVoice, staff: Staff, by: Actor, now: datetime, today: date
) -> PersonVoice:
    """本人の声を残す。「これでいい」のほかは、本人に返すまで開いている。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now)
    _require_same_case(case, new)
    if new.heard_on > today:
        raise UserError(messages.IN_FUTURE, field="heard_on")
    row = PersonVoice.objects.create(
        case=case, plan=new.plan, report=new.report, item_key=new.item_key,
        about=new.about, kind=new.kind, words=new.words, expressed=new.expressed,
        heard_on=new.heard_on, staff=staff, state=first_state(new.kind),
        recorded_at=now, recorded_by_id=by.staff_id,
    )  # fmt: skip
    _audited("voice.hear", row, by=by)
    return row


@transaction.atomic
def answer_voice(
    *,
    voice: PersonVoice,
    answer: str,
    answered_on: date,
    staff: Staff,
    version: int,
    by: Actor,
    now: datetime,
    today: date,
) -> PersonVoice:
    """どうしたかを本人に返した、と記す。"""
    require_sight(voice.case, Permission.CASE_WORK, by=by, now=now)
    _require_state(voice, VoiceState.OPEN)
    if not answer.strip():
        raise UserError(messages.ANSWER_NEEDED, field="answer")
    if answered_on > today:
        raise UserError(messages.IN_FUTURE, field="answered_on")
    if answered_on < voice.heard_on:
        raise UserError(messages.BEFORE_HEARD, field="answered_on")
    values = {
        "state": VoiceState.ANSWERED.value, "answer": answer,
        "answered_on": answered_on, "answered_by": staff,
    }  # fmt: skip
    _change(voice, values, version, by, now)
    _audited("voice.answer", voice, by=by)
    return voice


@transaction.atomic
def withdraw_voice(
    *, voice: PersonVoice, reason: str, version: int, by: Actor, now: datetime
) -> PersonVoice:
    """書きまちがい（別の人の声など）とする。言葉とわけは残る。"""
    require_sight(voice.case, Permission.CASE_WORK, by=by, now=now)
    _require_state(voice, VoiceState.OPEN, VoiceState.HEARD, VoiceState.ANSWERED)
    if not reason.strip():
        raise UserError(messages.REASON_NEEDED, field="reason")
    values = {"state": VoiceState.WITHDRAWN.value, "withdrawn_reason": reason}
    _change(voice, values, version, by, now)
    _audited("voice.withdraw", voice, by=by)
    return voice


def _require_same_case(case: Case, new: NewVoice) -> None:
    """What the voice is about belongs to the same person."""
    for row in (new.plan, new.report):
        if row is not None and row.case_id != case.pk:
            raise UserError(messages.UNKNOWN_ITEM, field="item_key")


def _require_state(voice: PersonVoice, *states: VoiceState) -> None:
    if voice.state not in states:
        label = VoiceState(voice.state).label
        raise UserError(messages.NOT_OPEN.format(state=label))


def _change(
    voice: PersonVoice,
    values: Mapping[str, Any],
    version: int,
    by: Actor,
    now: datetime,
) -> None:
    changes = changes_of(voice, values)
    changed = (
        PersonVoice.objects.unscoped("guarded by its version")
        .filter(pk=voice.pk, version=version)
        .update(version=F("version") + 1, **values)
    )
    if not changed:
        raise UserError(CHANGED_MEANWHILE)
    for name, value in values.items():
        setattr(voice, name, value)
    voice.version = version + 1
    PersonVoiceRevision.objects.create(
        voice=voice, version=voice.version, changes=changes, recorded_at=now,
        recorded_by_id=by.staff_id,
    )  # fmt: skip


def _audited(action: str, row: PersonVoice, *, by: Actor) -> None:
    audit.record(
        action, by=by, target=row, state=row.state, kind=row.kind,
        subjects=[row.case.person.public_id],
    )  # fmt: skip
