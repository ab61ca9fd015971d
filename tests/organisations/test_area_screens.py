"""The pages of areas: layers, gaps, addresses, joint areas, outlines."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.conftest import NOW, TODAY
from tests.factories.region import Region
from tsunagi.organisations.area.models import AreaOutline
from tsunagi.organisations.office import actions as office_actions
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.office.rules import OfficeKind

pytestmark = pytest.mark.django_db


def test_the_area_page_shows_layers_and_gaps(client_for, region: Region) -> None:
    page = client_for("officer").get(
        reverse("area-page", args=[region.areas["west"].public_id])
    )
    assert page.context["picture"].gaps == (2, 3)
    assert "担い手のない層があります" in page.content.decode()


def test_the_sum_of_the_wards_is_the_city(client_for, region: Region) -> None:
    """OSK-CITY-12: 区ごとの数を足すと、市の数になる。"""

    def offices(area: str) -> set[int]:
        response = client_for("officer").get(
            reverse("office-list"), {"area": str(region.areas[area].public_id)}
        )
        return {row.office.pk for row in response.context["rows"]}

    city = offices("tsunagi")
    wards = [offices(key) for key in ("east", "west", "north")]
    direct = set(
        Office.objects.filter(area=region.areas["tsunagi"]).values_list("pk", flat=True)
    )
    assert city == set().union(*wards) | direct
    assert len(city) == sum(map(len, wards)) + len(direct)


def test_an_address_leads_to_its_area(client_for, region: Region) -> None:
    """KUM-02: 住所から、ちょうど一つの担当地域に行き着く。"""
    client = client_for("specialist")
    for address, area in (
        ("架空県つなぎ市東区見本台1番地", "east"),
        ("つなぎ市西区", "west"),
        ("みなと町架空1", "minato"),
    ):
        response = client.post(reverse("area-find"), {"address": address})
        expected = reverse("area-page", args=[region.areas[area].public_id])
        assert response.status_code == 302 and response.url == expected
    assert client.post(reverse("area-find"), {"address": "遠い町"}).status_code == 422


def test_specialists_are_counted_per_kind_on_a_day(client_for, region: Region) -> None:
    """TOKYO-05: 種別ごとの相談支援専門員の数を、その日の配置で数える。"""
    url = reverse("area-page", args=[region.areas["tsunagi"].public_id])
    client = client_for("officer")
    now = dict(client.get(url).context["specialists"])
    assert now == {"指定特定相談支援事業所": 1, "指定障害児相談支援事業所": 1}
    before = client.get(url, {"on": "2019-04-01"}).context["specialists"]
    assert before == []


def test_a_joint_area_is_its_members(client_for, region: Region) -> None:
    from tsunagi.access.actor import system_actor
    from tsunagi.organisations.area import actions as area_actions
    from tsunagi.organisations.area.rules import AreaKind

    joint = area_actions.register_area(
        kind=AreaKind.JOINT, name="架空共同", parent=region.areas["prefecture"],
        valid_from=TODAY, by=system_actor("test"),
    )  # fmt: skip
    area_actions.join_areas(
        joint_area=joint,
        members=[region.areas["minato"], region.areas["tsunagi"]],
        valid_from=TODAY,
        by=system_actor("test"),
    )
    page = client_for("officer").get(
        reverse("area-page", args=[joint.public_id]), {"on": TODAY.isoformat()}
    )
    offices = {o.pk for layer in page.context["picture"].layers for o in layer.offices}
    assert {region.offices["shiokaze"].pk, region.offices["core"].pk} <= offices
    assert len(page.context["picture"].parts) == 2


def test_lists_have_the_same_order_on_both_engines(client_for, region: Region) -> None:
    """Code points of the stored key, then the id; never a locale of the engine."""
    names = [
        "ー",
        "ア",
        "あ",
        "ｱ",
        "亜",
        "a",
        "A",
        "Z",
        "é",
        "10",
        "2",
        "髙",
        "高",
        "_",
        "ん",
    ]
    for name in names * 2:
        office_actions.register_office(
            area=region.areas["north"],
            values={"name": name, "name_kana": ""},
            kinds=[office_actions.NewKind(OfficeKind.INFORMAL, TODAY)],
            by=region.builder(),
            now=NOW,
        )
    page = client_for("officer").get(
        reverse("office-list"), {"area": str(region.areas["north"].public_id)}
    )
    shown = [(row.office.search_key, row.office.pk) for row in page.context["rows"]]
    assert len(shown) == 30 and shown == sorted(shown)


def test_outlines_bind_to_areas_by_name(client_for, region: Region) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    ring = "[[127.9,26.5],[128.0,26.5],[128.0,26.6],[127.9,26.5]]"
    shapes = (
        '{"type":"FeatureCollection","features":['
        f'{{"properties":{{"name":"東区"}},"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}},'
        f'{{"properties":{{"name":"遠い区"}},"geometry":{{"type":"Polygon","coordinates":[{ring}]}}}}]}}'
    )
    response = client_for("officer").post(
        reverse("area-outlines"),
        {
            "file": SimpleUploadedFile("a.geojson", shapes.encode()),
            "credit": "架空の出典",
        },
        follow=True,
    )
    assert AreaOutline.objects.get().area == region.areas["east"]
    text = response.content.decode()
    assert "遠い区" in text and "架空の出典" in text


@pytest.mark.parametrize(
    "content",
    [b"", b"not json", b"[]", b'{"features": []}', b'{"features": [{"geometry": {"type": "Point"}}]}',
     b'{"features": [{"geometry": {"type": "Polygon", "coordinates": [[[0,0],[1,"x"]]]}}]}',
     b'{"features": [{"geometry": {"type": "Polygon", "coordinates": [[[999,0],[1,1],[2,2],[999,0]]]}}]}'],
)  # fmt: skip
def test_a_broken_outline_file_is_refused(client_for, region, content) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    response = client_for("officer").post(
        reverse("area-outlines"),
        {"file": SimpleUploadedFile("a.json", content), "credit": "x"},
    )
    assert response.status_code == 422
    assert not AreaOutline.objects.exists()
