"""困難な相談の行き先の決まりが、引継ぎと受付の候補の順に効く（TSU-55）。"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.cases.conftest import CaseRoom
from tests.cases.handover.conftest import HandRoom
from tests.conftest import NOW, TODAY
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import DifficultyGroup, Mode
from tsunagi.cases.case.team_actions import add_difficulty
from tsunagi.cases.handover.place_queries import first_places
from tsunagi.cases.handover.place_rules import OfficeFacts, Wanted, suggest
from tsunagi.cases.intake.place_queries import suggested_places
from tsunagi.cases.intake.place_rules import WANTED, Need, groups_for
from tsunagi.organisations.area.routing_actions import set_route
from tsunagi.organisations.area.routing_rules import Route
from tsunagi.organisations.office import actions as offices
from tsunagi.organisations.office.rules import OfficeKind

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]


def office(key: int, *kinds: OfficeKind) -> OfficeFacts:
    return OfficeFacts(
        key=key, kinds=frozenset(kinds), area_steps=0, accepts_new=True, cases=30,
        fte=100,
    )  # fmt: skip


CORE = office(1, OfficeKind.CORE_CENTRE, OfficeKind.DESIGNATED_PLAN)
ENTRUSTED = office(2, OfficeKind.COMMISSIONED, OfficeKind.DESIGNATED_PLAN)
PLAN = office(3, OfficeKind.DESIGNATED_PLAN)
EVERYBODY = (CORE, ENTRUSTED, PLAN)


def keys(need: Need, route: Route | None, known: Sequence[OfficeFacts]) -> list[int]:
    wanted = Wanted(need, route=route)
    return [one.key for one in suggest(known, wanted, today=TODAY).candidates]


@pytest.mark.parametrize(
    ("need", "route", "order"),
    [
        (Need.PLAN, Route.CORE, [1, 2, 3]), (Need.PLAN, Route.COMMISSIONED, [2, 1, 3]),
        (Need.PLAN, Route.OFFICE, [3, 2, 1]), (Need.GENERAL, None, [2, 1]),
        (Need.GENERAL, Route.CORE, [1, 2]), (Need.GENERAL, Route.COMMISSIONED, [2, 1]),
        (Need.GENERAL, Route.OFFICE, [3, 2, 1]),
    ],
)  # fmt: skip
def test_the_rule_comes_before_the_rest(
    need: Need, route: Route | None, order: list[int]
) -> None:
    assert keys(need, route, EVERYBODY) == order


def test_only_the_first_by_the_rule_is_said_to_be_so() -> None:
    found = suggest(EVERYBODY, Wanted(Need.PLAN, route=Route.CORE), today=TODAY)
    said = ["困難な相談の決まりで先" in one.reasons for one in found.candidates]
    assert said == [True, False, False]


def test_only_what_is_difficult_is_moved_at_the_reception() -> None:
    assert groups_for(Need.CORE, None) == WANTED[Need.CORE]
    assert groups_for(Need.CORE, Route.CORE) == WANTED[Need.CORE]
    assert OfficeKind.COMMISSIONED in groups_for(Need.CORE, Route.COMMISSIONED)[0]
    assert groups_for(Need.GENERAL, Route.CORE) == WANTED[Need.GENERAL]


# --- 二つの地域 -----------------------------------------------------------------------
@pytest.fixture
def two_areas(room: CaseRoom) -> CaseRoom:
    """A commissioned office beside the core centre in both wards; other rules."""
    region = room.region
    for area in ("east", "west"):
        region.offices[f"entrusted_{area}"] = offices.register_office(
            area=region.areas[area],
            values={"name": f"架空 委託 {area}", "name_kana": "かくう"},
            kinds=[offices.NewKind(OfficeKind.COMMISSIONED, TODAY)],
            by=region.builder(), now=NOW,
        )  # fmt: skip
    offices.set_responsible_areas(
        office=region.offices["core"], areas=[region.areas["east"], region.areas["west"]],
        by=region.builder(), today=TODAY,
    )  # fmt: skip
    for area, route in (("east", Route.CORE), ("west", Route.COMMISSIONED)):
        set_route(
            area=region.areas[area], route=route, reason="運営会議", valid_from=TODAY,
            by=room.actor("officer"), now=NOW,
        )  # fmt: skip
    return room


def case_in(room: CaseRoom, area: str, *, hard: bool = True) -> Case:
    case = room.case(
        name=f"架空 {area}", mode=Mode.ENTRUSTED, area=room.region.areas[area]
    )
    if hard:
        add_difficulty(
            case=case, group=DifficultyGroup.SUPPORT, text="支える人が少ない",
            noticed_on=TODAY, by=room.actor("specialist"), now=NOW,
        )  # fmt: skip
    return case


def first(room: CaseRoom, *cases: Case) -> list[str]:
    found = first_places(actor=room.actor("specialist"), cases=cases, today=TODAY)
    return [found[case.pk].office.name for case in cases]


def test_the_same_hard_case_goes_elsewhere_in_two_areas(two_areas: CaseRoom) -> None:
    east, west = case_in(two_areas, "east"), case_in(two_areas, "west")
    assert first(two_areas, east, west) == ["架空 core", "架空 委託 west"]


def test_whoever_is_not_hard_is_not_moved(two_areas: CaseRoom) -> None:
    plain = case_in(two_areas, "east", hard=False)
    hard = case_in(two_areas, "east")
    assert first(two_areas, hard) == ["架空 core"]
    page = _ask(two_areas, plain)
    assert page.context["rule"] is None
    assert "この地域の決まり" not in page.content.decode()


def _ask(room: CaseRoom, case: Case) -> Any:
    client = Client()
    client.force_login(room.region.staff["specialist"])
    handover = HandRoom(room).prepare(case)
    return client.get(
        reverse("handover-ask", args=[case.public_id, handover.public_id])
    )


def test_the_page_says_the_rule(two_areas: CaseRoom) -> None:
    page = _ask(two_areas, case_in(two_areas, "west")).content.decode()
    assert "この地域の決まり: 困難な相談は、委託があれば委託へ" in page
    assert page.index("架空 委託 west") < page.index("架空 core")


def test_the_reception_follows_the_rule_too(
    two_areas: CaseRoom, client_for: ClientFor
) -> None:
    def names(area: str) -> list[str]:
        found = suggested_places(
            actor=two_areas.actor("specialist"), need=Need.CORE,
            area=two_areas.region.areas[area], today=TODAY,
        )  # fmt: skip
        return [one.office.name for one in found]

    assert names("east") == ["架空 core"]
    assert names("west")[0] == "架空 委託 west"
    page = client_for("specialist").get(
        reverse("reception-places"),
        {"need": "core", "area": str(two_areas.region.areas["west"].public_id)},
    )
    assert "この地域の決まり" in page.content.decode()


def test_without_one_there_the_rule_takes_the_next(room: CaseRoom) -> None:
    """委託があれば委託へ: 西区に委託がなければ、そこを担当する基幹へ。"""
    region = room.region
    offices.set_responsible_areas(
        office=region.offices["core"], areas=[region.areas["west"]],
        by=region.builder(), today=TODAY,
    )  # fmt: skip
    offices.end_kind(
        period=region.offices["core"].kind_periods.get(kind=OfficeKind.COMMISSIONED),
        valid_before=TODAY, by=region.builder(),
    )  # fmt: skip
    offices.register_office(
        area=region.areas["east"],
        values={"name": "架空 委託 東", "name_kana": "かくう"},
        kinds=[offices.NewKind(OfficeKind.COMMISSIONED, TODAY)],
        by=region.builder(), now=NOW,
    )  # fmt: skip
    set_route(
        area=region.areas["west"], route=Route.COMMISSIONED, reason="運営会議",
        valid_from=TODAY, by=room.actor("officer"), now=NOW,
    )  # fmt: skip
    found = suggested_places(
        actor=room.actor("specialist"), need=Need.CORE, area=region.areas["west"],
        today=TODAY,
    )  # fmt: skip
    assert [one.office.name for one in found] == ["架空 core"]


def test_more_persons_ask_no_more_questions(two_areas: CaseRoom) -> None:
    cases = [case_in(two_areas, "east"), case_in(two_areas, "west")]
    first(two_areas, *cases)
    with CaptureQueriesContext(connection) as few:
        first(two_areas, cases[0])
    more = [*cases, case_in(two_areas, "east"), case_in(two_areas, "west", hard=False)]
    with CaptureQueriesContext(connection) as many:
        first(two_areas, *more)
    assert len(many) == len(few)
