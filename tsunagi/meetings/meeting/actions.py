"""会議の書込み: 予定を入れる、直す、取りやめる、始める、終える。許可 → 規則 → 保存 → 監査。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from tsunagi.access import audit
from tsunagi.access.actor import AccessDenied, Actor, NotVisible
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.events import leave_event
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import EventKind
from tsunagi.cases.handover.rules import Known
from tsunagi.cases.scope import require_sight
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen
from tsunagi.meetings.changes import change_row
from tsunagi.meetings.meeting import messages
from tsunagi.meetings.meeting.agenda_actions import items_of, take_over_carried
from tsunagi.meetings.meeting.models import AgendaItem, Attendance, Meeting
from tsunagi.meetings.meeting.presence import write_ledger
from tsunagi.meetings.meeting.rules import ItemState, Mode, State, minutes_between
from tsunagi.meetings.meeting.sight import require_runner
from tsunagi.meetings.plain import known_person, require_plain
from tsunagi.meetings.series.kinds import agenda_template, kind_of
from tsunagi.meetings.series.members import invitees_of
from tsunagi.meetings.series.models import Series
from tsunagi.organisations.models import Office, Staff
from tsunagi.organisations.staff.models import ChiefAppointment

VALUES = (
    "title", "purpose", "held_on", "starts_at_time", "planned_minutes", "place",
    "online_url", "mode", "facilitator", "facilitator_note", "speaks_of_persons",
)  # fmt: skip


class NewMeeting(Frozen):
    """A meeting to be planned. kind: a code of series/data/kinds.toml."""

    office: Office
    kind: str
    title: str
    held_on: date
    series: Series | None = None
    starts_at_time: time | None = None
    planned_minutes: int = 60
    place: str = ""
    online_url: str = ""
    mode: Mode = Mode.IN_PERSON
    purpose: str = ""
    speaks_of_persons: bool = False
    facilitator: Staff | None = None
    facilitator_note: str = ""
    case: Case | None = None


@transaction.atomic
def plan_meeting(*, new: NewMeeting, by: Actor, now: datetime, today: date) -> Meeting:
    """予定を入れる。会議体の会議なら、構成員を呼び、決まった議題を並べる。"""
    _require_convener(new.office, by=by)
    if new.case is not None:
        require_sight(new.case, Permission.CASE_WORK, by=by, now=now)
    _check(new, by=by)
    values = _values_of(new)
    if new.facilitator is None and new.series is not None:
        values["facilitator"] = _usual_chief(new, new.series)
    try:
        with transaction.atomic():
            meeting = Meeting.objects.create(
                municipality_id=by.here, office=new.office, series=new.series,
                case=new.case, kind=new.kind, recorded_at=now, recorded_by_id=by.staff_id, **values,
            )  # fmt: skip
    except IntegrityError as error:
        raise UserError(messages.SAME_DAY, field="held_on") from error
    if new.series is not None:
        _invite_members(meeting, new.series, by=by, now=now)
    _lay_out(meeting, by=by, now=now)
    if meeting.series_id is not None:
        take_over_carried(meeting, by=by, now=now)
    _record("meeting.plan", meeting, by=by, kind=new.kind)
    return meeting


@transaction.atomic
def edit_meeting(
    *, meeting: Meeting, values: Mapping[str, Any], version: int, by: Actor,
    now: datetime,
) -> Meeting:  # fmt: skip
    """日、場所、進行などを直す。始まってからも、終えてからも直せる。"""
    require_runner(meeting, by=by, now=now)
    if meeting.state == State.CANCELLED:
        raise UserError(messages.CANCELLED)
    wanted = {name: values[name] for name in VALUES if name in values}
    if meeting.case is not None:
        wanted["speaks_of_persons"] = True
    _check_values(meeting, {**_values_of(meeting), **wanted}, by=by)
    try:
        with transaction.atomic():
            change_row(meeting, version, **wanted)
    except IntegrityError as error:
        raise UserError(messages.SAME_DAY, field="held_on") from error
    if meeting.state in (State.WRAPPING, State.DONE):
        write_ledger(meeting, by=by, now=now)
    _record("meeting.edit", meeting, by=by)
    return meeting


@transaction.atomic
def cancel_meeting(
    *, meeting: Meeting, reason: str, version: int, by: Actor, now: datetime
) -> Meeting:
    """取りやめる。わけは、呼ばれた人にも見える。"""
    require_runner(meeting, by=by, now=now)
    if meeting.state != State.PLANNED:
        raise UserError(messages.ALREADY_STARTED)
    if not reason.strip():
        raise UserError(messages.REASON_NEEDED, field="reason")
    if meeting.speaks_of_persons:
        require_plain(_spoken_of(meeting), reason=reason)
    _leaves_nothing_listed(meeting)
    change_row(meeting, version, state=State.CANCELLED.value, cancel_reason=reason)
    _record("meeting.cancel", meeting, by=by)
    return meeting


@transaction.atomic
def start_meeting(
    *, meeting: Meeting, version: int, by: Actor, now: datetime, today: date
) -> Meeting:
    """始める。時計は、だれかが出すまで出ない。"""
    require_runner(meeting, by=by, now=now)
    if meeting.state != State.PLANNED:
        raise UserError(messages.ALREADY_STARTED)
    if meeting.held_on > today:
        raise UserError(messages.NOT_YET_DAY)
    change_row(meeting, version, state=State.HELD.value, started_at=now)
    _record("meeting.start", meeting, by=by)
    return meeting


@transaction.atomic
def end_meeting(
    *, meeting: Meeting, minutes: int | None, version: int, by: Actor, now: datetime,
    today: date,
) -> Meeting:  # fmt: skip
    """終える。出た人それぞれの時間が、台帳に一度だけ残る。

    minutes None: worked out from when it was started.
    """
    require_runner(meeting, by=by, now=now)
    if meeting.state not in (State.PLANNED, State.HELD):
        raise UserError(messages.ALREADY_STARTED)
    if meeting.held_on > today:
        raise UserError(messages.NOT_YET_DAY)
    took = minutes if minutes is not None else minutes_between(meeting.started_at, now)
    change_row(
        meeting, version, state=State.WRAPPING.value, ended_at=now,
        minutes=took if took is not None else meeting.planned_minutes,
    )  # fmt: skip
    write_ledger(meeting, by=by, now=now)
    _record("meeting.end", meeting, by=by, minutes=meeting.minutes or 0)
    return meeting


@transaction.atomic
def finish_meeting(
    *, meeting: Meeting, version: int, by: Actor, now: datetime
) -> Meeting:
    """まとめを終える。議題の残りは、次の会議へ回してから。"""
    require_runner(meeting, by=by, now=now)
    if meeting.state != State.WRAPPING:
        raise UserError(messages.NOT_STARTED)
    _leaves_nothing_listed(meeting)
    change_row(meeting, version, state=State.DONE.value)
    _tell_case(meeting, by=by, now=now)
    _record("meeting.finish", meeting, by=by)
    return meeting


def _leaves_nothing_listed(meeting: Meeting) -> None:
    """What stands on the agenda of a meeting that is over would wait for ever. The room
    of reviews carries it on and then comes here (review/agenda_actions.py)."""
    listed = items_of(meeting).filter(state=ItemState.OPEN.value)
    if listed.exclude(review=None).exists():
        raise UserError(messages.STILL_LISTED)


def _tell_case(meeting: Meeting, *, by: Actor, now: datetime) -> None:
    """What was decided about one person goes back to the case."""
    if meeting.case is None:
        return
    decided = "　".join(
        filter(None, items_of(meeting).values_list("decision", flat=True))
    )
    leave_event(
        meeting.case, EventKind.MEETING, on=meeting.held_on, by=by, now=now,
        text=f"{meeting.title}: {decided or '決めたことの記録はありません'}"[:1000],
        source_ref=f"meeting:{meeting.public_id}",
    )  # fmt: skip


@transaction.atomic
def switch_timer(
    *, meeting: Meeting, on: bool, version: int, by: Actor, now: datetime
) -> Meeting:
    require_runner(meeting, by=by, now=now)
    change_row(meeting, version, uses_timer=on)
    _record("meeting.timer", meeting, by=by)
    return meeting


def _require_convener(office: Office, *, by: Actor) -> None:
    if not by.has(Permission.MEETING_RUN):
        raise AccessDenied(Permission.MEETING_RUN)
    if office.municipality_id != by.here:
        raise NotVisible
    own = by.offices_with(Permission.MEETING_RUN)
    is_own = office.pk == by.office_id or office.pk in own
    if by.staff_id is not None and not is_own:
        raise UserError(messages.NOT_CONVENING)


def _check(new: NewMeeting, *, by: Actor) -> None:
    _check_values(new, _values_of(new), by=by)
    if new.series is None:
        return
    begins, before = new.series.valid_from, new.series.valid_before
    if new.held_on < begins or (before is not None and new.held_on >= before):
        raise UserError(messages.ENDED_SERIES, field="held_on")


def _check_values(
    one: Meeting | NewMeeting, values: Mapping[str, Any], *, by: Actor
) -> None:
    if not str(values["title"]).strip():
        raise UserError(messages.TITLE_NEEDED, field="title")
    if values["speaks_of_persons"] or one.case is not None:
        # Everybody of the municipality reads that there is a meeting, and what it is for.
        texts = {name: str(values[name]) for name in ("title", "purpose")}
        require_plain(_spoken_of(one), **texts)
    chosen: Staff | None = values["facilitator"]
    if chosen is None or not kind_of(one.kind).led_by_chief:
        return
    is_chief = ChiefAppointment.objects.filter(
        staff=chosen, municipality_id=by.here, valid_from__lte=values["held_on"]
    ).exclude(valid_before__lte=values["held_on"])
    if not str(values["facilitator_note"]).strip() and not is_chief.exists():
        raise UserError(messages.NOT_CHIEF, field="facilitator_note")


def _usual_chief(new: NewMeeting, series: Series) -> Staff | None:
    """The chief of the convening office, else of the area, where a chief leads."""
    if not kind_of(new.kind).led_by_chief:
        return None
    rows = ChiefAppointment.objects.filter(
        Q(office=new.office) | Q(area=series.area),
        Q(valid_before=None) | Q(valid_before__gt=new.held_on),
        municipality_id=series.municipality_id, valid_from__lte=new.held_on,
        staff__is_active=True,
    ).select_related("staff")  # fmt: skip
    found = sorted(rows, key=lambda row: (row.office_id != new.office.pk, row.pk))
    return found[0].staff if found else None


def _values_of(one: Meeting | NewMeeting) -> dict[str, Any]:
    """A meeting about one person always speaks of persons."""
    values = {name: getattr(one, name) for name in VALUES}
    return values | {"speaks_of_persons": one.speaks_of_persons or bool(one.case)}


def _spoken_of(one: Meeting | NewMeeting) -> list[Known]:
    return [] if one.case is None else [known_person(one.case.person)]


def _invite_members(
    meeting: Meeting, series: Series, *, by: Actor, now: datetime
) -> None:
    rows = [
        Attendance(
            meeting=meeting, part=one.part, office=one.office, staff=one.staff,
            partner_name=one.partner_name, recorded_at=now, recorded_by_id=by.staff_id,
        )
        for one in invitees_of(series=series, on=meeting.held_on)
    ]  # fmt: skip
    Attendance.objects.unscoped("of the meeting that is planned").bulk_create(rows)


def _lay_out(meeting: Meeting, *, by: Actor, now: datetime) -> None:
    """The agenda of the kind. The sections ①–⑥ of a case review stay empty until the
    agenda is proposed; every other line stands there from the first."""
    lines = [line for line in agenda_template(meeting.kind) if line.section == 0]
    AgendaItem.objects.unscoped("of the meeting that is planned").bulk_create(
        AgendaItem(
            meeting=meeting, section=line.section, kind=line.kind, position=number,
            title=line.title, minutes=line.minutes, recorded_at=now,
            recorded_by_id=by.staff_id,
        )
        for number, line in enumerate(lines, start=1)
    )  # fmt: skip


def _record(action: str, meeting: Meeting, *, by: Actor, **details: Any) -> None:
    audit.record(action, by=by, target=meeting, **details)
