"""計画の行き渡り: サービスを使う人を、計画相談・障害児相談・セルフプラン・計画なしに分ける。

サービスを使う人とは、その日に有効な支給決定、または障害福祉サービス・通所・地域相談の受給者証の
ある、支援の続いている人である。
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tsunagi.access.actor import Actor
from tsunagi.cases.case.models import Case
from tsunagi.cases.entitlement.models import Entitlement
from tsunagi.cases.entitlement.rules import Coverage, coverage_of
from tsunagi.cases.person.models import Certificate
from tsunagi.cases.person.rules import CertificateKind
from tsunagi.common.frozen import Frozen

OF_SERVICES = (
    CertificateKind.WELFARE, CertificateKind.COMMUNITY, CertificateKind.CHILD,
)  # fmt: skip
MOST_NAMED = 200


class CoverageTable(Frozen):
    """counts: every way, also those with nobody; their sum is all users."""

    counts: dict[Coverage, int]

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    def percent(self, coverage: Coverage) -> int | None:
        """None where there is nobody to divide by."""
        if not self.total:
            return None
        return round(self.counts[coverage] * 100 / self.total)


def _users(cases: QuerySet[Case], on: date) -> QuerySet[Case]:
    """Open cases of persons who use services on that day."""
    decided = Entitlement._base_manager.filter(
        case=OuterRef("pk"), withdrawn_at=None, valid_from__lte=on, valid_before__gt=on
    )
    holds = Certificate._base_manager.filter(
        Q(valid_from=None) | Q(valid_from__lte=on),
        Q(valid_before=None) | Q(valid_before__gt=on),
        person=OuterRef("person_id"), kind__in=OF_SERVICES,
    )  # fmt: skip
    return cases.filter(Exists(decided) | Exists(holds), closed_on=None)


def coverage_table(
    *, actor: Actor, on: date, offices: Collection[int]
) -> CoverageTable:
    """Counts alone. One query."""
    cases = Case._base_manager.filter(
        municipality_id=actor.here, responsible_office_id__in=offices
    )
    rows = _users(cases, on).order_by().values_list("mode").annotate(count=Count("pk"))
    found: Counter[Coverage] = Counter()
    for mode, count in rows:
        found[coverage_of(mode)] += count
    return CoverageTable({one: found[one] for one in Coverage})


def without_plan(
    *, actor: Actor, on: date, office_id: int, now: datetime
) -> list[Case]:
    """計画相談にできるかもしれない人: サービスを使い、計画のない、自分の事業所の人。"""
    cases = Case.objects.visible_to(actor, now=now).filter(
        responsible_office_id=office_id
    )
    planned = [one.value for one in Coverage if one is not Coverage.NONE]
    return list(
        _users(cases, on)
        .exclude(mode__in=planned)
        .select_related("person", "responsible_staff")
        .order_by("person__kana_key", "pk")[:MOST_NAMED]
    )
