"""もくひょうと、出た研修の書込み。許可 → 規則 → 保存 → 監査。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from tsunagi.access.actor import Actor
from tsunagi.access.versions import next_version
from tsunagi.activity.growth import messages
from tsunagi.activity.growth.common_actions import (
    KEPT,
    recorded,
    require_oneself,
    require_own,
    require_plain,
    withdrawn,
)
from tsunagi.activity.growth.models import GrowthAim, TrainingTaken
from tsunagi.activity.growth.rules import AimState, may_reopen, may_settle
from tsunagi.activity.training_event.models import TrainingEvent
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen, asdict

AIM = ("set_on", "text", "how", "due_on", "state", "settled_on", "looking_back",
       "carried_from")  # fmt: skip
TAKEN = ("event_id", "taken_on", "title", "held_by", "learned")


class NewAim(Frozen):
    text: str
    due_on: date
    how: str = ""


class NewTaken(Frozen):
    """event_id: of 「研修の開催」; then its title, day and place are taken from there."""

    taken_on: date
    title: str = ""
    held_by: str = ""
    learned: str = ""
    event_id: UUID | None = None


@transaction.atomic
def set_aim(*, new: NewAim, by: Actor, now: datetime, today: date) -> GrowthAim:
    """半年のもくひょうを一つ決める。"""
    me = require_oneself(by)
    _require_aim(new, today)
    row = _create_aim(new, me, by=by, now=now, today=today, carried_from=None)
    recorded("growth_aim.set", row, by=by)
    return row


@transaction.atomic
def correct_aim(
    *, row: GrowthAim, new: NewAim, version: int, by: Actor, now: datetime
) -> GrowthAim:
    """言葉、日、どうやって、を直す。"""
    require_own(row, by=by)
    if not may_settle(AimState(row.state)):
        raise UserError(messages.SETTLED)
    _require_aim(new, row.set_on)
    return _changed(row, asdict(new), "correct", version=version, by=by, now=now)


@transaction.atomic
def settle_aim(
    *, row: GrowthAim, state: AimState, looking_back: str, version: int, by: Actor,
    now: datetime, today: date, next_due: date | None = None,
) -> GrowthAim:  # fmt: skip
    """区切りをつける: できた、次へ続ける（新しい日で次のもくひょうができる）、手放す。"""
    require_own(row, by=by)
    if state is AimState.OPEN or not may_settle(AimState(row.state)):
        raise UserError(messages.SETTLED)
    require_plain(looking_back=looking_back)
    if state is AimState.CARRIED and (next_due is None or next_due < today):
        raise UserError(messages.DUE_BEFORE_SET, field="next_due")
    values = {
        "state": state, "settled_on": today, "looking_back": looking_back.strip(),
    }  # fmt: skip
    after = _changed(row, values, "settle", version=version, by=by, now=now)
    if state is AimState.CARRIED and next_due is not None:
        _create_aim(
            NewAim(row.text, next_due, row.how), row.author_id, by=by, now=now,
            today=today, carried_from=row.record_id,
        )  # fmt: skip
    return after


@transaction.atomic
def reopen_aim(*, row: GrowthAim, version: int, by: Actor, now: datetime) -> GrowthAim:
    """もう一度取り組む。ふり返りの言葉は残る。"""
    require_own(row, by=by)
    if not may_reopen(AimState(row.state)):
        raise UserError(messages.NOT_TO_REOPEN)
    values = {"state": AimState.OPEN, "settled_on": None}
    return _changed(row, values, "reopen", version=version, by=by, now=now)


@transaction.atomic
def withdraw_aim(
    *, row: GrowthAim, version: int, by: Actor, now: datetime
) -> GrowthAim:
    """まちがえて書いたもくひょうを取り消す。"""
    require_own(row, by=by)
    return _changed(
        row, {"is_withdrawn": True}, "withdraw", version=version, by=by, now=now
    )


def _require_aim(new: NewAim, first: date) -> None:
    if not new.text.strip():
        raise UserError(messages.WORDS_NEEDED, field="text")
    if new.due_on < first:
        raise UserError(messages.DUE_BEFORE_SET, field="due_on")
    require_plain(text=new.text, how=new.how)


def _create_aim(
    new: NewAim, me: int, *, by: Actor, now: datetime, today: date,
    carried_from: UUID | None,
) -> GrowthAim:  # fmt: skip
    return GrowthAim.objects.create(
        municipality_id=by.here, author_id=me, set_on=today, recorded_at=now,
        recorded_by_id=me, carried_from=carried_from, **asdict(new),
    )  # fmt: skip


def _changed(
    row: GrowthAim, values: Mapping[str, Any], word: str, *, version: int, by: Actor,
    now: datetime,
) -> GrowthAim:  # fmt: skip
    carried = {name: getattr(row, name) for name in AIM}
    after = next_version(
        row, {**carried, **values}, version=version, kept=KEPT, by=by, now=now
    )
    recorded(f"growth_aim.{word}", after, by=by, state=str(after.state))
    return after


# --- 出た研修 --------------------------------------------------------------------------
@transaction.atomic
def add_taken(*, new: NewTaken, by: Actor, now: datetime, today: date) -> TrainingTaken:
    """出た研修を、育ちの記録に残す。「研修の開催」からなら、題と日はそこから入る。"""
    me = require_oneself(by)
    values = _checked_taken(new, by=by, now=now, today=today)
    try:
        with transaction.atomic():
            row = TrainingTaken.objects.create(
                municipality_id=by.here, author_id=me, recorded_at=now,
                recorded_by_id=me, **values,
            )  # fmt: skip
    except IntegrityError:
        raise UserError(messages.TAKEN_BEFORE, field="event") from None
    recorded("growth_training.add", row, by=by)
    return row


@transaction.atomic
def correct_taken(
    *, row: TrainingTaken, new: NewTaken, version: int, by: Actor, now: datetime,
    today: date,
) -> TrainingTaken:  # fmt: skip
    """題、日、持ち帰ったことを直す。研修の開催との結びつきは変わらない。"""
    require_own(row, by=by)
    if row.event_id is None:
        values = _checked_taken(new, by=by, now=now, today=today)
    else:
        require_plain(learned=new.learned)
        values = {name: getattr(row, name) for name in TAKEN}
        values["learned"] = new.learned.strip()
    after = next_version(row, values, version=version, kept=KEPT, by=by, now=now)
    recorded("growth_training.correct", after, by=by)
    return after


@transaction.atomic
def withdraw_taken(
    *, row: TrainingTaken, version: int, by: Actor, now: datetime
) -> TrainingTaken:
    """まちがえて残した研修を取り消す。"""
    after = withdrawn(row, TAKEN, version=version, by=by, now=now)
    recorded("growth_training.withdraw", after, by=by)
    return after


def _checked_taken(
    new: NewTaken, *, by: Actor, now: datetime, today: date
) -> dict[str, Any]:
    require_plain(title=new.title, held_by=new.held_by, learned=new.learned)
    values = {**asdict(new), "learned": new.learned.strip()}
    if new.event_id is not None:
        event = (
            TrainingEvent.objects.visible_to(by, now=now)
            .filter(record_id=new.event_id, is_current=True, is_withdrawn=False)
            .select_related("office")
            .first()
        )
        if event is None:
            raise UserError(messages.NO_SUCH_TRAINING, field="event")
        values |= {
            "taken_on": event.held_on, "title": event.title,
            "held_by": event.office.name,
        }  # fmt: skip
    elif not new.title.strip():
        raise UserError(messages.WORDS_NEEDED, field="title")
    if values["taken_on"] > today:
        raise UserError(messages.IN_FUTURE, field="taken_on")
    return values
