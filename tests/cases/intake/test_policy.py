"""一覧の読み方と一件の読み方は、いつも同じ答えを出す。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Model

from tests.cases.conftest import CaseRoom
from tests.cases.intake.conftest import Take
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import Subject
from tsunagi.cases.case.access_models import Exclusion
from tsunagi.cases.case.access_rows import open_access
from tsunagi.cases.case.rules import Relation
from tsunagi.cases.intake.handoff_actions import NewHandoff, ask_core, start_handoff
from tsunagi.cases.intake.lead_models import MatchRequest, OutreachLead
from tsunagi.cases.intake.match_actions import ask_match_for_reception
from tsunagi.cases.intake.models import CoreQuestion, Handoff, Reception
from tsunagi.cases.intake.outreach_actions import add_lead
from tsunagi.cases.intake.rules import HandoffWay

pytestmark = pytest.mark.django_db
WHY = "a test compares the two readings"
PEOPLE = (
    "specialist", "assistant", "trainee", "manager", "consultant", "core_staff",
    "core_manager", "officer", "ward_officer", "alone", "secretary",
    "minato_specialist", "minato_officer", "information_officer",
)  # fmt: skip
TABLES: tuple[Any, ...] = (Reception, Handoff, CoreQuestion, MatchRequest, OutreachLead)


@pytest.fixture
def world(room: CaseRoom, take: Take) -> None:
    """Receptions with and without a case, an exclusion, consent, and what follows."""
    specialist = room.actor("specialist")
    given = {"by": specialist, "now": NOW, "today": TODAY}
    told = {"person_kana": "かくう はなこ", "birth_on": date(1990, 5, 5)}
    shut_out, shared = room.case(), room.case(name="架空 次郎", kana="じろう")
    Exclusion.objects.create(
        case=shut_out, staff=room.region.staff["assistant"], reason="家族",
        valid_from=NOW - timedelta(days=1),
    )  # fmt: skip
    open_access(
        case=shared, relation=Relation.CONSENT, classes="134", by=specialist,
        office=room.region.offices["alone"], valid_from=NOW, source_ref="test",
    )  # fmt: skip
    calls = [take(**told), take(case=shut_out), take(case=shared)]
    calls.append(take("consultant", office="core", **told))
    for call in calls[:3]:
        new = NewHandoff(
            HandoffWay.PHONE, "近い", TODAY, office=room.region.offices["core"]
        )
        start_handoff(reception=call, new=new, **given)
        ask_core(reception=call, question="", shares_name=False, **given)
    ask_match_for_reception(reception=calls[0], **given)
    add_lead(
        office=room.region.offices["hikari"],
        values={"heard_on": TODAY, "heard_from": "police", "about": "気がかり"},
        **given,
    )


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__)
def test_both_readings_agree(world: None, room: CaseRoom, table: Any) -> None:
    rows: list[Model] = list(table.objects.unscoped(WHY))
    seen = 0
    for name in PEOPLE:
        actor = room.actor(name)
        listed = {row.pk for row in table.objects.visible_to(actor, now=NOW)}
        policy = table.objects.policy
        one_by_one = {row.pk for row in rows if policy.holds(Subject(actor, NOW), row)}
        assert listed == one_by_one, name
        seen += len(listed)
    assert 0 < seen < len(rows) * len(PEOPLE)


def test_consent_reads_the_call_and_exclusion_closes_it(
    world: None, room: CaseRoom
) -> None:
    def calls(name: str) -> int:
        return Reception.objects.visible_to(room.actor(name), now=NOW).count()

    assert (calls("specialist"), calls("assistant"), calls("alone")) == (3, 2, 1)
