"""同じ瞬間に同じことが起きても、一つだけ行われ、何も壊れない（両方のデータベースで）。"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.access.own_database import own_database, run
from tests.access.races import THREADS

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def races(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    with own_database(tmp_path_factory.mktemp("races")) as environment:
        yield json.loads(run(environment, "-m", "tests.access.races"))


def test_sealers_and_writers_keep_one_whole_chain(races: dict[str, Any]) -> None:
    expected = 150 + THREADS // 2 * 15
    assert races["sealers"] == {
        "errors": [], "sealed": expected, "rows": expected, "unsealed": 0, "problems": [],
    }  # fmt: skip


def test_one_key_makes_one_row_and_one_answer(races: dict[str, Any]) -> None:
    rounds = races["same_key"]["rounds"]
    assert len(rounds) == 10
    for one in rounds:
        assert len(one["answers"]) == 1, one
        assert (one["ran"], one["rows"], one["keys"]) == (1, 1, 1)


def test_one_key_with_different_bodies_lets_one_through(races: dict[str, Any]) -> None:
    assert races["other_body"] == {"ran": 1, "refused": THREADS - 1, "rows": 1}


def test_guessing_in_parallel_gains_nothing(races: dict[str, Any]) -> None:
    assert races["guesses"] == {"answered": 5, "errors": [], "counted": 5}


def test_one_approval_and_one_use(races: dict[str, Any]) -> None:
    assert races["approvals_and_uses"] == {
        "approved": 1, "late": THREADS - 2, "same_person": 1,
        "used": 1, "unusable": THREADS - 1, "password_of_winner": True,
    }  # fmt: skip
