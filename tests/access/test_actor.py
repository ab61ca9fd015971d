"""操作する人: どこで何ができるか、いつからいつまでか。"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.conftest import NOW, TODAY
from tests.factories.region import LONG_AGO, Region
from tsunagi.access.actor import AccessDenied, Actor, Grant, system_actor
from tsunagi.access.grants import end_grants, open_grant
from tsunagi.access.middleware import ANONYMOUS
from tsunagi.access.models import GrantRow
from tsunagi.access.permissions import Permission, Role
from tsunagi.organisations.staff import actions as people
from tsunagi.organisations.staff.actor import load_actor
from tsunagi.organisations.staff.rules import PostKind

DAY = timedelta(days=1)
EDIT = Permission.OFFICE_EDIT


def actor_with(*grants: Grant) -> Actor:
    return Actor(
        staff_id=1,
        public_id=None,
        name="架空",
        municipality_id=1,
        grants=frozenset(grants),
    )


AT_OFFICE = actor_with(Grant(Role.OFFICE_MANAGER, 1, office_id=10))
IN_AREA = actor_with(Grant(Role.WARD_OFFICER, 1, area_id=5))
IN_CITY = actor_with(Grant(Role.MUNICIPAL_OFFICER, 1))


@pytest.mark.parametrize(
    ("actor", "place", "expected"),
    [
        pytest.param(AT_OFFICE, {"office_id": 10}, True, id="own office"),
        pytest.param(AT_OFFICE, {"office_id": 11}, False, id="another office"),
        pytest.param(AT_OFFICE, {}, False, id="an office does not reach the city"),
        pytest.param(AT_OFFICE, {"area_ids": [5]}, False, id="nor its area"),
        pytest.param(IN_AREA, {"area_ids": [2, 5]}, True, id="own area on the path"),
        pytest.param(IN_AREA, {"area_ids": [2, 6]}, False, id="another area"),
        pytest.param(
            IN_AREA, {"office_id": 10}, False, id="an office without its areas"
        ),
        pytest.param(IN_CITY, {"office_id": 10}, True, id="every office of the city"),
        pytest.param(IN_CITY, {}, True, id="the city itself"),
    ],
)
def test_where_a_grant_reaches(
    actor: Actor, place: dict[str, Any], expected: bool
) -> None:
    assert actor.can(EDIT, municipality_id=1, **place) is expected
    if expected:
        actor.require(EDIT, municipality_id=1, **place)
    else:
        with pytest.raises(AccessDenied):
            actor.require(EDIT, municipality_id=1, **place)


def test_a_grant_of_one_city_says_nothing_in_another() -> None:
    assert IN_CITY.can(EDIT, municipality_id=2) is False
    assert IN_CITY.can(EDIT, municipality_id=2, office_id=10, area_ids=[5]) is False


def test_a_role_without_the_permission_reaches_nowhere() -> None:
    actor = actor_with(Grant(Role.SPECIALIST, 1, office_id=10))
    assert actor.can(EDIT, municipality_id=1, office_id=10) is False


def test_permissions_of_two_roles_add_up_but_not_their_places() -> None:
    """A manager here and a specialist there manages here only."""
    actor = actor_with(
        Grant(Role.OFFICE_MANAGER, 1, office_id=10),
        Grant(Role.SPECIALIST, 1, office_id=11),
    )
    assert actor.has(EDIT)
    assert actor.offices_with(EDIT) == {10}
    assert actor.office_ids == {10, 11}
    assert actor.can(EDIT, municipality_id=1, office_id=11) is False


def test_the_chief_adds_to_another_role_and_does_not_stand_alone() -> None:
    chief = Grant(Role.CHIEF, 1, office_id=10)
    alone = actor_with(chief)
    both = actor_with(chief, Grant(Role.CONSULTANT, 1, office_id=10))
    assert alone.has_own_role is False
    assert both.has_own_role is True
    assert both.permissions >= actor_with(Grant(Role.CONSULTANT, 1)).permissions


def test_who_has_no_grant_may_nothing() -> None:
    nobody = actor_with()
    assert nobody.permissions == frozenset()
    assert not any(nobody.has(permission) for permission in Permission)


def test_before_the_login_nobody_may_anything() -> None:
    """Programs act as a SystemActor; a browser without a login never does."""
    for permission in Permission:
        assert ANONYMOUS.has(permission) is False
        assert ANONYMOUS.can(permission, municipality_id=1, office_id=1) is False
    assert system_actor("sealer").can(EDIT, municipality_id=1) is True


# --- grants in time, read from the database --------------------------------------
def grant(region: Region, name: str, **dates: Any) -> None:
    open_grant(
        staff_id=region.staff[name].pk,
        role=Role.MUNICIPAL_OFFICER,
        municipality_id=region.municipalities["tsunagi"].pk,
        source_ref="test:1",
        by=region.builder(),
        **dates,
    )


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        pytest.param({"valid_from": TODAY}, True, id="begins today"),
        pytest.param({"valid_from": TODAY + DAY}, False, id="begins tomorrow"),
        pytest.param(
            {"valid_from": LONG_AGO, "valid_before": TODAY}, False, id="ended yesterday"
        ),
        pytest.param(
            {"valid_from": LONG_AGO, "valid_before": TODAY + DAY}, True, id="last day"
        ),
    ],
)
def test_a_grant_counts_while_it_is_in_force(
    dates: dict[str, date], expected: bool, region: Region
) -> None:
    grant(region, "specialist", **dates)
    assert (Role.MUNICIPAL_OFFICER in region.actor("specialist").roles) is expected


def test_who_has_only_ended_grants_is_nobody(region: Region) -> None:
    staff = region.staff["alone"]
    GrantRow.objects.filter(staff_id=staff.pk).update(valid_before=TODAY)
    assert load_actor(staff.pk, now=NOW) is None
    assert load_actor(staff.pk, now=NOW - DAY) is not None


def test_an_inactive_person_is_nobody(region: Region) -> None:
    staff = region.staff["alone"]
    staff.is_active = False
    staff.save()
    assert load_actor(staff.pk, now=NOW) is None


def test_grants_of_the_other_city_are_not_brought_along(region: Region) -> None:
    here, there = (
        region.municipalities["tsunagi"].pk,
        region.municipalities["minato"].pk,
    )
    staff_id = region.staff["specialist"].pk
    open_grant(
        staff_id=staff_id, role=Role.MUNICIPAL_OFFICER, municipality_id=there,
        valid_from=LONG_AGO, source_ref="test:2", by=region.builder(),
    )  # fmt: skip
    at_home = load_actor(staff_id, now=NOW)
    away = load_actor(staff_id, now=NOW, municipality_id=there)
    foreign = load_actor(staff_id, now=NOW, municipality_id=999_999)
    assert at_home is not None
    assert away is not None
    assert foreign is not None
    assert (at_home.municipality_id, at_home.other_municipality_ids) == (here, (there,))
    assert at_home.roles == {Role.SPECIALIST}
    assert (away.municipality_id, away.roles) == (there, {Role.MUNICIPAL_OFFICER})
    assert foreign.municipality_id == here, "an unknown choice falls back to one's own"
    assert away.can(EDIT, municipality_id=here) is False


def test_a_transfer_takes_effect_at_midnight_in_japan(region: Region) -> None:
    """異動は4月1日0時（日本時間）。世界標準時ではまだ3月31日である。"""
    staff, old, new = (
        region.staff["specialist"], region.offices["hikari"], region.offices["alone"],
    )  # fmt: skip
    people.transfer_staff(
        staff=staff,
        old_post=staff.posts.get(),
        new=people.NewPost(new, PostKind.SPECIALIST, date(2027, 4, 1)),
        reason="異動",
        by=region.actor("officer"),
    )
    before = load_actor(staff.pk, now=datetime(2027, 3, 31, 14, 59, 59, tzinfo=UTC))
    after = load_actor(staff.pk, now=datetime(2027, 3, 31, 15, 0, 0, tzinfo=UTC))
    assert before is not None
    assert after is not None
    assert before.office_ids == {old.pk}
    assert after.office_ids == {new.pk}


# --- ending what a cause had opened ----------------------------------------------
def test_ending_closes_running_grants_and_cancels_future_ones(region: Region) -> None:
    staff_id = region.staff["trainee"].pk
    GrantRow.objects.filter(staff_id=staff_id).delete()
    for start in (LONG_AGO, TODAY + 10 * DAY):
        grant(region, "trainee", valid_from=start)
    assert end_grants(source_ref="test:1", valid_before=TODAY) == 2
    running, future = GrantRow.objects.filter(staff_id=staff_id).order_by("valid_from")
    assert running.valid_before == TODAY
    assert future.valid_before == future.valid_from
    for moment in (NOW, NOW + 20 * DAY):
        assert load_actor(staff_id, now=moment) is None


def test_ending_never_prolongs_a_grant_that_ended_earlier(region: Region) -> None:
    grant(region, "trainee", valid_from=LONG_AGO, valid_before=TODAY - 5 * DAY)
    assert end_grants(source_ref="test:1", valid_before=TODAY) == 0
    row = GrantRow.objects.get(source_ref="test:1")
    assert row.valid_before == TODAY - 5 * DAY


def test_ending_one_cause_leaves_another_alone(region: Region) -> None:
    assert end_grants(source_ref="test:none", valid_before=TODAY) == 0
    assert region.actor("manager").has(EDIT)
