"""約束: 自分の名前で署名し、版と日が残り、名前は自分の事業所の中だけで見える。"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.conftest import NOW, TODAY
from tests.factories.meetings import pledge as signed_before
from tests.factories.region import Region
from tsunagi.access.actor import AccessDenied
from tsunagi.access.models import AuditEvent
from tsunagi.common.errors import UserError
from tsunagi.meetings.pledge.actions import sign
from tsunagi.meetings.pledge.queries import signatories, standing
from tsunagi.meetings.pledge.reading import has_pledged, has_signed
from tsunagi.meetings.pledge.texts import current_text
from tsunagi.meetings.pledge.views import own_path
from tsunagi.meetings.series.models import SignedWord
from tsunagi.meetings.series.rules import SignedKind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("that_day")]
ClientFor = Callable[[str], Client]
PLEDGE = SignedKind.CONFIDENTIALITY


def put(region: Region, who: str, name: str = "", kind: SignedKind = PLEDGE) -> Any:
    actor = region.actor(who)
    return sign(kind=kind, name=name or actor.name, by=actor, now=NOW)


def test_signing_keeps_version_name_and_moment(region: Region) -> None:
    actor = region.actor("specialist")
    assert not has_pledged(actor=actor)
    row = put(region, "specialist", "架空specialist")
    assert row.text_version == current_text(PLEDGE).version
    assert (row.signed_name, row.signed_at) == ("架空specialist", NOW)
    assert has_pledged(actor=actor)
    assert not has_signed(actor=actor, kind=SignedKind.RUNNING)
    event = AuditEvent.objects.get(action="pledge.sign")
    assert "架空" not in str(event.details)
    found = standing(actor=actor, now=NOW, kind=PLEDGE)
    assert found.signed == row and found.earlier is None


def test_signing_twice_is_one_signature(region: Region) -> None:
    assert put(region, "specialist") == put(region, "specialist")
    assert AuditEvent.objects.filter(action="pledge.sign").count() == 1


@pytest.mark.parametrize("name", ["架空 manager", "specialist", "　", "・", "架空"])
def test_only_the_own_name_signs(region: Region, name: str) -> None:
    with pytest.raises(UserError) as caught:
        put(region, "specialist", name)
    assert (caught.value.message.code, caught.value.field) == ("PLG-001", "name")
    assert not SignedWord.objects.unscoped("test").exists()


def test_who_has_nothing_to_do_with_meetings_does_not_sign(region: Region) -> None:
    with pytest.raises(AccessDenied):
        put(region, "trainee")
    with pytest.raises(UserError) as caught:
        sign(kind=PLEDGE, name="test", by=region.builder(), now=NOW)
    assert caught.value.message.code == "PLG-002"


def test_a_new_text_is_signed_again(region: Region) -> None:
    signed_before(region, "specialist", version="2025-04")
    actor = region.actor("specialist")
    assert not has_pledged(actor=actor)
    found = standing(actor=actor, now=NOW, kind=PLEDGE)
    assert found.signed is None and found.earlier is not None
    assert found.earlier.text_version == "2025-04"


def test_names_of_the_own_office_and_numbers_of_the_others(region: Region) -> None:
    put(region, "specialist")
    put(region, "core_staff")
    put(region, "core_staff", kind=SignedKind.RUNNING)
    found = signatories(actor=region.actor("manager"), now=NOW, today=TODAY)
    names = {one.name: one.signed for one in found.own}
    assert names.keys() == {
        f"架空 {one}" for one in ("manager", "specialist", "assistant", "trainee")
    }
    assert names["架空 specialist"] == (NOW, None)
    assert names["架空 manager"] == (None, None)
    assert found.elsewhere == (1, 1)
    nothing = signatories(actor=region.actor("member"), now=NOW, today=TODAY)
    assert nothing.own == () and nothing.elsewhere == (0, 0)
    desk = signatories(actor=region.actor("officer"), now=NOW, today=TODAY)
    assert desk.elsewhere == (2, 1)


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ("/meetings/1b671a64-40d5-491e-99b0-da01ff1f3341/", True),
        ("/meetings/", True),
        ("/persons/search/", False),
        ("//example.invalid/meetings/", False),
        ("https://example.invalid/meetings/", False),
        ("/meetings/../audit/", False),
        ("/meetings\\@example.invalid", False),
        ("", False),
    ],
)
def test_one_goes_on_only_to_the_meetings(asked: str, path: bool) -> None:
    assert own_path(asked) == (asked if path else "")


def text(response: Any) -> str:
    return str(response.content.decode())


def test_reading_ticking_and_signing(region: Region, client_for: ClientFor) -> None:
    client = client_for("specialist")
    onward = f"/meetings/{uuid4()}/"
    url = reverse("pledge") + f"?next={onward}"
    page = client.get(url)
    assert all(line in text(page) for line in current_text(PLEDGE).lines)
    key = str(page.context["form"]["key"].value())
    refused = client.post(url, {"key": key, "name": "架空 manager", "has_read": "on"})
    assert refused.status_code == 422 and "PLG-001" in text(refused)
    unread = client.post(url, {"key": key, "name": "架空 specialist"})
    assert unread.status_code == 422
    done = client.post(url, {"key": key, "name": "架空 specialist", "has_read": "on"})
    assert (done.status_code, done["Location"]) == (302, onward)
    again = text(client.get(reverse("pledge")))
    assert "署名しています" in again and current_text(PLEDGE).version in again
    rules = text(client.get(reverse("running-rules") + "?next=//example.invalid/"))
    assert current_text(SignedKind.RUNNING).lines[0] in rules
    assert 'href="//example.invalid' not in rules


def test_who_may_open_the_pages(client_for: ClientFor) -> None:
    assert client_for("member").get(reverse("pledge")).status_code == 200
    assert client_for("trainee").get(reverse("pledge")).status_code == 403
    assert client_for("member").get(reverse("signatory-list")).status_code == 403
    assert client_for("manager").get(reverse("signatory-list")).status_code == 200


def test_the_number_of_queries_does_not_grow(
    region: Region, client_for: ClientFor
) -> None:
    client, url = client_for("manager"), reverse("signatory-list")

    def count() -> int:
        client.get(url)
        with CaptureQueriesContext(connection) as made:
            client.get(url)
        return len(made)

    put(region, "specialist")
    before = count()
    for name in ("manager", "assistant", "core_staff", "alone"):
        put(region, name)
    assert count() == before
