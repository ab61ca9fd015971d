"""議題の書込み: 足す、直す、順を変える、話したことと決めたこと、次の会議へ。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max, ProtectedError, QuerySet

from tsunagi.access import audit
from tsunagi.access.actor import Actor, NotVisible
from tsunagi.common.errors import UserError
from tsunagi.meetings.changes import change_row
from tsunagi.meetings.issue import rises
from tsunagi.meetings.meeting import messages
from tsunagi.meetings.meeting.models import AgendaItem, Meeting
from tsunagi.meetings.meeting.record_models import MeetingTask
from tsunagi.meetings.meeting.rules import (
    ItemState,
    State,
    TalkMode,
    needs_purpose,
)
from tsunagi.meetings.meeting.sight import require_inside, require_runner
from tsunagi.meetings.plain import known_person, require_plain

PLANNED = ("title", "minutes", "talk_mode", "purpose")
SAID = ("note", "decision", "state")
# How an item of a case review ended is decided in its own room, together with the item.
SAID_OF_REVIEW = ("note",)
DIFFICULT = "difficult"


@transaction.atomic
def add_item(
    *, meeting: Meeting, values: Mapping[str, Any], by: Actor, now: datetime
) -> AgendaItem:
    """議題を足す。呼ばれた人なら、だれでも出せる。"""
    require_inside(meeting, by=by, now=now)
    _require_live(meeting)
    _check(values)
    _names_nobody(meeting, values, PLANNED)
    item = AgendaItem.objects.create(
        meeting=meeting, section=values.get("section", 0),
        kind=values.get("kind", ""), position=last_position(meeting) + 1,
        recorded_at=now, recorded_by_id=by.staff_id,
        **{name: values[name] for name in PLANNED if name in values},
    )  # fmt: skip
    audit.record("meeting.add_item", by=by, target=meeting, item=str(item.public_id))
    return item


@transaction.atomic
def edit_item(
    *, item: AgendaItem, values: Mapping[str, Any], version: int, by: Actor,
    now: datetime,
) -> AgendaItem:  # fmt: skip
    require_runner(item.meeting, by=by, now=now)
    _require_live(item.meeting)
    _check({**{name: getattr(item, name) for name in PLANNED}, **values})
    _names_nobody(item.meeting, values, PLANNED)
    change_row(
        item, version, **{name: values[name] for name in PLANNED if name in values}
    )
    audit.record(
        "meeting.edit_item", by=by, target=item.meeting, item=str(item.public_id)
    )
    return item


@transaction.atomic
def write_said(
    *, item: AgendaItem, values: Mapping[str, Any], version: int, by: Actor,
    now: datetime,
) -> AgendaItem:  # fmt: skip
    """話したこと、決めたこと、済み・次の会議へ。"""
    require_runner(item.meeting, by=by, now=now)
    _require_live(item.meeting)
    names = SAID if item.review_id is None else SAID_OF_REVIEW
    _names_nobody(item.meeting, values, names)
    if rises.rise_of(item) is not None:
        # It comes down to all who see the candidate.
        require_plain(decision=str(values.get("decision", item.decision)))
    _ends_with_a_helper(item, values)
    change_row(
        item, version, **{name: values[name] for name in names if name in values}
    )
    rises.came_down(item, by=by, now=now)
    audit.record("meeting.write", by=by, target=item.meeting, item=str(item.public_id))
    return item


@transaction.atomic
def reorder(
    *, meeting: Meeting, order: Sequence[UUID], by: Actor, now: datetime
) -> None:
    """進行が、自由に並べ替える。名前のない議題は、あとに続く。"""
    require_runner(meeting, by=by, now=now)
    _require_live(meeting)
    rows = {row.public_id: row for row in items_of(meeting)}
    if not set(order) <= set(rows):
        raise NotVisible
    chosen = list(dict.fromkeys(order))
    rest = [key for key in rows if key not in set(chosen)]
    changed = []
    for number, key in enumerate([*chosen, *rest], start=1):
        if rows[key].position != number:
            rows[key].position = number
            changed.append(rows[key])
    AgendaItem.objects.unscoped("of the meeting that is run").bulk_update(
        changed, ["position"]
    )
    audit.record("meeting.reorder", by=by, target=meeting, rows=len(changed))


@transaction.atomic
def move_item(*, item: AgendaItem, up: bool, by: Actor, now: datetime) -> None:
    """一つ上へ、または下へ。"""
    keys = [row.public_id for row in items_of(item.meeting)]
    at = keys.index(item.public_id)
    other = at - 1 if up else at + 1
    if 0 <= other < len(keys):
        keys[at], keys[other] = keys[other], keys[at]
    reorder(meeting=item.meeting, order=keys, by=by, now=now)


@transaction.atomic
def carry_item(*, item: AgendaItem, version: int, by: Actor, now: datetime) -> None:
    """次の会議へ。次の会議の予定があれば、その議題に自分で並ぶ。なければ、入れたときに並ぶ。"""
    require_runner(item.meeting, by=by, now=now)
    _require_live(item.meeting)
    change_row(item, version, state=ItemState.CARRIED.value)
    following = (
        Meeting.objects.unscoped("of the series of the meeting that is run")
        .filter(
            series_id=item.meeting.series_id or 0, held_on__gt=item.meeting.held_on,
            state=State.PLANNED.value,
        )
        .order_by("held_on")
        .first()
    )  # fmt: skip
    if item.meeting.series_id is not None and following is not None:
        take_over_carried(following, by=by, now=now)
    audit.record("meeting.carry_item", by=by, target=item.meeting)


def take_over_carried(meeting: Meeting, *, by: Actor, now: datetime) -> None:
    """What earlier meetings of the series have carried and no later one has taken."""
    # A line that every meeting of the kind has stands there already.
    standing = items_of(meeting).values("title")
    waiting = (
        AgendaItem.objects.unscoped("of the series of the meeting")
        .filter(
            meeting__series_id=meeting.series_id or 0,
            meeting__held_on__lt=meeting.held_on, state=ItemState.CARRIED.value,
            review=None, carried_to=None,
        )
        .exclude(title__in=standing)
    )  # fmt: skip
    first = last_position(meeting) + 1
    AgendaItem.objects.unscoped("of the meeting that takes them over").bulk_create(
        AgendaItem(
            meeting=meeting, section=one.section, kind=one.kind, title=one.title,
            position=first + number, minutes=one.minutes, talk_mode=one.talk_mode,
            purpose=one.purpose, carried_from=one, recorded_at=now,
            recorded_by_id=by.staff_id,
        )
        for number, one in enumerate(waiting.order_by("meeting__held_on", "position"))
    )  # fmt: skip
    rises.carried_on(meeting, by=by, now=now)


@transaction.atomic
def remove_item(*, item: AgendaItem, by: Actor, now: datetime) -> None:
    """まだ何も話していない議題を、外す。"""
    require_runner(item.meeting, by=by, now=now)
    _require_live(item.meeting)
    if item.review_id is not None:
        raise NotVisible
    rises.taken_off(item, reason="議題から外した", by=by, now=now)
    take_off(item)
    audit.record("meeting.remove_item", by=by, target=item.meeting)


def take_off(item: AgendaItem) -> None:
    """Delete a line of which nothing was said, written or begun yet. The caller runs the
    meeting."""
    untouched = items_of(item.meeting).filter(
        pk=item.pk, note="", decision="", state=ItemState.OPEN.value
    )
    try:
        with transaction.atomic():
            took, _ = untouched.delete()
    except ProtectedError as error:
        raise UserError(messages.ITEM_IN_USE) from error
    if not took:
        raise UserError(messages.ITEM_IN_USE)


def items_of(meeting: Meeting) -> QuerySet[AgendaItem]:
    rows = AgendaItem.objects.unscoped("of the meeting that was seen")
    return rows.filter(meeting=meeting).order_by("position", "pk")


def last_position(meeting: Meeting) -> int:
    return items_of(meeting).aggregate(last=Max("position"))["last"] or 0


def _require_live(meeting: Meeting) -> None:
    if meeting.state == State.CANCELLED:
        raise UserError(messages.CANCELLED)


def _ends_with_a_helper(item: AgendaItem, values: Mapping[str, Any]) -> None:
    """A difficult case is done with when somebody helps, or it is said why nobody can
    (熊本市 ネットワーク会議: 困難事例の解決に関する相互協力)."""
    if item.kind != DIFFICULT or values.get("state") != ItemState.DONE:
        return
    decided = str(values.get("decision", item.decision)).strip()
    helped = MeetingTask.objects.unscoped("of the item that was seen").filter(item=item)
    if not decided and not helped.exists():
        raise UserError(messages.HELPER_NEEDED, field="decision")


def _names_nobody(
    meeting: Meeting, values: Mapping[str, Any], names: Sequence[str]
) -> None:
    """Where persons are spoken of, nothing that is written tells who somebody is."""
    if meeting.speaks_of_persons:
        written = ("title", "purpose", "note", "decision")
        case = meeting.case
        require_plain(
            [] if case is None else [known_person(case.person)],
            **{
                one: str(values[one])
                for one in names
                if one in written and one in values
            },
        )


def _check(values: Mapping[str, Any]) -> None:
    if not str(values.get("title", "")).strip():
        raise UserError(messages.ITEM_NEEDED, field="title")
    mode = TalkMode(values.get("talk_mode") or TalkMode.SHARE)
    if needs_purpose(mode, values.get("minutes"), str(values.get("purpose") or "")):
        raise UserError(messages.PURPOSE_NEEDED, field="purpose")
