"""むずかしい相談の割合: 地域ごとの数、少ない数を伏せること。"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.conftest import NOW, TODAY
from tests.factories.region import Region
from tsunagi.cases.case.rules import DifficultyGroup
from tsunagi.cases.case.team_actions import add_difficulty
from tsunagi.reports.difficult.queries import AreaShare, shares_by_area
from tsunagi.reports.disclosure import Shown, hidden_rows_of_tree

ClientFor = Callable[[str], Client]


def test_a_row_is_hidden_with_what_lies_below_it() -> None:
    direct = {"/1/": 2, "/1/2/": 3, "/1/3/": 30}
    assert hidden_rows_of_tree(["/1/2/", "/1/3/", ""], direct) == [True, True, False]


def test_a_share_is_told_only_of_what_is_shown() -> None:
    def share(difficult: int | None, everybody: int | None) -> str:
        found = AreaShare("東区", None, Shown(difficult), Shown(None), Shown(everybody))
        return found.percent

    assert share(10, 40) == "25%"
    assert [share(None, 40), share(10, None), share(0, 0)] == ["—", "—", "—"]


pytestmark = pytest.mark.django_db


@pytest.fixture
def room(region: Region) -> CaseRoom:
    return CaseRoom(region)


def fill(room: CaseRoom, area: str, difficult: int, others: int) -> None:
    for number in range(difficult + others):
        case = room.case(name=f"架空 {area}{number}")
        case.person.area = room.region.areas[area]
        case.person.save(update_fields=["area"])
        if number < difficult:
            add_difficulty(
                case=case, group=DifficultyGroup.PERSON, text="x", noticed_on=TODAY,
                by=room.actor("specialist"), now=NOW,
            )  # fmt: skip


def test_every_area_has_a_row_and_small_numbers_are_hidden(
    room: CaseRoom, client_for: ClientFor
) -> None:
    fill(room, "east", 10, 11)
    fill(room, "west", 1, 2)
    found = {
        one.name: (one.difficult.words, one.everybody.words)
        for one in shares_by_area(actor=room.actor("officer"), today=TODAY)
    }
    assert {"東区", "西区", "北区", "計"} <= set(found)
    assert found["西区"] == ("伏せた数", "伏せた数")
    assert found["計"][1] == "24"
    client = client_for("specialist")
    text = client.get(reverse("difficult-report")).content.decode()
    assert "伏せた数" in text and "架空 east0" not in text
    excel = client.get(reverse("difficult-report"), {"format": "xlsx"})
    assert excel["Content-Disposition"].endswith('"difficult.xlsx"')
    assert client_for("member").get(reverse("difficult-report")).status_code == 403
