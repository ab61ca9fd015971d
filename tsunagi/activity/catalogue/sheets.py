"""カタログを表計算で読める形に並べる。"""

from __future__ import annotations

from collections.abc import Iterable

from tsunagi.activity.catalogue.items import Catalogue, Item
from tsunagi.common.csvfile import Cell, WrittenCsv, write_csv


def catalogue_csv(header: Catalogue, version: str, items: Iterable[Item]) -> WrittenCsv:
    """One row per item; each placement and each count has a column of its own."""
    places = [column.label for column in header.placements]
    columns = [
        "カタログ", "版", "コード", "区分", "小さな区分", "項目", "説明", "例",
        *(f"配置 {label}" for label in places), "配置のたしかさ",
        *(f"人数 {label}" for label in places), "人数 計",
        "回数", "年の最少回数", "出典", "行", "たしかさ", "たしかさの理由",
    ]  # fmt: skip
    return write_csv(columns, [_row(header, version, item) for item in items])


def _row(header: Catalogue, version: str, item: Item) -> list[Cell]:
    keys = [column.key for column in header.placements]
    return [
        header.title, version, item.code, item.group, item.subgroup, item.label,
        item.explanation, "／".join(example.text for example in item.examples),
        *(item.placements.get(key) for key in keys),
        item.placement_confidence_word[0] if item.placements else None,
        *(item.counts.get(key) for key in keys), item.counts.get("total"),
        item.cadence, item.min_per_year, item.document, item.lines,
        item.confidence_word[0], item.confidence_note,
    ]  # fmt: skip
