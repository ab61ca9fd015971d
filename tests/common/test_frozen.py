"""Frozen: what the rooms rely on when they hand values around."""

from __future__ import annotations

from functools import cached_property

import pytest

from tsunagi.common.frozen import (
    Frozen,
    asdict,
    field,
    names_of,
    replace,
    required_names,
)


class Ward(Frozen):
    name: str
    code: str = ""


class Place(Frozen, dict=True):
    name: str
    ward: Ward
    seats: tuple[Ward, ...] = ()
    notes: list[str] = field(default_factory=list)

    @cached_property
    def title(self) -> str:
        return f"{self.ward.name} {self.name}"


HERE = Place("支援センター", Ward("東"))


def test_fields_are_set_once() -> None:
    with pytest.raises(AttributeError):
        HERE.name = "別"  # type: ignore[misc]
    assert HERE.name == "支援センター"


def test_equal_by_fields_and_class_and_usable_as_a_key() -> None:
    class Town(Frozen):
        name: str
        code: str = ""

    assert Ward("東") == Ward("東") != Ward("西")
    assert Ward("東") != Town("東")
    assert {Ward("東"): 1}[Ward("東")] == 1


def test_replace_makes_another_and_leaves_the_first() -> None:
    assert replace(HERE, name="別").name == "別"
    assert HERE.name == "支援センター"


def test_lists_are_not_shared() -> None:
    HERE.notes.append("一")
    assert Place("別", Ward("西")).notes == []
    HERE.notes.clear()


def test_values_within_values_are_told_too() -> None:
    place = Place("一", Ward("東"), (Ward("西"),), ["覚え"])
    assert asdict(place) == {
        "name": "一",
        "ward": {"name": "東", "code": ""},
        "seats": ({"name": "西", "code": ""},),
        "notes": ["覚え"],
    }


def test_names_and_those_without_a_default() -> None:
    assert names_of(Place) == names_of(HERE) == ("name", "ward", "seats", "notes")
    assert required_names(Place) == ("name", "ward")


def test_what_is_worked_out_once() -> None:
    assert HERE.title is HERE.title == "東 支援センター"
