"""上限の決まり: その日に効くもの、いまの位置、期限での判定、持つわけ、減らす順。"""

from __future__ import annotations

from datetime import date

import pytest

from tsunagi.cases.limits.burn_down_rules import (
    Held,
    History,
    Interval,
    burn_down,
    count_on,
    half_before,
    half_year_of,
    target_line,
)
from tsunagi.cases.limits.limit_rules import (
    Limit,
    LimitRule,
    Standing,
    Term,
    Verdict,
    holding_reason,
    limit_of,
    rule_on,
    standards_on,
    standing,
    tables,
    verdict,
)
from tsunagi.common.dates import YearMonth
from tsunagi.organisations.office.rules import OfficeKind

CENTRE = frozenset({OfficeKind.CORE_CENTRE, OfficeKind.COMMISSIONED})
PLAN = frozenset({OfficeKind.DESIGNATED_PLAN})
KUMAMOTO = frozenset({"kumamoto-services"})
DUE = date(2023, 3, 31)


def rule(
    day: date = date(2022, 6, 1), *, kinds: frozenset[OfficeKind] = CENTRE,
    areas: tuple[str, ...] = ("東区", "架空市"), adopted: frozenset[str] = KUMAMOTO,
) -> LimitRule | None:  # fmt: skip
    return rule_on(day, kinds=kinds, area_names=areas, adopted=adopted)


@pytest.mark.parametrize(
    ("found", "places"),
    [
        pytest.param(rule(), 50, id="西圏域以外は50件（KUM-91）"),
        pytest.param(rule(areas=("西圏域", "架空市")), 75, id="西圏域は75件（KUM-92）"),
        pytest.param(rule(areas=("担当圏域", "西区")), 75, id="西区の中も西"),
        pytest.param(rule(date(2021, 3, 31)), None, id="始まる前"),
        pytest.param(rule(date(2021, 4, 1)), 50, id="始まる日から"),
        pytest.param(rule(date(2030, 1, 1)), 50, id="終わりの日は決まっていない"),
        pytest.param(rule(kinds=PLAN), None, id="センターでない事業所には効かない"),
        pytest.param(rule(adopted=frozenset()), None, id="採用していない市町村"),
    ],
)
def test_which_rule_holds(found: LimitRule | None, places: int | None) -> None:
    assert (found.places if found else None) == places


@pytest.mark.parametrize(
    ("places", "count", "expected"),
    [
        (50, 0, Standing.UNDER), (50, 44, Standing.UNDER), (50, 45, Standing.NEAR),
        (50, 50, Standing.NEAR), (50, 51, Standing.OVER), (75, 69, Standing.UNDER),
        (75, 70, Standing.NEAR), (75, 75, Standing.NEAR), (75, 76, Standing.OVER),
        (3, 0, Standing.NEAR), (0, 1, Standing.OVER),
    ],
)  # fmt: skip
def test_where_an_office_stands(places: int, count: int, expected: Standing) -> None:
    assert standing(count, Limit(places)) is expected


@pytest.mark.parametrize(
    ("count", "today", "expected"),
    [
        (60, date(2023, 3, 31), Verdict.NOT_YET),
        (50, date(2023, 4, 1), Verdict.KEPT),
        (51, date(2023, 4, 1), Verdict.BROKEN),
        (51, date(2030, 1, 1), Verdict.BROKEN),
        (None, date(2023, 4, 1), Verdict.UNKNOWN),
    ],
)
def test_the_verdict_of_the_day(
    count: int | None, today: date, expected: Verdict
) -> None:
    found = rule()
    assert found is not None and found.due == DUE
    assert verdict(count, found, today=today) is expected


def test_a_rule_is_sure_only_as_long_as_its_paper() -> None:
    for one in tables().limits:
        assert one.is_verified(date(2024, 3, 31)) and one.source
        assert not one.is_verified(date(2024, 4, 1)), "whether it goes on is not known"


def test_the_own_word_of_an_office_is_a_limit_only_without_a_rule() -> None:
    assert limit_of(None, None) is None
    own = limit_of(None, 40)
    assert own is not None and own.places == 40 and not own.counts_plans_only
    ruled = limit_of(rule(), 40)
    assert ruled is not None and ruled.places == 50 and ruled.counts_plans_only


def test_standards_are_information() -> None:
    assert [one.places for one in standards_on(date(2026, 11, 22))] == [35, 40]
    assert standards_on(date(2018, 3, 31)) == []


