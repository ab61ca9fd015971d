"""会議の読取り: 予定の一覧、一回の会議の中身、わたしのすること。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from tsunagi.access.actor import Actor, NotVisible, Subject
from tsunagi.access.statements import made_once
from tsunagi.common.frozen import Frozen
from tsunagi.meetings.meeting.models import AgendaItem, Attendance, Meeting
from tsunagi.meetings.meeting.record_models import (
    MeetingMinutes,
    MeetingPaper,
    MeetingPaperContent,
    MeetingTask,
    MinutesCheck,
)
from tsunagi.meetings.meeting.rules import State, TaskState
from tsunagi.meetings.meeting.sight import SeenMeeting
from tsunagi.meetings.pledge.reading import has_pledged
from tsunagi.meetings.policy import CAN_SEE_INSIDE, offices_in_meetings
from tsunagi.meetings.series.models import Series
from tsunagi.organisations.area.queries import in_force_on
from tsunagi.organisations.models import Office, Post, Staff
from tsunagi.organisations.staff.chief_queries import chief_staff_ids

PAGE = 30
# Of each line of the attendance. Whole rows of three tables were a tenth of the time of a
# page where three hundred are invited.
SHOWN_OF_ATTENDANCE = (
    "public_id", "part", "presence", "partner_name", "minutes", "answer_note",
    "is_entered_for_other", "office__name", "office__public_id", "staff__name",
    "staff__public_id",
)  # fmt: skip
MOST_TASKS = 200
SOON = timedelta(days=3)


class MeetingFilter(Frozen):
    """past: the latest first, else the next first. mine: only where I am invited."""

    past: bool = False
    mine: bool = True
    word: str = ""


def meetings(
    *, actor: Actor, wanted: MeetingFilter, now: datetime, today: date,
    after: UUID | None = None,
) -> tuple[list[Meeting], UUID | None]:  # fmt: skip
    """A page of meetings, by day. Two queries, three on later pages."""
    rows = Meeting.objects.visible_to(actor, now=now)
    if wanted.mine:
        rows = rows.filter(CAN_SEE_INSIDE.q(Subject(actor, now)))
    if wanted.word:
        rows = rows.filter(title__icontains=wanted.word)
    if wanted.past:
        rows = rows.filter(held_on__lt=today).order_by("-held_on", "-pk")
    else:
        rows = rows.filter(held_on__gte=today).order_by("held_on", "pk")
    if after is not None:
        place = rows.filter(public_id=after).values_list("held_on", "pk").first()
        if place is not None:
            rows = rows.filter(_behind(*place, past=wanted.past))
    found = list(rows.select_related("office", "series", "facilitator")[: PAGE + 1])
    shown = found[:PAGE]
    return shown, shown[-1].public_id if len(found) > PAGE else None


def _behind(day: date, pk: int, *, past: bool) -> Q:
    if past:
        return Q(held_on__lt=day) | Q(held_on=day, pk__lt=pk)
    return Q(held_on__gt=day) | Q(held_on=day, pk__gt=pk)


class Inside(Frozen):
    """What stands in a meeting, for whoever may read it."""

    items: list[AgendaItem]
    attendances: list[Attendance]
    tasks: list[MeetingTask]
    carried: list[MeetingTask]
    papers: list[MeetingPaper]
    minutes: MeetingMinutes | None


def inside(*, actor: Actor, seen: SeenMeeting, now: datetime) -> Inside:
    """Six queries, whatever the meeting holds; nothing for whoever may not read it."""
    meeting = seen.meeting
    if not seen.is_open:
        published = MeetingMinutes._base_manager.filter(
            meeting=meeting, is_current=True, is_published=True
        ).first()
        return Inside([], [], [], [], [], published)
    return Inside(
        items=items_of(actor=actor, seen=seen),
        attendances=attendances_of(actor=actor, seen=seen),
        tasks=list(
            MeetingTask._base_manager.filter(meeting=meeting)
            .select_related("owner", "owner_office", "item")
            .order_by("due_on", "pk")
        ),
        carried=_carried(meeting),
        papers=list(
            MeetingPaper._base_manager.filter(meeting=meeting)
            .filter(is_withdrawn=False)
            .order_by("pk")
        ),
        minutes=MeetingMinutes._base_manager.filter(meeting=meeting, is_current=True)
        .select_related("recorded_by")
        .first(),
    )


def items_of(*, actor: Actor, seen: SeenMeeting) -> list[AgendaItem]:
    rows = AgendaItem._base_manager.filter(meeting=seen.meeting).select_related(
        "review__office",
        "review__staff",
        "review__series",
        "review__plan",
        "rise__candidate",
    )
    return list(rows.order_by("position", "pk")) if seen.is_open else []


def attendances_of(*, actor: Actor, seen: SeenMeeting) -> list[Attendance]:
    """Everybody on the list, with what is shown of each."""
    rows = Attendance._base_manager.filter(meeting=seen.meeting, is_struck=False)
    joined = rows.select_related("office", "staff").only(*SHOWN_OF_ATTENDANCE)
    return list(joined.order_by("pk"))


def _carried(meeting: Meeting) -> list[MeetingTask]:
    """What earlier meetings of this series decided and nobody has done yet: it comes
    back by itself until it is done."""
    if meeting.series_id is None:
        return []
    rows = MeetingTask._base_manager.filter(
        meeting__series_id=meeting.series_id, meeting__held_on__lt=meeting.held_on,
        state=TaskState.OPEN.value,
    )  # fmt: skip
    return list(
        rows.select_related("owner", "owner_office", "meeting").order_by("due_on", "pk")
    )


def item_of(*, actor: Actor, seen: SeenMeeting, public_id: UUID) -> AgendaItem:
    if not seen.is_open:
        raise NotVisible
    item = (
        AgendaItem._base_manager.filter(meeting=seen.meeting, public_id=public_id)
        .select_related("meeting__office", "meeting__series", "review__series", "rise")
        .first()
    )
    if item is None:
        raise NotVisible
    return item


def attendance_of(*, actor: Actor, seen: SeenMeeting, public_id: UUID) -> Attendance:
    row = (
        Attendance._base_manager.filter(
            meeting=seen.meeting, public_id=public_id, is_struck=False
        )
        .select_related("meeting", "office", "staff")
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def own_attendance(
    *, actor: Actor, seen: SeenMeeting, now: datetime
) -> Attendance | None:
    """My line of the list, or that of my office."""
    own = offices_in_meetings(Subject(actor, now))
    rows = Attendance._base_manager.filter(
        Q(staff_id=actor.staff_id or 0) | Q(office_id__in=own),
        meeting=seen.meeting, is_struck=False,
    ).select_related("office", "staff", "meeting")  # fmt: skip
    found = list(rows.order_by("pk"))
    mine = [row for row in found if row.staff_id == actor.staff_id]
    return next(iter(mine or found), None)


def staff_of_offices(
    *, actor: Actor, office_ids: Iterable[int], on: date
) -> dict[int, list[Staff]]:
    """Who works at these offices on that day, by office: what a choice shows of them.
    One query."""
    rows = (
        Post.objects.filter(
            in_force_on(on), office_id__in=set(office_ids), staff__is_active=True
        )
        .select_related("staff")
        .only("office_id", "staff__public_id", "staff__name", "staff__search_key")
        .order_by("staff__search_key", "staff_id")
    )
    found: dict[int, dict[int, Staff]] = defaultdict(dict)
    for post in rows:
        found[post.office_id][post.staff_id] = post.staff
    return {office: list(people.values()) for office, people in found.items()}


def offices_to_invite(*, actor: Actor, on: date) -> list[Office]:
    """The offices of the municipality that are open on that day, by name."""
    rows = Office.objects.filter(
        Q(closed_on=None) | Q(closed_on__gt=on), municipality_id=actor.here
    )
    return list(rows.order_by("search_key", "id"))


def papers_content(
    *, actor: Actor, seen: SeenMeeting, public_id: UUID
) -> tuple[MeetingPaper, bytes]:
    """A paper with its bytes, for whoever may read the meeting."""
    if not seen.is_open:
        raise NotVisible
    row = (
        MeetingPaperContent._base_manager.filter(
            paper__meeting=seen.meeting, paper__public_id=public_id,
            paper__is_withdrawn=False,
        )
        .select_related("paper")
        .first()
    )  # fmt: skip
    if row is None:
        raise NotVisible
    return row.paper, row.opened()


def paper_of(*, actor: Actor, seen: SeenMeeting, public_id: UUID) -> MeetingPaper:
    row = (
        MeetingPaper._base_manager.filter(meeting=seen.meeting, public_id=public_id)
        .select_related("meeting")
        .first()
    )
    if row is None or not seen.is_open:
        raise NotVisible
    return row


def minutes_of(*, actor: Actor, seen: SeenMeeting) -> MeetingMinutes:
    row = (
        MeetingMinutes._base_manager.filter(meeting=seen.meeting, is_current=True)
        .select_related("meeting__office")
        .first()
    )
    if row is None or not (seen.is_open or row.is_published):
        raise NotVisible
    return row


def minutes_or_none(*, actor: Actor, seen: SeenMeeting) -> MeetingMinutes | None:
    """The page of the minutes says so when there are none yet."""
    try:
        return minutes_of(actor=actor, seen=seen)
    except NotVisible:
        if not seen.is_open:
            raise
        return None


def minutes_versions(*, actor: Actor, seen: SeenMeeting) -> list[MeetingMinutes]:
    if not seen.is_open:
        return []
    rows = MeetingMinutes._base_manager.filter(meeting=seen.meeting)
    return list(rows.select_related("recorded_by").order_by("-version"))


def checks_of(*, actor: Actor, minutes: MeetingMinutes) -> dict[int, MinutesCheck]:
    """The answers to this version, by attendance."""
    rows = MinutesCheck._base_manager.filter(minutes=minutes)
    return {row.attendance_id: row for row in rows.select_related("recorded_by")}


MOST_FOUND = 100


def items_of_series(
    *, actor: Actor, series: Series, now: datetime, kind: str = "", word: str = ""
) -> list[AgendaItem]:
    """この会議体で話した議題を、種類と言葉でさがす。呼ばれた会議の、きょうまでの分だけ。"""
    if series.speaks_of_persons and not has_pledged(actor=actor):
        return []
    rows = AgendaItem.objects.visible_to(actor, now=now).filter(
        meeting__series=series, meeting__held_on__lte=localdate(now)
    )
    if kind.isdigit():
        rows = rows.filter(section=int(kind))
    elif kind:
        rows = rows.filter(kind=kind)
    if word:
        rows = rows.filter(
            Q(title__icontains=word)
            | Q(note__icontains=word)
            | Q(decision__icontains=word)
        )
    ordered = rows.select_related("meeting", "review").order_by(
        "-meeting__held_on", "position", "pk"
    )
    return list(ordered[:MOST_FOUND])


# --- わたしのこと --------------------------------------------------------------------------
def task_by_id(*, actor: Actor, public_id: UUID, now: datetime) -> MeetingTask:
    row = (
        MeetingTask.objects.visible_to(actor, now=now)
        .filter(public_id=public_id)
        .select_related("meeting__office", "owner", "owner_office")
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def _mine(actor: Actor, now: datetime) -> Q:
    own = offices_in_meetings(Subject(actor, now))
    return Q(owner_id=actor.staff_id or 0) | Q(owner_office_id__in=own)


def tasks(
    *, actor: Actor, now: datetime, mine: bool, open_only: bool
) -> list[MeetingTask]:
    """することの一覧。期日の近いものから。"""
    rows = MeetingTask.objects.visible_to(actor, now=now)
    if mine:
        rows = rows.filter(_mine(actor, now))
    if open_only:
        rows = rows.filter(state=TaskState.OPEN.value)
    ordered = rows.select_related("meeting__office", "owner", "owner_office").order_by(
        "done_on", "due_on", "-pk"
    )
    return list(ordered[:MOST_TASKS])


@made_once
def tasks_due(*, actor: Actor, now: datetime, today: date) -> QuerySet[MeetingTask]:
    """わたしが受け持った、期日が来たもの。"""
    rows = MeetingTask.objects.visible_to(actor, now=now).filter(
        _mine(actor, now), state=TaskState.OPEN.value, due_on__lte=today
    )
    return rows.select_related("meeting").order_by("due_on", "pk")[:20]


@made_once
def near(*, actor: Actor, now: datetime, today: date) -> QuerySet[Meeting]:
    """呼ばれている会議で、きょうから三日のうちのもの。"""
    rows = Meeting.objects.visible_to(actor, now=now).filter(
        CAN_SEE_INSIDE.q(Subject(actor, now)), held_on__range=(today, today + SOON)
    )
    return (
        rows.exclude(state__in=[State.CANCELLED.value, State.DONE.value])
        .select_related("office")
        .order_by("held_on", "starts_at_time", "pk")[:20]
    )


@made_once
def to_wrap(*, actor: Actor, now: datetime, today: date) -> QuerySet[Meeting]:
    """うちが開いた会議で、まとめていないもの。"""
    own = offices_in_meetings(Subject(actor, now))
    rows = Meeting.objects.visible_to(actor, now=now).filter(
        office_id__in=own, held_on__lte=today,
        state__in=[State.HELD.value, State.WRAPPING.value],
    )  # fmt: skip
    return rows.order_by("held_on", "pk")[:10]


@made_once
def minutes_to_check(*, actor: Actor, now: datetime) -> QuerySet[MeetingMinutes]:
    """確かめてほしいと言われている会議録で、まだ答えていないもの。"""
    own = offices_in_meetings(Subject(actor, now))
    mine = Attendance._base_manager.filter(
        Q(staff_id=actor.staff_id or 0) | Q(office_id__in=own),
        meeting=OuterRef("meeting"), is_struck=False,
    )  # fmt: skip
    answered = MinutesCheck._base_manager.filter(
        Q(attendance__staff_id=actor.staff_id or 0) | Q(attendance__office_id__in=own),
        minutes=OuterRef("pk"),
    )
    rows: QuerySet[MeetingMinutes] = MeetingMinutes.objects.visible_to(actor, now=now)
    found = rows.filter(
        Exists(mine), ~Exists(answered), is_current=True, state="checking"
    )
    return found.select_related("meeting").order_by("check_by", "pk")[:10]


def own_office(*, actor: Actor) -> Office:
    """The office for which the actor convenes a meeting."""
    office = Office.objects.filter(
        pk=actor.office_id or 0, municipality_id=actor.here
    ).first()
    if office is None:
        raise NotVisible
    return office


def chiefs(*, actor: Actor, today: date) -> list[Staff]:
    """The chiefs of the municipality, who may facilitate."""
    ids = chief_staff_ids(actor=actor, today=today)
    return list(Staff.objects.filter(pk__in=ids).order_by("search_key", "pk"))
