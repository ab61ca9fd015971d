"""The screens over the test client: what each role sees, saves and is refused."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.conftest import NOW, TODAY
from tests.factories.region import Region
from tsunagi.access.models import AuditEvent, OneTimeCode
from tsunagi.organisations.office import actions as office_actions
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.office.rules import OfficeKind
from tsunagi.organisations.staff.models import Post, Staff

pytestmark = pytest.mark.django_db
OFFICE_FORM = {
    "name": "架空 直した名前", "name_kana": "", "postal_code": "", "address": "",
    "phone": "", "fax": "", "url": "", "latitude": "", "longitude": "",
    "hours_weekday": "", "hours_saturday": "", "hours_sunday": "", "hours_holiday": "",
    "closed_days": "", "hours_note": "", "introduction": "", "how_to_ask": "",
}  # fmt: skip


def office_url(name: str, region: Region, office: str = "hikari") -> str:
    return reverse(name, args=[region.offices[office].public_id])


def staff_url(name: str, region: Region, who: str = "specialist") -> str:
    return reverse(name, args=[region.staff[who].public_id])


PLAIN_PAGES = [
    "home", "office-list", "office-map", "area-here", "chief-list", "search",
    "own-account", "role-table",
]  # fmt: skip


@pytest.mark.parametrize(
    "who", ["specialist", "officer", "member", "administrator", "alone"]
)
@pytest.mark.parametrize("page", PLAIN_PAGES)
def test_shared_pages_open_for_every_role(client_for, region, who, page) -> None:
    response = client_for(who).get(reverse(page), follow=True)
    assert response.status_code == 200


def test_the_directory_finds_by_kana_in_any_spelling(
    client_for, region: Region
) -> None:
    office = region.offices["hikari"]
    Office.objects.filter(pk=office.pk).update(
        search_key=office_actions.key_of_office(
            "相談支援 髙橋", "そうだんしえん たかはし"
        )
    )
    client = client_for("specialist")
    for spelling in ("高橋", "髙橋", "タカハシ", "ﾀｶﾊｼ", "たか はし"):
        response = client.get(reverse("office-list"), {"q": spelling})
        assert [row.office.pk for row in response.context["rows"]] == [office.pk], (
            spelling
        )


def test_the_directory_pages_by_key_without_gap_or_repeat(client_for, region) -> None:
    for number in range(120):
        office_actions.register_office(
            area=region.areas["east"],
            values={"name": f"架空資源 {number % 7}", "name_kana": ""},
            kinds=[office_actions.NewKind(OfficeKind.INFORMAL, TODAY)],
            by=region.builder(),
            now=NOW,
        )
    client, seen = client_for("specialist"), []
    url = reverse("office-list") + "?kind=informal"
    while url:
        response = client.get(url)
        seen += [row.office.pk for row in response.context["rows"]]
        following = response.context["paging"].next_url
        url = reverse("office-list") + following if following else ""
    expected = Office.objects.filter(kind_periods__kind="informal")
    assert seen == list(
        expected.order_by("search_key", "id").values_list("pk", flat=True)
    )


@pytest.mark.parametrize("after", ["x", "%00", "bm9uc2Vuc2U", "WyIiLCAiYSJd" * 300])
def test_a_broken_paging_key_is_the_first_page(client_for, region, after) -> None:
    response = client_for("specialist").get(reverse("office-list"), {"after": after})
    assert response.status_code == 200 and response.context["rows"]


def test_offices_are_ordered_by_distance(client_for, region: Region) -> None:
    for key, (latitude, longitude) in {
        "hikari": (35.0, 135.0), "alone": (35.3, 135.0), "core": (35.1, 135.0),
    }.items():  # fmt: skip
        Office.objects.filter(pk=region.offices[key].pk).update(
            latitude=latitude, longitude=longitude
        )
    response = client_for("specialist").get(reverse("office-list"), {"near": "on"})
    found = [(row.office.pk, row.distance_km) for row in response.context["rows"]]
    assert [pk for pk, _ in found] == [
        region.offices[key].pk for key in ("hikari", "core", "alone")
    ]
    assert found[1][1] == pytest.approx(11.1, abs=0.1)


def test_the_csv_of_the_directory(client_for, region: Region) -> None:
    Office.objects.filter(pk=region.offices["hikari"].pk).update(name="=1+1 架空")
    response = client_for("specialist").get(reverse("office-export"))
    text = response.content.decode("utf-8-sig")
    assert text.startswith("事業所名,かな,種別")
    assert "'=1+1 架空" in text and "\n=1+1" not in text


def test_editing_an_office_keeps_what_was_typed_on_a_mistake(
    client_for, region
) -> None:
    client = client_for("manager")
    data = {**OFFICE_FORM, "area": str(region.areas["east"].public_id), "version": 1}
    response = client.post(
        office_url("office-edit", region),
        {**data, "postal_code": "12", "latitude": "35"},
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert "架空 直した名前" in page and "7桁の数字" in page and "両方を入力" in page
    assert Office.objects.get(pk=region.offices["hikari"].pk).version == 1
    response = client.post(office_url("office-edit", region), data)
    assert response.status_code == 302
    assert Office.objects.get(pk=region.offices["hikari"].pk).name == "架空 直した名前"


def test_two_editors_the_second_keeps_the_text(client_for, region: Region) -> None:
    data = {**OFFICE_FORM, "area": str(region.areas["east"].public_id), "version": 1}
    client_for("manager").post(office_url("office-edit", region), data)
    response = client_for("officer").post(
        office_url("office-edit", region), {**data, "name": "架空 二人目の名前"}
    )
    assert response.status_code == 422
    page = response.content.decode()
    assert "ほかの人が先に直しています" in page and "架空 二人目の名前" in page


@pytest.mark.parametrize(
    ("who", "status"),
    [("manager", 200), ("specialist", 403), ("officer", 200), ("minato_officer", 403)],
)
def test_who_opens_the_edit_form(client_for, region, who, status) -> None:
    assert client_for(who).get(office_url("office-edit", region)).status_code == status


def test_free_places_are_one_minute_work(client_for, region: Region) -> None:
    response = client_for("specialist").post(
        office_url("office-free-places", region),
        {"accepts_new": "yes", "free_places": "３", "capacity": "", "note": ""},
        follow=True,
    )
    assert "受けられる人数 3人" in response.content.decode()
    page = client_for("specialist").get(office_url("office-page", region))
    assert not page.context["sheet"].free_is_old


def test_a_figure_older_than_14_days_is_shown_as_old(
    client_for, region: Region
) -> None:
    office_actions.report_free_places(
        office=region.offices["hikari"], accepts_new=True, free_places=1, capacity=1,
        note="", by=region.builder(), now=NOW,
        today=timezone.localdate() - timedelta(days=15),
    )  # fmt: skip
    page = client_for("officer").get(office_url("office-page", region)).content.decode()
    assert "14日より古い数字です" in page


def test_registering_an_office_by_form(client_for, region: Region) -> None:
    client = client_for("officer")
    data = {
        **OFFICE_FORM, "area": str(region.areas["west"].public_id), "kinds": ["informal"],
        "office_number": "", "valid_from": "令和8年4月1日", "key": str(uuid4()),
    }  # fmt: skip
    response = client.post(reverse("office-new"), data)
    assert response.status_code == 302, response.content.decode()
    office = Office.objects.get(name="架空 直した名前")
    assert office.area == region.areas["west"]
    assert office.kind_periods.get().valid_from.isoformat() == "2026-04-01"
    assert client.post(reverse("office-new"), data).status_code == 302
    assert Office.objects.filter(name="架空 直した名前").count() == 1


def test_inviting_shows_the_code_once(client_for, region: Region) -> None:
    response = client_for("manager").post(
        office_url("office-staff-new", region),
        {
            "name": "架空 新人", "name_kana": "かくう しんじん", "phone": "",
            "login_name": "shinjin", "kind": "specialist", "local_title": "",
            "fte": "100", "valid_from": "2026-04-01",
        },
    )  # fmt: skip
    code = response.context["issued"].text
    assert code in response.content.decode()
    stored = OneTimeCode.objects.get(
        staff_id=Staff.objects.get(login_name="shinjin").pk
    )
    assert code not in stored.code_hash and stored.code_hash


@pytest.mark.parametrize(
    ("who", "target", "status"),
    [
        pytest.param("specialist", "specialist", 200, id="本人"),
        pytest.param("assistant", "specialist", 200, id="同じ事業所"),
        pytest.param("officer", "specialist", 200, id="市の担当者"),
        pytest.param("ward_officer", "specialist", 200, id="区の担当者"),
        pytest.param("ward_officer", "alone", 404, id="別の区の担当者"),
        pytest.param("alone", "specialist", 404, id="別の事業所"),
        pytest.param("minato_officer", "specialist", 404, id="別の市町村"),
        pytest.param("member", "specialist", 404, id="委員"),
        pytest.param("administrator", "specialist", 404, id="システム管理者"),
    ],
)
def test_who_sees_a_staff_page(client_for, region, who, target, status) -> None:
    response = client_for(who).get(staff_url("staff-page", region, target))
    assert response.status_code == status
    looked = AuditEvent.objects.filter(action="staff.view", outcome="done")
    assert looked.exists() is (status == 200)


def test_not_visible_and_not_existing_are_the_same_bytes(client_for, region) -> None:
    client = client_for("alone")
    hidden = client.get(staff_url("staff-page", region, "specialist"))
    missing = client.get(reverse("staff-page", args=[uuid4()]))
    nowhere = client.get("/no/such/address/")
    assert hidden.status_code == missing.status_code == nowhere.status_code == 404
    assert hidden.content == missing.content == nowhere.content


def test_leaving_shows_what_is_still_held(client_for, region: Region) -> None:
    page = client_for("officer").get(staff_url("staff-leave", region, "alone"))
    text = page.content.decode()
    assert "ほかの職員がいません" in text and "管理者は、この人だけです" in text


def test_leaving_by_form_ends_the_login(client_for, region: Region) -> None:
    yesterday = (timezone.localdate() - timedelta(days=1)).isoformat()
    leaver = client_for("specialist")
    assert leaver.get("/").status_code == 200
    response = client_for("manager").post(
        staff_url("staff-leave", region), {"last_day": yesterday, "reason": "退職"}
    )
    assert response.status_code == 302
    assert leaver.get("/").status_code == 302


def test_a_transfer_by_form(client_for, region: Region) -> None:
    post = Post.objects.get(staff=region.staff["specialist"])
    response = client_for("officer").post(
        reverse("staff-transfer", args=[region.staff["specialist"].public_id, post.public_id]),
        {
            "office": str(region.offices["core"].public_id), "kind": "core_staff",
            "local_title": "地域支援員", "fte": "100", "valid_from": "R9.4.1",
            "reason": "人事異動",
        },
    )  # fmt: skip
    assert response.status_code == 302, response.content.decode()
    new = Post.objects.get(staff=region.staff["specialist"], valid_before=None)
    assert (new.office, new.title) == (region.offices["core"], "地域支援員")


def test_staff_names_never_stand_in_an_address(client_for, region: Region) -> None:
    client = client_for("officer")
    response = client.post(reverse("staff-list"), {"q": "specialist"})
    assert [r.staff.login_name for r in response.context["rows"]] == ["specialist"]
    assert "specialist" not in response.context["paging"].next_url


def test_the_staff_list_filters_by_training(client_for, region: Region) -> None:
    response = client_for("officer").get(
        reverse("staff-list"), {"training": "no_initial"}
    )
    assert {r.staff.login_name for r in response.context["rows"]} == {"specialist"}


@pytest.mark.parametrize("who", ["specialist", "alone", "officer", "member"])
def test_an_office_page_links_only_to_pages_that_open(client_for, region, who) -> None:
    """Names are public in the region; whose page does not open is a name, not a link."""
    client = client_for(who)
    for office in ("hikari", "core"):
        public_id = region.offices[office].public_id
        page = client.get(reverse("office-page", args=[public_id])).content.decode()
        links = set(re.findall(r'href="(/staff/[0-9a-f-]{36}/)"', page))
        people = Post.objects.filter(office__public_id=public_id).select_related(
            "staff"
        )
        for post in people:
            url = reverse("staff-page", args=[post.staff.public_id])
            assert (url in links) == (client.get(url).status_code == 200), post.staff
            assert post.staff.name in page


@pytest.mark.parametrize(
    ("page", "args"),
    [
        ("office-list", None),
        ("office-page", "office"),
        ("area-page", "area"),
        ("home", None),
        ("staff-list", None),
        ("chief-list", None),
        ("office-map", None),
    ],
)
def test_query_counts_do_not_grow(client_for, region, page, args) -> None:
    """The same number of queries with few and with many offices and staff."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    arguments = {
        "office": [region.offices["hikari"].public_id],
        "area": [region.areas["tsunagi"].public_id],
        None: [],
    }[args]
    url = reverse(page, args=arguments)
    Office.objects.filter(pk=region.offices["hikari"].pk).update(
        latitude=35, longitude=135
    )
    client = client_for("officer")
    client.get(url)

    def count() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(url).status_code == 200
        return len(captured)

    few = count()
    for number in range(30):
        office_actions.register_office(
            area=region.areas["east"],
            values={
                "name": f"架空の増えた事業所 {number}",
                "latitude": 35.0,
                "longitude": 135.0,
            },
            kinds=[office_actions.NewKind(OfficeKind.DESIGNATED_PLAN, TODAY)],
            by=region.builder(),
            now=NOW,
        )
    assert count() == few
