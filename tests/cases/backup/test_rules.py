"""助言・同行・後方支援の決まりの表。"""

from __future__ import annotations

from datetime import date

import pytest

from tsunagi.cases.backup.rules import (
    Kind,
    KindCount,
    State,
    every_kind,
    is_due,
    may_give,
    state_of_new,
)

DAY = date(2026, 11, 22)
BEFORE, AFTER = date(2026, 11, 21), date(2026, 11, 23)


@pytest.mark.parametrize(
    ("follow_on", "state"), [(None, State.DONE), (DAY, State.GOING)]
)
def test_a_day_to_ask_again_keeps_it_going(
    follow_on: date | None, state: State
) -> None:
    assert state_of_new(follow_on) is state


@pytest.mark.parametrize(
    ("giver", "giver_office", "responsible", "responsible_office", "may"),
    [
        (1, 10, 2, 20, True),  # another office
        (1, 10, None, 20, True),  # another office, nobody in charge there
        (1, 10, 1, 20, True),  # in charge there from an earlier post
        (1, 20, 2, 20, True),  # a colleague (OJT)
        (1, 20, 1, 20, False),  # oneself: a record of contact
        (1, 20, None, 20, False),  # the own team waits: ordinary work
    ],
)
def test_who_helps_and_who_does_the_own_work(
    giver: int, giver_office: int, responsible: int | None, responsible_office: int,
    may: bool,
) -> None:  # fmt: skip
    found = may_give(
        giver=giver, giver_office=giver_office, responsible=responsible,
        responsible_office=responsible_office,
    )  # fmt: skip
    assert found is may


@pytest.mark.parametrize(
    ("state", "follow_on", "due"),
    [
        (State.GOING, BEFORE, True),
        (State.GOING, DAY, True),
        (State.GOING, AFTER, False),
        (State.GOING, None, False),
        (State.DONE, BEFORE, False),
    ],
)
def test_when_both_sides_are_reminded(
    state: State, follow_on: date | None, due: bool
) -> None:
    assert is_due(state, follow_on, today=DAY) is due


def test_every_kind_is_counted_also_with_nothing() -> None:
    found = every_kind([("meeting", 2, 90)])
    assert [one.kind for one in found] == list(Kind)
    assert KindCount(Kind.MEETING, 2, 90) in found
    assert KindCount(Kind.ADVICE, 0, 0) in found
