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
from tests.factories.region import Region
from tests.meetings.issue.test_candidates import write as note_issue
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


def test_what_was_solved_later_is_not_solved_in_a_past_year(room: CaseRoom) -> None:
    case = room.case()
    problem = write(room, case, noticed_on=date(2025, 12, 1))
    go_on(room, problem, "solved")
    found = problem_table(
        actor=room.actor("specialist"), first=date(2025, 4, 1), before=date(2026, 4, 1),
        offices=[room.region.offices["hikari"].pk],
    )  # fmt: skip
    assert [(line.total, line.solved) for line in found.lines] == [(1, 0)]


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
    assert "11人" in text
    assert "伏せた数" in text, "the causes that nobody has"
    for label in [kind.label for kind in ProblemKind]:
        assert label in text, "a missing row would tell that there are none"
    assert "架空 0" not in text
    other = room.region.areas["minato"]
    page = client_for("member").get(reverse("area-now", args=[other.public_id]))
    assert "ほかの市町村の方の数は" in page.content.decode()


def test_of_few_persons_nothing_is_told_not_even_which_rows_there_are(
    room: CaseRoom, client_for: ClientFor
) -> None:
    area = room.region.areas["east"]
    case = room.case(area=area)
    write(room, case)
    page = client_for("member").get(reverse("area-now", args=[area.public_id]))
    text = page.content.decode()
    assert "内訳を出していません" in text
    assert not any(kind.label in text for kind in ProblemKind)


def test_what_an_area_holds_beside_its_parts_cannot_be_subtracted(
    room: CaseRoom, client_for: ClientFor
) -> None:
    east, city = room.region.areas["east"], room.region.areas["tsunagi"]
    for number in range(14):
        room.case(name=f"架空 {number}", area=east if number < 11 else city)
    texts = [
        client_for("member")
        .get(reverse("area-now", args=[area.public_id]))
        .content.decode()
        for area in (city, east)
    ]
    assert "14人" in texts[0]
    assert "11人" not in texts[1], "3 others would be left"


def test_the_number_of_queries_of_the_area_does_not_grow(
    room: CaseRoom, client_for: ClientFor
) -> None:
    area = room.region.areas["east"]
    client = client_for("officer")
    url = reverse("area-now", args=[area.public_id])
    counts = []
    for number in range(2):
        write(room, room.case(name=f"架空 {number}", area=area))
        note_issue(room.region)
        client.get(url)
        with CaptureQueriesContext(connection) as found:
            client.get(url)
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_the_area_shows_its_open_issue_candidates_to_who_takes_part_in_meetings(
    room: CaseRoom, client_for: ClientFor
) -> None:
    area = room.region.areas["east"]
    url = reverse("area-now", args=[area.public_id])
    empty = client_for("specialist").get(url).content.decode()
    assert "地域課題の候補" in empty and "まだありません。" in empty
    row = note_issue(room.region)
    note_issue(room.region, area="west", text="西区のこと")
    shown = client_for("specialist").get(url).content.decode()
    assert row.text in shown and "西区のこと" not in shown
    assert f"state=candidate&amp;area={area.public_id}" in shown
    west = reverse("area-now", args=[room.region.areas["west"].public_id])
    assert row.text not in client_for("specialist").get(west).content.decode()
    for who in ("minato_specialist", "trainee"):
        assert row.text not in client_for(who).get(url).content.decode(), who


@pytest.mark.parametrize(("who", "may"), [("specialist", True), ("member", False)])
def test_only_who_may_add_a_resource_is_offered_to(
    client_for: ClientFor, region: Region, who: str, may: bool
) -> None:
    page = client_for(who).get(
        reverse("area-now", args=[region.areas["east"].public_id])
    )
    assert (reverse("resource-new") in page.content.decode()) == may
