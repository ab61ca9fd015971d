"""ログインの続く時間と、役割が終わったときの終わり方。"""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from tests.conftest import TODAY
from tests.factories.region import LONG_AGO, PASSWORD, Region
from tsunagi.access.grants import open_grant
from tsunagi.access.middleware import CLEAR_SITE_DATA, SIGNED_IN_AT, WORKING_IN
from tsunagi.access.models import GrantRow
from tsunagi.access.permissions import Role

OPEN = "/account/"


def is_signed_in(client: Client) -> bool:
    response = client.get(OPEN)
    if response.status_code == 200:
        return True
    assert response.status_code == 302
    assert response["Location"].startswith("/login/")
    assert response.content == b""
    return False


def test_an_idle_session_ends(clock: Any, client_for: Any, settings: Any) -> None:
    client = client_for("manager")
    assert is_signed_in(client)
    clock.forward(minutes=settings.IDLE_MINUTES, seconds=1)
    response = client.get(OPEN)
    assert response["Clear-Site-Data"] == CLEAR_SITE_DATA
    assert not is_signed_in(client)
    assert "時間が過ぎたため" in client.get("/login/").content.decode()


def test_use_keeps_a_session_alive_up_to_the_absolute_limit(
    clock: Any, client_for: Any, settings: Any
) -> None:
    client = client_for("manager")
    steps = settings.ABSOLUTE_HOURS * 60 // (settings.IDLE_MINUTES - 1)
    for _ in range(steps):
        assert is_signed_in(client)
        clock.forward(minutes=settings.IDLE_MINUTES - 1)
    assert is_signed_in(client)
    clock.forward(minutes=settings.IDLE_MINUTES - 1)
    assert not is_signed_in(client)


def test_background_requests_do_not_keep_a_session_alive(
    clock: Any, client_for: Any, settings: Any
) -> None:
    client = client_for("manager")
    assert is_signed_in(client)
    for _ in range(settings.IDLE_MINUTES - 1):
        clock.forward(minutes=1)
        answer = client.get(OPEN, headers={"X-Background": "1"})
        assert answer.status_code == 200
    clock.forward(minutes=1, seconds=1)
    assert not is_signed_in(client)


def test_saying_that_one_is_still_there_starts_the_idle_time_anew(
    clock: Any, client_for: Any, settings: Any
) -> None:
    client = client_for("manager")
    assert is_signed_in(client)
    clock.forward(minutes=settings.IDLE_MINUTES - 1)
    # Even as a background request: it is the person's own word.
    client.post("/account/stay/", headers={"X-Background": "1"})
    clock.forward(minutes=settings.IDLE_MINUTES - 1)
    assert is_signed_in(client)


def test_staying_signed_in_does_not_move_the_absolute_limit(
    clock: Any, client_for: Any
) -> None:
    client = client_for("manager")
    assert is_signed_in(client)
    began = client.session[SIGNED_IN_AT]
    clock.forward(minutes=30)
    client.post("/account/stay/")
    assert client.session[SIGNED_IN_AT] == began


@pytest.mark.parametrize("what", ["deactivated", "grants ended", "password changed"])
def test_a_session_ends_at_the_next_request(
    what: str, clock: Any, region: Region, client_for: Any
) -> None:
    client, staff = client_for("manager"), region.staff["manager"]
    assert is_signed_in(client)
    if what == "deactivated":
        staff.is_active = False
        staff.save()
    elif what == "grants ended":
        GrantRow.objects.filter(staff_id=staff.pk).update(valid_before=TODAY)
    else:
        staff.set_password("betsu-no-himitsu-2026")
        staff.save()
    assert not is_signed_in(client)


def test_who_lost_the_last_role_reads_why(
    clock: Any, region: Region, client_for: Any
) -> None:
    client = client_for("manager")
    GrantRow.objects.filter(staff_id=region.staff["manager"].pk).update(
        valid_before=TODAY
    )
    assert not is_signed_in(client)
    assert (
        "いま有効な配置（役割）がありません" in client.get("/login/").content.decode()
    )


def test_the_chiefs_addition_alone_opens_nothing(
    clock: Any, region: Region, client_for: Any
) -> None:
    """主任の位置づけだけが残っても、もとの役割が終わればログインは終わる。"""
    staff = region.staff["specialist"]
    open_grant(
        staff_id=staff.pk, role=Role.CHIEF, source_ref="chief:1", valid_from=LONG_AGO,
        municipality_id=region.municipalities["tsunagi"].pk,
        office_id=region.offices["hikari"].pk, by=region.builder(),
    )  # fmt: skip
    client = client_for("specialist")
    assert is_signed_in(client)
    GrantRow.objects.filter(staff_id=staff.pk).exclude(role=Role.CHIEF).update(
        valid_before=TODAY
    )
    assert not is_signed_in(client)


