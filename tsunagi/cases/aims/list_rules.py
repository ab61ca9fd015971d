"""課題の一覧の条件。純粋関数だけを置く。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import urlencode

from tsunagi.cases.aims.rules import Cause, ProblemKind, ProblemState, RiskSign, Stage
from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled

T = TypeVar("T", bound=Labelled)


class ProblemFilter(Frozen):
    """What the list shows; state None: what is still being worked on."""

    stage: Stage | None = None
    kind: ProblemKind | None = None
    cause: Cause | None = None
    sign: RiskSign | None = None
    state: ProblemState | None = None
    is_mine: bool = False


def filter_from(values: Mapping[str, str]) -> ProblemFilter:
    """アドレスの文字から条件を読む。分からないものは、条件なしとして読む。"""
    return ProblemFilter(
        stage=_member(Stage, values.get("stage", "")),
        kind=_member(ProblemKind, values.get("kind", "")),
        cause=_member(Cause, values.get("cause", "")),
        sign=_member(RiskSign, values.get("sign", "")),
        state=_member(ProblemState, values.get("state", "")),
        is_mine=values.get("mine", "") in ("1", "on"),
    )


def parameters(wanted: ProblemFilter) -> dict[str, str]:
    """The filter as words of an address, in one fixed order."""
    chosen = (
        ("stage", wanted.stage), ("kind", wanted.kind), ("cause", wanted.cause),
        ("sign", wanted.sign), ("state", wanted.state),
    )  # fmt: skip
    found = {name: word.value for name, word in chosen if word is not None}
    return {**found, "mine": "1"} if wanted.is_mine else found


def query_of(wanted: ProblemFilter, *, leave_out: str = "") -> str:
    kept = {k: v for k, v in parameters(wanted).items() if k != leave_out}
    return urlencode(kept)


def _member(kind: type[T], text: str) -> T | None:
    try:
        return kind(text)
    except ValueError:
        return None
