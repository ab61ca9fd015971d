"""docs/trace.csv says honestly what works: every id once, and what it names exists."""

from __future__ import annotations

import csv
from collections import Counter

import pytest
from django.core.management import get_commands
from django.urls import get_resolver

from tests.architecture.checks import PROJECT
from tsunagi.activity.catalogue.loader import shipped

PREFIXES = {"OSK-CITY": 54, "TOKYO": 49, "OSK-PREF": 64, "KUM": 95, "TSU": 227}
STATES = {"works", "partly", "not yet"}


def rows() -> list[dict[str, str]]:
    with (PROJECT / "docs" / "trace.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_requirement_is_there_once() -> None:
    ids = [row["id"] for row in rows()]
    assert [pair for pair in Counter(ids).items() if pair[1] > 1] == []
    counted = Counter(name.rsplit("-", 1)[0] for name in ids)
    assert counted == PREFIXES and len(ids) == 489


def test_states_are_known_and_reasons_are_given() -> None:
    for row in rows():
        assert row["state"] in STATES, row
        if row["state"] == "works":
            assert row["where"] and row["test"], row
        if row["state"] == "partly":
            assert row["where"] and row["remark"], row


@pytest.mark.parametrize(
    "row", [row for row in rows() if row["where"]], ids=lambda row: row["id"]
)
def test_what_a_row_names_exists(row: dict[str, str]) -> None:
    kind, _, name = row["where"].partition(":")
    existing = {
        "url": {str(key) for key in get_resolver().reverse_dict},
        "command": set(get_commands()),
        "catalogue": set(shipped()),
    }[kind]
    assert name in existing
    path, _, function = row["test"].partition("::")
    source = (PROJECT / path).read_text(encoding="utf-8")
    assert not function or f"def {function}(" in source
