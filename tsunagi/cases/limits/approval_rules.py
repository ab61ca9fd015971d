"""センターが計画相談を引き受けるときの、市の承認。純粋関数だけを置く。

Nothing is refused: whoever takes a person over has taken the person over. Where the rule is
on, the city is asked, and until it has answered the case is marked as waiting.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from tsunagi.cases.limits.limit_rules import LimitRule
from tsunagi.common.words import Labelled
from tsunagi.organisations.office.rules import OfficeKind

CENTRE_KINDS = frozenset({OfficeKind.CORE_CENTRE, OfficeKind.COMMISSIONED})


class Decision(Labelled):
    """市の答え。"""

    APPROVED = "approved", "承認する"
    NOT_APPROVED = "not_approved", "承認しない"


class Standing(Labelled):
    """いまどうなっているか。"""

    WAITING = "waiting", "市の承認待ち"
    APPROVED = "approved", "市が承認した"
    NOT_APPROVED = "not_approved", "市が承認しなかった"


def standing_of(decision: str) -> Standing:
    return Standing(decision) if decision else Standing.WAITING


def is_rule_on(switch: bool | None, rule: LimitRule | None, *, day: date) -> bool:
    """市町村が決めた入・切が先。決めていなければ、採用した決まりが言い、確かめてある間だけ。

    switch: what the municipality has decided for the day, None: nothing.
    """
    if switch is not None:
        return switch
    return rule is not None and rule.hard_only and rule.is_verified(day)


def needs_approval(
    *, is_plan: bool, kinds: Collection[OfficeKind], difficulties: int, is_on: bool
) -> bool:
    """支援を難しくしている事情のない計画相談を、センターが持つとき。"""
    return is_on and is_plan and not difficulties and not CENTRE_KINDS.isdisjoint(kinds)
