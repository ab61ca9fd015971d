"""似た文は、同じ人の、これまでの計画からだけ。ほかの人の文が混ざることはない。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from rapidfuzz import fuzz

from tsunagi.cases.plan.models import PlanSheet
from tsunagi.cases.plan.sheet_rules import Item, items_of
from tsunagi.common.frozen import Frozen

MOST = 5


class Similar(Frozen):
    """A row of an earlier plan. address: what ?like= takes."""

    address: str
    begun_on: date
    item: Item
    score: float


def similar_items(
    text: str, sheets: Sequence[PlanSheet], *, limit: int = MOST
) -> list[Similar]:
    """似た順。まだ何も書いていなければ、新しい計画の行から。同じ文は一度だけ。"""
    found: list[Similar] = []
    known: set[tuple[str, str]] = set()
    for sheet in sheets:
        for item in items_of(sheet.items):
            words = (item.need, item.goal)
            if words in known:
                continue
            known.add(words)
            score = fuzz.partial_ratio(text, item.need) if text.strip() else 0.0
            address = f"{sheet.public_id}.{item.key}"
            found.append(Similar(address, sheet.plan.begun_on, item, score))
    if text.strip():
        found.sort(key=lambda one: -one.score)
    return found[:limit]
