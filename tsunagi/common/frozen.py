"""Values that never change: the small classes that rules, queries and pages hand around.

    class Place(Frozen):
        name: str
        ward: str = ""

Equal when all fields are equal, hashable, with defaults and keyword or positional fields,
as a frozen dataclass is. A dataclass writes and compiles six functions for each class: half a
second for six hundred of them at every start, and two microseconds for each value made.
msgspec has them ready in C (ADR 0024). What needs `cached_property`, an abstract base or
fields that change stays a dataclass.
"""

from __future__ import annotations

from typing import Any, dataclass_transform

import msgspec
from msgspec import field
from msgspec.structs import replace

__all__ = ["Frozen", "asdict", "field", "names_of", "replace", "required_names"]


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class Frozen(msgspec.Struct, frozen=True):
    """A value: its fields are set once, when it is made."""


def names_of(kind: type[Frozen] | Frozen) -> tuple[str, ...]:
    """The names of the fields, in the order in which they are written."""
    return kind.__struct_fields__


def required_names(kind: type[Frozen]) -> tuple[str, ...]:
    """The fields that have no default: those come first."""
    names = names_of(kind)
    return names[: len(names) - len(kind.__struct_defaults__)]


def asdict(value: Frozen) -> dict[str, Any]:
    """Field by field, values within values too."""
    return {name: _plain(getattr(value, name)) for name in names_of(value)}


def _plain(value: Any) -> Any:
    if isinstance(value, Frozen):
        return asdict(value)
    if type(value) in (list, tuple):
        return type(value)(_plain(one) for one in value)
    if type(value) is dict:
        return {key: _plain(one) for key, one in value.items()}
    return value