@pytest.mark.parametrize(
    ("terms", "mode_reason", "expected"),
    [
        pytest.param([], "", "", id="経過がない"),
        pytest.param([Term(1, 1, "")], "", "", id="書かれていない"),
        pytest.param([Term(1, 1, "引継ぎ")], "引継ぎ", "", id="決まり文句はわけでない"),
        pytest.param([Term(1, 1, "ほかに受け手がない")], "", "ほかに受け手がない",
                     id="引き受けたときのわけ"),
        pytest.param([Term(1, 1, ""), Term(1, 2, "担当の異動")], "", "",
                     id="担当を替えたわけは、持つわけでない"),
        pytest.param([Term(1, 1, ""), Term(1, 1, "複雑")], "", "複雑", id="あとから書いた"),
        pytest.param([Term(1, 1, "古い"), Term(1, 1, "新しい")], "", "新しい",
                     id="あとのものが勝つ"),
        pytest.param([Term(1, 1, "複雑"), Term(2, 3, "引継ぎ")], "", "",
                     id="前の事業所のわけは引き継がない"),
        pytest.param([Term(1, 1, "")], "本人の希望", "本人の希望",
                     id="関わり方を変えたときのわけ"),
    ],
)  # fmt: skip
def test_why_a_case_is_held(terms: list[Term], mode_reason: str, expected: str) -> None:
    assert holding_reason(terms, mode_reason) == expected


TODAY = date(2026, 11, 22)
NOV, MARCH = YearMonth(2026, 11), YearMonth(2027, 3)


def held(key: int, opened: date, **more: object) -> Held:
    return Held(key, opened, **more)  # type: ignore[arg-type]


def test_newest_and_least_difficult_first() -> None:
    steps = burn_down(
        [
            held(1, date(2020, 4, 1)), held(2, date(2026, 10, 1)),
            held(3, date(2026, 11, 1), difficulties=2),
            held(4, date(2019, 4, 1), is_moving=True),
            held(5, date(2026, 11, 20), reason="複雑"),
        ],
        excess=2, first=NOV, last=MARCH, today=TODAY,
    )  # fmt: skip
    assert [step.key for step in steps] == [4, 2, 1, 3, 5]
    assert [step.month for step in steps] == [NOV, YearMonth(2027, 1), None, None, None]
    assert "引継ぎが進んでいる" in steps[0].why
    assert steps[1].why == ("始まって1か月", "難しくする事情は書かれていない")
    assert steps[4].why[-1] == "持つわけが書かれている"


@pytest.mark.parametrize(
    ("excess", "last", "months"),
    [
        (0, MARCH, []), (1, MARCH, [11]), (5, MARCH, [11, 12, 1, 2, 3]),
        (3, NOV, [11, 11, 11]), (2, YearMonth(2026, 4), [11, 11]),
        (9, MARCH, [11, 11, 12, 1, 2, 3]),
    ],
)  # fmt: skip
def test_the_months_of_a_plan(excess: int, last: YearMonth, months: list[int]) -> None:
    steps = burn_down(
        [held(key, date(2026, 4, 1)) for key in range(6)],
        excess=excess, first=NOV, last=last, today=TODAY,
    )  # fmt: skip
    assert [step.month.month for step in steps if step.month] == months


@pytest.mark.parametrize(
    ("start", "places", "expected"),
    [(60, 50, [60, 58, 55, 53, 50]), (40, 50, [40] * 5), (51, 50, [51, 51, 51, 51, 50])],
)  # fmt: skip
def test_the_target_is_a_straight_line(
    start: int, places: int, expected: list[int]
) -> None:
    months = [NOV.plus(number) for number in range(5)]
    assert target_line(start, places, months, last=MARCH) == expected


def test_a_case_counts_while_it_is_open_here_and_a_plan() -> None:
    one = History(
        at_office=(Interval(date(2026, 4, 1), date(2026, 9, 1)),),
        as_plan=(Interval(date(2026, 6, 1), None),), closed_on=None,
    )  # fmt: skip
    closed = History(one.at_office, one.as_plan, closed_on=date(2026, 8, 31))
    assert [count_on([one], date(2026, month, 1)) for month in (5, 6, 8, 9)] == [
        0, 1, 1, 0,
    ]  # fmt: skip
    assert count_on([one, closed], date(2026, 8, 30)) == 2
    assert count_on([one, closed], date(2026, 8, 31)) == 1


@pytest.mark.parametrize(
    ("day", "first", "before"),
    [
        (date(2026, 4, 1), date(2026, 4, 1), date(2026, 10, 1)),
        (date(2026, 9, 30), date(2026, 4, 1), date(2026, 10, 1)),
        (date(2026, 10, 1), date(2026, 10, 1), date(2027, 4, 1)),
        (date(2027, 3, 31), date(2026, 10, 1), date(2027, 4, 1)),
    ],
)
def test_half_years(day: date, first: date, before: date) -> None:
    assert half_year_of(day) == (first, before)
    assert half_year_of(half_before(first))[1] == first
