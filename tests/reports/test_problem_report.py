"""課題の集計と、地域のいま: 数え方、開ける人、伏せる数、問い合わせの数。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases.aims.test_actions import go_on, write
from tests.cases.conftest import CaseRoom
from tsunagi.cases.aims.rules import Cause, ProblemKind
from tsunagi.reports.problems.queries import problem_table

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
YEAR = date(2026, 4, 1), date(2027, 4, 1)


@pytest.fixture
def room(region: object) -> CaseRoom:
    return CaseRoom(region)  # type: ignore[arg-type]


def table(room: CaseRoom, office: str = "hikari") -> dict[str, tuple[int, int, int]]:
    found = problem_table(
        actor=room.actor("specialist"), first=YEAR[0], before=YEAR[1],
        offices=[room.region.offices[office].pk],
    )  # fmt: skip
    return {
        line.kind.value: (line.total, line.solved, line.by_cause[Cause.ENVIRONMENT])
        for line in found.lines
    }


def test_a_problem_counts_in_the_year_in_which_it_ran(room: CaseRoom) -> None:
    case = room.case()
    write(room, case)
    solved = write(room, case, causes=["person"])
    go_on(room, solved, "solved")
    dropped = write(room, case)
    go_on(room, dropped, "dropped")
    write(room, case, kind="daily", noticed_on=date(2020, 1, 1))
    assert table(room) == {"experience": (2, 1, 1), "daily": (1, 0, 1)}
    assert table(room, "alone") == {}
    last_year = problem_table(
        actor=room.actor("specialist"), first=date(2025, 4, 1), before=date(2026, 4, 1),
        offices=[room.region.offices["hikari"].pk],
    )  # fmt: skip
    assert [line.kind for line in last_year.lines] == [ProblemKind.DAILY]


def test_the_office_opens_the_list_behind_a_figure(
    room: CaseRoom, client_for: ClientFor
) -> None:
    write(room, room.case())
    page = client_for("specialist").get(reverse("problem-report")).content.decode()
    assert f"{reverse('problem-list')}?kind=experience" in page
    page = client_for("officer").get(reverse("problem-report")).content.decode()
    assert "経験する機会がない" in page
    assert reverse("problem-list") + "?kind" not in page
    assert client_for("secretary").get(reverse("problem-report")).status_code == 403
    answer = client_for("officer").get(reverse("problem-report"), {"format": "xlsx"})
    assert answer.content[:2] == b"PK"


def test_the_area_shows_both_sides_and_hides_small_numbers(
    room: CaseRoom, client_for: ClientFor
) -> None:
    area = room.region.areas["east"]
    for number in range(11):
        case = room.case(name=f"架空 {number}", area=area)
        write(room, case, causes=["environment"])
    page = client_for("member").get(reverse("area-now", args=[area.public_id]))
    text = page.content.decode()
    assert page.status_code == 200
    assert "続いている方は11人" in text
    assert "10未満" in text, "the causes that nobody has"
    assert "架空 0" not in text
    other = room.region.areas["minato"]
    page = client_for("member").get(reverse("area-now", args=[other.public_id]))
    assert "ほかの市町村の方の数は" in page.content.decode()


def test_the_number_of_queries_of_the_area_does_not_grow(
    room: CaseRoom, client_for: ClientFor
) -> None:
    area = room.region.areas["east"]
    client = client_for("officer")
    url = reverse("area-now", args=[area.public_id])
    counts = []
    for number in range(2):
        write(room, room.case(name=f"架空 {number}", area=area))
        client.get(url)
        with CaptureQueriesContext(connection) as found:
            client.get(url)
        counts.append(len(found))
    assert counts[0] == counts[1]
