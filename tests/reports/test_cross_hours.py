"""ほかの区分への協力の時間: 役割の呼び名と業務の種類を掛け合わせる。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.conftest import NOW, TODAY
from tests.factories.region import Region
from tsunagi.activity.catalogue import actions as catalogues
from tsunagi.activity.record.categories import WorkKind
from tsunagi.activity.record.category_queries import work_kinds
from tsunagi.activity.record.counting import Spent
from tsunagi.common.dates import YearMonth
from tsunagi.organisations.models import Post
from tsunagi.reports.contacts.queries import default_scope
from tsunagi.reports.work.cross_rules import Cell, cross_table
from tsunagi.reports.work.queries import work_report

ClientFor = Callable[[str], Client]
KINDS = {
    "a": WorkKind("a", "相談", "", "Ⅰ 相談支援業務"),
    "b": WorkKind("b", "助言", "", "Ⅱ 機能強化業務"),
}
BEGINS = {"相談員": "Ⅰ", "相談支援機能強化員": "Ⅱ"}


def test_work_of_another_category_is_marked_and_summed() -> None:
    found = cross_table(
        {
            ("相談員", "a"): Spent("a", 2, 50, 10), ("相談員", "b"): Spent("b", 1, 30, 0),
            ("相談員", ""): Spent("", 1, 5, 0), ("よそ", "a"): Spent("a", 1, 7, 0),
        },
        kinds=KINDS, begins=BEGINS,
    )  # fmt: skip
    assert found is not None
    assert [line.title for line in found.lines] == ["相談員", "呼び名のない職員"]
    assert found.lines[0].cells == (
        Cell(60, 2, False), Cell(30, 1, True), Cell(5, 1, False),
    )  # fmt: skip
    assert (found.lines[0].total, found.helped) == (95, 30)
    assert not any(cell.is_help for cell in found.lines[1].cells)


def test_a_division_without_the_titles_tells_nothing_apart() -> None:
    kinds = {"a": WorkKind("a", "情報提供", "", "基本相談支援")}
    assert cross_table({}, kinds=kinds, begins=BEGINS) is None


pytestmark = pytest.mark.django_db


@pytest.fixture
def room(region: Region) -> CaseRoom:
    return CaseRoom(region)


def adopt(room: CaseRoom) -> dict[str, str]:
    catalogues.adopt(
        name="kumamoto-services", base_version="R3", effective_from=date(2026, 4, 1),
        by=room.actor("officer"), now=NOW,
    )  # fmt: skip
    kinds = work_kinds(actor=room.actor("officer"), on=TODAY).choices
    return {kind.heading[0]: kind.code for kind in reversed(kinds)}


def spend(room: CaseRoom, kind: str, minutes: int, on: date = TODAY) -> None:
    case = room.case(
        name=f"架空 {minutes}", office="core", staff="core_staff", by="core_manager"
    )
    room.contact(
        case, by="core_staff", office="core", work_kind=kind, minutes=minutes,
        occurred_on=on,
    )  # fmt: skip


def test_the_title_of_that_day_counts(room: CaseRoom, client_for: ClientFor) -> None:
    codes = adopt(room)
    post = Post.objects.filter(staff=room.region.staff["core_staff"])
    post.update(local_title="相談支援機能強化員")
    spend(room, codes["Ⅱ"], 40)
    spend(room, codes["Ⅰ"], 25)
    actor, month = room.actor("core_manager"), YearMonth.of(TODAY)

    def helped() -> dict[str, int]:
        scope = default_scope(actor=actor)
        found = work_report(actor=actor, month=month, scope=scope).cross
        assert found is not None
        return {line.title: line.helped for line in found.lines}

    assert helped() == {"相談支援機能強化員": 25}
    client = client_for("core_manager")
    asked = {"month": str(month)}
    text = client.get(reverse("work-report"), asked).content.decode()
    assert "協力は25分です" in text
    file = client.get(reverse("work-report"), {**asked, "format": "xlsx"})
    assert file.content.startswith(b"PK")
    post.update(valid_from=TODAY + timedelta(days=1))
    assert helped() == {"呼び名のない職員": 0}


def test_nothing_is_shown_where_the_division_is_not_adopted(
    room: CaseRoom, client_for: ClientFor
) -> None:
    text = client_for("core_manager").get(reverse("work-report")).content.decode()
    assert "ほかの区分への協力" not in text


def test_the_page_asks_a_constant_number_of_questions(
    room: CaseRoom, client_for: ClientFor
) -> None:
    codes = adopt(room)
    client, url = client_for("core_manager"), reverse("work-report")

    def count() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as made:
            client.get(url)
        return len(made)

    spend(room, codes["Ⅱ"], 10)
    before = count()
    for number in range(3):
        spend(room, codes["Ⅰ"], 20 + number)
    assert count() == before
