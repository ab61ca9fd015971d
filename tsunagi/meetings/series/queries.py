"""会議体の読取り: 一覧、一つの会議体、年の会議、守られない間隔、選ぶ欄。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.permissions import Permission
from tsunagi.common.dates import fiscal_year, fiscal_year_bounds
from tsunagi.common.frozen import Frozen
from tsunagi.meetings.meeting.models import Attendance, Meeting
from tsunagi.meetings.meeting.rules import State
from tsunagi.meetings.series.actions import may_edit
from tsunagi.meetings.series.kinds import KINDS, Kind, kind_of
from tsunagi.meetings.series.models import (
    CouncilCount,
    Series,
    SeriesMember,
    SeriesRevision,
)
from tsunagi.meetings.series.rhythm_rules import (
    Breach,
    BreachKind,
    Day,
    breaches,
    rhythm_words,
)
from tsunagi.meetings.supervision.models import Supervision
from tsunagi.meetings.supervision.rules import State as SessionState
from tsunagi.organisations.models import Office, Post
from tsunagi.organisations.office.queries import own_offices
from tsunagi.organisations.staff.queries import visible_staff

RUNNING, ENDED = "running", "ended"
# The last meeting of the year before is needed to see a gap over the turn of the year.
LOOK_BACK = timedelta(days=366)
NEAR = timedelta(days=14)
NEXT_SHOWN = 6
CHOICES = 500


class SeriesLine(Frozen):
    """One series in the list: how often, the next day, what is not kept."""

    series: Series
    kind: Kind
    rhythm: str
    next_on: date | None
    breaches: Sequence[Breach]
    is_own: bool

    @property
    def past_breaches(self) -> int:
        return sum(one.is_past for one in self.breaches)

    @property
    def coming_breaches(self) -> int:
        return len(self.breaches) - self.past_breaches


def visible_series(*, actor: Actor, now: datetime) -> QuerySet[Series]:
    rows = Series.objects.visible_to(actor, now=now)
    return rows.select_related("office", "area")


def series_of(*, actor: Actor, now: datetime, public_id: UUID) -> Series:
    series = visible_series(actor=actor, now=now).filter(public_id=public_id).first()
    if series is None:
        raise NotVisible
    return series


def series_lines(
    *, actor: Actor, now: datetime, today: date, kind: str = "", level: str = "",
    standing: str = RUNNING,
) -> list[SeriesLine]:  # fmt: skip
    """会議体の一覧。種類の順、名前の順。二つの問い合わせ。"""
    ended = Q(valid_before__lte=today)
    rows = visible_series(actor=actor, now=now)
    rows = rows.filter(ended) if standing == ENDED else rows.exclude(ended)
    if kind:
        rows = rows.filter(kind=kind)
    if level:
        rows = rows.filter(level=level)
    found = list(rows)
    year = fiscal_year(today)
    days = days_of(actor=actor, now=now, series=found, year=year)
    order = list(KINDS)
    lines = [
        SeriesLine(
            one, kind_of(one.kind), rhythm_words(one.rule),
            next((d.on for d in days[one.pk] if d.on >= today), None),
            _breaches_of(one, days[one.pk], year, today),
            may_edit(by=actor, office_id=one.office_id),
        )
        for one in found
    ]  # fmt: skip
    return sorted(
        lines, key=lambda line: (order.index(line.kind.code), line.series.name)
    )


def days_of(
    *, actor: Actor, now: datetime, series: Sequence[Series], year: int
) -> dict[int, list[Day]]:
    """会議体ごとに、年度の会議と、その前の会議。取りやめたものは入らない。"""
    first, before = fiscal_year_bounds(year)
    found: dict[int, list[Day]] = {one.pk: [] for one in series}
    rows = (
        Meeting.objects.visible_to(actor, now=now)
        .filter(series__in=list(found), held_on__gte=first - LOOK_BACK,
                held_on__lt=before + LOOK_BACK)
        .exclude(state=State.CANCELLED)
        .order_by("held_on")
        .values_list("series_id", "held_on", "planned_minutes", "minutes", "state")
    )  # fmt: skip
    for series_id, held_on, planned, took, state in rows:
        is_recorded = state != State.PLANNED
        found[series_id or 0].append(Day(held_on, took or planned, is_recorded))
    _add_sessions(actor, found, series, since=first - LOOK_BACK)
    return found


def _add_sessions(
    actor: Actor, found: dict[int, list[Day]], series: Sequence[Series], *, since: date
) -> None:
    """A supervision held inside another meeting of the area (agenda ④) counts, too.

    One query, asked also where no series needs it, so that a page always costs the same.
    """
    held = list(
        Supervision._base_manager.filter(
            meeting__municipality_id=actor.here, meeting__held_on__gte=since
        )
        .exclude(state=SessionState.STOPPED)
        .values_list(
            "meeting__office_id", "meeting__series__area_id", "meeting__held_on"
        )
    )
    for one in series:
        if one.kind != "supervision":
            continue
        own = {day.on for day in found[one.pk]}
        more = {
            on
            for office_id, area_id, on in held
            if one.office_id == office_id or one.area_id == area_id
        }
        days = [*found[one.pk], *(Day(on, 0, True) for on in more - own)]
        found[one.pk] = sorted(days, key=lambda day: day.on)


def breaches_in(
    *, actor: Actor, now: datetime, today: date, series: Sequence[Series], year: int
) -> list[tuple[Series, Breach]]:
    """いくつかの会議体の、年度の中で守られない間隔。起きる日の順。一つの問い合わせ。"""
    days = days_of(actor=actor, now=now, series=series, year=year)
    found = [
        (one, breach)
        for one in series
        for breach in _breaches_of(one, days[one.pk], year, today)
    ]
    return sorted(found, key=lambda pair: (pair[1].on, pair[0].name))


def _breaches_of(
    series: Series, days: Sequence[Day], year: int, today: date
) -> list[Breach]:
    return breaches(
        series.rule, days, year=year, today=today, most_minutes=series.most_minutes
    )


def breaches_to_prevent(
    *, actor: Actor, now: datetime, today: date
) -> list[tuple[Series, Breach]]:
    """うちが開く会議体で、二週間のうちに守られなくなるもの。会議体ごとに一つ。"""
    running = visible_series(actor=actor, now=now).exclude(valid_before__lte=today)
    own = actor.office_ids | ({actor.office_id} if actor.office_id else set())
    series = [
        one
        for one in running.filter(office__in=own)
        if may_edit(by=actor, office_id=one.office_id)
    ]
    if not series:
        return []
    found = breaches_in(
        actor=actor, now=now, today=today, series=series, year=fiscal_year(today)
    )
    first: dict[int, tuple[Series, Breach]] = {}
    for one, breach in found:
        is_near = breach.is_past is False and breach.on <= today + NEAR
        if is_near and breach.kind is not BreachKind.LONG:
            first.setdefault(one.pk, (one, breach))
    return list(first.values())


# --- 一つの会議体 -------------------------------------------------------------------------
class SeriesSheet(Frozen):
    """What the page of one series shows."""

    next_meetings: list[Meeting]
    last_meetings: list[Meeting]
    breaches: list[Breach]
    members: list[SeriesMember]
    former: list[SeriesMember]
    counts: list[CouncilCount]
    revisions: list[SeriesRevision]


def series_sheet(
    *, actor: Actor, now: datetime, today: date, series: Series
) -> SeriesSheet:
    """会議体のページ。問い合わせの数は、会議や構成員の数によらない。"""
    meetings = Meeting.objects.visible_to(actor, now=now).filter(series=series)
    standing = meetings.exclude(state=State.CANCELLED)
    year = fiscal_year(today)
    days = days_of(actor=actor, now=now, series=[series], year=year)[series.pk]
    lines = list(
        SeriesMember.objects.visible_to(actor, now=now)
        .filter(series=series)
        .select_related("office", "staff")
        .order_by("id")
    )
    running = [one for one in lines if not _is_over(one, today)]
    return SeriesSheet(
        next_meetings=list(
            standing.filter(held_on__gte=today).order_by("held_on")[:NEXT_SHOWN]
        ),
        last_meetings=list(
            standing.filter(held_on__lt=today).order_by("-held_on")[:NEXT_SHOWN]
        ),
        breaches=_breaches_of(series, days, year, today),
        members=running,
        former=[one for one in lines if _is_over(one, today)],
        counts=list(
            CouncilCount.objects.visible_to(actor, now=now)
            .filter(series=series)
            .select_related("recorded_by")
            .order_by("rule_version", "-id")
        ),
        revisions=list(
            SeriesRevision.objects.visible_to(actor, now=now)
            .filter(series=series)
            .select_related("recorded_by")
            .order_by("-version")
        ),
    )


def _is_over(line: SeriesMember, today: date) -> bool:
    return line.valid_before is not None and line.valid_before <= today


def member_of(
    *, actor: Actor, now: datetime, series: Series, public_id: UUID
) -> SeriesMember:
    rows = SeriesMember.objects.visible_to(actor, now=now).filter(series=series)
    line = rows.filter(public_id=public_id).select_related("office", "staff").first()
    if line is None:
        raise NotVisible
    return line


def last_before(
    *, actor: Actor, now: datetime, series: Series, day: date
) -> date | None:
    """The last meeting before this day, from which a rhythm of days goes on."""
    rows = Meeting.objects.visible_to(actor, now=now).filter(
        series=series, held_on__lt=day
    )
    return (
        rows.exclude(state=State.CANCELLED)
        .order_by("-held_on")
        .values_list("held_on", flat=True)
        .first()
    )


# --- 年の会議 -----------------------------------------------------------------------------
def meetings_of_year(
    *, actor: Actor, now: datetime, year: int, only_own: bool = False,
    series: Series | None = None,
) -> list[Meeting]:  # fmt: skip
    """年度の会議。only_own: 自分の事業所が開くか、呼ばれているものだけ。"""
    first, before = fiscal_year_bounds(year)
    rows = Meeting.objects.visible_to(actor, now=now).filter(
        held_on__gte=first, held_on__lt=before
    )
    if only_own:
        own = actor.office_ids | ({actor.office_id} if actor.office_id else set())
        invited = Attendance._base_manager.filter(
            Q(office__in=own) | Q(staff=actor.staff_id), is_struck=False
        )
        rows = rows.filter(Q(office__in=own) | Q(pk__in=invited.values("meeting_id")))
    if series is not None:
        rows = rows.filter(series=series)
    return list(
        rows.exclude(state=State.CANCELLED)
        .select_related("series", "office")
        .order_by("held_on", "starts_at_time", "id")
    )


def events_of_series(
    *, actor: Actor, now: datetime, series: Series, year: int
) -> list[Meeting]:
    """暦のファイルに入る会議。取りやめたものも入る: 外の暦から消えるように。"""
    first, before = fiscal_year_bounds(year)
    rows = Meeting.objects.visible_to(actor, now=now).filter(
        series=series, held_on__gte=first, held_on__lt=before
    )
    return list(rows.order_by("held_on", "id"))


def event_of(*, actor: Actor, now: datetime, public_id: UUID) -> Meeting:
    rows = Meeting.objects.visible_to(actor, now=now)
    meeting = rows.filter(public_id=public_id).first()
    if meeting is None:
        raise NotVisible
    return meeting


def invited_rows(*, actor: Actor, now: datetime, meeting: Meeting) -> list[Attendance]:
    """呼んだ相手。事業所、人、つなぎを使わない相手の順。"""
    rows = Attendance.objects.visible_to(actor, now=now).filter(
        meeting=meeting, is_struck=False
    )
    found = rows.select_related("office", "staff").order_by("id")
    return sorted(found, key=lambda row: (bool(row.partner_name), row.pk))


# --- 選ぶ欄 -------------------------------------------------------------------------------
def convening_offices(*, actor: Actor) -> list[Office]:
    """会議体を作れる、自分の事業所。役所の人では、その窓口。"""
    found = own_offices(actor=actor)
    if actor.office_id is not None and actor.office_id not in {o.pk for o in found}:
        found += Office.objects.filter(pk=actor.office_id).select_related("area")
    return [one for one in found if may_edit(by=actor, office_id=one.pk)]


def offices_to_name(*, actor: Actor, today: date) -> list[Office]:
    """名ざしで呼べる、この市町村の事業所。"""
    rows = Office.objects.filter(
        Q(closed_on=None) | Q(closed_on__gt=today), municipality_id=actor.here
    )
    return list(rows.order_by("search_key", "id")[:CHOICES])


def people_to_name(*, actor: Actor, now: datetime, today: date) -> list[Post]:
    """名ざしで呼べる職員の、いまの配置。名簿を見てよい人だけ。"""
    if not actor.has(Permission.STAFF_VIEW):
        return []
    rows = Post.objects.filter(
        Q(valid_before=None) | Q(valid_before__gt=today), valid_from__lte=today,
        staff__in=visible_staff(actor=actor, now=now), staff__is_active=True,
        office__municipality_id=actor.here,
    )  # fmt: skip
    return list(
        rows.select_related("staff", "office").order_by("staff__search_key", "id")[
            :CHOICES
        ]
    )
