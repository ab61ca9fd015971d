"""議題を組み立て、会議で決める書込み。書面を出すことは、ここでは止めない。"""

from __future__ import annotations

import secrets
import tomllib
from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.events import leave_event
from tsunagi.cases.case.rules import EventKind
from tsunagi.cases.models import PlanSheet
from tsunagi.cases.plan import sheet_actions
from tsunagi.cases.plan.sheet_rules import SheetStage
from tsunagi.cases.scope import require_sight
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen
from tsunagi.meetings.changes import change_row
from tsunagi.meetings.issue.rises import taken_off
from tsunagi.meetings.meeting.actions import cancel_meeting, finish_meeting
from tsunagi.meetings.meeting.agenda_actions import (
    carry_item,
    items_of,
    last_position,
    take_off,
)
from tsunagi.meetings.meeting.models import AgendaItem, Meeting
from tsunagi.meetings.meeting.rules import ItemState
from tsunagi.meetings.meeting.sight import require_runner
from tsunagi.meetings.review import messages
from tsunagi.meetings.review.actions import step
from tsunagi.meetings.review.models import ReviewItem
from tsunagi.meetings.review.packet import check_plain
from tsunagi.meetings.review.rules import (
    Act,
    Answered,
    Decision,
    IntervalAnswer,
    State,
    missing_answer,
    new_pseudonym,
    section_label,
    state_of_decided,
)

REFUSALS = {
    "decision": (messages.DECISION_NEEDED, "decision"),
    "interval": (messages.INTERVAL_NEEDED, "interval_answer"),
    "interval_months": (messages.MONTHS_NEEDED, "interval_months"),
}


class Decided(Frozen):
    """What the meeting decides about one item."""

    decision: Decision
    note: str = ""
    direction: str = ""
    urgency: str = ""
    interval: IntervalAnswer | None = None
    interval_months: int | None = None
    interval_reason: str = ""
    follow_what: str = ""
    follow_on: date | None = None


