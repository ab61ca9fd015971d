"""二段階の確認を、どの役割に、いつから求めるか。市町村が決める。"""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.access.models import GrantRow, SecondFactorRule
from tsunagi.access.permissions import Permission, Role


def roles_requiring(municipality_id: int, *, today: date) -> frozenset[Role]:
    rules = SecondFactorRule.objects.filter(
        municipality_id=municipality_id, required_from__lte=today
    )
    return frozenset(Role(role) for role in rules.values_list("role", flat=True))


def is_required_for(staff_id: int, *, today: date) -> bool:
    """Does any grant in force belong to a role that needs the second factor?"""
    in_force = GrantRow.objects.filter(
        Q(valid_before=None) | Q(valid_before__gt=today),
        staff_id=staff_id,
        valid_from__lte=today,
    )
    rules = SecondFactorRule.objects.filter(required_from__lte=today)
    needed = set(rules.values_list("municipality_id", "role"))
    return any(
        pair in needed for pair in in_force.values_list("municipality_id", "role")
    )


@transaction.atomic
def set_rules(
    *, municipality_id: int, roles: frozenset[Role], by: Actor, today: date
) -> None:
    """二段階の確認を求める役割を決める。外した役割は、この日から求めない。"""
    by.require(Permission.LOGIN_RULES_EDIT, municipality_id=municipality_id)
    current = roles_requiring(municipality_id, today=today)
    SecondFactorRule.objects.filter(
        municipality_id=municipality_id, role__in=current - roles
    ).delete()
    SecondFactorRule.objects.bulk_create(
        SecondFactorRule(
            municipality_id=municipality_id,
            role=role,
            required_from=today,
            decided_by_id=by.staff_id,
        )
        for role in sorted(roles - current)
    )
    audit.record(
        "login_rules.edit",
        by=by,
        added=sorted(role.value for role in roles - current),
        removed=sorted(role.value for role in current - roles),
    )
