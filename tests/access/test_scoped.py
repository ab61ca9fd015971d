"""The default manager answers nobody who does not say who asks."""

from __future__ import annotations

import pytest

from tests.conftest import NOW, TODAY
from tests.factories.region import Region
from tsunagi.access.scoped import UnscopedUse
from tsunagi.organisations.staff.models import Qualification
from tsunagi.organisations.staff.rules import QualificationKind


@pytest.fixture
def qualification(region: Region) -> Qualification:
    return Qualification.objects.create(
        staff=region.staff["specialist"],
        kind=QualificationKind.INITIAL,
        completed_on=TODAY,
    )


@pytest.mark.parametrize("door", ["all", "count", "get_queryset", "exists", "first"])
def test_every_other_door_is_shut(door: str, region: Region) -> None:
    with pytest.raises(UnscopedUse):
        getattr(Qualification.objects, door)()


def test_a_filter_without_an_actor_is_refused(qualification: Qualification) -> None:
    with pytest.raises(UnscopedUse):
        Qualification.objects.filter(pk=qualification.pk)
    with pytest.raises(UnscopedUse):
        Qualification.objects.get(pk=qualification.pk)


def test_each_sees_what_the_policy_gives(
    region: Region, qualification: Qualification
) -> None:
    seen_by = {
        name: Qualification.objects.visible_to(region.actor(name), now=NOW).exists()
        for name in ("specialist", "manager", "officer", "ward_officer", "alone",
                     "minato_officer", "member", "administrator")
    }  # fmt: skip
    assert seen_by == {
        "specialist": True,
        "manager": True,
        "officer": True,
        "ward_officer": True,
        "alone": False,
        "minato_officer": False,
        "member": False,
        "administrator": False,
    }


def test_going_around_the_scope_needs_a_reason(qualification: Qualification) -> None:
    assert Qualification.objects.unscoped("a test").get() == qualification
    with pytest.raises(UnscopedUse, match="why"):
        Qualification.objects.unscoped("")


def test_the_way_back_from_a_related_row_is_shut_too(
    region: Region, qualification: Qualification
) -> None:
    related = region.staff["specialist"].qualifications
    with pytest.raises(UnscopedUse):
        list(related.all())
    with pytest.raises(UnscopedUse):
        related.visible_to(region.actor("officer"), now=NOW)
