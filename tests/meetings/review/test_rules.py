"""議題の組み立て、決め方、流れの規則。"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.meetings.review.rules import (
    ACCEPTANCE,
    DECISIONS,
    MONITORING,
    MOVES,
    NOTICE,
    PLAN,
    SECTIONS,
    WORRY,
    Act,
    Answered,
    Candidate,
    Decision,
    IntervalAnswer,
    State,
    Urgency,
    age_band,
    is_back,
    missing_answer,
    new_pseudonym,
    packet_is_open,
    propose_agenda,
    state_after,
    state_of_decided,
)

DAY = date(2026, 11, 22)
D, A = Decision, IntervalAnswer


def one(
    key: int, *, section: int = PLAN, now: bool = False, age: int = 0, minutes: int = 3
) -> Candidate:
    urgency = Urgency.NOW if now else Urgency.WAIT
    return Candidate(key, section, urgency, DAY - timedelta(days=age), minutes)


@pytest.mark.parametrize(
    ("waiting", "limit", "chosen", "left"),
    [
        pytest.param([], 120, [], [], id="何もない"),
        pytest.param(
            [one(1, section=WORRY), one(2, section=ACCEPTANCE)], 120, [2, 1], [],
            id="並べる順は①から",
        ),
        pytest.param(
            [one(1, section=ACCEPTANCE), one(2, section=WORRY, now=True)], 120, [2, 1],
            [], id="待てないものが先頭",
        ),
        pytest.param(
            [one(1, age=1), one(2, age=9), one(3, age=5)], 6, [2, 3], [1],
            id="入るのは古いものから",
        ),
        pytest.param(
            [one(1, age=9, minutes=30), one(2, age=1, minutes=3)], 10, [2], [1],
            id="長くて入らなければ、短いものが入る",
        ),
        pytest.param(
            [one(1, age=9), one(2, now=True, age=0)], 3, [2], [1],
            id="時間が足りなければ、待てないものが古いものより先",
        ),
    ],
)  # fmt: skip
def test_the_agenda_as_proposed(
    waiting: list[Candidate], limit: int, chosen: list[int], left: list[int]
) -> None:
    found = propose_agenda(waiting, limit=limit)
    assert [item.key for item in found.chosen] == chosen
    assert [item.key for item in found.left] == left


CANDIDATES = st.lists(
    st.builds(
        lambda section, now, age, minutes: (section, now, age, minutes),
        st.sampled_from(list(SECTIONS)), st.booleans(), st.integers(0, 60),
        st.integers(1, 40),
    ),
    max_size=40,
)  # fmt: skip


@given(CANDIDATES, st.integers(0, 180), st.integers(0, 60))
def test_nothing_is_lost_and_the_time_is_kept(
    raw: list[tuple[int, bool, int, int]], limit: int, taken: int
) -> None:
    waiting = [
        one(key, section=s, now=n, age=a, minutes=m)
        for key, (s, n, a, m) in enumerate(raw)
    ]
    found = propose_agenda(waiting, limit=limit, taken=taken)
    keys = [item.key for item in (*found.chosen, *found.left)]
    assert sorted(keys) == [item.key for item in waiting]
    assert found.minutes <= max(limit, taken)
    assert all(found.minutes + item.minutes > limit for item in found.left)


@pytest.mark.parametrize(
    ("answered", "missing"),
    [
        (Answered(ACCEPTANCE, D.ACCEPT), ""),
        (Answered(ACCEPTANCE, D.WATCH), ""),
        (Answered(ACCEPTANCE, D.REVISE), "decision"),
        (Answered(PLAN, D.AGREE), "interval"),
        (Answered(PLAN, D.AGREE, A.RIGHT), ""),
        (Answered(MONITORING, D.WATCH), "interval"),
        (Answered(MONITORING, D.CHANGE, A.SHORTER), "interval_months"),
        (Answered(MONITORING, D.CHANGE, A.SHORTER, 1), ""),
        (Answered(WORRY, D.ADVISED), ""),
        (Answered(NOTICE, D.TOLD), ""),
        (Answered(NOTICE, D.ADVISED), "decision"),
    ],
)
def test_what_must_be_answered(answered: Answered, missing: str) -> None:
    assert missing_answer(answered) == missing


def test_waiting_and_seeing_is_a_result_wherever_something_is_decided() -> None:
    for section, decisions in DECISIONS.items():
        assert section == NOTICE or Decision.WATCH in decisions
        assert len(decisions) <= 9, "one key each"


@pytest.mark.parametrize("act", list(Act))
@pytest.mark.parametrize("state", list(State))
def test_an_act_leads_only_where_the_table_says(act: Act, state: State) -> None:
    expected = MOVES[act].after if state in MOVES[act].before else None
    assert state_after(act, state) is expected


@given(st.lists(st.sampled_from(list(Act)), max_size=30))
def test_whatever_is_done_an_item_ends_only_by_an_ending_act(acts: list[Act]) -> None:
    state, last = State.WAITING, None
    for act in acts:
        after = state_after(act, state)
        if after is not None:
            state, last = after, act
    if state is State.CLOSED:
        assert last in (Act.FOLLOW_UP, Act.SOLVE)
    if state is State.DROPPED:
        assert last is Act.DROP


def test_only_a_notice_ends_at_once() -> None:
    ended = {one for one in Decision if state_of_decided(one) is State.CLOSED}
    assert ended == {Decision.TOLD}


@pytest.mark.parametrize(
    ("days", "open_"),
    [(-4, False), (-3, True), (0, True), (7, True), (8, False)],
)
def test_a_packet_is_read_three_days_before_to_seven_after(
    days: int, open_: bool
) -> None:
    assert packet_is_open(DAY, today=DAY + timedelta(days=days)) is open_


@pytest.mark.parametrize(
    ("years", "band"),
    [(None, ""), (0, "10歳未満"), (9, "10歳未満"), (10, "10代"), (49, "40代")],
)
def test_only_the_tens_of_an_age_are_told(years: int | None, band: str) -> None:
    assert age_band(years) == band


def test_thinking_ends_on_its_day() -> None:
    later = DAY + timedelta(days=1)
    assert is_back(State.THINKING, DAY, today=DAY)
    assert not is_back(State.THINKING, later, today=DAY)
    assert not is_back(State.WAITING, DAY, today=DAY)


@given(st.integers(0, 2**31), st.integers(0, 12))
def test_no_two_share_a_name_in_a_meeting(draw: int, count: int) -> None:
    words = ["あけび", "かえで", "ひばり"]
    used: list[str] = []
    for number in range(count):
        used.append(new_pseudonym(words, used, draw + number * 7))
    assert len(set(used)) == count
