"""むずかしい相談: うちの割合と、一人ずつに受けた後方支援。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.cases.backup.conftest import HelpRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.models import AuditEvent
from tsunagi.cases.backup.queries import difficult_cases, difficult_share
from tsunagi.cases.backup.rules import Share
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import DifficultyGroup
from tsunagi.cases.case.team_actions import add_difficulty, resolve_difficulty

ClientFor = Callable[[str], Client]
URL = "backup-list"


@pytest.mark.parametrize(
    ("difficult", "everybody", "percent"),
    [(0, 0, None), (0, 4, 0), (1, 3, 33), (2, 3, 67), (1, 8, 13), (5, 5, 100)],
)
def test_a_share_is_rounded_to_the_nearest(
    difficult: int, everybody: int, percent: int | None
) -> None:
    assert Share(difficult, everybody).percent == percent


pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today_is_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(minutes=5))


def difficult(helping: HelpRoom, **values: str) -> Case:
    case = helping.shown(**values)
    add_difficulty(
        case=case, group=DifficultyGroup.ENVIRONMENT, text="住まいが決まらない",
        noticed_on=TODAY, by=helping.room.actor("specialist"), now=NOW,
    )  # fmt: skip
    return case


def test_for_each_difficult_case_the_help_of_others_is_listed(
    helping: HelpRoom,
) -> None:
    case = difficult(helping)
    helping.shown(name="架空 ふつう")
    row = helping.give(case)
    helping.give(case, by="assistant")
    actor = helping.room.actor("specialist")
    (found,) = difficult_cases(actor=actor, now=NOW)
    assert (found.case, found.backups) == (case, [row]), "not what a colleague did"
    assert [one.text for one in found.difficulties] == ["住まいが決まらない"]
    assert difficult_share(actor=actor, now=NOW) == Share(1, 2)


def test_what_has_eased_is_no_longer_difficult(helping: HelpRoom) -> None:
    case = difficult(helping)
    actor = helping.room.actor("specialist")
    (row,) = difficult_cases(actor=actor, now=NOW)[0].difficulties
    resolve_difficulty(case=case, row=row, on=TODAY, by=actor, now=NOW)
    assert difficult_share(actor=actor, now=NOW) == Share(0, 1)


def test_another_office_has_its_own_share(helping: HelpRoom) -> None:
    difficult(helping)
    for name in ("core_staff", "alone", "minato_specialist"):
        actor = helping.room.actor(name)
        assert difficult_share(actor=actor, now=NOW) == Share(0, 0)
        assert difficult_cases(actor=actor, now=NOW) == []


def test_the_tab_shows_the_share_and_the_help_and_is_logged(
    helping: HelpRoom, client_for: ClientFor
) -> None:
    case = difficult(helping)
    row = helping.give(case)
    client = client_for("specialist")
    assert "?view=difficult" in client.get(reverse(URL)).content.decode()
    text = client.get(reverse(URL), {"view": "difficult"}).content.decode()
    assert "1件（100%）" in text and row.advice in text
    event = AuditEvent.objects.filter(action="backup.office").latest("id")
    keys = event.subjects.values_list("subject_public_id", flat=True)
    assert list(keys) == [case.person.public_id]
    other = client_for("alone").get(reverse(URL), {"view": "difficult"})
    assert case.person.name not in other.content.decode()


def test_the_tab_asks_a_constant_number_of_questions(
    helping: HelpRoom, client_for: ClientFor
) -> None:
    client, url = client_for("specialist"), reverse(URL) + "?view=difficult"

    def count() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as made:
            client.get(url)
        return len(made)

    helping.give(difficult(helping))
    before = count()
    for number in range(3):
        helping.give(difficult(helping, name=f"架空 {number}郎"))
    assert count() == before