def test_a_role_ends_at_midnight_in_japan(
    clock: Any, region: Region, client_for: Any
) -> None:
    GrantRow.objects.filter(staff_id=region.staff["manager"].pk).update(
        valid_before=TODAY.replace(day=23)
    )
    clock.forward(hours=13, minutes=59, seconds=59)
    client = client_for("manager")
    assert is_signed_in(client), "23:59:59 of the last day"
    clock.forward(seconds=1)
    assert not is_signed_in(client), "00:00 of the next"


def test_a_lower_role_counts_at_the_next_request(
    clock: Any, region: Region, client_for: Any
) -> None:
    client, staff = client_for("officer"), region.staff["officer"]
    assert client.get("/imports/offices/").status_code == 200
    GrantRow.objects.filter(staff_id=staff.pk).update(role=Role.SECRETARIAT)
    assert client.get("/imports/offices/").status_code == 403


# --- cookies and storage ---------------------------------------------------------
def sign_in(client: Client, name: str = "manager") -> None:
    answer = client.post("/login/", {"login": name, "password": PASSWORD})
    assert answer.status_code == 302


def test_the_session_gets_a_new_number_at_login(region: Region) -> None:
    client = Client()
    session = client.session
    session["planted"] = "by an attacker"
    session.save()
    before = session.session_key
    client.cookies["sessionid"] = before
    sign_in(client)
    after = client.cookies["sessionid"].value
    assert after != before
    assert not Session.objects.filter(session_key=before).exists()


def test_logging_out_ends_the_session_and_clears_the_browser(region: Region) -> None:
    client = Client()
    sign_in(client)
    key = client.cookies["sessionid"].value
    assert client.get("/logout/").status_code == 200, "asking alone ends nothing"
    assert is_signed_in(client)
    response = client.post("/logout/")
    assert response["Location"] == "/login/"
    assert response["Clear-Site-Data"] == '"cache", "storage"'
    assert not Session.objects.filter(session_key=key).exists()
    client.cookies["sessionid"] = key
    assert not is_signed_in(client)


def test_only_the_end_of_a_session_clears_the_browser(client_for: Any) -> None:
    client = client_for("manager")
    for where in (OPEN, "/logout/", "/no/such/page/"):
        assert "Clear-Site-Data" not in client.get(where)


def test_what_ends_a_session_is_told_without_a_cookie_that_names_anybody(
    clock: Any, region: Region, client_for: Any
) -> None:
    """A notice may name a person; a cookie would keep it on a shared computer, if it could
    be read there (`test_notices.py`)."""
    client = client_for("manager")
    GrantRow.objects.filter(staff_id=region.staff["manager"].pk).update(
        valid_before=TODAY
    )
    assert not is_signed_in(client)
    assert "messages" not in client.cookies
    assert "notices" not in client.cookies


# --- the municipality one works in -----------------------------------------------
@pytest.fixture
def works_in_two(region: Region) -> int:
    there = region.municipalities["minato"].pk
    open_grant(
        staff_id=region.staff["specialist"].pk, role=Role.CONSULTANT,
        municipality_id=there, office_id=region.offices["shiokaze"].pk,
        valid_from=LONG_AGO, source_ref="test:two", by=region.builder("minato"),
    )  # fmt: skip
    return int(there)


def test_one_works_in_one_city_at_a_time(works_in_two: int, client_for: Any) -> None:
    client = client_for("specialist")
    assert "つなぎ市" in client.get(OPEN).content.decode()
    client.post("/account/municipality/", {"municipality": works_in_two})
    page = client.get(OPEN).content.decode()
    assert "みなと町" in page
    assert "委託相談の相談員" in page


@pytest.mark.parametrize("wanted", ["foreign", "999999", "", "abc", "-1"])
def test_only_an_own_city_can_be_chosen(
    wanted: str, region: Region, client_for: Any
) -> None:
    client = client_for("specialist")
    if wanted == "foreign":
        wanted = str(region.municipalities["minato"].pk)
    client.post("/account/municipality/", {"municipality": wanted})
    assert WORKING_IN not in client.session
    assert "つなぎ市" in client.get(OPEN).content.decode()


def test_when_the_work_there_ends_one_is_back_at_home(
    clock: Any, works_in_two: int, client_for: Any
) -> None:
    client = client_for("specialist")
    client.post("/account/municipality/", {"municipality": works_in_two})
    GrantRow.objects.filter(municipality_id=works_in_two).update(valid_before=TODAY)
    assert "つなぎ市" in client.get(OPEN).content.decode()
