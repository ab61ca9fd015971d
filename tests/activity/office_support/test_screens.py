"""事業所への支援の画面: 書く、見る、一度押して終える、訪ねる日を決める。"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from tests.activity.office_support.conftest import SupportRoom
from tests.conftest import NOW
from tsunagi.activity.office_support.models import OfficeSupport, VisitPlan
from tsunagi.activity.office_support.rules import State

pytestmark = pytest.mark.django_db
ClientFor = Callable[[str], Client]


@pytest.fixture(autouse=True)
def today_is_that_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: NOW + timedelta(minutes=5))


def text(response: Any) -> str:
    return str(response.content.decode())


def only() -> OfficeSupport:
    return OfficeSupport.objects.unscoped("test").get(is_current=True)


def test_a_visit_is_written_and_read_by_both(
    support: SupportRoom, client_for: ClientFor
) -> None:
    client, target = client_for("core_staff"), support.region.offices["hikari"]
    url = f"{reverse('support-new')}?office={target.public_id}"
    form = client.get(url).context["form"]
    assert form["target"].value() == str(target.public_id)
    values = {
        "key": str(form["key"].value()), "target": str(target.public_id),
        "way": "visit", "topic": "claims", "mandate": "own", "subject": "",
        "result": "次は月の20日に", "minutes": "60", "follow_on": "",
        "occurred_on": localdate().isoformat(),
    }  # fmt: skip
    refused = client.post(url, values)
    assert refused.status_code == 422 and "次は月の20日に" in text(refused)
    for _ in range(2):
        assert client.post(url, {**values, "subject": "締めの前"}).status_code == 302
    page = reverse("support-page", args=[only().record_id])
    for name in ("core_staff", "specialist"):
        reader = client_for(name)
        assert "締めの前" in text(reader.get(page))
        assert "締めの前" in text(reader.get(reverse("support-list")))
    stranger = client_for("alone")
    assert stranger.get(page).status_code == 404
    assert "締めの前" not in text(stranger.get(reverse("support-list")))


def test_an_office_outside_the_area_is_not_in_the_list(
    support: SupportRoom, client_for: ClientFor
) -> None:
    form = client_for("consultant").get(reverse("support-new")).context["form"]
    names = {office.name for office in form.offices.values()}
    assert "架空 hikari" in names and "架空 alone" not in names


def test_both_sides_are_reminded_and_one_press_ends_it(
    support: SupportRoom, client_for: ClientFor
) -> None:
    row = support.give(follow_on=localdate())
    for name in ("core_staff", "manager"):
        assert "請求の締めの前に見るところ" in text(client_for(name).get("/"))
    url = reverse("support-end", args=[row.record_id])
    assert client_for("specialist").post(url, {"version": "1"}).status_code == 403
    client_for("manager").post(url, {"version": "1"})
    assert only().state == State.DONE
    for name in ("core_staff", "manager"):
        assert "請求の締めの前に見るところ" not in text(client_for(name).get("/"))


def test_a_correction_and_a_withdrawal_stay_readable(
    support: SupportRoom, client_for: ClientFor
) -> None:
    row = support.give()
    client = client_for("core_staff")
    page = reverse("support-page", args=[row.record_id])
    values = {
        "way": "phone", "topic": "work", "mandate": "office", "subject": "電話した",
        "result": "", "minutes": "10", "occurred_on": row.occurred_on.isoformat(),
        "follow_on": "", "reason": "訪問ではなく電話", "version": "1",
    }  # fmt: skip
    edit = reverse("support-edit", args=[row.record_id])
    assert client.get(edit).context["form"]["subject"].value() == row.subject
    assert client.post(edit, {**values, "reason": ""}).status_code == 422
    client.post(edit, values)
    shown = text(client.get(page))
    assert "電話した" in shown and row.subject in shown and "訪問ではなく電話" in shown
    gone = reverse("support-withdraw", args=[row.record_id])
    client.post(gone, {"reason": "二度書いた", "version": "2"})
    assert "二度書いた" in text(client.get(page))


def test_the_page_of_visits_says_whose_intervals_they_are(
    support: SupportRoom, client_for: ClientFor
) -> None:
    support.answer_for("core", "east", "west")
    client, target = client_for("core_staff"), support.region.offices["alone"]
    page = text(client.get(reverse("visit-list")))
    assert "つなぎの提案" in page and "架空 alone" in page and "架空 hikari" in page
    west = support.region.areas["west"].public_id
    filtered = text(client.get(reverse("visit-list") + f"?area={west}"))
    assert "架空 alone" in filtered and "架空 hikari" not in filtered
    url = reverse("visit-plan", args=[target.public_id])
    past = (localdate() - timedelta(days=1)).isoformat()
    assert client.post(url, {"planned_on": past, "note": ""}).status_code == 422
    day = localdate() + timedelta(days=3)
    client.post(url, {"planned_on": day.isoformat(), "note": "朝のうちに"})
    assert VisitPlan.objects.unscoped("test").get().planned_on == day
    assert "朝のうちに" in text(client.get(reverse("visit-list")))
    assert "架空 aloneを訪ねる" in text(client.get("/"))
    client.post(reverse("visit-drop", args=[target.public_id]))
    assert "架空 aloneを訪ねる" not in text(client.get("/"))
    assert client_for("consultant").get(url).status_code == 200
    assert client_for("minato_officer").get(url).status_code == 404


def test_the_number_of_queries_does_not_grow(
    support: SupportRoom, client_for: ClientFor
) -> None:
    support.answer_for("core", "east", "west")
    client = client_for("core_staff")
    first = support.give(follow_on=localdate())
    urls = [
        reverse("support-list"), reverse("support-new"), reverse("visit-list"),
        reverse("support-page", args=[first.record_id]), "/",
    ]  # fmt: skip

    def counts() -> list[int]:
        found = []
        for url in urls:
            client.get(url)
            with CaptureQueriesContext(connection) as made:
                client.get(url)
            found.append(len(made))
        return found

    before = counts()
    for _ in range(3):
        support.give(follow_on=localdate())
        support.give("alone", follow_on=localdate(), occurred_on=first.occurred_on)
    assert counts() == before


def test_an_ordinary_office_is_shown_no_way_to_write(
    support: SupportRoom, client_for: ClientFor
) -> None:
    client = client_for("alone")
    assert reverse("support-new") not in text(client.get(reverse("support-list")))
    assert "主任です" in text(client.get(reverse("support-new")))
    assert "架空 hikari" not in text(client.get(reverse("visit-list")))
