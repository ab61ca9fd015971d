"""期間。始めの日を含み、終わりの次の日（`valid_before`）を含まない。"""

from __future__ import annotations

from datetime import date

from tsunagi.common.dates import last_day_of
from tsunagi.common.frozen import Frozen


class Interval(Frozen):
    """A half-open interval of civil dates. Without `valid_before` it is still open."""

    valid_from: date
    valid_before: date | None = None

    def __post_init__(self) -> None:
        if self.valid_before is not None and self.valid_before <= self.valid_from:
            raise ValueError(
                f"valid_before {self.valid_before} must be after {self.valid_from}"
            )

    @property
    def last_day(self) -> date | None:
        """画面と帳票に出す、最後の有効な日。続いている期間では None。"""
        return last_day_of(self.valid_before)

    def contains(self, day: date) -> bool:
        if day < self.valid_from:
            return False
        return self.valid_before is None or day < self.valid_before

    def overlaps(self, other: Interval) -> bool:
        """Neighbours do not overlap: one ends on the day the next begins."""
        return other._reaches(self.valid_from) and self._reaches(other.valid_from)

    def _reaches(self, day: date) -> bool:
        return self.valid_before is None or day < self.valid_before
