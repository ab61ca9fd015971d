"""モニタリングの一覧の条件。純粋関数だけを置く。"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID

from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled


class DueView(Labelled):
    THIS = "this", "今月"
    LATE = "late", "遅れ"
    NEXT = "next", "これから三か月"
    DONE = "done", "済んだもの"


class DueFilter(Frozen):
    """What the list shows. is_mine beats staff_id."""

    view: DueView = DueView.THIS
    staff_id: UUID | None = None
    is_mine: bool = False


def filter_from(values: Mapping[str, str]) -> DueFilter:
    """アドレスの文字から条件を読む。分からないものは、条件なしとして読む。"""
    view = values.get("view", "")
    mine = values.get("mine", "") in ("1", "on")
    try:
        staff = None if mine else UUID(values.get("staff", ""))
    except ValueError:
        staff = None
    return DueFilter(
        DueView(view) if view in set(DueView) else DueView.THIS, staff, mine
    )


def query_of(wanted: DueFilter, *, view: DueView | None = None) -> str:
    """The filter as the rest of an address; `view` replaces the one it has."""
    kept = {"view": (view or wanted.view).value}
    if wanted.is_mine:
        kept["mine"] = "1"
    elif wanted.staff_id is not None:
        kept["staff"] = str(wanted.staff_id)
    return urlencode(kept)
