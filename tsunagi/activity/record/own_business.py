"""役割の呼び名（相談支援機能強化員、地域支援員など）が、はじめの業務の区分を決める。"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

from tsunagi.access.actor import Actor
from tsunagi.access.planned import planned_once
from tsunagi.activity.record.categories import WorkKind
from tsunagi.activity.record.category_queries import (
    ContactCatalogues,
    contact_catalogues,
)
from tsunagi.activity.record.suggestions import suggest_work_kind
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.models import Post

TABLE = Path(__file__).parent / "data" / "local_titles.toml"
SCHEMA = 1


@cache
def headings() -> dict[str, str]:
    """Local title → how the heading of its business begins."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    if table.get("schema") != SCHEMA:
        raise ValueError(f"unsupported schema {table.get('schema')!r}")
    return {row["title"]: row["heading"] for row in table["titles"]}


class OwnBusiness(Frozen):
    """The part of the adopted division that a local title stands for."""

    title: str
    heading: str
    kinds: tuple[WorkKind, ...]

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(kind.code for kind in self.kinds)


def own_business(
    *, actor: Actor, on: date, catalogues: ContactCatalogues | None = None
) -> OwnBusiness | None:
    """自分の呼び名の役割の業務。呼び名がない人、分け方を採用していない市町村では None。

    catalogues: where the caller has asked for them already.
    """
    if catalogues is not None and not catalogues.work_kinds(on).is_adopted:
        return None  # where nothing is divided, no title stands for a part
    for title in _titles(actor, on):
        begins = headings().get(title)
        if begins is None:
            continue
        catalogues = catalogues or contact_catalogues(actor=actor)
        kinds = tuple(
            kind
            for kind in catalogues.work_kinds(on).choices
            if kind.heading.startswith(begins)
        )
        if kinds:
            return OwnBusiness(title, kinds[0].heading, kinds)
    return None


# By hand, because every record asks it for which no kind of work was chosen.
_TITLES = f"""
SELECT local_title FROM {Post._meta.db_table}
WHERE staff_id = %s AND local_title <> ''
  AND valid_from <= %s AND (valid_before IS NULL OR valid_before > %s)
ORDER BY id
"""  # noqa: S608 — only the name of our own table stands in it


def _titles(actor: Actor, on: date) -> list[str]:
    """What the actor is called at the posts of that day."""
    with planned_once() as cursor:
        cursor.execute(_TITLES, [actor.staff_id or 0, on.isoformat(), on.isoformat()])
        return [title for (title,) in cursor.fetchall()]


def default_work_kind(
    *,
    actor: Actor,
    on: date,
    contents: list[str],
    method: str,
    catalogues: ContactCatalogues | None = None,
) -> str:
    """選ばれなかったときの業務の種類: 役割の区分の中から、なければ全体から。"""
    catalogues = catalogues or contact_catalogues(actor=actor)
    own = own_business(actor=actor, on=on, catalogues=catalogues)
    if own is not None:
        found = suggest_work_kind(contents=contents, method=method, available=own.codes)
        return found or own.kinds[0].code
    available = catalogues.work_kinds(on).codes
    return (
        suggest_work_kind(contents=contents, method=method, available=available) or ""
    )
