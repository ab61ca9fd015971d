"""週の連絡会議の部屋: 東区の基幹が開き、ひかりと窓口が呼ばれる。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time, timedelta
from typing import Any

import pytest

from tests.cases.conftest import CaseRoom
from tests.cases.plan.conftest import BEGUN, PlanRoom
from tests.conftest import NOW, TODAY
from tests.factories.region import LONG_AGO, Region
from tsunagi.access.actor import Actor
from tsunagi.cases.consent.actions import NewConsent, record_consent
from tsunagi.cases.consent.rules import ConsentMethod, Explanation, Purpose
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.models import Case, Plan
from tsunagi.cases.plan.rules import Step
from tsunagi.meetings.meeting.actions import NewMeeting, plan_meeting
from tsunagi.meetings.meeting.models import AgendaItem, Meeting
from tsunagi.meetings.pledge.texts import current_text
from tsunagi.meetings.review.agenda_actions import list_items
from tsunagi.meetings.review.collect import collect
from tsunagi.meetings.review.models import ReviewItem
from tsunagi.meetings.series.actions import NewSeries, create_series
from tsunagi.meetings.series.kinds import kind_of
from tsunagi.meetings.series.models import Series, SignedWord
from tsunagi.meetings.series.rules import SignedKind

PEOPLE = (
    "core_staff",
    "core_manager",
    "specialist",
    "manager",
    "ward_officer",
    "alone",
)


class ReviewRoom:
    """A liaison series with its members; everybody has signed the pledge."""

    def __init__(self, room: CaseRoom, plans: PlanRoom) -> None:
        self.room, self.plans, self.region = room, plans, room.region
        kind = kind_of("liaison")
        self.series: Series = create_series(
            new=NewSeries(
                office=self.region.offices["core"], area=self.region.areas["east"],
                kind="liaison", level=kind.level, name="架空の連絡会議",
                rhythm=kind.rhythm, valid_from=LONG_AGO, rhythm_number=kind.number,
                usual_days=kind.usual_days, starts_at_time=time(10, 0),
                planned_minutes=120, most_minutes=120, speaks_of_persons=True,
            ),
            by=self.actor("core_staff"), now=NOW,
        )  # fmt: skip
        self.sign(PEOPLE)

    def actor(self, name: str) -> Actor:
        return self.room.actor(name)

    def sign(self, names: Iterable[str]) -> None:
        for name in names:
            SignedWord.objects.create(
                municipality=self.region.municipalities["tsunagi"],
                signed_by=self.region.staff[name], kind=SignedKind.CONFIDENTIALITY,
                text_version=current_text(SignedKind.CONFIDENTIALITY).version,
                signed_name="架空", signed_at=NOW,
            )  # fmt: skip

    def meeting(self, held_on: date = TODAY, **more: Any) -> Meeting:
        return plan_meeting(
            new=NewMeeting(
                office=self.series.office, kind="liaison", title="架空の連絡会議",
                held_on=held_on, series=self.series, starts_at_time=time(10, 0),
                planned_minutes=120, speaks_of_persons=True, **more,
            ),
            by=self.actor("core_staff"), now=NOW, today=TODAY,
        )  # fmt: skip

    def drafted(self, case: Case | None = None, **sheet: Any) -> Plan:
        """A plan whose draft was made a while ago, of a person of ひかり."""
        plan = self.plans.plan(case, begun_on=TODAY - timedelta(days=40))
        days = (TODAY - timedelta(days=40)) - BEGUN
        if sheet:
            self.plans.sheet(plan, **sheet)
        for number, step in enumerate(Step):
            if not sheet:
                self.plans._sheet_before(plan, step)
            self.plans.step(plan, step, BEGUN + days + timedelta(days=number))
            if step is Step.DRAFT_MADE:
                break
        plan.refresh_from_db()
        return plan

    def agree(self, case: Case, purpose: Purpose = Purpose.CONFERENCE) -> None:
        record_consent(
            case=case,
            new=NewConsent(
                purposes=(purpose,), classes=(FieldClass.SUPPORT,),
                offices=(self.region.offices["core"],), explained_on=TODAY, explanation=Explanation.PLAIN, given_on=TODAY,
                method=ConsentMethod.SIGNATURE, own_words="話していいよ",
            ),
            by=self.actor("specialist"), now=NOW,
        )  # fmt: skip

    def collected(self) -> list[ReviewItem]:
        collect(series=self.series, by=self.actor("core_staff"), now=NOW, today=TODAY)
        rows = ReviewItem.objects.unscoped("test").filter(series=self.series)
        return list(rows.order_by("pk"))

    def listed(self, item: ReviewItem, meeting: Meeting | None = None) -> AgendaItem:
        meeting = meeting or self.meeting()
        return list_items(
            meeting=meeting, items=[item], by=self.actor("core_staff"), now=NOW
        )[0]


@pytest.fixture
def room(region: Region) -> CaseRoom:
    return CaseRoom(region)


@pytest.fixture
def plans(room: CaseRoom) -> PlanRoom:
    return PlanRoom(room)


@pytest.fixture
def weekly(room: CaseRoom, plans: PlanRoom) -> ReviewRoom:
    return ReviewRoom(room, plans)
