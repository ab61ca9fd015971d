"""報酬の根拠が記録にない時間: 基本相談支援を、計画の仕事から分ける。純粋関数だけを置く。

No units and no fees: only whether the records of the month hold a piece of work that a
claim could rest on. 基本相談支援: 障害者総合支援法 第5条。
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from tsunagi.activity.record.counting import Spent
from tsunagi.activity.record.person_counting import Marked
from tsunagi.cases.case.rules import Mode
from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled
from tsunagi.organisations.office.rules import OfficeKind


class Basis(Labelled):
    """Each piece of work lies in exactly one of these."""

    WORK = "work", "計画作成かモニタリングのあった人"
    QUIET = "quiet", "計画はあるが、その月はどちらもない人"
    NO_PLAN = "no_plan", "計画のない人・匿名の相談"
    OTHER = "other", "委託など、ほかの財源"


UNBASED = (Basis.QUIET, Basis.NO_PLAN)
DESIGNATED = frozenset({OfficeKind.DESIGNATED_PLAN, OfficeKind.DESIGNATED_CHILD})
COMMISSIONED = frozenset(
    {OfficeKind.COMMISSIONED, OfficeKind.ACTIVITY_CENTRE, OfficeKind.CORE_CENTRE}
)
PAID_OTHERWISE = (Mode.TRANSITION, Mode.SETTLING, Mode.CORE_DIFFICULT)
# Paid by the commission, where the office has one.
BY_COMMISSION = (Mode.ENTRUSTED, "")


def basis_of(mark: Marked, *, kinds: Collection[str]) -> Basis:
    """kinds: what the office was in that month."""
    commissioned = not COMMISSIONED.isdisjoint(kinds)
    if DESIGNATED.isdisjoint(kinds) or mark.mode in PAID_OTHERWISE:
        return Basis.OTHER
    if commissioned and mark.mode in BY_COMMISSION:
        return Basis.OTHER
    if mark.worked:
        return Basis.WORK
    return Basis.QUIET if mark.planned else Basis.NO_PLAN


class BasisLine(Frozen):
    """One office of a month; minutes with travel."""

    label: str
    minutes: Mapping[Basis, int]
    records: Mapping[Basis, int]

    @property
    def cells(self) -> tuple[int, ...]:
        return tuple(self.minutes[basis] for basis in Basis)

    @property
    def unbased(self) -> int:
        return sum(self.minutes[basis] for basis in UNBASED)


def basis_lines(
    spent: Mapping[Marked, Spent],
    *,
    names: Mapping[int, str],
    kinds: Mapping[int, Collection[str]],
) -> list[BasisLine]:
    """In the order of names; offices that recorded nothing are left out."""
    found: dict[int, list[tuple[Basis, Spent]]] = {}
    for mark, one in spent.items():
        basis = basis_of(mark, kinds=kinds.get(mark.office_id, ()))
        found.setdefault(mark.office_id, []).append((basis, one))
    return [_line(name, found[pk]) for pk, name in names.items() if pk in found]


def _line(label: str, parts: Iterable[tuple[Basis, Spent]]) -> BasisLine:
    minutes, records = dict.fromkeys(Basis, 0), dict.fromkeys(Basis, 0)
    for basis, one in parts:
        minutes[basis] += one.total_minutes
        records[basis] += one.records
    return BasisLine(label, minutes, records)


def unbased_minutes(lines: Iterable[BasisLine]) -> int:
    return sum(line.unbased for line in lines)
