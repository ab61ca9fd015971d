"""引受けのかたより: 頼まれた数、引き受けた数、断ったわけ、返事までの日数。純粋関数だけを置く。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from statistics import median

from tsunagi.cases.handover.rules import WAITING, Answer, Decline
from tsunagi.common.frozen import Frozen


class Asked(Frozen):
    """One request to one office."""

    office: int
    asked_on: date
    answer: Answer
    answered_on: date | None = None
    decline: str = ""


@dataclass
class Tally:
    """asked is the sum of all others: an answer counts where the request was made."""

    accepted: int = 0
    declined: Counter[str] = field(default_factory=Counter)
    elsewhere: int = 0
    withdrawn: int = 0
    waiting: int = 0
    days: list[int] = field(default_factory=list)

    @property
    def all_declined(self) -> int:
        return sum(self.declined.values())

    @property
    def asked(self) -> int:
        return (
            self.accepted + self.all_declined + self.elsewhere + self.withdrawn
            + self.waiting
        )  # fmt: skip

    @property
    def median_days(self) -> float | None:
        """Of what the office itself answered; None: nothing yet."""
        return median(self.days) if self.days else None

    def add(self, one: Asked) -> None:
        if one.answer is Answer.ACCEPTED:
            self.accepted += 1
        elif one.answer is Answer.DECLINED:
            self.declined[one.decline or Decline.OTHER.value] += 1
        elif one.answer is Answer.ELSEWHERE:
            self.elsewhere += 1
        elif one.answer is Answer.WITHDRAWN:
            self.withdrawn += 1
        elif one.answer in WAITING:
            self.waiting += 1
        own = one.answer in (Answer.ACCEPTED, Answer.DECLINED)
        if own and one.answered_on is not None:
            self.days.append((one.answered_on - one.asked_on).days)


def tallies(asks: Iterable[Asked]) -> dict[int, Tally]:
    """{office: what it was asked and answered}."""
    found: dict[int, Tally] = {}
    for one in asks:
        found.setdefault(one.office, Tally()).add(one)
    return found


def summed(found: Iterable[Tally]) -> Tally:
    total = Tally()
    for one in found:
        total.accepted += one.accepted
        total.declined += one.declined
        total.elsewhere += one.elsewhere
        total.withdrawn += one.withdrawn
        total.waiting += one.waiting
        total.days += one.days
    return total