@cache
def _names() -> tuple[str, ...]:
    text = (Path(__file__).parent / "names.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)["words"])


@transaction.atomic
def list_items(
    *, meeting: Meeting, items: Collection[ReviewItem], by: Actor, now: datetime
) -> list[AgendaItem]:
    """選んだものを議題に載せる。呼び名は会議ごとにくじで決め、前の会議とつながらない。"""
    require_runner(meeting, by=by, now=now)
    used = _used_names(meeting)
    position = last_position(meeting)
    made = []
    for number, item in enumerate(items, start=1):
        if item.series_id != meeting.series_id:
            raise UserError(messages.NOT_THIS_SERIES)
        step(item, Act.LIST, version=item.version, by=by, now=now)
        made.append(
            AgendaItem(
                meeting=meeting, section=item.section, kind="review",
                position=position + number, title=section_label(item.section),
                review=item, pseudonym=_pseudonym(meeting, item, used),
                minutes=item.minutes, talk_mode=item.talk_mode, purpose=item.purpose,
                recorded_at=now, recorded_by_id=by.staff_id,
            )
        )  # fmt: skip
    AgendaItem.objects.unscoped("of the meeting that is run").bulk_create(made)
    audit.record("review.list", by=by, target=meeting, rows=len(made))
    return made


def _used_names(meeting: Meeting) -> dict[int, str]:
    """The names of this meeting by item: one person keeps one name in it."""
    rows = AgendaItem.objects.unscoped("of the meeting that is run").filter(
        meeting=meeting
    )
    return dict(rows.exclude(pseudonym="").values_list("pk", "pseudonym"))


def _pseudonym(meeting: Meeting, item: ReviewItem, used: dict[int, str]) -> str:
    if item.case_id is None and item.reception_id is None:
        return ""
    name = new_pseudonym(_names(), used.values(), secrets.randbelow(2**31))
    used[-len(used) - 1] = name
    return name


@transaction.atomic
def unlist(*, slot: AgendaItem, by: Actor, now: datetime) -> None:
    """議題から外す。次の会議を待つ。"""
    require_runner(slot.meeting, by=by, now=now)
    item = _review(slot)
    take_off(slot)
    step(item, Act.UNLIST, version=item.version, by=by, now=now)
    audit.record("review.unlist", by=by, target=slot.meeting)


@transaction.atomic
def decide(
    *, slot: AgendaItem, decided: Decided, version: int, by: Actor, now: datetime
) -> AgendaItem:
    """会議の結論を書く。②③は、間隔の答えなしには終わらない。"""
    require_runner(slot.meeting, by=by, now=now)
    item = _review(slot)
    missing = missing_answer(
        Answered(
            item.section, decided.decision, decided.interval, decided.interval_months
        )
    )
    if missing:
        message, field = REFUSALS[missing]
        raise UserError(message, field=field)
    texts = {
        "note": decided.note, "direction": decided.direction,
        "interval_reason": decided.interval_reason, "follow_what": decided.follow_what,
    }  # fmt: skip
    for name, text in texts.items():
        check_plain(item, text, field=name)
    _write(item, slot.meeting, decided, by=by, now=now)
    words = "　".join(filter(None, [decided.decision.label, decided.note]))
    change_row(slot, version, state=ItemState.DONE.value, decision=words)
    _tell_case(item, slot.meeting, by=by, now=now)
    audit.record(
        "review.decide", by=by, target=slot.meeting, item=str(item.public_id),
        decision=decided.decision.value,
    )  # fmt: skip
    return slot


def _write(
    item: ReviewItem, meeting: Meeting, decided: Decided, *, by: Actor, now: datetime
) -> None:
    values: dict[str, Any] = {
        "decision": decided.decision.value, "decision_note": decided.note,
        "direction": decided.direction, "decided_urgency": decided.urgency,
        "interval_answer": decided.interval.value if decided.interval else "",
        "interval_months": decided.interval_months,
        "interval_reason": decided.interval_reason, "decided_on": meeting.held_on,
        "follow_what": decided.follow_what, "follow_on": decided.follow_on,
    }  # fmt: skip
    if state_of_decided(decided.decision) is State.CLOSED:
        values["ended_on"] = meeting.held_on
    # A decision may be corrected while its follow-up is still open.
    if item.state == State.FOLLOWING:
        step(item, Act.REOPEN, version=item.version, by=by, now=now)
        step(item, Act.LIST, version=item.version, by=by, now=now)
    step(item, Act.DECIDE, version=item.version, by=by, now=now, **values)
    if state_of_decided(decided.decision) is State.CLOSED:
        step(item, Act.FOLLOW_UP, version=item.version, by=by, now=now)


def _tell_case(item: ReviewItem, meeting: Meeting, *, by: Actor, now: datetime) -> None:
    """What was decided stands on the timeline of the case, for whoever sees the case."""
    if item.case is None:
        return
    words = Decision(item.decision).label
    leave_event(
        item.case, EventKind.MEETING, on=meeting.held_on, by=by, now=now,
        text=f"{meeting.title}で話し合った: {words}",
        source_ref=f"meeting:{meeting.public_id}",
    )  # fmt: skip


@transaction.atomic
def carry(*, slot: AgendaItem, version: int, by: Actor, now: datetime) -> AgendaItem:
    """時間が足りなければ、次の会議へ。"""
    require_runner(slot.meeting, by=by, now=now)
    if slot.review_id is None:
        carry_item(item=slot, version=version, by=by, now=now)
        return slot
    item = _review(slot)
    step(item, Act.CARRY, version=item.version, by=by, now=now)
    change_row(slot, version, state=ItemState.CARRIED.value)
    audit.record("review.carry", by=by, target=slot.meeting)
    return slot


@transaction.atomic
def carry_rest(*, meeting: Meeting, by: Actor, now: datetime) -> int:
    """話さなかった議題を、まとめて次の会議へ。"""
    require_runner(meeting, by=by, now=now)
    return _carry_all(_open_slots(meeting), by=by, now=now)


@transaction.atomic
def wrap_up(*, meeting: Meeting, version: int, by: Actor, now: datetime) -> int:
    """まとめを終える。話さなかった検討事項と、上がってきた候補は、次の会議を待つ。その件数。"""
    require_runner(meeting, by=by, now=now)
    left = _open_slots(meeting).exclude(review=None, rise=None)
    carried = _carry_all(left, by=by, now=now)
    finish_meeting(meeting=meeting, version=version, by=by, now=now)
    return carried


@transaction.atomic
def call_off(
    *, meeting: Meeting, reason: str, version: int, by: Actor, now: datetime
) -> Meeting:
    """取りやめる。会議体の会議なら、載せた検討事項も足した議題も、次の会議へ回る。
    下の会議から上がった候補は、上げたところに戻る。"""
    require_runner(meeting, by=by, now=now)
    _give_back(meeting, by=by, now=now)
    if meeting.series_id is not None:
        _carry_all(_open_slots(meeting), by=by, now=now)
    return cancel_meeting(
        meeting=meeting, reason=reason, version=version, by=by, now=now
    )


def _give_back(meeting: Meeting, *, by: Actor, now: datetime) -> None:
    """What was raised to this meeting goes back to where it came from. What something
    was already written to stays and is carried on."""
    for slot in _open_slots(meeting).filter(rise__isnull=False):
        try:
            with transaction.atomic():
                taken_off(slot, reason="会議が取りやめになった", by=by, now=now)
                take_off(slot)
        except UserError:
            continue


def _open_slots(meeting: Meeting) -> QuerySet[AgendaItem]:
    rows = items_of(meeting).filter(state=ItemState.OPEN.value)
    return rows.select_related("meeting", "review__series")


def _carry_all(slots: Iterable[AgendaItem], *, by: Actor, now: datetime) -> int:
    listed = list(slots)
    for slot in listed:
        carry(slot=slot, version=slot.version, by=by, now=now)
    return len(listed)


@transaction.atomic
def interval_to_plan(*, item: ReviewItem, by: Actor, now: datetime) -> PlanSheet:
    """会議の答えた間隔を、計画の「提案する間隔」に写す。決めるのは市町村。"""
    if item.plan is None or item.case is None or not item.interval_months:
        raise UserError(messages.NO_PLAN_SHEET)
    require_sight(item.case, Permission.CASE_WORK, by=by, now=now)
    rows = PlanSheet.objects.unscoped("sight of the case was asked for").filter(
        plan=item.plan, is_current=True,
        stage__in=[SheetStage.DRAFT.value, SheetStage.PLAN.value],
    ).select_related("plan", "case__person")  # fmt: skip
    sheets = {row.stage: row for row in rows}
    sheet = sheets.get(SheetStage.PLAN.value) or sheets.get(SheetStage.DRAFT.value)
    if sheet is None:
        raise UserError(messages.NO_PLAN_SHEET)
    reason = item.interval_reason or "会議で話し合った間隔"
    values: Mapping[str, Any] = {
        "interval": item.interval_months, "interval_reason": reason,
    }  # fmt: skip
    return sheet_actions.write_texts(
        sheet=sheet, values=values, version=sheet.version, reason=reason, by=by, now=now
    )


def _review(slot: AgendaItem) -> ReviewItem:
    """The item of this slot, which must be the latest on which the item stands: what an
    earlier meeting decided is not written over while a later one has it before it."""
    later = AgendaItem.objects.unscoped("of the agenda that was seen").filter(
        review=slot.review_id or 0, pk__gt=slot.pk
    )
    if later.exists():
        raise UserError(messages.LATER_MEETING)
    return (
        ReviewItem.objects.unscoped("of the agenda that was seen")
        .select_related("series", "case__person", "plan", "reception")
        .get(pk=slot.review_id or 0)
    )
