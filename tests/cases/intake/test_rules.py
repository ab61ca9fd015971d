from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.cases.intake.place_rules import (
    WANTED,
    Need,
    PlaceFacts,
    need_for,
    suggest_places,
)
from tsunagi.cases.intake.rules import (
    MOST_MATCH_REQUESTS_A_DAY,
    DangerSign,
    Result,
    State,
    Urgency,
    decide_urgency,
    is_named,
    may_file_match,
    opens_case,
    state_of,
)
from tsunagi.organisations.office.rules import OfficeKind

DAY = date(2026, 11, 22)
LIFE, EVICTION = DangerSign.LIFE, DangerSign.EVICTION


@pytest.mark.parametrize(
    ("chosen", "signs", "reason", "expected", "is_raised"),
    [
        pytest.param(None, (), "", None, False, id="まだ決めていない"),
        pytest.param(Urgency.WEEKLY, (), "", Urgency.WEEKLY, False, id="しるしなし"),
        pytest.param(None, (EVICTION,), "", Urgency.DAYS, True, id="住まいは数日"),
        pytest.param(None, (LIFE,), "", Urgency.NOW, True, id="命はすぐ"),
        pytest.param(
            Urgency.WEEKLY, (LIFE, EVICTION), "", Urgency.NOW, True, id="上げる"
        ),
        pytest.param(Urgency.DAYS, (EVICTION,), "", Urgency.DAYS, False, id="同じ"),
        pytest.param(
            Urgency.NOW, (EVICTION,), "", Urgency.NOW, False, id="高いのは自由"
        ),
        pytest.param(
            Urgency.DAYS, (LIFE,), "訪問を終えた", Urgency.DAYS, False, id="理由"
        ),
        pytest.param(
            Urgency.DAYS, (LIFE,), " ", Urgency.NOW, True, id="空白は理由でない"
        ),
    ],
)
def test_danger_signs_raise_the_urgency(
    chosen: Urgency | None,
    signs: tuple[DangerSign, ...],
    reason: str,
    expected: Urgency | None,
    is_raised: bool,
) -> None:
    decided = decide_urgency(chosen, signs, reason=reason)
    assert decided.urgency == expected
    assert bool(decided.raised_by) is bool(decided.sentence) is is_raised


@pytest.mark.parametrize("sign", DangerSign)
def test_every_sign_raises_at_least_to_days(sign: DangerSign) -> None:
    decided = decide_urgency(Urgency.WEEKLY, (sign,), reason="")
    at_once = {DangerSign.LIFE, DangerSign.VIOLENCE, DangerSign.MEDICAL}
    assert decided.urgency == (Urgency.NOW if sign in at_once else Urgency.DAYS)
    assert sign.short in decided.sentence and "（" not in sign.short


@pytest.mark.parametrize(
    ("result", "question", "open_handoff", "taken", "expected"),
    [
        (None, False, False, False, State.UNDECIDED),
        (Result.INFORMATION, False, False, False, State.SETTLED),
        (Result.MEETING, False, False, False, State.MEETING),
        (Result.REFER, False, False, False, State.KEPT),
        (Result.REFER, False, True, False, State.HANDOFF),
        (Result.REFER, False, False, True, State.SETTLED),
        (Result.REFER, False, True, True, State.HANDOFF),
        (Result.CONTINUING, True, False, False, State.ASKED),
        (None, True, False, False, State.ASKED),
        (None, False, False, True, State.SETTLED),
        (Result.EMERGENCY, False, False, False, State.SETTLED),
    ],
)
def test_a_reception_is_settled_only_when_nothing_is_waited_for(
    result: Result | None,
    question: bool,
    open_handoff: bool,
    taken: bool,
    expected: State,
) -> None:
    found = state_of(
        result,
        has_open_question=question,
        has_open_handoff=open_handoff,
        has_taken_handoff=taken,
    )
    assert found == expected


def test_who_can_become_a_case() -> None:
    assert is_named("架空 花子", is_anonymous=False)
    assert not is_named("架空 花子", is_anonymous=True)
    assert not is_named("　", is_anonymous=False)
    starting = {r for r in Result if opens_case(r, is_named=True)}
    assert starting == {
        Result.CONTINUING, Result.PLAN, Result.SHORT, Result.EMERGENCY,
    }  # fmt: skip
    assert not any(opens_case(r, is_named=False) for r in [*Result, None])


