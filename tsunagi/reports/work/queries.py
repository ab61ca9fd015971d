"""業務の時間: 業務の種類、関わり方と財源、方法ごとの件数と時間。"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from django.db.models import Q

from tsunagi.access.actor import Actor
from tsunagi.activity.catalogue.queries import in_force
from tsunagi.activity.record import queries as ledger
from tsunagi.activity.record.categories import WorkKind
from tsunagi.activity.record.category_queries import contact_categories, work_kinds
from tsunagi.activity.record.counting import Spent
from tsunagi.activity.record.own_business import headings
from tsunagi.cases.case.rules import Mode
from tsunagi.common.dates import YearMonth
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.office.models import OfficeKindPeriod
from tsunagi.reports.claims.queries import cases_with_plan, cases_with_work
from tsunagi.reports.contacts.queries import Scope
from tsunagi.reports.work.basis_rules import BasisLine, basis_lines
from tsunagi.reports.work.cross_rules import NOT_SAID, CrossTable, cross_table

# Which line of the catalogue 「相談支援の体系と財源」 pays for a way of support.
FUNDING_LINE = {
    Mode.PLAN: "計画相談支援",
    Mode.CHILD_PLAN: "障害児相談支援",
    Mode.TRANSITION: "地域移行支援",
    Mode.SETTLING: "地域定着支援",
    Mode.ENTRUSTED: "障害者相談支援事業",
    Mode.CORE_DIFFICULT: "基幹相談支援センター",
}


PLAN_MODES = (Mode.PLAN, Mode.CHILD_PLAN)
ENTRUSTED_MODES = (Mode.ENTRUSTED,)


class Line(Frozen):
    """One row: its group, its words, and what was spent."""

    group: str
    label: str
    spent: Spent


class Pair(Frozen):
    """One code: what plan-based and entrusted support spent on the same thing."""

    label: str
    plan: Spent
    entrusted: Spent


class WorkReport(Frozen):
    """The same minutes seen from four sides."""

    by_heading: list[Line]
    by_kind: list[Line]
    by_mode: list[Line]
    by_funding: list[Line]
    by_method: list[Line]
    pairs: list[tuple[str, list[Pair]]]
    cross: CrossTable | None
    basis: list[BasisLine]

    @property
    def total_minutes(self) -> int:
        return sum(line.spent.total_minutes for line in self.by_method)

    @property
    def records(self) -> int:
        return sum(line.spent.records for line in self.by_method)


def work_report(*, actor: Actor, month: YearMonth, scope: Scope) -> WorkReport:
    """Three sums over the ledger; words from the catalogues in force that month."""
    day = month.last_day
    kinds = {k.code: k for k in work_kinds(actor=actor, on=day).choices}
    methods = contact_categories(actor=actor, on=day).methods
    by_kind, by_mode, by_method = (
        ledger.time_spent(actor=actor, month=month, offices=scope.ids, column=column)
        for column in ("work_kind", "mode", "method")
    )
    funding = _funding(actor, month)
    modes = [
        Line("", Mode(one.code).label if one.code else "匿名の相談", one)
        for one in by_mode
    ]
    lines = [
        Line(kinds[one.code].heading, kinds[one.code].label, one)
        if one.code in kinds
        else Line("", one.code or NOT_SAID, one)
        for one in by_kind
    ]
    return WorkReport(
        by_heading=_joined(
            [Line("", line.group or NOT_SAID, line.spent) for line in lines]
        ),
        by_kind=lines,
        by_mode=modes,
        by_funding=_joined(
            [Line("", funding.get(one.code, NOT_SAID), one) for one in by_mode]
        ),
        by_method=[Line("", methods.label_of(one.code), one) for one in by_method],
        pairs=[
            (
                title,
                _pairs(
                    ledger.time_by_mode(
                        actor=actor, month=month, offices=scope.ids, column=column
                    ),
                    words,
                ),
            )
            for title, column, words in (
                ("支援方法", "method", methods.label_of),
                ("業務の種類", "work_kind", partial(_kind_words, kinds)),
            )
        ],
        cross=cross_table(
            ledger.time_by_title(actor=actor, month=month, offices=scope.ids),
            kinds=kinds, begins=headings(),
        ),
        basis=_basis(actor, month, scope),
    )  # fmt: skip


def _basis(actor: Actor, month: YearMonth, scope: Scope) -> list[BasisLine]:
    """Two queries, whatever the number of offices and persons."""
    kinds: dict[int, set[str]] = {}
    periods = OfficeKindPeriod.objects.filter(
        Q(valid_before=None) | Q(valid_before__gt=month.first_day),
        office__in=scope.ids, valid_from__lte=month.last_day,
    )  # fmt: skip
    for office_id, kind in periods.values_list("office_id", "kind"):
        kinds.setdefault(office_id, set()).add(kind)
    return basis_lines(
        ledger.time_by_persons(
            actor=actor, month=month, offices=scope.ids,
            worked=cases_with_work(actor=actor, month=month),
            planned=cases_with_plan(actor=actor, month=month),
        ),
        names={office.pk: office.name for office in scope.offices}, kinds=kinds,
    )  # fmt: skip


def _kind_words(kinds: dict[str, WorkKind], code: str) -> str:
    return kinds[code].label if code in kinds else code or NOT_SAID


def _pairs(
    spent: dict[tuple[str, str], Spent], words: Callable[[str], str]
) -> list[Pair]:
    """Plan-based (adults and children) beside entrusted; codes that neither used are
    left out."""
    found = []
    for code in dict.fromkeys(code for code, _ in sorted(spent)):
        plan, entrusted = (
            _sum([spent[code, mode] for mode in modes if (code, mode) in spent])
            for modes in (PLAN_MODES, ENTRUSTED_MODES)
        )
        if plan.records or entrusted.records:
            found.append(Pair(words(code), plan, entrusted))
    return found


def _sum(parts: Iterable[Spent]) -> Spent:
    listed = list(parts)
    return Spent(
        "",
        sum(one.records for one in listed),
        sum(one.minutes for one in listed),
        sum(one.travel_minutes for one in listed),
    )


def _funding(actor: Actor, month: YearMonth) -> dict[str, str]:
    """mode → the funding that the catalogue names for it, as far as it names one."""
    found = in_force(actor=actor, name="support-kinds", on=month.last_day)
    named = {item.label: item.funding for item in found.items if item.funding}
    return {
        mode.value: next(
            (funding for label, funding in named.items() if label.startswith(words)),
            NOT_SAID,
        )
        for mode, words in FUNDING_LINE.items()
    }


def _joined(lines: list[Line]) -> list[Line]:
    """Lines of one label become one."""
    sums: dict[str, list[Spent]] = {}
    for line in lines:
        sums.setdefault(line.label, []).append(line.spent)
    return [Line("", label, _sum(parts)) for label, parts in sums.items()]
