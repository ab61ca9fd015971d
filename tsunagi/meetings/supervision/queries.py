"""グループスーパービジョンの読取り: 一回の中身、前の回、一覧、今月まだの地域、基幹の電話。"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from tsunagi.access.actor import Actor, NotVisible, Subject
from tsunagi.access.permissions import Permission
from tsunagi.access.statements import made_once
from tsunagi.activity.office_support.question_queries import answering_centre
from tsunagi.common.dates import YearMonth
from tsunagi.common.frozen import Frozen
from tsunagi.meetings.meeting.models import AgendaItem, Meeting
from tsunagi.meetings.pledge.reading import or_pledged
from tsunagi.meetings.policy import offices_in_meetings
from tsunagi.meetings.series.models import Series
from tsunagi.meetings.supervision.models import (
    Supervision,
    SupervisionLine,
    SupervisionRevision,
)
from tsunagi.meetings.supervision.people import presenters_of
from tsunagi.meetings.supervision.rules import State, areas_missing, is_due
from tsunagi.organisations.area.queries import areas_of_municipality, own_area
from tsunagi.organisations.area.rules import AreaKind
from tsunagi.organisations.models import Area, Office, Staff

MOST_LISTED = 200
EARLIER_SHOWN = 6
WITH = (
    "meeting", "meeting__series", "meeting__office", "presenter", "item__review",
)  # fmt: skip


def _readable(actor: Actor, now: datetime) -> QuerySet[Supervision]:
    """Of meetings that were opened to the actor; where persons are spoken of, after
    the pledge."""
    rows = Supervision.objects.visible_to(actor, now=now).select_related(*WITH)
    return rows.filter(or_pledged(Q(meeting__speaks_of_persons=False), actor=actor))


def sessions_of(*, actor: Actor, now: datetime, meeting: Meeting) -> list[Supervision]:
    """この会議の分。始めなかったものも出す。"""
    rows = _readable(actor, now).filter(meeting=meeting)
    return list(rows.order_by("recorded_at", "id"))


def session_of(
    *, actor: Actor, now: datetime, meeting: Meeting, public_id: UUID
) -> Supervision:
    """始めた一回。始めなかったものに、中身のページはない。"""
    row = (
        _readable(actor, now)
        .filter(meeting=meeting, public_id=public_id)
        .exclude(state=State.STOPPED)
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def lines_of(
    *, actor: Actor, now: datetime, session: Supervision
) -> list[SupervisionLine]:
    rows = SupervisionLine.objects.visible_to(actor, now=now)
    return list(rows.filter(supervision=session).order_by("position"))


def line_of(
    *, actor: Actor, now: datetime, session: Supervision, public_id: UUID
) -> SupervisionLine:
    row = (
        SupervisionLine.objects.visible_to(actor, now=now)
        .filter(supervision=session, public_id=public_id)
        .select_related("supervision__meeting")
        .first()
    )
    if row is None:
        raise NotVisible
    return row


def revisions_of(
    *, actor: Actor, now: datetime, session: Supervision
) -> list[SupervisionRevision]:
    rows = SupervisionRevision.objects.visible_to(actor, now=now)
    return list(
        rows.filter(supervision=session, version__gt=1)
        .select_related("recorded_by")
        .order_by("-version")
    )


def earlier_sessions(
    *, actor: Actor, now: datetime, meeting: Meeting, but: Supervision | None = None
) -> list[Supervision]:
    """先に聞くこと: 同じ会議体（なければ、開いた事業所）の前の回と、同じ発表者の前の回。

    Those whose result is still unknown first, then the newest.
    """
    if meeting.series_id is not None:
        same = Q(meeting__series_id=meeting.series_id)
    else:
        same = Q(meeting__series=None, meeting__office_id=meeting.office_id)
    if but is not None and but.presenter_id is not None:
        same |= Q(presenter_id=but.presenter_id)
    rows = (
        _readable(actor, now)
        .filter(same, meeting__held_on__lte=meeting.held_on)
        .filter(state__in=(State.PICKED, State.REPORTED))
        .exclude(pk=but.pk if but is not None else 0)
        .order_by("state", "-meeting__held_on", "-id")
    )
    return list(rows[:EARLIER_SHOWN])


class Listed(Frozen):
    """One line of the list. is_due: the day to ask what came of it has come.

    may_report: the presenter's own, or of a meeting that the own office convened.
    """

    row: Supervision
    is_due: bool
    may_report: bool


def session_list(
    *, actor: Actor, now: datetime, today: date, series: Series | None, state: str
) -> list[Listed]:
    """これまでの回。新しい会議から。"""
    rows = _readable(actor, now)
    if series is not None:
        rows = rows.filter(meeting__series=series)
    if state:
        rows = rows.filter(state=state)
    found = rows.order_by("-meeting__held_on", "-id")[:MOST_LISTED]
    own = offices_in_meetings(Subject(actor, now))
    return [
        Listed(
            row,
            is_due(state=row.state, report_on=row.report_on, today=today),
            row.presenter_id == actor.staff_id
            or (actor.has(Permission.MEETING_RUN) and row.meeting.office_id in own),
        )
        for row in found
    ]


def series_with_sessions(*, actor: Actor, now: datetime) -> list[Series]:
    """選ぶ欄: 見てよい回のある会議体。"""
    used = Supervision.objects.visible_to(actor, now=now).values("meeting__series_id")
    rows = Series.objects.visible_to(actor, now=now).filter(pk__in=used)
    return list(rows.order_by("name", "id"))


def people_to_present(*, actor: Actor, meeting: Meeting, today: date) -> list[Staff]:
    """発表する人を選ぶ欄。会議を開けた人にだけ。"""
    if not actor.has(Permission.MEETING_VIEW):
        return []
    return list(presenters_of(meeting, today=today))


def item_of(
    *, actor: Actor, now: datetime, meeting: Meeting, asked: str
) -> AgendaItem | None:
    """The agenda item of the address; None for nothing and for nonsense."""
    try:
        public_id = UUID(asked)
    except ValueError:
        return None
    rows = AgendaItem.objects.visible_to(actor, now=now)
    return rows.filter(meeting=meeting, public_id=public_id).first()


def core_centre_of(*, actor: Actor, meeting: Meeting, today: date) -> Office | None:
    """急ぐときに電話する基幹: 自分の事業所の地域の。なければ、会議を開いた事業所の地域の。"""
    own = Office.objects.select_related("area").filter(pk=actor.office_id or 0).first()
    convening = Office.objects.select_related("area").get(pk=meeting.office_id)
    for office in (own, convening):
        if office is not None:
            found = answering_centre(actor=actor, office=office, today=today)
            if found is not None:
                return found
    return None


@made_once
def reports_due(*, actor: Actor, now: datetime, today: date) -> QuerySet[Supervision]:
    """やってみたことの、その後を聞く日が来たもの。発表した人と、会議を開いた事業所に。"""
    rows = _readable(actor, now).filter(
        Q(presenter_id=actor.staff_id or 0) | Q(meeting__office_id=actor.office_id or 0),
        state=State.PICKED.value, report_on__lte=today,
    )  # fmt: skip
    return rows.order_by("report_on", "pk")[:10]


def areas_without_this_month(*, actor: Actor, today: date) -> list[Area]:
    """今月まだ一度もない地域。20日から出す。三つの問い合わせ。

    Only that there was one is looked at, not what was said in it.
    """
    if not actor.has(Permission.MEETING_RUN):
        return []
    month = YearMonth.of(today)
    held = (
        Supervision._base_manager.filter(
            meeting__municipality_id=actor.here,
            meeting__held_on__range=(month.first_day, month.last_day),
        )
        .exclude(state=State.STOPPED)
        .values_list("meeting__series__area__path", "meeting__office__area__path")
    )
    areas = areas_of_municipality(actor=actor, today=today)
    parts = [one for one in areas if one.kind in (AreaKind.WARD, AreaKind.CATCHMENT)]
    wanted = parts or [own_area(actor=actor)]
    missing = areas_missing(
        [(one.pk, one.path) for one in wanted],
        [of_series or of_office for of_series, of_office in held],
        today=today,
    )
    return [one for one in wanted if one.pk in missing]
