"""Each term of the policy algebra on its own, without a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db.models import Q
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import NOW, TODAY
from tsunagi.access.actor import Actor, Subject
from tsunagi.access.policy import (
    FALSE_Q,
    TRUE_Q,
    All,
    Among,
    AnyOf,
    Has,
    InForce,
    Not,
    Nothing,
    SubjectIs,
    Term,
    deny_wins,
)

ACTOR = Actor(staff_id=7, public_id=None, name="架空 太郎", municipality_id=1)
SUBJECT = Subject(ACTOR, NOW)
DAY = timedelta(days=1)


def row(**values: Any) -> SimpleNamespace:
    return SimpleNamespace(**values)


MINE = Among(
    "owner_id", lambda s: () if s.actor.staff_id is None else (s.actor.staff_id,)
)


@pytest.mark.parametrize(
    ("term", "subject_row", "expected"),
    [
        pytest.param(Nothing(), row(), False, id="nothing"),
        pytest.param(SubjectIs(lambda s: True), row(), True, id="subject yes"),
        pytest.param(SubjectIs(lambda s: False), row(), False, id="subject no"),
        pytest.param(MINE, row(owner_id=7), True, id="among: mine"),
        pytest.param(MINE, row(owner_id=8), False, id="among: another's"),
        pytest.param(MINE, row(owner_id=None), False, id="among: NULL"),
        pytest.param(Not(MINE), row(owner_id=None), True, id="not among: NULL"),
        pytest.param(
            Among("owner_id", lambda s: (None, 7)), row(owner_id=None), False,
            id="among: a NULL that the subject brings matches no NULL",
        ),
        pytest.param(
            Among("office__area_id", lambda s: (3,)), row(office=row(area_id=3)), True,
            id="among: along a link",
        ),
        pytest.param(
            Among("office__area_id", lambda s: (3,)), row(office=None), False,
            id="among: a link that is empty",
        ),
        pytest.param(Has("kind", ("a", "b")), row(kind="b"), True, id="has"),
        pytest.param(Has("kind", ("a", "b")), row(kind="c"), False, id="has not"),
        pytest.param(Has("kind", ("a",)), row(kind=None), False, id="has: NULL"),
        pytest.param(
            All((MINE, Has("kind", ("a",)))), row(owner_id=7, kind="a"), True, id="all"
        ),
        pytest.param(
            All((MINE, Has("kind", ("a",)))), row(owner_id=7, kind="b"), False,
            id="all but one",
        ),
        pytest.param(
            MINE | Has("kind", ("a",)), row(owner_id=8, kind="a"), True, id="any: one"
        ),
        pytest.param(
            MINE | Has("kind", ("a",)), row(owner_id=8, kind="b"), False, id="any: none"
        ),
        pytest.param(~MINE, row(owner_id=7), False, id="invert"),
        pytest.param(MINE & ~MINE, row(owner_id=7), False, id="contradiction"),
        pytest.param(
            deny_wins(allow=MINE, deny=Has("kind", ("x",))), row(owner_id=7, kind="x"),
            False, id="deny beats allow",
        ),
        pytest.param(
            deny_wins(allow=MINE, deny=Has("kind", ("x",))), row(owner_id=7, kind="y"),
            True, id="no deny",
        ),
    ],
)  # fmt: skip
def test_what_a_term_says_of_a_row(
    term: Term, subject_row: Any, expected: bool
) -> None:
    assert term.holds(SUBJECT, subject_row) is expected


@pytest.mark.parametrize(
    ("start", "before", "expected"),
    [
        pytest.param(TODAY, None, True, id="begins today, open"),
        pytest.param(TODAY + DAY, None, False, id="begins tomorrow"),
        pytest.param(TODAY - DAY, TODAY + DAY, True, id="last day is today"),
        pytest.param(TODAY - DAY, TODAY, False, id="last day was yesterday"),
        pytest.param(TODAY, TODAY, False, id="never began"),
        pytest.param(None, None, False, id="no beginning"),
    ],
)
def test_a_day_opens_and_closes_at_midnight_in_japan(
    start: date | None, before: date | None, expected: bool
) -> None:
    assert (
        InForce().holds(SUBJECT, row(valid_from=start, valid_before=before)) is expected
    )


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        # 15:00 UTC is midnight in Japan: the day of the grant begins and ends there.
        pytest.param(datetime(2026, 3, 31, 14, 59, 59, tzinfo=UTC), False, id="before"),
        pytest.param(
            datetime(2026, 3, 31, 15, 0, 0, tzinfo=UTC), True, id="first second"
        ),
        pytest.param(
            datetime(2026, 4, 1, 14, 59, 59, tzinfo=UTC), True, id="last second"
        ),
        pytest.param(datetime(2026, 4, 1, 15, 0, 0, tzinfo=UTC), False, id="after"),
    ],
)
def test_the_edge_of_a_day_seen_in_utc(moment: datetime, expected: bool) -> None:
    april_first = row(valid_from=date(2026, 4, 1), valid_before=date(2026, 4, 2))
    assert InForce().holds(Subject(ACTOR, moment), april_first) is expected


@pytest.mark.parametrize(
    ("offset", "expected"),
    [(-1, False), (0, True), (59, True), (60, False)],
)
def test_an_instant_is_half_open_to_the_second(offset: int, expected: bool) -> None:
    term = InForce("opened_at", "closes_at", uses_instants=True)
    one_minute = row(opened_at=NOW, closes_at=NOW + timedelta(seconds=60))
    subject = Subject(ACTOR, NOW + timedelta(seconds=offset))
    assert term.holds(subject, one_minute) is expected


@pytest.mark.parametrize("make", [All, AnyOf])
def test_an_empty_combination_is_refused(make: Any) -> None:
    with pytest.raises(ValueError, match="empty"):
        make(())


@pytest.mark.parametrize("constants", [(), (None,), ("a", None)])
def test_constants_never_name_null(constants: tuple[Any, ...]) -> None:
    with pytest.raises(ValueError, match="NULL"):
        Has("kind", constants)


def test_truth_and_falsehood_survive_or_and_not() -> None:
    """`Q()` would vanish inside them; these two must not."""
    for statement in (TRUE_Q, FALSE_Q):
        assert statement.children
        assert (Q(a=1) | statement).children != Q(a=1).children
        assert (~statement).negated


# --- properties over random trees ------------------------------------------------
LEAVES: list[Term] = [
    Nothing(),
    SubjectIs(lambda s: True),
    SubjectIs(lambda s: False),
    MINE,
    Among("owner_id", lambda s: ()),
    Has("kind", ("a", "b")),
    InForce(),
]
trees = st.recursive(
    st.sampled_from(LEAVES),
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(
            lambda parts: All(tuple(parts)), st.lists(inner, min_size=1, max_size=3)
        ),
        st.builds(
            lambda parts: AnyOf(tuple(parts)), st.lists(inner, min_size=1, max_size=3)
        ),
    ),
    max_leaves=8,
)
dates = st.sampled_from([None, TODAY - DAY, TODAY, TODAY + DAY])
rows = st.builds(
    row,
    owner_id=st.sampled_from([None, 7, 8]),
    kind=st.sampled_from([None, "a", "c"]),
    valid_from=dates,
    valid_before=dates,
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(allow=trees, deny=trees, one=rows)
def test_deny_wins_over_everything(allow: Term, deny: Term, one: Any) -> None:
    decided = deny_wins(allow=allow, deny=deny).holds(SUBJECT, one)
    if deny.holds(SUBJECT, one):
        assert decided is False
    else:
        assert decided is allow.holds(SUBJECT, one)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(tree=trees)
def test_no_tree_compiles_to_an_empty_condition(tree: Term) -> None:
    def is_empty(condition: Q) -> bool:
        return not condition.children or any(
            isinstance(child, Q) and is_empty(child) for child in condition.children
        )

    assert not is_empty(tree.q(SUBJECT))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(tree=trees, one=rows)
def test_not_is_exactly_the_opposite(tree: Term, one: Any) -> None:
    """Two-valued: a NULL makes a statement false, never unknown."""
    assert Not(tree).holds(SUBJECT, one) is (not tree.holds(SUBJECT, one))
    assert Not(Not(tree)).holds(SUBJECT, one) is tree.holds(SUBJECT, one)
