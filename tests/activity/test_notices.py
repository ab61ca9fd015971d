"""お知らせ: 担当地域の事業所に届き、読むまで「きょう」に残り、だれが読んだかは出した側が見る。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.conftest import NOW, TODAY
from tests.factories.region import LONG_AGO, Region
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.models import AuditEvent
from tsunagi.activity.knowledge.actions import (
    confirm_reading,
    publish_article,
    retire_article,
    revise_article,
)
from tsunagi.activity.knowledge.models import Article, ArticleReading
from tsunagi.activity.knowledge.notice_actions import NewNotice, publish_notice
from tsunagi.activity.knowledge.queries import notices_to_read, reading_state
from tsunagi.activity.knowledge.rules import is_addressed
from tsunagi.common.errors import UserError
from tsunagi.organisations.office.models import OfficeArea

ClientFor = Callable[[str], Client]


@pytest.mark.parametrize(
    ("path", "kinds", "audience", "reached"),
    [
        ("/1/2/", {"designated_plan"}, [], True),
        ("/1/2/9/", {"designated_plan"}, ["designated_plan"], True),
        ("/1/2/", {"commissioned"}, ["designated_plan"], False),
        ("/1/3/", {"designated_plan"}, [], False),
    ],
)
def test_a_notice_reaches_the_kinds_of_its_area(
    path: str, kinds: set[str], audience: list[str], reached: bool
) -> None:
    found = is_addressed(path=path, kinds=kinds, area_path="/1/2/", audience=audience)
    assert found is reached


pytestmark = pytest.mark.django_db


def send(region: Region, by: str = "core_staff", **values: Any) -> Article:
    told: dict[str, Any] = {
        "title": "研修の日が変わりました", "body": "10日になりました。",
        "area": region.areas["east"], **values,
    }  # fmt: skip
    return publish_notice(
        new=NewNotice(**told), by=region.actor(by), now=NOW, today=TODAY
    )


def confirm(
    region: Region, row: Article, by: str = "specialist", office: str = "hikari"
) -> None:
    confirm_reading(
        article=row, version=row.version, office=region.offices[office],
        staff=region.staff[by], by=region.actor(by), now=NOW,
    )  # fmt: skip


def unread(region: Region, name: str) -> list[Article]:
    return notices_to_read(actor=region.actor(name), today=TODAY)


def test_it_waits_at_each_office_of_the_area_until_one_of_it_has_read(
    region: Region,
) -> None:
    row = send(region)
    for name, waits in (
        ("specialist", True), ("manager", True), ("alone", False),
        ("core_staff", False), ("minato_specialist", False), ("officer", False),
    ):  # fmt: skip
        assert unread(region, name) == ([row] if waits else []), name
    state = reading_state(actor=region.actor("core_staff"), article=row, today=TODAY)
    assert state.waiting == [region.offices["hikari"]]
    confirm(region, row)
    confirm(region, row, by="manager")
    assert unread(region, "manager") == []
    assert ArticleReading.objects.get().confirmed_by == region.staff["specialist"]
    event = AuditEvent.objects.get(action="article.notice")
    assert "研修" not in str(event.details)


def test_only_the_chosen_kinds_are_asked_to_read(region: Region) -> None:
    send(region, audience=["commissioned"])
    row = send(
        region,
        by="officer",
        area=region.areas["tsunagi"],
        audience=["designated_child"],
    )
    assert unread(region, "specialist") == [row]
    assert unread(region, "alone") == []
    with pytest.raises(UserError, match="KNW-006"):
        confirm(region, row, by="alone", office="alone")
    assert not ArticleReading.objects.exists()


@pytest.mark.parametrize(
    ("values", "code"),
    [({"title": " "}, "KNW-001"), ({"body": ""}, "KNW-001")],
)
def test_what_is_empty_is_not_sent(
    region: Region, values: dict[str, Any], code: str
) -> None:
    with pytest.raises(UserError, match=code):
        send(region, **values)
    assert not Article.objects.exists()


def test_only_the_own_area_is_told_and_only_by_those_who_may(region: Region) -> None:
    with pytest.raises(UserError, match="KNW-004"):
        send(region, area=region.areas["west"])
    OfficeArea.objects.create(
        office=region.offices["core"], area=region.areas["west"], valid_from=LONG_AGO
    )
    assert send(region, area=region.areas["west"]).area == region.areas["west"]
    for name in ("specialist", "secretary", "manager"):
        with pytest.raises(AccessDenied):
            send(region, by=name)
    assert Article.objects.count() == 1


def test_a_corrected_notice_waits_again_and_stays_a_notice(region: Region) -> None:
    row = send(region)
    confirm(region, row)
    values = {
        name: getattr(row, name)
        for name in ("kind", "title", "summary", "tags", "source", "confidence")
    }
    by = region.actor("core_staff")
    after = revise_article(
        article=row, values={**values, "body": "11日です。"}, version=1, by=by, now=NOW
    )
    assert after.area == row.area and unread(region, "specialist") == [after]
    with pytest.raises(UserError, match="KNW-005"):
        revise_article(
            article=after, values={**values, "body": "x", "kind": "article"}, version=2,
            by=by, now=NOW,
        )  # fmt: skip
    with pytest.raises(UserError, match="KNW-005"):
        publish_article(values={**values, "body": "x"}, by=by, now=NOW)
    with pytest.raises(NotVisible):
        retire_article(article=after, version=2, by=region.actor("officer"), now=NOW)
    retire_article(article=after, version=2, by=by, now=NOW)
    assert unread(region, "specialist") == []


def test_it_is_sent_on_one_form_read_and_gone_from_today(
    region: Region, client_for: ClientFor
) -> None:
    centre, office = client_for("core_staff"), client_for("specialist")
    url = reverse("notice-new")
    assert url in centre.get(reverse("article-list")).content.decode()
    form = centre.get(url).context["form"]
    values: dict[str, Any] = {
        "key": str(form["key"].value()), "title": "窓口の休み", "body": " ",
        "area": str(region.areas["east"].public_id), "source": "",
    }  # fmt: skip
    kept = centre.post(url, values)
    assert kept.status_code == 422 and "窓口の休み" in kept.content.decode()
    for _ in range(2):
        assert (
            centre.post(url, {**values, "body": "3日は休みます。"}).status_code == 302
        )
    row = Article.objects.get()
    page = reverse("article-page", args=[row.record_id])
    assert "お知らせ「窓口の休み」を読む" in office.get("/").content.decode()
    assert "窓口の休み" not in client_for("alone").get("/").content.decode()
    shown = office.get(page).content.decode()
    assert "事業所として読みました" in shown and "まだの事業所" not in shown
    assert "まだの事業所（1）" in centre.get(page).content.decode()
    office.post(
        reverse("article-confirm", args=[row.record_id]), {"version": row.version}
    )
    assert "窓口の休み" not in office.get("/").content.decode()
    assert "この事業所は読みました" in office.get(page).content.decode()
    told = centre.get(page).content.decode()
    assert "まだの事業所" not in told and "架空 hikari" in told
    edit = reverse("article-edit", args=[row.record_id])
    form = centre.get(edit).context["form"]
    assert [key for key, _ in form.fields["kind"].choices] == ["notice"]
    assert office.get(url).status_code == 403


def test_today_asks_a_constant_number_of_questions(
    region: Region, client_for: ClientFor
) -> None:
    client = client_for("specialist")

    def count() -> int:
        client.get("/")
        with CaptureQueriesContext(connection) as made:
            client.get("/")
        return len(made)

    send(region)
    before = count()
    for number in range(3):
        send(region, title=f"お知らせ{number}")
    assert count() == before
