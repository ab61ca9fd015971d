"""相談実績の年の表: 年度の月と支援方法を掛け合わせる。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from functools import cached_property
from typing import TypeVar

from tsunagi.access.actor import Actor
from tsunagi.activity.record import queries as ledger
from tsunagi.activity.record.categories import Categories
from tsunagi.activity.record.category_queries import contact_categories
from tsunagi.activity.record.counting import MonthOfMethod
from tsunagi.common.dates import YearMonth, months_of_fiscal_year
from tsunagi.common.frozen import Frozen
from tsunagi.reports.contacts.queries import Scope

Key = TypeVar("Key", bound=Hashable)


class YearTable(Frozen, dict=True):
    """Twelve months by the methods in the catalogue's order, older codes last."""

    year: int
    months: tuple[YearMonth, ...]
    scope: Scope
    categories: Categories
    found: Sequence[MonthOfMethod]

    @cached_property
    def methods(self) -> tuple[str, ...]:
        known = self.categories.methods.codes
        older = {one.method for one in self.found} - set(known)
        return (*known, *sorted(older))

    @cached_property
    def _served(self) -> dict[tuple[YearMonth, str], int]:
        return {(one.month, one.method): one.served for one in self.found}

    def served(self, month: YearMonth, method: str) -> int:
        """延件数 of one cell."""
        return self._served.get((month, method), 0)

    @cached_property
    def _by_month(self) -> Counter[YearMonth]:
        return _summed((one.month, one.served) for one in self.found)

    @cached_property
    def _by_method(self) -> Counter[str]:
        return _summed((one.method, one.served) for one in self.found)

    @cached_property
    def _minutes(self) -> Counter[YearMonth]:
        return _summed(
            (one.month, one.minutes + one.travel_minutes) for one in self.found
        )

    def of_month(self, month: YearMonth) -> int:
        return self._by_month[month]

    def of_method(self, method: str) -> int:
        return self._by_method[method]

    def minutes_of_month(self, month: YearMonth) -> int:
        """Written minutes with travel."""
        return self._minutes[month]

    @property
    def total(self) -> int:
        return sum(one.served for one in self.found)

    @property
    def minutes(self) -> int:
        return sum(one.minutes + one.travel_minutes for one in self.found)


def _summed(pairs: Iterable[tuple[Key, int]]) -> Counter[Key]:
    found = Counter[Key]()
    for key, number in pairs:
        found[key] += number
    return found


def year_table(*, actor: Actor, year: int, scope: Scope) -> YearTable:
    months = months_of_fiscal_year(year)
    return YearTable(
        year=year,
        months=months,
        scope=scope,
        categories=contact_categories(actor=actor, on=months[-1].last_day),
        found=ledger.methods_by_month(actor=actor, months=months, offices=scope.ids),
    )
