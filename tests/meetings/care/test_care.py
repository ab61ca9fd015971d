"""会議の前後の関わり: 書いた事業所の主任と基幹の職員だけに見える。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.conftest import NOW, TODAY
from tests.factories.region import LONG_AGO, Region
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.grants import open_grant
from tsunagi.access.models import AuditEvent
from tsunagi.access.permissions import Role
from tsunagi.common.errors import UserError
from tsunagi.meetings.care import actions, queries
from tsunagi.meetings.care.models import SupportNeed
from tsunagi.meetings.care.rules import State, When

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
ClientFor = Callable[[str], Client]


def note(region: Region, staff: str = "specialist", *, by: str = "core_staff",
         plan: str = "前の日に電話する") -> SupportNeed:  # fmt: skip
    return actions.note_need(
        staff=region.staff[staff], when=When.BEFORE, plan=plan, by=region.actor(by),
        now=NOW, today=TODAY,
    )  # fmt: skip


def make_chief(region: Region, name: str, office: str) -> None:
    open_grant(
        staff_id=region.staff[name].pk, role=Role.CHIEF,
        municipality_id=region.municipalities["tsunagi"].pk,
        office_id=region.offices[office].pk, valid_from=LONG_AGO, source_ref="test",
        by=region.builder(),
    )  # fmt: skip


def sees(region: Region, name: str) -> bool:
    return bool(queries.needs(actor=region.actor(name), now=NOW))


def code(act: Callable[[], object]) -> str:
    with pytest.raises(UserError) as caught:
        act()
    return caught.value.message.code


def test_only_chiefs_and_core_staff_of_the_office_that_wrote_it(region: Region) -> None:
    note(region)
    make_chief(region, "consultant", "core")
    make_chief(region, "manager", "hikari")
    for name in ("core_staff", "consultant"):
        assert sees(region, name), name
    # The manager of 基幹 is neither; the chief of the employer is of another office.
    for name in (
        "core_manager",
        "manager",
        "specialist",
        "officer",
        "secretary",
        "alone",
    ):
        assert not sees(region, name), name


def test_not_whom_it_is_about_even_as_a_chief_there(region: Region) -> None:
    note(region)
    make_chief(region, "specialist", "core")
    assert not sees(region, "specialist")
    with pytest.raises(NotVisible):
        actions.end_need(
            need=SupportNeed.objects.unscoped("test").get(),
            by=region.actor("specialist"), today=TODAY,
        )  # fmt: skip


def test_about_somebody_of_another_office_of_the_own_area(region: Region) -> None:
    assert code(lambda: note(region, "consultant")) == "CAR-002", "the own office"
    assert code(lambda: note(region, "alone")) == "CAR-002", "another ward"
    assert code(lambda: note(region, plan=" ")) == "CAR-001"
    note(region)
    assert code(lambda: note(region)) == "CAR-003"
    for name in ("specialist", "core_manager", "officer", "trainee"):
        with pytest.raises(AccessDenied):
            note(region, "assistant", by=name)
    event = AuditEvent.objects.get(action="care.note")
    assert "電話" not in str(event.details) and "specialist" not in str(event.details)


def test_it_ends_and_stays(region: Region) -> None:
    row = note(region)
    with pytest.raises(AccessDenied):
        actions.end_need(need=row, by=region.actor("officer"), today=TODAY)
    actions.end_need(need=row, by=region.actor("core_staff"), today=TODAY)
    assert (
        code(
            lambda: actions.end_need(
                need=row, by=region.actor("core_staff"), today=TODAY
            )
        )
        == "CAR-004"
    )
    note(region)
    states = [
        one.state for one in queries.needs(actor=region.actor("core_staff"), now=NOW)
    ]
    assert states == [State.OPEN, State.ENDED]


def text(response: Any) -> str:
    return str(response.content.decode())


def test_on_the_screen(region: Region, client_for: ClientFor) -> None:
    client = client_for("core_staff")
    url = reverse("care-new")
    page = client.get(url)
    values = {
        "key": str(page.context["form"]["key"].value()), "when": "both", "plan": "",
        "staff": str(region.staff["specialist"].public_id),
    }  # fmt: skip
    assert client.post(url, values).status_code == 422
    for _ in range(2):
        client.post(url, {**values, "plan": "終わったら声をかける"})
    row = SupportNeed.objects.unscoped("test").get()
    assert "終わったら声をかける" in text(client.get(reverse("care-list")))
    end = reverse("care-end", args=[row.public_id])
    for name in ("specialist", "manager", "officer", "core_manager"):
        assert client_for(name).get(reverse("care-list")).status_code == 403, name
        assert client_for(name).get(url).status_code == 403, name
        assert client_for(name).post(end).status_code == 403, name
    client.post(end)
    assert "終えた" in text(client.get(reverse("care-list")))
    assert "CAR-004" in text(client.post(end, follow=True))
