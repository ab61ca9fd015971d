"""会議体: 基幹の週の連絡会議、市の会議、協議会、事業所のケースレビュー。一つは間があく。

The year is planned from the beginning of the fiscal year; what lies behind is recorded
as held, and one gap is left that anybody can see.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.utils.timezone import localdate

from demo import issues
from demo.calls import Person
from demo.earlier import say_what_was_said
from demo.world import World
from tsunagi.common.dates import TOKYO, fiscal_year, fiscal_year_bounds, is_holiday
from tsunagi.common.frozen import Frozen
from tsunagi.meetings.meeting.actions import end_meeting, finish_meeting
from tsunagi.meetings.meeting.attendance_actions import Presented, record_presence
from tsunagi.meetings.meeting.queries import staff_of_offices
from tsunagi.meetings.meeting.rules import Presence, State
from tsunagi.meetings.models import Attendance, Meeting, Series
from tsunagi.meetings.pledge.actions import sign
from tsunagi.meetings.series.actions import NewSeries, create_series, plan_year
from tsunagi.meetings.series.kinds import kind_of
from tsunagi.meetings.series.member_actions import NewMember, add_member, decide_count
from tsunagi.meetings.series.rhythm_rules import proposed_days
from tsunagi.meetings.series.rules import MemberKind, Part, SignedKind
from tsunagi.organisations.models import Area, Post, Staff
from tsunagi.organisations.staff.rules import PostKind

CORE, CITY, COUNCIL, OFFICE = "kikan", "shi", "jimukyoku", "kanri"
MINUTES_TAKEN = 100
# One series leaves out a month so far behind us and one so far ahead.
LEFT_OUT = 2
# So many meetings of each series, the latest, name who came from each office.
NAMED_MEETINGS = 4


class Told(Frozen):
    """One series: who convenes it, of which kind, where, on which day."""

    login: str
    kind: str
    name: str
    area: str
    weekday: int
    week: int
    at: time
    place: str
    counted: bool | None = None
    leaves_out: bool = False


SERIES = (
    Told(CORE, "liaison", "東区相談支援連絡会議", "east", 3, 0, time(10, 0),
         "架空東区会館 2階", counted=True),
    Told(CORE, "supervision", "東区グループスーパービジョン", "east", 1, 3,
         time(13, 30), "架空東区会館 2階", leaves_out=True),
    Told(CORE, "ward_network", "東区障がい福祉ネットワーク会議", "east", 2, 3,
         time(14, 0), "架空東区役所 大会議室", counted=True),
    Told(CITY, "strengthening", "相談支援機能強化員連絡会議", "tsunagi", 4, 1,
         time(10, 0), "架空市役所 会議室3", counted=False),
    Told(CITY, "chiefs", "主任相談支援専門員連絡会", "tsunagi", 0, 4, time(15, 0),
         "架空市役所 会議室3"),
    Told(COUNCIL, "council_main", "つなぎ市自立支援協議会 本会議", "tsunagi", 1, 3,
         time(14, 0), "架空市民館 ホール", counted=True),
    Told(COUNCIL, "subcommittee", "相談支援部会", "tsunagi", 2, 2, time(15, 0),
         "架空市民館 会議室", counted=True),
    Told(OFFICE, "office_review", "うちのケースレビュー", "east", 0, 2, time(16, 0),
         "事業所の相談室"),
)  # fmt: skip


def hold_meetings(world: World) -> None:
    """会議体を年度の始めから作り、年の予定を入れ、前の会議を開いたことにする。"""
    for login in (CORE, CITY, COUNCIL, OFFICE, "shunin", "senmon"):
        who = Person(world, login, world.now)
        sign(
            kind=SignedKind.CONFIDENTIALITY, name=who.actor.name, by=who.actor,
            now=world.now,
        )  # fmt: skip
    _name_strengtheners(world)
    for told in SERIES:
        series = _make(world, told)
        _plan(world, told, series)
        _hold(world, told, series)
        if told.counted is not None:
            _decide(world, series, told.counted)


def _started(world: World) -> datetime:
    first, _ = fiscal_year_bounds(fiscal_year(world.today))
    return datetime.combine(first, time(9, 0), tzinfo=TOKYO)


def _name_strengtheners(world: World) -> None:
    """The title is local: one of the staff of each core centre bears it."""
    held = Post.objects.filter(
        office__municipality=world.municipalities["tsunagi"],
        kind=PostKind.CORE_STAFF, valid_before=None,
    ).order_by("office_id", "id")  # fmt: skip
    first_of_office = {post.office_id: post.pk for post in reversed(held)}
    Post.objects.filter(pk__in=first_of_office.values()).update(
        local_title="相談支援機能強化員"
    )


def _area(world: World, key: str) -> Area:
    return world.areas[key]


def _make(world: World, told: Told) -> Series:
    started = _started(world)
    who = Person(world, told.login, started)
    kind = kind_of(told.kind)
    office = (
        Post.objects.filter(staff=who.staff).select_related("office").earliest("pk")
    )
    series = create_series(
        new=NewSeries(
            office=office.office, area=_area(world, told.area), kind=kind.code,
            level=kind.level, name=told.name, rhythm=kind.rhythm,
            valid_from=localdate(started), purpose=kind.purpose, place=told.place,
            rhythm_number=kind.number, usual_days=kind.usual_days,
            rhythm_months=list(kind.months), usual_weekday=told.weekday,
            usual_week=told.week, starts_at_time=told.at,
            planned_minutes=kind.planned_minutes, most_minutes=kind.most_minutes,
            speaks_of_persons=kind.speaks_of_persons,
        ),
        by=who.actor, now=started,
    )  # fmt: skip
    for name, part in _partners(told):
        add_member(
            series=series, by=who.actor, now=started,
            new=NewMember(MemberKind.PARTNER, part, series.valid_from,
                          partner_name=name),
        )  # fmt: skip
    return series


def _partners(told: Told) -> Sequence[tuple[str, Part]]:
    if told.kind == "ward_network":
        return (
            ("架空東区社会福祉協議会", Part.MEMBER),
            ("架空中央病院 地域連携室", Part.GUEST),
        )
    return (("架空中央病院 地域連携室", Part.GUEST),) if told.kind == "liaison" else ()


def _plan(world: World, told: Told, series: Series) -> None:
    """From the first day of the year; the days that were planned then."""
    started = _started(world)
    who = Person(world, told.login, started)
    proposals = proposed_days(
        series.rule, year=fiscal_year(world.today), is_holiday=is_holiday
    )
    days = [one.on for one in proposals]
    if told.leaves_out:
        days = [day for day in days if not _is_left_out(world, day)]
    if days:
        plan_year(series=series, days=days, by=who.actor, now=started, today=who.today)


def _is_left_out(world: World, day: date) -> bool:
    """A month behind us and one ahead: the one is a fact, the other a warning."""
    apart = (day.year - world.today.year) * 12 + day.month - world.today.month
    return apart in (-LEFT_OUT, LEFT_OUT)


def _hold(world: World, told: Told, series: Series) -> None:
    """All that lies behind was opened, and it is written who came."""
    who = Person(world, told.login, world.now)
    rows = Meeting.objects.visible_to(who.actor, now=world.now).filter(
        series=series, held_on__lt=world.today
    )
    for number, meeting in enumerate(rows.order_by("-held_on")):
        evening = datetime.combine(meeting.held_on, time(18, 0), tzinfo=TOKYO)
        _who_came(meeting, who, evening, number)
        if told.kind == "subcommittee" and number == 0:
            issues.raise_and_answer(world, meeting, by=who, evening=evening)
        say_what_was_said(meeting, who, now=evening, turn=number)
        end_meeting(
            meeting=meeting, minutes=min(MINUTES_TAKEN, meeting.planned_minutes),
            version=meeting.version, by=who.actor, now=evening, today=meeting.held_on,
        )  # fmt: skip
        finish_meeting(
            meeting=meeting, version=meeting.version, by=who.actor,
            now=evening + timedelta(minutes=5),
        )  # fmt: skip


def _who_came(meeting: Meeting, who: Person, now: datetime, number: int) -> None:
    """Of the last weeks it is known by name, so that the hours stand in the ledger."""
    invited = Attendance.objects.visible_to(who.actor, now=now).filter(
        meeting=meeting, is_struck=False
    )
    people: dict[int, list[Staff]] = {}
    if number < NAMED_MEETINGS:
        people = staff_of_offices(
            actor=who.actor, on=meeting.held_on,
            office_ids=[row.office_id for row in invited if row.office_id is not None],
        )  # fmt: skip
    record_presence(
        meeting=meeting, by=who.actor, now=now,
        lines=[
            Presented(
                row.public_id,
                Presence.ABSENT if (place + number) % 4 == 3 else Presence.PRESENT,
                row.staff or next(iter(people.get(row.office_id or 0, [])), None),
            )
            for place, row in enumerate(invited.order_by("id"))
        ],
    )  # fmt: skip


def _decide(world: World, series: Series, is_counted: bool) -> None:
    officer = Person(world, CITY, _started(world))
    reason = (
        "協議会に置いた会議で、毎回の出席を原則とするため"
        if is_counted
        else "市の連絡の場で、協議会に置いた会議ではないため"
    )
    decide_count(
        series=series, rule_version="R6", is_counted=is_counted, reason=reason,
        valid_from=series.valid_from, by=officer.actor, now=officer.now,
    )  # fmt: skip


def held_by_core(world: World) -> list[Meeting]:
    """What the core centre has held and who came is known: for what follows on it."""
    who = Person(world, CORE, world.now)
    rows = Meeting.objects.visible_to(who.actor, now=world.now).filter(
        office=who.actor.office_id, kind__in=("liaison", "supervision"),
        state=State.DONE.value,
    )  # fmt: skip
    return list(rows.order_by("-held_on")[:NAMED_MEETINGS])
