"""数え方の決まり: 場合の表と、どんな記録でも成り立つこと。"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.activity.record.entries import APRIL, LATER, count_cases, entries
from tsunagi.activity.record.rules import (
    Cell,
    CorrectionKind,
    Dimension,
    Entry,
    Figures,
    NewActivity,
    SubjectFacts,
    changes_between,
    corrections_between,
    count,
    counts_in,
    minutes_are_possible,
)
from tsunagi.common.frozen import replace

KEYS = [UUID(int=number) for number in range(5)]
worlds = st.lists(entries, max_size=12)


@pytest.mark.parametrize("case", count_cases(), ids=str)
def test_the_table_of_cases(case) -> None:
    figures = count(entry for entry in case.entries if counts_in(entry, APRIL))
    assert {name: getattr(figures, name) for name in case.expected} == case.expected


@given(worlds)
def test_methods_add_up_to_the_total(world) -> None:
    figures = count(world)
    assert sum(figures.by_method.values()) == figures.total


@given(worlds)
def test_contents_and_what_has_none_reach_the_total(world) -> None:
    figures = count(world)
    assert figures.content_total + figures.no_content >= figures.total


@given(worlds)
def test_kinds_and_persons_without_one_reach_the_persons(world) -> None:
    figures = count(world)
    assert sum(figures.by_disability.values()) + figures.no_disability >= (
        figures.persons
    )


@given(worlds)
def test_persons_are_split_twice_without_remainder(world) -> None:
    figures = count(world)
    assert figures.new + figures.continuing == figures.persons
    assert figures.children + figures.adults + figures.age_unknown == figures.persons
    assert figures.persons + figures.anonymous <= figures.total


@given(worlds, st.randoms(use_true_random=False))
def test_the_order_of_records_does_not_matter(world, chance) -> None:
    mixed = list(world)
    chance.shuffle(mixed)
    assert count(mixed) == count(world)


@given(entries)
def test_a_version_counts_in_the_month_of_its_day_only(entry) -> None:
    in_force = replace(entry, superseded_at=None, is_withdrawn=False)
    counted = [month for month in (3, 4, 5) if counts_in(in_force, _month(month))]
    assert counted == [entry.occurred_on.month]
    assert not counts_in(replace(in_force, is_withdrawn=True), _month(counted[0]))
    assert not counts_in(replace(in_force, superseded_at=LATER), _month(counted[0]))


def _month(number: int):
    return replace(APRIL, month=number)


def test_what_was_known_changes_exactly_with_the_next_version() -> None:
    entry = Entry(
        KEYS[0], date(2026, 4, 2), "電話", recorded_at=LATER - timedelta(days=1),
        superseded_at=LATER,
    )  # fmt: skip
    second = timedelta(seconds=1)
    known = {
        moment: counts_in(entry, APRIL, as_known_at=moment)
        for moment in (
            LATER - timedelta(days=1) - second, LATER - timedelta(days=1),
            LATER - second, LATER,
        )
    }  # fmt: skip
    assert list(known.values()) == [False, True, True, False]


@pytest.mark.parametrize(
    "wrong",
    [
        {"method": ""},
        {"anonymous": 2},
        {"subjects": (), "anonymous": 0},
        {"subjects": (SubjectFacts(KEYS[0]), SubjectFacts(KEYS[0]))},
    ],
)
def test_impossible_activities_cannot_be_built(wrong) -> None:
    right = {
        "office_id": 1, "staff_id": 1, "occurred_on": date(2026, 4, 1),
        "method": "電話", "subjects": (SubjectFacts(KEYS[0]),),
    }  # fmt: skip
    assert NewActivity(**right)
    with pytest.raises(ValueError):
        NewActivity(**(right | wrong))


@pytest.mark.parametrize(
    ("minutes", "possible"), [(None, True), (0, True), (1440, True), (-1, False), (1441, False)]
)  # fmt: skip
def test_minutes_lie_within_a_day(minutes, possible) -> None:
    new = NewActivity(1, 1, date(2026, 4, 1), "電話", anonymous=1, minutes=minutes)
    assert minutes_are_possible(new) is possible
    travel = replace(new, minutes=None, travel_minutes=minutes)
    assert minutes_are_possible(travel) is possible


def test_a_cell_has_a_code_exactly_where_the_figure_is_by_code() -> None:
    with pytest.raises(ValueError):
        Cell(Dimension.METHOD)
    with pytest.raises(ValueError):
        Cell(Dimension.TOTAL, "電話")


def test_figures_survive_being_stored() -> None:
    figures = count(count_cases()[0].entries)
    assert Figures(**figures.as_json()) == figures


def test_only_changed_figures_are_listed() -> None:
    frozen = Figures(total=3, persons=2, by_method={"電話": 3})
    current = Figures(total=3, persons=1, by_method={"電話": 1, "訪問": 2})
    found = {
        (one.cell.dimension.value, one.cell.code): (one.frozen, one.current)
        for one in changes_between(frozen, current)
    }
    assert found == {
        ("persons", ""): (2, 1),
        ("method", "電話"): (3, 1),
        ("method", "訪問"): (0, 2),
    }


def test_corrections_are_added_changed_or_removed() -> None:
    frozen = {KEYS[0]: 1, KEYS[1]: 1, KEYS[2]: 2}
    current = {KEYS[0]: 1, KEYS[1]: 2, KEYS[3]: 1}
    assert corrections_between(frozen, current) == {
        KEYS[1]: CorrectionKind.CHANGED,
        KEYS[2]: CorrectionKind.REMOVED,
        KEYS[3]: CorrectionKind.ADDED,
    }
    assert all(kind.label for kind in CorrectionKind)