def test_a_day_holds_twenty_match_requests() -> None:
    assert may_file_match(MOST_MATCH_REQUESTS_A_DAY - 1)
    assert not may_file_match(MOST_MATCH_REQUESTS_A_DAY)


# --- どこにつなぐ？ -----------------------------------------------------------------
@pytest.mark.parametrize(
    ("result", "is_child", "expected"),
    [
        (Result.PLAN, None, Need.PLAN),
        (Result.PLAN, True, Need.CHILD_PLAN),
        (Result.CONTINUING, None, Need.GENERAL),
        (Result.EMERGENCY, None, Need.EMERGENCY),
        (None, None, Need.CORE),
    ],
)
def test_what_the_result_asks_for(
    result: Result | None, is_child: bool | None, expected: Need
) -> None:
    assert need_for(result, is_child=is_child) == expected


def place(key: int, kind: OfficeKind, **facts: object) -> PlaceFacts:
    values = {"area_steps": 0, "accepts_new": True, **facts}
    return PlaceFacts(key, frozenset({kind}), **values)  # type: ignore[arg-type]


def test_nearer_first_then_who_takes_new_people() -> None:
    plan = OfficeKind.DESIGNATED_PLAN
    offices = [
        place(1, plan, area_steps=None),
        place(2, plan, area_steps=1),
        place(3, plan, accepts_new=False),
        place(4, plan, accepts_new=None),
        place(5, plan),
        place(6, OfficeKind.DESK),
    ]
    found = suggest_places(offices, WANTED[Need.PLAN], on=DAY, most=5)
    assert [one.key for one in found] == [5, 4, 3, 2, 1]
    assert found[0].reasons == (
        "指定特定相談支援事業所",
        "この地域を担当、または地域の中にある",
        "新しい相談を受けられる",
    )


def test_without_a_core_centre_the_commissioned_office_and_then_the_desk() -> None:
    core, commissioned, desk = (
        place(1, OfficeKind.CORE_CENTRE, area_steps=1),
        place(2, OfficeKind.COMMISSIONED),
        place(3, OfficeKind.DESK),
    )
    assert (
        suggest_places([desk, commissioned, core], WANTED[Need.CORE], on=DAY, most=3)[
            0
        ].key
        == 1
    )
    assert (
        suggest_places([desk, commissioned], WANTED[Need.CORE], on=DAY, most=3)[0].key
        == 2
    )
    assert suggest_places([desk], WANTED[Need.CORE], on=DAY, most=3)[0].key == 3
    assert suggest_places([], WANTED[Need.CORE], on=DAY, most=3) == []


def test_equal_offices_take_turns_by_the_day() -> None:
    offices = [place(key, OfficeKind.DESIGNATED_PLAN) for key in range(1, 5)]
    firsts = [
        suggest_places(offices, WANTED[Need.PLAN], on=DAY + timedelta(days=n), most=3)[
            0
        ].key
        for n in range(8)
    ]
    assert sorted(firsts) == [1, 1, 2, 2, 3, 3, 4, 4]


facts = st.builds(
    PlaceFacts,
    key=st.integers(1, 10_000),
    kinds=st.frozensets(st.sampled_from(OfficeKind), min_size=1),
    area_steps=st.none() | st.integers(0, 3),
    accepts_new=st.none() | st.booleans(),
)


@given(
    offices=st.lists(facts, unique_by=lambda one: one.key, max_size=12),
    need=st.sampled_from(Need),
    day=st.dates(date(2024, 1, 1), date(2030, 1, 1)),
    data=st.data(),
)
def test_the_order_knows_nothing_but_area_kind_and_places(
    offices: list[PlaceFacts], need: Need, day: date, data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(offices))
    found = suggest_places(offices, WANTED[need], on=day, most=3)
    assert suggest_places(shuffled, WANTED[need], on=day, most=3) == found
    by_key = {one.key: one for one in offices}
    merits = [
        (
            99 if by_key[s.key].area_steps is None else by_key[s.key].area_steps,
            {True: 0, None: 1, False: 2}[by_key[s.key].accepts_new],
        )
        for s in found
    ]
    assert merits == sorted(merits)
    wanted = frozenset().union(*WANTED[need])
    assert all(not wanted.isdisjoint(by_key[s.key].kinds) for s in found)
