"""The region that is laid out again is the one that the actions built."""

from __future__ import annotations

import pytest

from tests.conftest import NOW
from tests.factories.kept_region import kept_region
from tsunagi.access.models import AuditEvent
from tsunagi.organisations.models import Office, Post, Staff

pytestmark = pytest.mark.django_db
MODELS = (Office, Post, Staff, AuditEvent)


def everything() -> dict[str, list[tuple[object, ...]]]:
    return {
        model.__name__: list(model._base_manager.order_by("pk").values_list())
        for model in MODELS
    }


@pytest.mark.parametrize("turn", range(3))
def test_each_test_gets_a_whole_region_of_its_own(turn: int) -> None:
    region = kept_region(now=NOW)
    found = everything()
    assert all(found.values())
    office = region.offices["hikari"]
    assert office.name == "架空 hikari", "no test sees what another has changed"
    assert office == Office.objects.get(pk=office.pk)
    office.name = f"架空 {turn}"
    office.save()
    assert region.actor("specialist").office_id == office.pk
    later = Office.objects.create(
        name="架空 後", municipality=office.municipality, area=office.area
    )
    assert later.pk not in {row[0] for row in found["Office"]}
