"""示した選択肢と、支援の組み合わせの幅を数える。純粋関数だけを置く。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tsunagi.common.frozen import Frozen


class PlanOptions(Frozen):
    """One plan. options: of each decision; kinds: how many kinds of support it joins."""

    options: tuple[int, ...] = ()
    kinds: int = 0
    supports: int = 0
    has_informal: bool = False


class OptionFigures(Frozen):
    """plans: all; asked: those with at least one record; options: shown in them."""

    plans: int = 0
    asked: int = 0
    decisions: int = 0
    options: int = 0
    kinds: int = 0
    supports: int = 0
    informal: int = 0

    @property
    def options_each(self) -> str:
        """計画一つあたり。記録のない計画も、分母に入る。"""
        return average(self.options, self.plans)

    @property
    def options_each_decision(self) -> str:
        return average(self.options, self.decisions)

    @property
    def kinds_each(self) -> str:
        return average(self.kinds, self.plans)

    @property
    def supports_each(self) -> str:
        return average(self.supports, self.plans)


def average(total: int, count: int) -> str:
    """小数第1位まで。分母が0なら「—」。"""
    return f"{total / count:.1f}" if count else "—"


def figures(plans: Iterable[PlanOptions]) -> OptionFigures:
    found: Sequence[PlanOptions] = list(plans)
    return OptionFigures(
        plans=len(found),
        asked=sum(bool(one.options) for one in found),
        decisions=sum(len(one.options) for one in found),
        options=sum(sum(one.options) for one in found),
        kinds=sum(one.kinds for one in found),
        supports=sum(one.supports for one in found),
        informal=sum(one.has_informal for one in found),
    )
