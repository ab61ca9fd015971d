"""計画とモニタリングの数字の規則と言葉。純粋関数だけを置く。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled


class Interval(Labelled):
    """モニタリング期間の区切り。表にない間隔は「その他」。"""

    MONTHLY = "1", "毎月"
    TWO = "2", "2か月"
    THREE = "3", "3か月"
    FOUR = "4", "4か月"
    SIX = "6", "6か月"
    YEAR = "12", "1年"
    OTHER = "other", "その他"


def interval_of_months(every: int) -> Interval:
    try:
        return Interval(str(every))
    except ValueError:
        return Interval.OTHER


class Ratio(Frozen):
    """分子と分母。割合は、分母が0なら出さない。"""

    numerator: int
    denominator: int

    @property
    def rate(self) -> float | None:
        """百分率、小数第1位まで。"""
        if not self.denominator:
            return None
        return round(self.numerator * 100 / self.denominator, 1)

    @property
    def words(self) -> str:
        return "—" if self.rate is None else f"{self.rate}％"


@dataclass
class PlanFigures:
    """One office, or many summed. late: planned months that went by without a word."""

    planned: int = 0
    child: int = 0
    self_plan: int = 0
    self_child: int = 0
    intervals: Counter[Interval] = field(default_factory=Counter)
    done: int = 0
    not_done: int = 0
    late: int = 0

    @property
    def self_rate(self) -> Ratio:
        """計画相談の対象のうち、セルフプランの人。"""
        return Ratio(self.self_plan, self.self_plan + self.planned)

    @property
    def self_child_rate(self) -> Ratio:
        """障害児相談の対象のうち、セルフプランの子ども。"""
        return Ratio(self.self_child, self.self_child + self.child)

    @property
    def on_time(self) -> Ratio:
        """過ぎた月のうち、その月のうちに行った月。"""
        return Ratio(self.done, self.done + self.not_done + self.late)

    @property
    def is_empty(self) -> bool:
        return self == PlanFigures()


def summed(figures: Iterable[PlanFigures]) -> PlanFigures:
    total = PlanFigures()
    for one in figures:
        total.planned += one.planned
        total.child += one.child
        total.self_plan += one.self_plan
        total.self_child += one.self_child
        total.intervals += one.intervals
        total.done += one.done
        total.not_done += one.not_done
        total.late += one.late
    return total


def figures_as_json(one: PlanFigures) -> dict[str, Any]:
    """割合は分子・分母・百分率（分母0なら null）、間隔は全部の区切り。"""
    ratios = {
        "self_plan": one.self_rate,
        "self_plan_child": one.self_child_rate,
        "on_time": one.on_time,
    }
    return {
        **{
            name: {
                "numerator": ratio.numerator, "denominator": ratio.denominator,
                "rate": ratio.rate,
            }
            for name, ratio in ratios.items()
        },
        "intervals": {step.label: one.intervals[step] for step in Interval},
    }  # fmt: skip


class Behind(Labelled):
    """数字の後ろの人を見るときの、どの数字か。"""

    SELF_PLAN = "self", "セルフプランの人（計画相談）"
    SELF_CHILD = "self_child", "セルフプランの子ども（障害児相談）"
    LATE = "late", "行ったか分からない月・行わなかった月のある人"
    MONTHLY = "every_1", "毎月の人"
    TWO = "every_2", "2か月ごとの人"
    THREE = "every_3", "3か月ごとの人"
    FOUR = "every_4", "4か月ごとの人"
    SIX = "every_6", "6か月ごとの人"
    YEAR = "every_12", "1年ごとの人"
    OTHER = "every_other", "そのほかの間隔の人"


def behind_interval(interval: Interval) -> Behind:
    return Behind(f"every_{interval.value}")


class DraftTime(Frozen):
    """アセスメントの訪問から計画案の提出までの日数。days: 中央値、なければ None。"""

    count: int
    days: int | None

    @property
    def sentence(self) -> str:
        if self.days is None:
            return (
                "アセスメントから計画案の提出までの日数は、数えられる計画がありません。"
            )
        return (
            "アセスメントの訪問から計画案の提出までは、"
            f"まん中の値で{self.days}日です（{self.count:,}件）。"
        )


def draft_time(pairs: Iterable[tuple[date, date]]) -> DraftTime:
    """(訪問した日, 出した日)。出した日が先のものは、数えない。"""
    days = sorted((sent - visited).days for visited, sent in pairs if sent >= visited)
    return DraftTime(len(days), days[(len(days) - 1) // 2] if days else None)
