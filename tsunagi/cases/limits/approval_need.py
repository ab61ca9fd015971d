"""この計画相談に、市の承認が要るか。はい・いいえだけで、だれのことも、ここからは出ない。"""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from tsunagi.access.actor import Actor
from tsunagi.activity.catalogue.queries import in_force
from tsunagi.cases.case.models import Case, Difficulty
from tsunagi.cases.limits.approval_rules import (
    CENTRE_KINDS,
    is_rule_on,
    needs_approval,
)
from tsunagi.cases.limits.limit_rules import LimitRule, rule_on, tables
from tsunagi.cases.limits.models import ApprovalRule
from tsunagi.organisations.area.models import Area
from tsunagi.organisations.area.queries import in_force_on
from tsunagi.organisations.area.rules import ids_on_path
from tsunagi.organisations.office.models import Office, OfficeKindPeriod
from tsunagi.organisations.office.rules import OfficeKind

ONE_ANSWER = "yes or no; no row and no person leaves this module"


def switch_on(municipality_id: int, *, day: date) -> ApprovalRule | None:
    """What the municipality has decided for that day."""
    return (
        ApprovalRule.objects.filter(
            Q(valid_before=None) | Q(valid_before__gt=day),
            municipality_id=municipality_id, valid_from__lte=day, is_struck=False,
        )
        .order_by("-valid_from", "-pk")
        .first()
    )  # fmt: skip


def is_needed(
    *, actor: Actor, office: Office, case: Case | None, is_plan: bool, today: date
) -> bool:
    """case None: a person who is about to begin. Asks nothing where it is no plan case."""
    if not is_plan:
        return False
    periods = OfficeKindPeriod.objects.filter(in_force_on(today), office=office)
    kinds = {OfficeKind(kind) for kind in periods.values_list("kind", flat=True)}
    if CENTRE_KINDS.isdisjoint(kinds):
        return False
    switch = switch_on(office.municipality_id, day=today)
    rule = None if switch else _adopted_rule(actor, office, kinds, today)
    return needs_approval(
        is_plan=is_plan, kinds=kinds, difficulties=_difficulties(case),
        is_on=is_rule_on(switch.is_on if switch else None, rule, day=today),
    )  # fmt: skip


def _difficulties(case: Case | None) -> int:
    if case is None:
        return 0
    rows = Difficulty.objects.unscoped(ONE_ANSWER)
    return rows.filter(case=case, resolved_on=None).count()


def _adopted_rule(
    actor: Actor, office: Office, kinds: set[OfficeKind], today: date
) -> LimitRule | None:
    adopted = {
        name
        for name in {one.catalogue for one in tables().limits}
        if in_force(actor=actor, name=name, on=today).is_adopted
    }
    names = Area.objects.filter(pk__in=ids_on_path(office.area.path))
    return rule_on(
        today, kinds=kinds, area_names=list(names.values_list("name", flat=True)),
        adopted=adopted,
    )  # fmt: skip
