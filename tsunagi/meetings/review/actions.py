"""検討事項の書込み: 出す、悩んでみる、載せる、決める、その後を確かめる。許可 → 規則 → 保存 → 監査。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from tsunagi.access import audit
from tsunagi.access.actor import AccessDenied, Actor, NotVisible, Subject
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.models import Case
from tsunagi.cases.models import MonitoringReport
from tsunagi.cases.scope import require_sight
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen
from tsunagi.meetings.changes import change_row
from tsunagi.meetings.meeting.rules import TalkMode, needs_purpose
from tsunagi.meetings.policy import offices_in_meetings
from tsunagi.meetings.review import messages
from tsunagi.meetings.review.collect import may_be_told
from tsunagi.meetings.review.models import ReviewItem, ReviewStep
from tsunagi.meetings.review.packet import FIELDS, check_plain
from tsunagi.meetings.review.rules import (
    DISCUSS_MINUTES,
    MONITORING,
    NOTICE,
    NOTICE_MINUTES,
    SHARE_MINUTES,
    SUPERVISION,
    WORRY,
    Act,
    PreResult,
    State,
    Urgency,
    state_after,
)
from tsunagi.meetings.series.members import takes_part
from tsunagi.meetings.series.models import Series

PREPARED = ("headline", "purpose", "topic", "talk_mode", "minutes", "urgency")


class NewWorry(Frozen):
    """⑤ 気になること, ④ GSV にかけたいこと, ⑥ 連絡事項: written in half a minute."""

    section: int
    headline: str
    urgency: Urgency = Urgency.WAIT
    talk_mode: TalkMode = TalkMode.SHARE
    purpose: str = ""
    topic: str = ""
    case: Case | None = None
    think_until: date | None = None


@transaction.atomic
def bring(
    *, series: Series, new: NewWorry, by: Actor, now: datetime, today: date
) -> ReviewItem:
    """気になることを出す。日を入れれば「しばらく悩んでみる」になり、その日にまた出る。"""
    office_id = _require_member(series, by=by, now=now, today=today)
    if new.section not in (SUPERVISION, WORRY, NOTICE):
        raise UserError(messages.SECTION, field="section")
    if new.case is not None:
        require_sight(new.case, Permission.CASE_WORK, by=by, now=now)
    thinking = new.think_until is not None
    if new.think_until is not None and new.think_until <= today:
        raise UserError(messages.THINK_AHEAD, field="think_until")
    item = ReviewItem(
        municipality_id=by.here, series=series, section=new.section,
        office_id=office_id, staff_id=by.staff_id, case=new.case, since=today,
        urgency=new.urgency.value, headline=new.headline, purpose=new.purpose,
        talk_mode=new.talk_mode.value, topic=new.topic,
        minutes=_minutes(new.section, new.talk_mode), think_until=new.think_until,
        state=State.THINKING.value if thinking else State.WAITING.value,
        recorded_at=now, recorded_by_id=by.staff_id,
    )  # fmt: skip
    _check(item)
    item.save(force_insert=True)
    _leave(item, Act.THINK if thinking else Act.SEND_ON, by=by, now=now)
    _record("review.bring", item, by=by)
    return item


@transaction.atomic
def consult(
    *, series: Series, report: MonitoringReport, note: str, by: Actor, now: datetime,
    today: date,
) -> ReviewItem:  # fmt: skip
    """③ モニタリングの結果を会議に出すか、基幹に一言で相談する。"""
    _require_member(series, by=by, now=now, today=today)
    require_sight(report.case, Permission.CASE_WORK, by=by, now=now)
    item = ReviewItem(
        municipality_id=by.here, series=series, section=MONITORING,
        office_id=report.office_id, staff_id=report.staff_id, case=report.case,
        plan=report.plan, report_record=report.record_id, since=report.held_on,
        headline="モニタリングの結果", minutes=SHARE_MINUTES, pre_note=note,
        state=State.CONSULTING.value, recorded_at=now, recorded_by_id=by.staff_id,
    )  # fmt: skip
    check_plain(item, note, field="note")
    try:
        with transaction.atomic():
            item.save(force_insert=True)
    except IntegrityError as error:
        raise UserError(messages.ALREADY_BROUGHT) from error
    _record("review.consult", item, by=by)
    return item


@transaction.atomic
def answer_consult(
    *, item: ReviewItem, result: PreResult, answer: str, version: int, by: Actor,
    now: datetime, today: date,
) -> ReviewItem:  # fmt: skip
    """基幹の一言の答え。会議で話す、出さない、次の機会に。"""
    _require_convener(item, by=by, now=now)
    check_plain(item, answer, field="answer")
    act = {
        PreResult.TO_MEETING: Act.SEND_ON,
        PreResult.NOT_NEEDED: Act.DROP,
        PreResult.LATER: Act.THINK,
    }[result]
    values: dict[str, Any] = {"pre_result": result.value, "pre_answer": answer}
    if act is Act.DROP:
        values["ended_on"] = today
    step(item, act, version=version, by=by, now=now, note=answer, **values)
    _record("review.answer", item, by=by, result=result.value)
    return item


@transaction.atomic
def prepare(
    *, item: ReviewItem, values: Mapping[str, Any], version: int, by: Actor,
    now: datetime,
) -> ReviewItem:  # fmt: skip
    """ひとこと報告などを整える。一つの事例に一分もかからないように。"""
    _require_side(item, by=by, now=now)
    for name in PREPARED:
        if name in values:
            setattr(item, name, values[name])
    _check(item)
    change_row(item, version, **{name: getattr(item, name) for name in PREPARED})
    _record("review.prepare", item, by=by)
    return item


@transaction.atomic
def fill_packet(
    *, item: ReviewItem, fields: Mapping[str, str], version: int, by: Actor,
    now: datetime, today: date,
) -> ReviewItem:  # fmt: skip
    """四つの欄を資料に写す。話し合うことへの本人の同意があり、名前のない文だけ。"""
    _require_presenter(item, by=by)
    if item.case is None or item.case_id not in may_be_told([item.case_id], on=today):
        raise UserError(messages.CONSENT_FOR_TALK)
    require_sight(item.case, Permission.CASE_WORK, by=by, now=now)
    packet = {name: str(fields.get(name, "")).strip() for name in FIELDS}
    for name, text in packet.items():
        check_plain(item, text, field=name)
    change_row(item, version, packet=packet)
    _record("review.packet", item, by=by)
    return item


@transaction.atomic
def think(
    *, item: ReviewItem, until: date, version: int, by: Actor, now: datetime,
    today: date,
) -> ReviewItem:  # fmt: skip
    """相談すべきことと、しばらく悩んでみることを分ける。その日に、また出る。"""
    _require_presenter(item, by=by)
    if until <= today:
        raise UserError(messages.THINK_AHEAD, field="until")
    step(item, Act.THINK, version=version, by=by, now=now, think_until=until)
    _record("review.think", item, by=by)
    return item


@transaction.atomic
def leave_out(
    *, item: ReviewItem, solved: bool, note: str, version: int, by: Actor,
    now: datetime, today: date,
) -> ReviewItem:  # fmt: skip
    """会議に出さない。自分たちで解決したのなら、そう残る（できることが増えた証）。"""
    _require_presenter(item, by=by)
    if not note.strip():
        raise UserError(messages.NOTE_NEEDED, field="note")
    check_plain(item, note, field="note")
    step(
        item, Act.SOLVE if solved else Act.DROP, version=version, by=by, now=now,
        note=note, ended_on=today, solved_alone=solved, result=note,
    )  # fmt: skip
    _record("review.leave_out", item, by=by)
    return item


@transaction.atomic
def follow_up(
    *, item: ReviewItem, result: str, told_on: date | None, told_note: str,
    version: int, by: Actor, now: datetime, today: date,
) -> ReviewItem:  # fmt: skip
    """その後を確かめて終える。本人に伝えた日か、伝えないわけを残す。"""
    _require_presenter(item, by=by)
    if not result.strip():
        raise UserError(messages.RESULT_NEEDED, field="result")
    about_person = item.case_id is not None or item.reception_id is not None
    if about_person and told_on is None and not told_note.strip():
        raise UserError(messages.TOLD_NEEDED, field="told_on")
    if told_on is not None and told_on > today:
        raise UserError(messages.IN_FUTURE, field="told_on")
    for name, text in (("result", result), ("told_note", told_note)):
        check_plain(item, text, field=name)
    step(
        item, Act.FOLLOW_UP, version=version, by=by, now=now, note=result,
        result=result, told_on=told_on, told_note=told_note, ended_on=today,
    )  # fmt: skip
    _record("review.follow_up", item, by=by)
    return item


@transaction.atomic
def reopen(
    *, item: ReviewItem, version: int, by: Actor, now: datetime, today: date
) -> ReviewItem:
    """もう一度、次の会議へ。"""
    _require_side(item, by=by, now=now)
    step(
        item, Act.REOPEN, version=version, by=by, now=now, ended_on=None, decision="",
        since=today,
    )  # fmt: skip
    _record("review.reopen", item, by=by)
    return item


def step(
    item: ReviewItem, act: Act, *, version: int, by: Actor, now: datetime,
    note: str = "", **values: Any,
) -> None:  # fmt: skip
    """One act of the machine: the state, the values and the line about it."""
    after = state_after(act, State(item.state))
    if after is None:
        raise UserError(messages.STAGE_PASSED.format(state=State(item.state).label))
    change_row(item, version, **{"state": after.value, **values})
    _leave(item, act, by=by, now=now, note=note)


def _leave(
    item: ReviewItem, act: Act, *, by: Actor, now: datetime, note: str = ""
) -> None:
    ReviewStep.objects.create(
        item=item, act=act.value, note=note[:300], recorded_at=now,
        recorded_by_id=by.staff_id,
    )  # fmt: skip


def _check(item: ReviewItem) -> None:
    if not item.headline.strip():
        raise UserError(messages.HEADLINE_NEEDED, field="headline")
    check_plain(item, item.headline, field="headline")
    check_plain(item, item.purpose, field="purpose")
    if needs_purpose(TalkMode(item.talk_mode), item.minutes, item.purpose):
        raise UserError(messages.PURPOSE_NEEDED, field="purpose")


def _minutes(section: int, mode: TalkMode) -> int:
    if section == NOTICE:
        return NOTICE_MINUTES
    return DISCUSS_MINUTES if mode is TalkMode.DISCUSS else SHARE_MINUTES


def is_presenter(item: ReviewItem, *, by: Actor) -> bool:
    """The office that brings it."""
    return (
        by.has(Permission.MEETING_RUN)
        and item.municipality_id == by.here
        and (by.office_id == item.office_id or item.office_id in by.office_ids)
    )


def is_convener(item: ReviewItem, *, by: Actor, now: datetime) -> bool:
    own = offices_in_meetings(Subject(by, now))
    return by.has(Permission.MEETING_RUN) and item.series.office_id in own


def _require_presenter(item: ReviewItem, *, by: Actor) -> None:
    if not is_presenter(item, by=by):
        raise AccessDenied(Permission.MEETING_RUN)


def _require_convener(item: ReviewItem, *, by: Actor, now: datetime) -> None:
    if not is_convener(item, by=by, now=now):
        raise AccessDenied(Permission.MEETING_RUN)


def _require_side(item: ReviewItem, *, by: Actor, now: datetime) -> None:
    if not is_presenter(item, by=by) and not is_convener(item, by=by, now=now):
        raise AccessDenied(Permission.MEETING_RUN)


def _require_member(series: Series, *, by: Actor, now: datetime, today: date) -> int:
    """The office that brings it convenes the series or is called to it."""
    if not by.has(Permission.MEETING_RUN):
        raise AccessDenied(Permission.MEETING_RUN)
    if series.municipality_id != by.here or by.office_id is None:
        raise NotVisible
    own = offices_in_meetings(Subject(by, now))
    if not takes_part(series=series, offices=own, staff_id=by.staff_id, on=today):
        raise NotVisible
    return by.office_id


def _record(action: str, item: ReviewItem, *, by: Actor, **details: Any) -> None:
    audit.record(action, by=by, target=item, section=item.section, **details)
