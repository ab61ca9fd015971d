"""候補の順: 地域、望み、空き、受け持ちの数、順番。法人は数えない。"""

from __future__ import annotations

from datetime import date

import pytest

from tsunagi.cases.handover.place_rules import (
    OfficeFacts,
    Wanted,
    suggest,
    with_more,
)
from tsunagi.cases.intake.place_rules import Need
from tsunagi.common.frozen import names_of, replace
from tsunagi.organisations.office.rules import OfficeKind

TODAY = date(2026, 11, 22)
PLAN = Wanted(Need.PLAN)
CARE = ("facility", "医療的ケア")
SIGN = ("language", "手話")


def office(key: int, **more: object) -> OfficeFacts:
    one = OfficeFacts(
        key=key, kinds=frozenset({OfficeKind.DESIGNATED_PLAN}), area_steps=0,
        accepts_new=True, cases=30, fte=100, last_taken=date(2026, 1, 1),
    )  # fmt: skip
    return replace(one, **more)  # type: ignore[arg-type]


def order(*offices: OfficeFacts, wanted: Wanted = PLAN) -> list[int]:
    return [one.key for one in suggest(offices, wanted, today=TODAY).candidates]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({}, {"area_steps": 1}),
        ({"area_steps": 0, "cases": 99}, {"area_steps": 1, "cases": 1}),
        ({"features": frozenset({SIGN}), "cases": 99}, {"cases": 1}),
        ({"cases": 99}, {"accepts_new": None, "cases": 1}),
        ({"cases": 20}, {"cases": 30}),
        ({"cases": 60, "fte": 300}, {"cases": 30, "fte": 100}),
        ({"due_soon": 1}, {"due_soon": 20}),
        ({"last_taken": None}, {}),
        ({"last_taken": date(2025, 1, 1)}, {"last_taken": date(2026, 11, 1)}),
        ({"fte": 100}, {"fte": 0}),
        # Two persons more or less within five are the same load: the turn decides.
        ({"cases": 34, "last_taken": date(2025, 1, 1)}, {"cases": 31}),
    ],
)
def test_who_comes_first(first: dict[str, object], second: dict[str, object]) -> None:
    wanted = Wanted(Need.PLAN, wishes=frozenset({SIGN}))
    assert order(office(1, **first), office(2, **second), wanted=wanted) == [1, 2]
    assert order(office(2, **first), office(1, **second), wanted=wanted) == [2, 1]


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"area_steps": None}, "この地域の事業所ではなく、担当もしていない"),
        ({"accepts_new": False}, "いまは新しい相談を受けられない"),
        ({"free": 0}, "空きがない"),
        ({"limit": 30}, "受け持てる人数（30人）に達している"),
        ({"features": frozenset()}, "必要な対応がない（医療的ケア）"),
    ],
)
def test_who_is_left_out_is_told_why(facts: dict[str, object], why: str) -> None:
    wanted = Wanted(Need.PLAN, needs=frozenset({CARE}))
    one = office(1, **{"features": frozenset({CARE}), **facts})
    found = suggest([one], wanted, today=TODAY)
    assert not found.candidates
    assert [(left.key, left.why) for left in found.left_out] == [(1, why)]


def test_an_office_of_another_kind_is_not_even_named() -> None:
    other = office(1, kinds=frozenset({OfficeKind.SERVICE_PROVIDER}))
    found = suggest([other], PLAN, today=TODAY)
    assert not found.candidates and not found.left_out


def test_the_corporation_is_no_argument() -> None:
    assert not [name for name in names_of(OfficeFacts) if "corporation" in name]


def test_without_any_history_the_turn_goes_round_with_the_days() -> None:
    offices = [office(key, last_taken=None) for key in range(1, 6)]
    firsts = {
        suggest(offices, PLAN, today=date(2026, 11, day)).candidates[0].key
        for day in range(1, 30)
    }
    assert len(firsts) > 1


def test_each_suggestion_says_why() -> None:
    one = office(1, free=2, due_soon=3, features=frozenset({SIGN}), km=1.24)
    wanted = Wanted(Need.PLAN, wishes=frozenset({SIGN, CARE}))
    reasons = suggest([one], wanted, today=TODAY).candidates[0].reasons
    assert reasons == (
        "この地域",
        "空き 2人",
        "手話",
        "医療的ケアはない",
        "直線で 1.2 km",
    )


def test_the_load_of_an_office_is_not_told_to_whoever_asks() -> None:
    heavy = office(1, cases=77, due_soon=31, last_taken=date(2026, 3, 9))
    words = "".join(suggest([heavy], PLAN, today=TODAY).candidates[0].reasons)
    assert not any(figure in words for figure in ("77", "31", "3月9日"))


def test_several_at_once_are_spread_over_the_places() -> None:
    one = office(1, free=1, cases=4)
    assert (with_more(one, 0).free, with_more(one, 0).cases) == (1, 4)
    assert (with_more(one, 2).free, with_more(one, 2).cases) == (0, 6)
    assert with_more(office(1), 3).free is None
