"""地域の規則。純粋関数だけを置く。"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum


class AreaKind(StrEnum):
    """Kinds of area from the widest to the narrowest, plus the joint area."""

    PREFECTURE = "prefecture"
    SPHERE = "sphere"
    MUNICIPALITY = "municipality"
    WARD = "ward"
    CATCHMENT = "catchment"
    JOINT = "joint"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    AreaKind.PREFECTURE: "都道府県",
    AreaKind.SPHERE: "圏域",
    AreaKind.MUNICIPALITY: "市町村",
    AreaKind.WARD: "区",
    AreaKind.CATCHMENT: "担当圏域",
    AreaKind.JOINT: "共同設置の地域",
}

# Which kinds may stand directly below a kind.
ALLOWED_BELOW: dict[AreaKind, frozenset[AreaKind]] = {
    AreaKind.PREFECTURE: frozenset(
        {AreaKind.SPHERE, AreaKind.MUNICIPALITY, AreaKind.JOINT}
    ),
    AreaKind.SPHERE: frozenset({AreaKind.MUNICIPALITY, AreaKind.JOINT}),
    AreaKind.MUNICIPALITY: frozenset({AreaKind.WARD, AreaKind.CATCHMENT}),
    AreaKind.WARD: frozenset({AreaKind.CATCHMENT}),
    AreaKind.CATCHMENT: frozenset(),
    AreaKind.JOINT: frozenset(),
}


def may_stand_below(kind: AreaKind, parent: AreaKind | None) -> bool:
    """都道府県だけが根になる。ほかは、決められた区分の下にだけ置ける。"""
    if parent is None:
        return kind is AreaKind.PREFECTURE
    return kind in ALLOWED_BELOW[parent]


def ids_on_path(path: str) -> tuple[int, ...]:
    """The ids from the root to the node itself: "/1/7/42/" → (1, 7, 42)."""
    return tuple(int(part) for part in path.split("/") if part)


def uncovered_layers(layers: Iterable[int]) -> tuple[int, ...]:
    """第1層から第3層のうち、担い手がない層。"""
    present = set(layers)
    return tuple(layer for layer in (1, 2, 3) if layer not in present)
