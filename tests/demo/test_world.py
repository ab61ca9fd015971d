"""架空県: 同じ種なら同じ県、大きさが変わり、だれもがログインできる。"""

from __future__ import annotations

import random

import pytest

from demo import world as building
from tests.conftest import NOW
from tsunagi.access.actor import system_actor
from tsunagi.access.models import AuditEvent
from tsunagi.access.permissions import Role
from tsunagi.organisations.area.models import Municipality
from tsunagi.organisations.office.models import Office, OfficeKindPeriod
from tsunagi.organisations.staff.actor import load_actor
from tsunagi.organisations.staff.models import Post, Staff

pytestmark = pytest.mark.django_db


def build(seed: int = 1, persons: int = 60) -> building.World:
    world = building.World(
        chance=random.Random(seed), now=NOW, builder=system_actor("demo")
    )
    building.build_region(world, persons=persons)
    return world


def picture() -> tuple[list[object], ...]:
    """All that a person could tell apart; random ids are left out."""
    offices = Office.objects.order_by("id").values_list(
        "name", "address", "phone", "latitude", "corporation__name", "confirmed_on"
    )
    people = Staff.objects.order_by("id").values_list("login_name", "name", "name_kana")
    posts = Post.objects.order_by("id").values_list(
        "kind", "valid_from", "fte_hundredths"
    )
    return list(offices), list(people), list(posts)


def test_the_region_is_as_promised() -> None:
    world = build()
    tsunagi = world.municipalities["tsunagi"]
    kinds = OfficeKindPeriod.objects.filter(office__municipality=tsunagi)
    assert Municipality.objects.count() == 3
    assert tsunagi.areas.filter(kind="ward").count() == 3
    assert kinds.filter(kind="core_centre").count() == 3
    assert kinds.filter(kind="activity_centre").count() == 2
    designated = Office.objects.filter(
        municipality=tsunagi,
        kind_periods__kind__in=("designated_plan", "designated_child"),
    ).distinct()
    assert designated.count() == 11
    alone = [o for o in designated if o.posts.values("staff").distinct().count() == 1]
    assert len(alone) == 4
    yamaai = world.municipalities["yamaai"]
    assert not OfficeKindPeriod.objects.filter(
        office__municipality=yamaai, kind__startswith="designated"
    ).exists()
    assert 55 <= Staff.objects.count() <= 65
    assert (
        AuditEvent.objects.filter(action="office.register").count()
        == Office.objects.count()
    )


def test_every_role_has_an_account_that_can_act() -> None:
    world = build()
    main = {account.role: account for account in world.accounts if account.is_main}
    assert len(main) == len(Role)
    roles = set()
    for account in main.values():
        staff = Staff.objects.get(login_name=account.login)
        assert staff.check_password(account.password)
        actor = load_actor(staff.pk, now=NOW)
        assert actor is not None
        roles |= actor.roles
    assert roles == set(Role)


def test_the_same_seed_makes_the_same_region_and_another_does_not() -> None:
    from django.db import transaction

    pictures = []
    for seed in (7, 7, 8):
        try:
            with transaction.atomic():
                build(seed)
                pictures.append(picture())
                raise _Undone
        except _Undone:
            pass
    assert pictures[0] == pictures[1]
    assert pictures[0] != pictures[2]


class _Undone(Exception):
    pass


def test_the_demo_grows_with_the_number_of_persons() -> None:
    build(persons=900)
    providers = OfficeKindPeriod.objects.filter(kind="service_provider").count()
    assert providers == 900 // building.PERSONS_PER_PROVIDER


def test_nothing_looks_real() -> None:
    build()
    for name in Office.objects.filter(
        kind_periods__kind__in=("designated_plan", "core_centre", "informal")
    ).values_list("name", flat=True):
        assert "架空" in name
    assert (
        not Office.objects.exclude(phone="").exclude(phone__startswith="000-").exists()
    )
