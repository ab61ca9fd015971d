"""会議体の書込み: 作る、直す、終える、年の予定を入れる。許可 → 規則 → 保存 → 監査。

Members and the decision of the municipality have their own file, `member_actions`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from tsunagi.access import audit
from tsunagi.access.actor import AccessDenied, Actor, NotVisible, SystemActor
from tsunagi.access.permissions import Permission
from tsunagi.common.dates import WEEKDAY_NAMES
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen, field
from tsunagi.common.wareki import format_wareki
from tsunagi.meetings.changes import change_row
from tsunagi.meetings.meeting.actions import NewMeeting, plan_meeting
from tsunagi.meetings.meeting.models import Meeting
from tsunagi.meetings.meeting.rules import Mode, State
from tsunagi.meetings.series import messages
from tsunagi.meetings.series.kinds import kind_of
from tsunagi.meetings.series.models import Series, SeriesMember, SeriesRevision
from tsunagi.meetings.series.rules import Level, Rhythm
from tsunagi.organisations.models import Area, Office

LONGEST_GAP = 366
VALUES = (
    "area", "level", "name", "purpose", "place", "online_url", "rhythm",
    "rhythm_number", "usual_days", "rhythm_months", "usual_weekday", "usual_week",
    "starts_at_time", "planned_minutes", "most_minutes", "speaks_of_persons",
)  # fmt: skip


class NewSeries(Frozen):
    """A series to be made. kind: a code of data/kinds.toml; its values come from there
    where nothing else is said."""

    office: Office
    area: Area
    kind: str
    level: Level
    name: str
    rhythm: Rhythm
    valid_from: date
    purpose: str = ""
    place: str = ""
    online_url: str = ""
    rhythm_number: int = 0
    usual_days: int = 0
    rhythm_months: list[int] = field(default_factory=list)
    usual_weekday: int | None = None
    usual_week: int = 0
    starts_at_time: time | None = None
    planned_minutes: int = 60
    most_minutes: int | None = None
    speaks_of_persons: bool = False


def may_edit(*, by: Actor, office_id: int) -> bool:
    """The convening office is the actor's own. An officer's office is the desk."""
    if not by.has(Permission.SERIES_EDIT):
        return False
    own = by.offices_with(Permission.SERIES_EDIT)
    return isinstance(by, SystemActor) or office_id == by.office_id or office_id in own


@transaction.atomic
def create_series(*, new: NewSeries, by: Actor, now: datetime) -> Series:
    """会議体を作る。構成員のひな形も、その種類から入る。"""
    if not by.has(Permission.SERIES_EDIT):
        raise AccessDenied(Permission.SERIES_EDIT)
    if new.office.municipality_id != by.here:
        raise NotVisible
    if not may_edit(by=by, office_id=new.office.pk):
        raise UserError(messages.NOT_CONVENING)
    values = {name: getattr(new, name) for name in VALUES}
    _check(values, by=by)
    kind = kind_of(new.kind)
    series = Series.objects.create(
        municipality_id=by.here, office=new.office, kind=kind.code,
        valid_from=new.valid_from, recorded_at=now, recorded_by_id=by.staff_id,
        **values,
    )  # fmt: skip
    SeriesMember.objects.unscoped("of the series just made").bulk_create(
        SeriesMember(
            series=series, kind=line.kind, part=line.part, office_kind=line.office_kind,
            post_kind=line.post_kind, post_title=line.post_title,
            valid_from=new.valid_from, recorded_at=now, recorded_by_id=by.staff_id,
        )
        for line in kind.members
    )  # fmt: skip
    audit.record("series.create", by=by, target=series, kind=kind.code)
    return series


@transaction.atomic
def edit_series(
    *, series: Series, values: Mapping[str, Any], version: int, by: Actor, now: datetime
) -> bool:
    """直す。前の値は、変更の記録に残る。変えたかどうかを返す。"""
    require_convener(series, by=by)
    wanted = {name: values[name] for name in VALUES if name in values}
    _check({**{name: getattr(series, name) for name in VALUES}, **wanted}, by=by)
    changed = {
        name: value for name, value in wanted.items() if value != getattr(series, name)
    }
    if not changed:
        return False
    changes = {
        name: [_shown(name, getattr(series, name)), _shown(name, value)]
        for name, value in changed.items()
    }
    _write(series, version, changes, by=by, now=now, **changed)
    audit.record("series.edit", by=by, target=series, fields=sorted(changes))
    return True


@transaction.atomic
def end_series(
    *, series: Series, last_day: date, version: int, by: Actor, now: datetime
) -> None:
    """終える。その日より後の予定が残っているうちは、終えない。"""
    require_convener(series, by=by)
    if last_day < series.valid_from:
        first = format_wareki(series.valid_from)
        raise UserError(messages.BACKWARDS.format(first=first), field="last_day")
    ahead = _meetings(series).filter(held_on__gt=last_day).count()
    if ahead:
        raise UserError(messages.HAS_MEETINGS.format(count=ahead), field="last_day")
    before = last_day + timedelta(days=1)
    changes = {"valid_before": ["", format_wareki(last_day)]}
    _write(series, version, changes, by=by, now=now, valid_before=before)
    audit.record("series.end", by=by, target=series, on=last_day.isoformat())


@transaction.atomic
def plan_year(
    *, series: Series, days: Sequence[date], by: Actor, now: datetime, today: date
) -> list[Meeting]:
    """選んだ日に、会議の予定を入れる。一つでも入れられなければ、何も入れない。"""
    require_convener(series, by=by)
    if not days:
        raise UserError(messages.NO_DAYS)
    taken = set(_meetings(series).values_list("held_on", flat=True))
    for day in sorted(days):
        if day < today or not series.runs_on(day):
            raise UserError(messages.DAY_OUTSIDE.format(day=format_wareki(day)))
        if day in taken:
            raise UserError(messages.DAY_TAKEN.format(day=format_wareki(day)))
    planned = [
        _put(series, day, by=by, now=now, today=today) for day in sorted(set(days))
    ]
    audit.record("series.plan", by=by, target=series, meetings=len(planned))
    return planned


def _put(
    series: Series, day: date, *, by: Actor, now: datetime, today: date
) -> Meeting:
    """One meeting with what the series says of it; it invites and lays out itself."""
    mode = Mode.IN_PERSON
    if series.online_url:
        mode = Mode.HYBRID if series.place else Mode.ONLINE
    new = NewMeeting(
        office=series.office, series=series, kind=series.kind, title=series.name,
        purpose=series.purpose, held_on=day, starts_at_time=series.starts_at_time,
        planned_minutes=series.planned_minutes, place=series.place,
        online_url=series.online_url, mode=mode,
        speaks_of_persons=series.speaks_of_persons,
    )  # fmt: skip
    return plan_meeting(new=new, by=by, now=now, today=today)


def require_convener(series: Series, *, by: Actor) -> None:
    if not by.has(Permission.SERIES_EDIT):
        raise AccessDenied(Permission.SERIES_EDIT)
    if series.municipality_id != by.here:
        raise NotVisible
    if not may_edit(by=by, office_id=series.office_id):
        raise AccessDenied(Permission.SERIES_EDIT)
    if series.valid_before is not None:
        raise UserError(messages.ALREADY_ENDED)


def _meetings(series: Series) -> Any:
    rows = Meeting.objects.unscoped("days of the series that is edited")
    return rows.filter(series=series).exclude(state=State.CANCELLED)


def _check(values: Mapping[str, Any], *, by: Actor) -> None:
    if not str(values["name"]).strip():
        raise UserError(messages.NAME_NEEDED, field="name")
    if values["area"].municipality_id != by.here:
        raise UserError(messages.OUTSIDE_AREA, field="area")
    _check_rhythm(values)
    planned, most = values["planned_minutes"], values["most_minutes"]
    if most is not None and planned > most:
        raise UserError(
            messages.MINUTES_TOO_MANY.format(planned=planned, most=most),
            field="planned_minutes",
        )


def _check_rhythm(values: Mapping[str, Any]) -> None:
    rhythm, number = values["rhythm"], values["rhythm_number"]
    most = {Rhythm.DAYS: LONGEST_GAP, Rhythm.YEARLY: 12}.get(rhythm)
    if most is not None and not 1 <= number <= most:
        raise UserError(
            messages.NUMBER_NEEDED.format(days=LONGEST_GAP), field="rhythm_number"
        )
    if rhythm == Rhythm.MONTHS and not values["rhythm_months"]:
        raise UserError(messages.MONTHS_NEEDED, field="rhythm_months")
    if rhythm == Rhythm.DAYS and values["usual_days"] > number:
        raise UserError(
            messages.USUAL_TOO_LONG.format(number=number), field="usual_days"
        )


def _write(
    series: Series, version: int, changes: Mapping[str, Any], *, by: Actor,
    now: datetime, **values: Any,
) -> None:  # fmt: skip
    """Check and act in one statement; what stood before is kept in a revision."""
    change_row(series, version, **values, recorded_at=now, recorded_by_id=by.staff_id)
    SeriesRevision.objects.create(
        series=series, version=version + 1, changes=dict(changes), recorded_at=now,
        recorded_by_id=by.staff_id,
    )  # fmt: skip


def _shown(name: str, value: Any) -> str:
    """How a value is read in the history: in words, not as a code."""
    if value is None or value == "":
        return ""
    if name == "usual_weekday":
        return f"{WEEKDAY_NAMES[value]}曜日"
    if name == "rhythm_months":
        return "・".join(f"{month}月" for month in value)
    if name == "speaks_of_persons":
        return "はい" if value else "いいえ"
    if name in ("rhythm", "level"):
        return {"rhythm": Rhythm, "level": Level}[name](value).label
    return f"{value:%H:%M}" if isinstance(value, time) else str(value)
