"""TOML と JSON の値を、カタログの値に読み替える。知らない項目名は断る。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, TypeVar

from tsunagi.activity.catalogue.items import (
    PLACEMENT_CONFIDENCE_WORDS,
    PLACEMENT_VALUES,
    Confidence,
    Example,
    Item,
    Wording,
)
from tsunagi.common.frozen import Frozen, asdict, names_of, required_names

T = TypeVar("T", bound=Frozen)


class CatalogueFileError(ValueError):
    """A catalogue file says something impossible; the message names file and place."""


def plain(kind: type[T], row: Mapping[str, Any], *, where: str) -> T:
    """A value from a table of the file; unknown, missing and empty are refused."""
    unknown = sorted(set(row) - set(names_of(kind)))
    if unknown:
        raise CatalogueFileError(f"{where}: 知らない項目です: {', '.join(unknown)}")
    missing = sorted(set(required_names(kind)) - set(row))
    if missing:
        raise CatalogueFileError(f"{where}: 項目がありません: {', '.join(missing)}")
    empty = sorted(name for name, value in row.items() if value == "")
    if empty:
        raise CatalogueFileError(f"{where}: 空の項目です: {', '.join(empty)}")
    return kind(**row)


def read_item(row: Mapping[str, Any], *, document: str, where: str) -> Item:
    """One item of a file. The document of the file is the default."""
    where = f"{where} {row.get('code', '?')}"
    values = {"document": document, **row}
    values["examples"] = _rows(Example, row.get("examples", ()), where)
    values["wordings"] = _rows(Wording, row.get("wordings", ()), where)
    item = plain(Item, _frozen(values), where=where)
    _check_confidence(item, where)
    _check_counts(item, where)
    return item


def _rows(
    kind: type[T], rows: Iterable[Mapping[str, Any]], where: str
) -> tuple[T, ...]:
    return tuple(plain(kind, row, where=where) for row in rows)


def _frozen(values: Mapping[str, Any]) -> dict[str, Any]:
    frozen: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, list):
            frozen[name] = tuple(value)
        elif isinstance(value, dict):
            frozen[name] = MappingProxyType(dict(value))
        else:
            frozen[name] = value
    return frozen


def _check_confidence(item: Item, where: str) -> None:
    if item.confidence not in (Confidence.A, Confidence.B, Confidence.C):
        raise CatalogueFileError(f"{where}: たしかさは A・B・C のどれかです。")
    if item.confidence != Confidence.A and not item.confidence_note:
        raise CatalogueFileError(f"{where}: B と C には理由が要ります。")
    if item.placements:
        wrong = set(item.placements.values()) - set(PLACEMENT_VALUES)
        if wrong or item.placement_confidence not in PLACEMENT_CONFIDENCE_WORDS:
            raise CatalogueFileError(
                f"{where}: 配置は 主・協力・なし で、たしかさが要ります。"
            )


def _check_counts(item: Item, where: str) -> None:
    """行の合計が合わない表は、まるごと断る。"""
    if not item.counts:
        return
    parts = sum(count for key, count in item.counts.items() if key != "total")
    if parts != item.counts.get("total"):
        raise CatalogueFileError(
            f"{where} {item.label}: 計は{item.counts.get('total')}ですが、"
            f"内訳を足すと{parts}です。"
        )


def item_as_json(item: Item) -> dict[str, Any]:
    """What a published version keeps: every field that says something."""
    values = {
        name: dict(value) if isinstance(value, Mapping) else value
        for name, value in ((name, getattr(item, name)) for name in names_of(Item))
    }
    values["examples"] = [asdict(example) for example in item.examples]
    values["wordings"] = [asdict(wording) for wording in item.wordings]
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in values.items()
        if value not in ("", None, False, (), [], {}) or name in _ALWAYS
    }


_ALWAYS = {"code", "label", "group", "explanation", "lines", "confidence", "document"}


def item_from_json(row: Mapping[str, Any]) -> Item:
    """The item of a published version. Written by us, so nothing is checked again."""
    values = _frozen(row)
    values["examples"] = tuple(Example(**one) for one in row.get("examples", ()))
    values["wordings"] = tuple(Wording(**one) for one in row.get("wordings", ()))
    return Item(**values)
