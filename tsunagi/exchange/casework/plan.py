"""読んだ表と、いまの記録の違い。利用者にも相談記録にも共通の部分。"""

from __future__ import annotations

import hashlib
import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from tsunagi.exchange.casework.place import Place
from tsunagi.exchange.casework.rules import Progress, Remarks
from tsunagi.exchange.reports import Difference, ImportReport

T = TypeVar("T")
# `IN (…)` with more values than this is asked in several statements.
ASKED_AT_ONCE = 1_000


@dataclass
class Plan(ABC):
    """What a confirmation would write, and the report that shows it.

    shown: the persons of whom something that we keep stands in the report.
    """

    place: Place
    remarks: Remarks
    rows: int
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    differences: list[Difference] = field(default_factory=list)
    new_names: list[str] = field(default_factory=list)
    shown: set[UUID] = field(default_factory=set)
    plans_advanced: int = 0

    @property
    def report(self) -> ImportReport:
        return ImportReport(
            rows=self.rows,
            new=self.new,
            changed=self.changed,
            unchanged=self.unchanged,
            errors=tuple(sorted(self.remarks.errors, key=lambda one: one.line)),
            warnings=tuple(self.remarks.all_warnings()),
            differences=tuple(self.differences),
            new_names=tuple(self.new_names),
            plans_advanced=self.plans_advanced,
        )

    @property
    def digest(self) -> str:
        """Equal as long as the same table meets the same records."""
        counts = [self.place.office.pk, self.new, self.changed, self.unchanged,
                  self.plans_advanced]  # fmt: skip
        differences = [one.as_json() for one in self.differences]
        text = json.dumps([counts, differences], ensure_ascii=False)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def summary(self) -> str:
        return f"新しい {self.new}、変わった {self.changed}、同じ {self.unchanged}"

    @abstractmethod
    def write(self, *, progress: Progress | None = None) -> None:
        """Write all of it; called inside one transaction, without errors in it."""


def parts(items: Sequence[T]) -> list[Sequence[T]]:
    """The same items, never more at once than one statement takes."""
    return [
        items[at : at + ASKED_AT_ONCE] for at in range(0, len(items), ASKED_AT_ONCE)
    ]
