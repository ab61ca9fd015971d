"""配布したカタログの読み込み。壊れたファイルは、理由を言って断る。"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Mapping
from functools import cache
from itertools import chain
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tsunagi.activity.catalogue.items import (
    AdoptionAdvice,
    Catalogue,
    CatalogueKind,
    Defect,
    LocalTerm,
    PlacementColumn,
)
from tsunagi.activity.catalogue.reading import CatalogueFileError, plain, read_item
from tsunagi.common.frozen import Frozen

DATA = Path(__file__).parent / "data"
SCHEMA = 1
STATUSES = ("確定", "案")
TABLES: dict[str, type[Frozen]] = {
    "placements": PlacementColumn, "defects": Defect, "local_terms": LocalTerm,
}  # fmt: skip


@cache
def shipped() -> Mapping[str, tuple[Catalogue, ...]]:
    """Name → its versions, oldest first. Read once for the life of the process."""
    return load_folder(DATA)


def newest(name: str) -> Catalogue | None:
    versions = shipped().get(name)
    return versions[-1] if versions else None


def version_of(name: str, version: str) -> Catalogue | None:
    return next((c for c in shipped().get(name, ()) if c.version == version), None)


def load_folder(folder: Path) -> Mapping[str, tuple[Catalogue, ...]]:
    found: dict[str, list[Catalogue]] = {}
    for path in sorted(folder.glob("*.toml")):
        one = read_catalogue(path.read_text(encoding="utf-8"), where=path.name)
        found.setdefault(one.name, []).append(one)
    for name, versions in found.items():
        versions.sort(key=lambda one: one.effective_from)
        _refuse_twice((one.version for one in versions), where=name, what="版")
    return MappingProxyType({name: tuple(found[name]) for name in sorted(found)})


def read_catalogue(text: str, *, where: str) -> Catalogue:
    """One file. Everything that does not fit is refused with file and place."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise CatalogueFileError(f"{where}: TOML として読めません: {error}") from error
    if content.pop("schema", None) != SCHEMA:
        raise CatalogueFileError(f"{where}: schema は {SCHEMA} だけを読めます。")
    source = content.pop("source", None)
    if not isinstance(source, dict) or set(source) != {"document", "section"}:
        raise CatalogueFileError(
            f"{where}: [source] には document と section が要ります。"
        )
    values: dict[str, Any] = {**content, **source}
    _read_words(values, where)
    for name in ("items", "viewpoints"):
        values[name] = tuple(
            read_item(row, document=source["document"], where=where)
            for row in content.get(name, ())
        )
    for name, table in TABLES.items():
        values[name] = tuple(
            plain(table, row, where=f"{where} [[{name}]]")
            for row in content.get(name, ())
        )
    catalogue = plain(Catalogue, values, where=where)
    _check(catalogue, where)
    return catalogue


def _read_words(values: dict[str, Any], where: str) -> None:
    """The two words of a closed list; anything else is a spelling mistake."""
    for name, kind in (("kind", CatalogueKind), ("adoption", AdoptionAdvice)):
        try:
            values[name] = kind(values.get(name, ""))
        except ValueError as error:
            raise CatalogueFileError(
                f"{where}: {name} は {'・'.join(kind)} のどれかです。"
            ) from error
    if values.get("status") not in STATUSES:
        raise CatalogueFileError(
            f"{where}: status は {'・'.join(STATUSES)} のどれかです。"
        )


def _check(catalogue: Catalogue, where: str) -> None:
    if not catalogue.items:
        raise CatalogueFileError(f"{where}: 項目が一つもありません。")
    every = (*catalogue.items, *catalogue.viewpoints)
    _refuse_twice((item.code for item in every), where=where, what="コード")
    columns = {column.key for column in catalogue.placements}
    for item in every:
        used = set(item.placements) | (set(item.counts) - {"total"})
        if not used <= columns:
            raise CatalogueFileError(
                f"{where} {item.code}: 配置の列が [[placements]] にありません。"
            )
    _check_totals(catalogue, where)


def _refuse_twice(words: Any, *, where: str, what: str) -> None:
    twice = sorted(word for word, count in Counter(words).items() if count > 1)
    if twice:
        raise CatalogueFileError(f"{where}: {what}が重なっています: {', '.join(twice)}")


def _check_totals(catalogue: Catalogue, where: str) -> None:
    """列の合計が合わない表も、まるごと断る。"""
    sums = Counter[str]()
    for key, count in chain.from_iterable(i.counts.items() for i in catalogue.items):
        sums[key] += count
    wrong = [key for key, total in catalogue.totals.items() if sums[key] != total]
    if wrong or set(sums) != set(catalogue.totals):
        said = "、".join(
            f"{k}は{catalogue.totals.get(k)}、足すと{sums[k]}" for k in wrong
        )
        raise CatalogueFileError(f"{where}: 列の合計が合いません。{said}")
