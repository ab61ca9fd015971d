"""すべての画面を、すべての役割でたたく: 許可のない画面は開かない。"""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import resolve

from tests.access.addresses import NOBODY, address, guarded, has_id
from tests.access.test_permissions import PEOPLE
from tests.factories.region import Region
from tsunagi.access.models import AuditEvent
from tsunagi.access.permissions import ROLES
from tsunagi.access.registry import ActionEntry, url_actions

# Every address is opened by so many of the roles that may, and refused to so many of the
# others; whose turn it is goes round, so that every role meets every part of the product.
TURNS = 2


def is_permitted(name: str, entry: ActionEntry) -> bool:
    permissions = {str(permission) for permission in ROLES[PEOPLE[name]].permissions}
    return entry.permission is None or entry.permission in permissions


def has_its_turn(name: str, number: int, entry: ActionEntry) -> bool:
    """Is it this person's turn, among those who are like them for this address?"""
    alike = [
        other
        for other in PEOPLE
        if is_permitted(other, entry) == is_permitted(name, entry)
    ]
    return (alike.index(name) - number) % len(alike) < TURNS


def test_made_up_addresses_lead_to_the_view_they_stand_for() -> None:
    for entry in url_actions():
        assert resolve(address(entry)).view_name == entry.name, entry.where


@pytest.mark.parametrize("entry", guarded(), ids=lambda entry: entry.where)
@pytest.mark.django_db
def test_without_login_every_address_leads_to_the_login(entry: ActionEntry) -> None:
    client, where = Client(), address(entry)
    for method in (client.get, client.post, client.head, client.put, client.delete):
        response = method(where)
        assert response.status_code == 302
        assert response["Location"].split("?")[0] == "/login/"
        assert response.content == b""
    by_htmx = client.get(where, headers={"HX-Request": "true"})
    assert (by_htmx.status_code, by_htmx.content) == (204, b"")
    assert by_htmx["HX-Redirect"].startswith("/login/")
    assert AuditEvent.objects.count() == 0, "visitors without a login fill no log"


def test_where_the_login_returns_to_carries_no_search_words(db: None) -> None:
    response = Client().get("/offices/?q=架空")
    assert response["Location"] == "/login/?next=%2Foffices%2F"


@pytest.mark.parametrize("name", PEOPLE)
def test_the_guard_of_every_address_asks_for_its_permission(
    name: str, region: Region
) -> None:
    actor = region.actor(name)
    for entry in guarded():
        asked = resolve(address(entry)).func.action_permission  # type: ignore[attr-defined]
        allowed = asked is None or actor.has(asked)
        assert allowed == is_permitted(name, entry), (name, entry.where)


@pytest.mark.parametrize("name", PEOPLE)
def test_no_address_opens_without_its_permission(
    name: str, region: Region, client_for: Any
) -> None:
    client: Client = client_for(name)
    refused = 0
    for number, entry in enumerate(guarded()):
        if is_permitted(name, entry) or not has_its_turn(name, number, entry):
            continue
        for method in (client.get, client.post):
            response = method(address(entry))
            assert response.status_code == 403, (name, entry.where)
            refused += 1
    denied = AuditEvent.objects.filter(
        outcome=AuditEvent.Outcome.DENIED, actor_staff_id=region.staff[name].pk
    )
    assert denied.count() == refused > 0


@pytest.mark.parametrize("name", PEOPLE)
def test_what_is_permitted_never_breaks(name: str, client_for: Any) -> None:
    """With ids that do not exist an address answers 404, and never an error of ours."""
    client: Client = client_for(name)
    client.raise_request_exception = False
    for number, entry in enumerate(guarded()):
        if not is_permitted(name, entry):
            continue
        if has_id(entry) and not has_its_turn(name, number, entry):
            continue
        status = client.get(address(entry)).status_code
        if entry.action.startswith("mfa."):
            # The password is confirmed first, or there is no second factor yet.
            assert status in (200, 302, 404), (name, entry.where)
        elif has_id(entry):
            assert status in (404, 405), (name, entry.where)
            status = client.post(address(entry)).status_code
            assert status in (404, 405), (name, entry.where)
        else:
            assert status in (200, 302, 405), (name, entry.where)


# --- not there and not for you are the same page ---------------------------------
def answer(
    client: Client, method: str, where: str
) -> tuple[int, bytes, dict[str, str]]:
    response = getattr(client, method)(where)
    headers = {k: v for k, v in response.headers.items() if k != "Content-Length"}
    return response.status_code, response.content, headers


HIDDEN = {
    "a page of staff of another office": ("alone", "get", "/staff/{specialist}/"),
    "an act on staff of another office": ("alone", "post", "/staff/{specialist}/leave/"),
    "staff of another city": ("officer", "get", "/staff/{minato_specialist}/edit/"),
    "a recovery asked in another city": (
        "officer", "post", "/recovery/{minato_recovery}/approve/",
    ),
    "a recovery that someone else asked for": (
        "manager", "post", "/recovery/{officers_recovery}/cancel/",
    ),
    "a log entry of another city": ("information_officer", "get", "/audit/{minato_event}/"),
}  # fmt: skip


@pytest.fixture
def ids(region: Region) -> dict[str, object]:
    from tsunagi.access.one_time import request_recovery

    made: dict[str, object] = {
        name: region.staff[name].public_id
        for name in ("specialist", "minato_specialist")
    }
    for key, by, whom, office in (
        ("minato_recovery", "minato_officer", "minato_specialist", "shiokaze"),
        ("officers_recovery", "officer", "specialist", "hikari"),
    ):
        made[key] = request_recovery(
            staff_id=region.staff[whom].pk,
            municipality_id=region.offices[office].municipality_id,
            office_id=region.offices[office].pk,
            by=region.actor(by),
            now=region.now,
        ).public_id
    there = region.municipalities["minato"].pk
    made["minato_event"] = (
        AuditEvent.objects.filter(municipality_id=there).latest("id").pk
    )
    return made


@pytest.mark.parametrize("case", HIDDEN)
def test_not_visible_is_byte_for_byte_not_existing(
    case: str, region: Region, client_for: Any, ids: dict[str, object]
) -> None:
    name, method, where = HIDDEN[case]
    client: Client = client_for(name)
    hidden = where.format(**ids)
    invented = where.format(**{
        key: 987_654_321 if key.endswith("event") else NOBODY for key in ids
    })  # fmt: skip
    assert hidden != invented
    first, second = answer(client, method, hidden), answer(client, method, invented)
    assert first[0] == 404
    assert first == second
    assert answer(client, "get", "/no/such/page/")[:2] == first[:2]


@pytest.mark.parametrize("name", ["alone", "officer", None])
def test_the_404_page_is_the_same_for_everyone(
    name: str | None, client_for: Any
) -> None:
    client: Client = client_for(name) if name else Client()
    reference = Client().get("/no/such/page/").content
    assert client.get("/no/such/page/?q=架空").content == reference
    assert "見つかりません" in reference.decode()
