"""入口の番人: 名前のない操作は動かず、断ったことは記録に残り、記録できなければ見せない。"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import pytest
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import clear_url_caches, path

from config.urls import urlpatterns as real_patterns
from tests.access.addresses import NOBODY, address, guarded
from tests.conftest import TODAY
from tests.factories.region import Region
from tsunagi.access.actor import AccessDenied, Actor, NotVisible
from tsunagi.access.audit import AuditUnavailable
from tsunagi.access.http import action
from tsunagi.access.middleware import ANONYMOUS
from tsunagi.access.models import AuditEvent, SecondFactorRule
from tsunagi.access.permissions import Permission, Role
from tsunagi.organisations.staff.models import Staff


# --- planted views ---------------------------------------------------------------
class Seen:
    """What the planted views were called with."""

    actors: list[Actor]


def nameless(request: Any) -> HttpResponse:
    Seen.actors.append(request.actor)
    return HttpResponse("ran")


@action("planted.permission", permission=Permission.AUDIT_VIEW)
def wants_permission(request: Any) -> HttpResponse:
    Seen.actors.append(request.actor)
    return HttpResponse("ran")


@action("planted.public", public=True)
def public(request: Any) -> HttpResponse:
    Seen.actors.append(request.actor)
    return HttpResponse("ran")


@action("planted.denied")
def denied(request: HttpRequest) -> HttpResponse:
    raise AccessDenied(Permission.OFFICE_EDIT)


@action("planted.hidden")
def hidden(request: HttpRequest, item: str) -> HttpResponse:
    raise NotVisible


@action("planted.unlogged")
def unlogged(request: HttpRequest) -> HttpResponse:
    raise AuditUnavailable("planted")


@pytest.fixture
def planted(settings: Any) -> Iterator[type[Seen]]:
    module = ModuleType("planted_for_middleware")
    module.urlpatterns = [  # type: ignore[attr-defined]
        path("planted/nameless/", nameless),
        path("planted/permission/", wants_permission, name="planted-permission"),
        path("planted/public/", public),
        path("planted/denied/", denied, name="planted-denied"),
        path("planted/hidden/<str:item>/", hidden, name="planted-hidden"),
        path("planted/unlogged/", unlogged),
        *real_patterns,
    ]
    module.handler404 = "tsunagi.access.errors.not_found"  # type: ignore[attr-defined]
    sys.modules[module.__name__] = module
    settings.ROOT_URLCONF = module.__name__
    clear_url_caches()
    Seen.actors = []
    yield Seen
    clear_url_caches()
    del sys.modules[module.__name__]


@pytest.mark.parametrize("who", [None, "officer", "administrator"])
def test_a_view_without_an_action_does_not_run(
    who: str | None, planted: type[Seen], client_for: Any
) -> None:
    client: Client = client_for(who) if who else Client()
    client.raise_request_exception = False
    response = client.get("/planted/nameless/")
    assert response.status_code == 500
    assert b"ran" not in response.content
    assert planted.actors == []


def test_a_view_runs_only_with_its_permission(
    planted: type[Seen], client_for: Any
) -> None:
    assert client_for("officer").get("/planted/permission/").status_code == 403
    assert planted.actors == []
    assert (
        client_for("information_officer").get("/planted/permission/").content == b"ran"
    )
    assert [actor.name for actor in planted.actors] == ["架空 information_officer"]


def test_a_public_view_gets_an_actor_without_any_right(
    db: None, planted: type[Seen]
) -> None:
    assert Client().get("/planted/public/").content == b"ran"
    assert planted.actors == [ANONYMOUS]


# --- refusals and their record ---------------------------------------------------
def last_event() -> AuditEvent:
    return AuditEvent.objects.latest("id")


def test_a_refused_permission_is_recorded_with_what_was_asked(
    region: Region, client_for: Any
) -> None:
    where = f"/staff/{region.staff['alone'].public_id}/chief/"
    assert client_for("manager").get(where).status_code == 403
    event, manager = last_event(), region.actor("manager")
    assert (event.outcome, event.action) == ("denied", "chief.appoint")
    assert event.details == {
        "url": "staff-chief", "public_id": str(region.staff["alone"].public_id),
    }  # fmt: skip
    assert (event.actor_staff_id, event.municipality_id, event.office_id) == (
        manager.staff_id, manager.municipality_id, manager.office_id,
    )  # fmt: skip
    assert (event.source, event.actor_name) == ("web", "")
    assert event.request_ref is not None


def test_a_refusal_inside_the_action_is_recorded(
    planted: type[Seen], client_for: Any
) -> None:
    assert client_for("manager").get("/planted/denied/").status_code == 403
    assert (last_event().outcome, last_event().action) == ("denied", "planted.denied")


@pytest.mark.parametrize("exists", [True, False])
def test_a_404_is_recorded_with_the_id_whether_it_exists_or_not(
    exists: bool, region: Region, client_for: Any
) -> None:
    asked = region.staff["specialist"].public_id if exists else NOBODY
    assert client_for("alone").get(f"/staff/{asked}/").status_code == 404
    event = last_event()
    assert (event.outcome, event.action) == ("not_found", "staff.view")
    assert event.details == {"url": "staff-page", "public_id": str(asked)}
    assert event.target_public_id is None, "nobody looked whether it exists"


def test_each_404_leaves_one_row(client_for: Any, region: Region) -> None:
    client, before = client_for("alone"), AuditEvent.objects.count()
    client.get(f"/staff/{NOBODY}/")
    client.get("/no/such/address/")
    new = AuditEvent.objects.order_by("id")[before:]
    assert [(e.action, e.details["url"]) for e in new] == [
        ("staff.view", "staff-page"), ("unknown.address", "-"),
    ]  # fmt: skip


def test_words_of_an_address_cannot_overwrite_fields_of_the_record(
    planted: type[Seen], client_for: Any
) -> None:
    """An address part named like an argument of ours, or with a NUL, is only data."""
    assert client_for("alone").get("/planted/hidden/%00x/").status_code == 404
    assert last_event().details["item"] == "\N{REPLACEMENT CHARACTER}x"
    long = "x" * 1_000
    assert client_for("alone").get(f"/planted/hidden/{long}/").status_code == 404
    assert last_event().details["item"] == "x" * 200


# --- nothing is shown that could not be recorded ---------------------------------
@pytest.fixture
def log_is_broken(monkeypatch: pytest.MonkeyPatch) -> Any:
    def begin() -> None:
        def refuse(*args: Any, **kwargs: Any) -> None:
            raise DatabaseError("disk is full")

        monkeypatch.setattr("tsunagi.access.audit.insert_row", refuse)

    return begin


@pytest.mark.parametrize(
    ("who", "where"),
    [
        pytest.param("manager", "/staff/{specialist}/", id="a look at a person"),
        pytest.param("manager", "/staff/export/", id="an export"),
        pytest.param("information_officer", "/audit/", id="a look at the log"),
        pytest.param("alone", "/staff/{specialist}/", id="a 404"),
        pytest.param("manager", "/audit/", id="a refused permission"),
        pytest.param("manager", "/planted/denied/", id="a refusal inside the action"),
        pytest.param("manager", "/planted/unlogged/", id="said by the view itself"),
        pytest.param("manager", "/no/such/address/", id="no such address"),
    ],
)
def test_without_its_record_nothing_is_shown(
    who: str, where: str, region: Region, client_for: Any, planted: type[Seen],
    log_is_broken: Any,
) -> None:  # fmt: skip
    client: Client = client_for(who)
    log_is_broken()
    response = client.get(where.format(specialist=region.staff["specialist"].public_id))
    assert response.status_code == 503
    text = response.content.decode()
    assert "架空 specialist" not in text
    assert not any(person.name in text for person in region.staff.values())
    reference = Client().get("/planted/public/")
    assert reference.status_code == 200, "only what must be recorded stops"


def test_the_same_page_shows_the_name_when_the_log_works(
    region: Region, client_for: Any
) -> None:
    """Control of the test above."""
    page = client_for("manager").get(f"/staff/{region.staff['specialist'].public_id}/")
    assert page.status_code == 200
    assert "架空 specialist" in page.content.decode()
    event = last_event()
    assert event.action == "staff.view"
    assert list(event.subjects.values_list("subject_public_id", flat=True)) == [
        region.staff["specialist"].public_id
    ]


# --- the second factor -----------------------------------------------------------
@pytest.fixture
def managers_need_a_second_factor(region: Region) -> None:
    SecondFactorRule.objects.create(
        municipality_id=region.municipalities["tsunagi"].pk,
        role=Role.OFFICE_MANAGER,
        required_from=TODAY,
    )


def test_without_the_required_second_factor_only_its_own_pages_open(
    clock: Any, managers_need_a_second_factor: None, region: Region, client_for: Any
) -> None:
    client: Client = client_for("manager")
    manager = region.actor("manager")
    opened = set()
    for entry in guarded():
        if entry.name == "account_logout" or (
            entry.permission and Permission(entry.permission) not in manager.permissions
        ):
            continue
        response = client.get(address(entry))
        if response.get("Location") != "/account/security/":
            opened.add(entry.action.split(".")[0])
    assert opened == {"account", "mfa", "ui"}


def test_other_roles_and_other_cities_are_not_held_up(
    clock: Any, managers_need_a_second_factor: None, client_for: Any
) -> None:
    for name in ("specialist", "officer", "minato_specialist"):
        assert client_for(name).get("/").status_code == 200


def test_a_rule_that_begins_tomorrow_holds_nobody_up(
    clock: Any, region: Region, client_for: Any
) -> None:
    SecondFactorRule.objects.create(
        municipality_id=region.municipalities["tsunagi"].pk,
        role=Role.OFFICE_MANAGER,
        required_from=clock.now.date().replace(day=23),
    )
    client = client_for("manager")
    assert client.get("/").status_code == 200
    clock.forward(hours=14)
    client = client_for("manager")
    assert client.get("/")["Location"] == "/account/security/"


def test_the_addresses_of_sign_up_and_mail_do_not_exist(client_for: Any) -> None:
    reference = Client().get("/no/such/page/").content
    for where in ("/-/signup/", "/-/email/", "/-/reset/", "/signup/", "/accounts/signup/",
                  "/password/reset/", "/accounts/email/", "/admin/"):  # fmt: skip
        for client in (Client(), client_for("officer")):
            for method in (client.get, client.post):
                response = method(where)
                assert (response.status_code, response.content) == (404, reference)
    assert Staff.objects.filter(login_name__startswith="new").count() == 0
