"""役割の呼び名（相談支援機能強化員、地域支援員など）が、はじめの業務の区分を決める。"""

from __future__ import annotations

import tomllib
from datetime import date, datetime
from functools import cache
from pathlib import Path

from django.db.models import QuerySet

from tsunagi.access.actor import Actor
from tsunagi.access.statements import NO_TIME, made_once
from tsunagi.activity.record.categories import WorkKind
from tsunagi.activity.record.category_queries import (
    ContactCatalogues,
    contact_catalogues,
)
from tsunagi.activity.record.suggestions import suggest_work_kind
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.area.queries import in_force_on
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
    for title in _titles(actor=actor, now=NO_TIME, today=on):
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


@made_once
def _titles(*, actor: Actor, now: datetime, today: date) -> QuerySet[Post, str]:
    posts = Post.objects.filter(in_force_on(today), staff_id=actor.staff_id or 0)
    named = posts.exclude(local_title="").order_by("id")
    return named.values_list("local_title", flat=True)


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
