"""計画相談の件数の上限: その日に効く決まり、いまの位置、期限での判定。純粋関数だけを置く。

A limit is information. Nothing here, and nothing that calls this, refuses to take a person
over: no law does. Numbers stand in data/case_limits.toml with their days and sources.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from tsunagi.cases.case.rules import Mode
from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled
from tsunagi.organisations.office.rules import OfficeKind

DATA_FILE = Path(__file__).parent / "data" / "case_limits.toml"
# From so many below the limit on, people are told. Our own habit, not a law.
WARN_WITHIN = 5
# What counts as a plan case: the two designated kinds of planning.
PLAN_MODES = (Mode.PLAN, Mode.CHILD_PLAN)
# Reasons that the system writes by itself say nothing of why a case is held.
ROUTINE = frozenset({"", "引継ぎ", "相談受付から", "ほかの市町村からの引継ぎ"})


class Standing(Labelled):
    """いまの位置。"""

    UNDER = "under", "余裕がある"
    NEAR = "near", "上限に近い"
    OVER = "over", "上限をこえた"


class Verdict(Labelled):
    """期限の日に、どうだったか。"""

    NOT_YET = "not_yet", "期限はこれから"
    KEPT = "kept", "期限の日に、上限に収まっていた"
    BROKEN = "broken", "期限の日に、上限をこえていた"
    UNKNOWN = "unknown", "期限の日の記録がない"


class LimitRule(Frozen):
    """One dated limit. areas: names of areas; empty: wherever no other one names the area.

    sure_before: from that day on nobody has verified that it still holds. hard_only: a
    centre is to take plan cases only where support is difficult.
    """

    code: str
    label: str
    catalogue: str
    kinds: frozenset[OfficeKind]
    areas: frozenset[str]
    places: int
    valid_from: date
    due: date | None
    sure_before: date | None
    confidence: str
    source: str
    note: str
    hard_only: bool

    def is_verified(self, day: date) -> bool:
        if self.confidence == "C":
            return False
        return self.sure_before is None or day < self.sure_before


class Standard(Frozen):
    """A figure of the whole country for each specialist; never a limit."""

    code: str
    label: str
    places: int
    valid_from: date
    confidence: str
    source: str


class Limit(Frozen):
    """What one office is measured by. rule None: what the office has said itself, and then
    every open case counts, as in the directory; else only plan cases.
    """

    places: int
    rule: LimitRule | None = None

    @property
    def counts_plans_only(self) -> bool:
        return self.rule is not None

    @property
    def words(self) -> str:
        if self.rule is None:
            return f"事業所が自分で言った、受け持てる人数（{self.places}人）"
        return self.rule.label


class Tables(Frozen):
    limits: tuple[LimitRule, ...]
    standards: tuple[Standard, ...]


@cache
def tables() -> Tables:
    """The file as it is shipped."""
    raw = tomllib.loads(DATA_FILE.read_text(encoding="utf-8"))
    return Tables(
        tuple(_limit(one) for one in raw["limits"]),
        tuple(Standard(**one) for one in raw["standards"]),
    )


def _limit(raw: dict[str, Any]) -> LimitRule:
    named = {
        **raw,
        "kinds": frozenset(OfficeKind(one) for one in raw["kinds"]),
        "areas": frozenset(raw["areas"]),
    }
    return LimitRule(
        **{"due": None, "sure_before": None, "note": "", "hard_only": False, **named}
    )


def rule_on(
    day: date,
    *,
    kinds: Collection[OfficeKind],
    area_names: Collection[str],
    adopted: Collection[str],
    rules: Iterable[LimitRule] | None = None,
) -> LimitRule | None:
    """その日に、この事業所に効く決まり。地域を名ざす決まりが先、そのなかで新しいものが先。

    area_names: of the area the office lies in and all above; adopted: catalogues that the
    municipality has adopted.
    """
    fitting = [
        one
        for one in (tables().limits if rules is None else rules)
        if one.catalogue in adopted
        and one.valid_from <= day
        and not one.kinds.isdisjoint(kinds)
        and (not one.areas or not one.areas.isdisjoint(area_names))
    ]
    return max(fitting, key=lambda one: (bool(one.areas), one.valid_from), default=None)


def limit_of(rule: LimitRule | None, own: int | None) -> Limit | None:
    """決まりがあれば決まり、なければ事業所が自分で言った人数。どちらもなければ、上限は言えない。"""
    if rule is not None:
        return Limit(rule.places, rule)
    return None if own is None else Limit(own)


def standing(count: int, limit: Limit) -> Standing:
    """50件の上限なら、45件から知らせ、51件でこえる。"""
    if count > limit.places:
        return Standing.OVER
    return Standing.NEAR if count >= limit.places - WARN_WITHIN else Standing.UNDER


def verdict(count_at_due: int | None, rule: LimitRule, *, today: date) -> Verdict:
    """期限の日の終わりの件数で決まる。そのあとに減っても増えても、変わらない。"""
    if rule.due is None or today <= rule.due:
        return Verdict.NOT_YET
    if count_at_due is None:
        return Verdict.UNKNOWN
    return Verdict.BROKEN if count_at_due > rule.places else Verdict.KEPT


def standards_on(day: date) -> list[Standard]:
    """その日のめやす。同じ種類では新しいもの。"""
    found: dict[str, Standard] = {}
    for one in sorted(tables().standards, key=lambda one: one.valid_from):
        if one.valid_from <= day:
            found[one.code] = one
    return list(found.values())


class Term(Frozen):
    """One row of who was responsible, oldest first: office and staff as keys."""

    office: int
    staff: int | None
    reason: str


def holding_reason(terms: Sequence[Term], mode_reason: str = "") -> str:
    """この事業所が計画相談を持つわけ。書かれていなければ空。

    Read from the rows since the office became responsible: how it came to it, and later
    rows in which nothing but the reason is new. Why somebody else of the office took over
    says nothing of why the office holds the case.
    """
    if not terms:
        return ""
    here = terms[-1].office
    run: list[Term] = []
    for term in reversed(terms):
        if term.office != here:
            break
        run.append(term)
    run.reverse()
    said = [
        term.reason
        for number, term in enumerate(run)
        if number == 0 or term.staff == run[number - 1].staff
    ]
    written = [one for one in [mode_reason, *said] if one.strip() not in ROUTINE]
    return written[-1] if written else ""
