"""身近な社会資源: 一分で加え、直し、なくなったと記す。同じものは二度載らない。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.conftest import NOW, TODAY
from tests.factories.region import Region
from tsunagi.access.actor import AccessDenied
from tsunagi.access.models import AuditEvent
from tsunagi.common.errors import UserError
from tsunagi.organisations.models import Office
from tsunagi.organisations.office.queries import DirectoryFilter, directory
from tsunagi.organisations.resource.actions import (
    close_resource,
    edit_resource,
    may_keep,
    register_resource,
)

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]
VALUES = {
    "name": "架空町 おしゃべりサロン", "name_kana": "", "phone": "000-123-4567",
    "address": "", "introduction": "毎週水曜。だれでも。", "how_to_ask": "",
}  # fmt: skip


def add(region: Region, by: str = "specialist", **more: Any) -> Office:
    values: dict[str, Any] = {"is_another": False, "key": uuid4(), **more}
    return register_resource(
        area=region.areas["east"], values={**VALUES, **values.pop("values", {})},
        by=region.actor(by), now=NOW, today=TODAY, **values,
    )  # fmt: skip


def informal_names(region: Region, by: str = "specialist") -> list[str]:
    page = directory(
        actor=region.actor(by), wanted=DirectoryFilter(kinds=("informal",)), today=TODAY
    )
    return [row.office.name for row in page.rows]


def test_whoever_works_there_adds_and_everybody_finds_it(region: Region) -> None:
    office = add(region)
    assert informal_names(region) == [VALUES["name"]]
    assert informal_names(region, "member") == [VALUES["name"]]
    event = AuditEvent.objects.order_by("-id")[0]
    assert (event.action, event.target_public_id) == ("resource.add", office.public_id)


@pytest.mark.parametrize(
    "values",
    [
        {"name": "架空町　おしゃべりｻﾛﾝ", "phone": ""},
        {"name": "べつの名前", "phone": "000-123-4567"},
    ],
)
def test_what_is_listed_already_is_asked_about(
    values: dict[str, str], region: Region
) -> None:
    add(region)
    with pytest.raises(UserError) as error:
        add(region, values=values)
    assert error.value.message.code == "RES-001"
    assert VALUES["name"] in str(error.value)
    add(region, values=values, is_another=True)
    assert len(informal_names(region)) == 2


def test_the_same_form_twice_adds_once(region: Region) -> None:
    key = uuid4()
    assert add(region, key=key).pk == add(region, key=key).pk


def test_colleagues_keep_it_up_to_date(region: Region) -> None:
    office = add(region)
    edit_resource(
        office=office, area=region.areas["west"], values={**VALUES, "phone": "000-1"},
        version=1, by=region.actor("alone"), now=NOW, today=TODAY,
    )  # fmt: skip
    office.refresh_from_db()
    assert (office.phone, office.area.name, office.version) == ("000-1", "西区", 2)
    assert office.confirmed_on == TODAY
    close_resource(office=office, on=TODAY, by=region.actor("alone"), today=TODAY)
    office.refresh_from_db()
    assert informal_names(region) == []
    assert not may_keep(office, by=region.actor("alone"), today=TODAY)


def test_a_designated_office_is_not_kept_this_way(region: Region) -> None:
    with pytest.raises(AccessDenied):
        edit_resource(
            office=region.offices["hikari"], area=region.areas["east"], values=VALUES,
            version=1, by=region.actor("alone"), now=NOW, today=TODAY,
        )  # fmt: skip


@pytest.mark.parametrize("who", ["member", "adviser", "minato_specialist"])
def test_others_do_not_add_here(who: str, region: Region) -> None:
    with pytest.raises(AccessDenied):
        add(region, by=who)


def test_on_screen_only_the_name_is_needed(
    region: Region, client_for: ClientFor
) -> None:
    client = client_for("specialist")
    url = reverse("resource-new")
    form = client.get(url).context["form"]
    data = {"name": "架空 駄菓子屋", "area": str(region.areas["east"].public_id),
            "key": str(form["key"].value())}  # fmt: skip
    page = client.post(url, data, follow=True)
    text = page.content.decode()
    assert "架空 駄菓子屋" in text and "内容を直す" in text
    assert client_for("member").get(url).status_code == 403
    office = Office.objects.get(name="架空 駄菓子屋")
    for name in ("resource-edit", "resource-close"):
        page = client.get(reverse(name, args=[office.public_id]))
        assert page.status_code == 200
