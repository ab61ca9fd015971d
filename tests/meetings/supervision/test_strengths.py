"""得意なことは、本人の同意のあるあいだだけ、名前なしで、スーパービジョンの紙に自分で出る。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.cases.plan.conftest import PlanRoom
from tests.conftest import NOW, TODAY
from tests.factories.region import Region
from tests.meetings.issue.test_candidates import text
from tests.meetings.review.conftest import ReviewRoom
from tests.meetings.supervision.conftest import SupervisionRoom
from tsunagi.access.models import AuditEvent, AuditSubject
from tsunagi.cases.consent.actions import withdraw_consent
from tsunagi.cases.consent.models import Consent
from tsunagi.cases.consent.rules import Purpose
from tsunagi.cases.models import Case, PersonSection
from tsunagi.cases.person.rules import Section
from tsunagi.cases.person.shield_actions import start_shield
from tsunagi.cases.plan.models import Plan, PlanSheet
from tsunagi.meetings.meeting.models import Meeting
from tsunagi.meetings.review.actions import NewWorry, bring
from tsunagi.meetings.supervision.models import Supervision
from tsunagi.meetings.supervision.rules import MOST_STRENGTHS, strength_lines
from tsunagi.meetings.supervision.strengths import Strengths, strengths_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
ClientFor = Callable[[str], Client]
GOOD = "・花の名前をよく知っている\n初めての人にも挨拶する\n\n架空 花子さんの歌は評判がよい"


class Presented:
    """A person of ひかり on the agenda of the weekly meeting, and the session about it."""

    def __init__(self, region: Region) -> None:
        self.region, self.room = region, CaseRoom(region)
        self.weekly = ReviewRoom(self.room, PlanRoom(self.room))
        self.case: Case = self.room.case()
        PersonSection._base_manager.create(
            person=self.case.person,
            section=Section.STRENGTHS,
            text=GOOD,
            updated_at=NOW,
        )
        worry = bring(
            series=self.weekly.series, by=self.room.actor("specialist"), now=NOW,
            today=TODAY,
            new=NewWorry(section=4, headline="つながり方を考えたい", case=self.case),
        )  # fmt: skip
        self.meeting: Meeting = self.weekly.meeting()
        self.slot = self.weekly.listed(worry, self.meeting)
        self.session: Supervision = SupervisionRoom(region).begin(
            meeting=self.meeting, item=self.slot, presenter="core_staff"
        )

    def strengths(
        self, *, on: Any = TODAY, who: str = "core_staff"
    ) -> Strengths | None:
        fresh = Supervision.objects.unscoped("test").select_related(
            "meeting", "item__review"
        )
        return strengths_of(
            actor=self.room.actor(who), session=fresh.get(pk=self.session.pk), today=on
        )

    def told(self) -> list[str]:
        found = self.strengths()
        return found.lines if found is not None else []


@pytest.fixture
def presented(region: Region) -> Presented:
    return Presented(region)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["・花\n　- 歌\n\n花"], ["花", "歌"]),
        (["", "花", "花\n絵"], ["花", "絵"]),
        (["\n".join(f"力{number}" for number in range(99))],
         [f"力{number}" for number in range(MOST_STRENGTHS)]),
    ],
)  # fmt: skip
def test_each_line_once_and_only_so_many(texts: list[str], expected: list[str]) -> None:
    assert strength_lines(texts) == expected


def test_nothing_without_the_consent_to_be_talked_about(presented: Presented) -> None:
    found = presented.strengths()
    assert found is not None and not found.is_told and found.lines == []
    presented.weekly.agree(presented.case, Purpose.SUPPORT)
    assert presented.told() == [], "a consent to something else"
    presented.weekly.agree(presented.case)
    assert presented.told() == ["花の名前をよく知っている", "初めての人にも挨拶する"]


def test_a_line_that_tells_who_it_is_is_left_out_and_said_so(
    presented: Presented,
) -> None:
    presented.weekly.agree(presented.case)
    found = presented.strengths()
    assert found is not None and found.left_out == 1
    assert "花子" not in "".join(found.lines)
    assert found.called == f"{presented.slot.pseudonym}さん"


def test_gone_when_the_consent_is_withdrawn(presented: Presented) -> None:
    presented.weekly.agree(presented.case)
    assert presented.told()
    withdraw_consent(
        case=presented.case, consent=Consent._base_manager.get(), words="やめたい",
        by=presented.room.actor("specialist"), now=NOW,
    )  # fmt: skip
    assert presented.told() == []


def test_never_of_a_person_whose_address_is_shielded(presented: Presented) -> None:
    presented.weekly.agree(presented.case)
    start_shield(
        case=presented.case, reason_code="violence", basis="",
        viewers=[presented.region.staff["specialist"]],
        by=presented.room.actor("specialist"), now=NOW,
    )  # fmt: skip
    found = presented.strengths()
    assert found is not None and not found.is_told and found.lines == []


def test_only_in_the_days_around_the_meeting(presented: Presented) -> None:
    presented.weekly.agree(presented.case)
    for days, is_open in ((-4, False), (-3, True), (7, True), (8, False)):
        found = presented.strengths(on=TODAY + timedelta(days=days))
        assert (found is not None) is is_open, days


def test_where_no_pledge_is_asked_for_nothing_is_told(presented: Presented) -> None:
    presented.weekly.agree(presented.case)
    Meeting._base_manager.filter(pk=presented.meeting.pk).update(
        speaks_of_persons=False
    )
    assert presented.strengths() is None


def test_an_item_about_nobody_has_no_strengths(region: Region) -> None:
    session = SupervisionRoom(region).begin()
    found = strengths_of(actor=region.actor("core_staff"), session=session, today=TODAY)
    assert found is None


def test_the_plan_in_use_adds_what_it_builds_on(presented: Presented) -> None:
    presented.weekly.agree(presented.case)
    plan = presented.weekly.plans.plan(presented.case)
    presented.weekly.plans.sheet(plan, items=[
        {"key": "a", "need": "話す", "goal": "週に一度", "strength": "電車の時刻に詳しい"},
    ])  # fmt: skip
    assert "電車の時刻に詳しい" not in presented.told(), "a draft is not in use"
    Plan._base_manager.filter(pk=plan.pk).update(stage="active")
    PlanSheet._base_manager.filter(plan=plan).update(stage="plan")
    assert presented.told()[-1] == "電車の時刻に詳しい"


def test_they_stand_on_the_sheet_and_on_the_projected_page(
    presented: Presented, client_for: ClientFor
) -> None:
    pages = [
        reverse(name, args=[presented.meeting.public_id, presented.session.public_id])
        for name in ("supervision-page", "supervision-run")
    ]
    client = client_for("core_staff")
    for page in pages:
        shown = text(client.get(page))
        assert "同意があるときだけ" in shown and "花の名前" not in shown
    presented.weekly.agree(presented.case)
    for page in pages:
        shown = text(client.get(page))
        assert "花の名前をよく知っている" in shown and presented.slot.pseudonym in shown
        assert "花子" not in shown and "1行は、出していません" in shown
    assert client_for("minato_specialist").get(pages[0]).status_code == 404


def test_each_look_at_the_lines_is_a_look_at_the_person(
    presented: Presented, client_for: ClientFor
) -> None:
    client = client_for("core_staff")
    pages = {
        name: reverse(
            name, args=[presented.meeting.public_id, presented.session.public_id]
        )
        for name in ("supervision-page", "supervision-run")
    }

    def looks(action: str) -> list[Any]:
        events = AuditEvent.objects.filter(action=action)
        rows = AuditSubject.objects.filter(event__in=events)
        assert events.count() == rows.count(), "one row of a look, with its person"
        return list(rows.values_list("subject_public_id", flat=True))

    for page in pages.values():
        client.get(page)
    assert looks("supervision.view") == looks("supervision.run") == [], "none shown"
    presented.weekly.agree(presented.case)
    for page in pages.values():
        client.get(page)
    person = presented.case.person.public_id
    assert looks("supervision.view") == looks("supervision.run") == [person]
    assert client.post(pages["supervision-run"], {"text": ""}).status_code == 422
    assert looks("supervision.run") == [person, person], "shown beside the mistake"


def test_the_number_of_queries_does_not_grow(
    presented: Presented, client_for: ClientFor
) -> None:
    presented.weekly.agree(presented.case)
    client = client_for("core_staff")
    page = reverse(
        "supervision-run",
        args=[presented.meeting.public_id, presented.session.public_id],
    )

    def count() -> int:
        client.get(page)
        with CaptureQueriesContext(connection) as made:
            client.get(page)
        return len(made)

    before = count()
    PersonSection._base_manager.update(text="\n".join(f"力{one}" for one in range(9)))
    assert count() == before
