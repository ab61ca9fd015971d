"""二段階の確認: 登録、ログイン、予備コード、最後の一つ。"""

from __future__ import annotations

import json
import re
from types import SimpleNamespace
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.db import DatabaseError, connection
from django.test import Client

from tests.conftest import TODAY
from tests.factories.region import PASSWORD, Region
from tsunagi.access import second_factor
from tsunagi.access.actor import AccessDenied
from tsunagi.access.models import AuditEvent, SecondFactorRule
from tsunagi.access.permissions import Role
from tsunagi.organisations.staff.models import Staff

WRONG = "000000"
# A period of its own for each code: a used one is refused.
PERIOD = 30


class TotpClock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def forward(self) -> None:
        self.now += PERIOD


@pytest.fixture
def totp_clock(monkeypatch: pytest.MonkeyPatch) -> TotpClock:
    moving = TotpClock()
    monkeypatch.setattr(totp, "time", SimpleNamespace(time=lambda: moving.now))
    return moving


class Phone:
    """The authenticator app of one person."""

    def __init__(self, secret: str, clock: TotpClock) -> None:
        self.secret, self.clock = secret, clock

    def code(self) -> str:
        counter = int(self.clock.now) // PERIOD
        return totp.format_hotp_value(totp.hotp_value(self.secret, counter))


def password_step(client: Client, name: str = "manager") -> Any:
    return client.post("/login/", {"login": name, "password": PASSWORD})


def confirm(client: Client) -> None:
    """Changing how one signs in asks for the password again."""
    client.post("/account/confirm/", {"password": PASSWORD})


def code_step(client: Client, code: str) -> Any:
    return client.post("/login/code/", {"code": code})


def enrol(client: Client, clock: TotpClock) -> Phone:
    confirm(client)
    page = client.get("/account/security/app/")
    assert page.status_code == 200
    phone = Phone(client.session["mfa.totp.secret"], clock)
    answer = client.post("/account/security/app/", {"code": phone.code()})
    assert answer["Location"] == "/account/security/codes/"
    clock.forward()
    return phone


@pytest.fixture
def enrolled(region: Region, totp_clock: TotpClock) -> tuple[Client, Phone]:
    client = Client()
    password_step(client)
    return client, enrol(client, totp_clock)


def signed_in(client: Client) -> bool:
    return bool(client.get("/account/").status_code == 200)


def actions() -> list[str]:
    rows = AuditEvent.objects.filter(action__startswith="mfa.", outcome="done")
    return list(rows.order_by("id").values_list("action", flat=True))


# --- enrolling -------------------------------------------------------------------
def test_the_secret_rests_encrypted(enrolled: tuple[Client, Phone]) -> None:
    client, phone = enrolled
    with connection.cursor() as cursor:
        cursor.execute("SELECT type, data FROM mfa_authenticator")
        stored = {kind: str(data) for kind, data in cursor.fetchall()}
    assert stored.keys() == {"totp", "recovery_codes"}
    assert phone.secret not in stored["totp"]
    assert "v1." in stored["totp"]
    assert "v1." in stored["recovery_codes"]
    assert "mfa.totp.secret" not in client.session, "and leaves the session"
    for code in recovery_codes(client):
        assert code not in stored["recovery_codes"]


def test_enrolling_is_recorded_without_a_secret(enrolled: tuple[Client, Phone]) -> None:
    assert actions() == ["mfa.totp_add", "mfa.codes_new"]
    event = AuditEvent.objects.get(action="mfa.totp_add")
    manager = Staff.objects.get(login_name="manager")
    assert (event.actor_staff_id, event.target_public_id, event.details) == (
        manager.pk, manager.public_id, {},
    )  # fmt: skip
    assert event.municipality_id is not None


def test_a_wrong_code_enrols_nothing(region: Region, totp_clock: TotpClock) -> None:
    client = Client()
    password_step(client)
    confirm(client)
    client.get("/account/security/app/")
    assert client.post("/account/security/app/", {"code": WRONG}).status_code == 200
    assert not Authenticator.objects.exists()
    assert actions() == []


# --- signing in ------------------------------------------------------------------
def test_the_password_alone_is_not_enough(
    enrolled: tuple[Client, Phone], totp_clock: TotpClock
) -> None:
    _, phone = enrolled
    client = Client()
    assert password_step(client)["Location"].startswith("/login/code/")
    assert not signed_in(client)
    refused = code_step(client, WRONG)
    assert refused.status_code == 200
    assert "番号が違います" in refused.content.decode()
    assert not signed_in(client)
    assert code_step(client, phone.code())["Location"] == "/"
    assert signed_in(client)
    failed = AuditEvent.objects.get(action="mfa.authenticate")
    manager = Staff.objects.get(login_name="manager")
    assert (failed.outcome, failed.target_public_id) == ("failed", manager.public_id)


def test_the_login_is_recorded_when_it_is_complete(
    enrolled: tuple[Client, Phone],
) -> None:
    _, phone = enrolled
    logins = AuditEvent.objects.filter(action="account.login", outcome="done")
    before = logins.count()
    client = Client()
    password_step(client)
    assert logins.count() == before
    code_step(client, phone.code())
    assert logins.count() == before + 1


def test_a_code_works_once(enrolled: tuple[Client, Phone]) -> None:
    _, phone = enrolled
    first, second = Client(), Client()
    for client in (first, second):
        password_step(client)
    assert code_step(first, phone.code()).status_code == 302
    assert code_step(second, phone.code()).status_code == 200
    assert not signed_in(second)


def test_a_code_of_another_moment_does_not_work(
    enrolled: tuple[Client, Phone], totp_clock: TotpClock
) -> None:
    _, phone = enrolled
    old = phone.code()
    totp_clock.forward()
    totp_clock.forward()
    client = Client()
    password_step(client)
    assert code_step(client, old).status_code == 200
    assert not signed_in(client)


def test_the_code_page_alone_signs_nobody_in(enrolled: tuple[Client, Phone]) -> None:
    _, phone = enrolled
    client = Client()
    answer = code_step(client, phone.code())
    assert (answer.status_code, answer["Location"]) == (302, "/login/")
    assert not signed_in(client)


def test_another_person_s_code_does_not_work(
    enrolled: tuple[Client, Phone], totp_clock: TotpClock
) -> None:
    other_client = Client()
    password_step(other_client, "specialist")
    others = enrol(other_client, totp_clock)
    client = Client()
    password_step(client)
    assert code_step(client, others.code()).status_code == 200
    assert not signed_in(client)


def test_guessing_codes_ends_after_ten(enrolled: tuple[Client, Phone]) -> None:
    _, phone = enrolled
    client = Client()
    password_step(client)
    for _ in range(10):
        assert code_step(client, WRONG).status_code == 200
    assert code_step(client, phone.code()).status_code == 200, (
        "even the right one waits"
    )
    assert not signed_in(client)
    other = Client()
    assert password_step(other, "specialist")["Location"] == "/", "nobody else waits"


# --- recovery codes --------------------------------------------------------------
def recovery_codes(client: Client) -> list[str]:
    page = client.get("/account/security/codes/").content.decode()
    codes = re.findall(r"\b[0-9a-f]{8}\b", page)
    assert len(set(codes)) == 10
    return codes


def test_a_recovery_code_signs_in_once(enrolled: tuple[Client, Phone]) -> None:
    code = recovery_codes(enrolled[0])[3]
    first, second = Client(), Client()
    password_step(first)
    assert code_step(first, code).status_code == 302
    assert signed_in(first)
    password_step(second)
    assert code_step(second, code).status_code == 200
    assert not signed_in(second)


def test_new_recovery_codes_replace_the_old_and_are_recorded(
    enrolled: tuple[Client, Phone],
) -> None:
    client, _ = enrolled
    old = recovery_codes(client)
    client.post("/account/security/codes/new/")
    assert set(recovery_codes(client)).isdisjoint(old)
    assert actions()[2:] == ["mfa.codes_new"]
    stranger = Client()
    password_step(stranger)
    assert code_step(stranger, old[0]).status_code == 200


def test_the_file_with_codes_is_not_kept_by_the_browser(
    enrolled: tuple[Client, Phone],
) -> None:
    answer = enrolled[0].get("/account/security/codes/file/")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"].startswith("attachment")


# --- removing --------------------------------------------------------------------
def require_for_managers(region: Region) -> None:
    SecondFactorRule.objects.create(
        municipality_id=region.municipalities["tsunagi"].pk, role=Role.OFFICE_MANAGER,
        required_from=TODAY,
    )  # fmt: skip


def passkey(name: str) -> Authenticator:
    """A passkey as it stands in the table; its key is not used here."""
    return Authenticator.objects.create(
        user=Staff.objects.get(login_name=name),
        type=Authenticator.Type.WEBAUTHN,
        data={"name": "架空の鍵", "passwordless": False, "credential": {}},
    )


def remaining(name: str = "manager") -> set[str]:
    rows = Authenticator.objects.filter(user__login_name=name)
    return set(rows.values_list("type", flat=True))


def test_the_app_can_be_removed_where_nothing_requires_it(
    enrolled: tuple[Client, Phone],
) -> None:
    enrolled[0].post("/account/security/app/remove/")
    assert remaining() == set()
    assert actions()[2:] == ["mfa.totp_remove"]


def test_the_last_factor_stays_where_the_role_requires_one(
    clock: Any, region: Region, totp_clock: TotpClock
) -> None:
    client = Client()
    password_step(client)
    enrol(client, totp_clock)
    require_for_managers(region)
    answer = client.post("/account/security/app/remove/")
    assert answer.status_code == 200
    assert "最後の一つは消せません" in answer.content.decode()
    assert remaining() == {"totp", "recovery_codes"}
    assert len(actions()) == 2, "nothing changed, nothing recorded"
    passkey("manager")
    client.post("/account/security/app/remove/")
    assert "totp" not in remaining(), "with another one it may go"


def test_the_last_passkey_stays_where_the_role_requires_one(
    clock: Any, region: Region
) -> None:
    client = Client()
    password_step(client)
    confirm(client)
    key = passkey("manager")
    require_for_managers(region)
    where = f"/account/security/passkeys/{key.pk}/remove/"
    answer = client.post(where)
    assert answer["Location"] == "/account/security/"
    assert "最後の一つは消せません" in client.get("/account/security/").content.decode()
    assert remaining() == {"webauthn"}
    assert actions() == []
    SecondFactorRule.objects.all().delete()
    client.post(where)
    assert remaining() == set()
    assert actions() == ["mfa.passkey_remove"]


def test_a_change_and_its_record_are_one_transaction(
    region: Region, totp_clock: TotpClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client()
    client.raise_request_exception = False
    password_step(client)
    confirm(client)
    client.get("/account/security/app/")
    phone = Phone(client.session["mfa.totp.secret"], totp_clock)

    def refuse(*args: Any, **kwargs: Any) -> None:
        raise DatabaseError("disk is full")

    monkeypatch.setattr("tsunagi.access.audit.insert_row", refuse)
    answer = client.post("/account/security/app/", {"code": phone.code()})
    assert answer.status_code == 500
    assert not Authenticator.objects.exists()


def test_nobody_touches_another_person_s_passkey(region: Region) -> None:
    key = passkey("specialist")
    client = Client()
    password_step(client)
    confirm(client)
    for part in ("remove", "name"):
        where = f"/account/security/passkeys/{key.pk}/{part}/"
        assert client.post(where, {"name": "x"}).status_code == 404
    assert remaining("specialist") == {"webauthn"}


def test_changing_factors_asks_for_the_password_again(region: Region) -> None:
    """A session alone (an unattended screen) does not change how one signs in."""
    client = Client()
    client.force_login(region.staff["manager"])
    answer = client.get("/account/security/app/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/account/confirm/")
    client.post("/account/confirm/", {"password": "chigau-pasuwaado"})
    assert client.get("/account/security/app/").status_code == 302
    client.post("/account/confirm/", {"password": PASSWORD})
    assert client.get("/account/security/app/").status_code == 200


# --- the rule of the municipality ------------------------------------------------
def test_the_rule_is_set_by_the_information_officer_and_recorded(
    region: Region, client_for: Any
) -> None:
    client = client_for("information_officer")
    client.post("/login-rules/", {"roles": ["office_manager", "specialist"]})
    client.post("/login-rules/", {"roles": ["office_manager", "chief"]})
    here = region.municipalities["tsunagi"].pk
    assert second_factor.roles_requiring(here, today=TODAY.replace(year=2099)) == {
        Role.OFFICE_MANAGER, Role.CHIEF,
    }  # fmt: skip
    details = AuditEvent.objects.filter(action="login_rules.edit").latest("id").details
    assert details == {"added": ["chief"], "removed": ["specialist"]}
    assert json.dumps(details)


def test_nobody_else_sets_the_rule(region: Region) -> None:
    for name in ("officer", "manager", "administrator"):
        with pytest.raises(AccessDenied):
            second_factor.set_rules(
                municipality_id=region.municipalities["tsunagi"].pk,
                roles=frozenset(), by=region.actor(name), today=TODAY,
            )  # fmt: skip
    with pytest.raises(AccessDenied):
        second_factor.set_rules(
            municipality_id=region.municipalities["minato"].pk,
            roles=frozenset(), by=region.actor("information_officer"), today=TODAY,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("role", "days", "expected"),
    [(Role.SPECIALIST, 0, True), (Role.SPECIALIST, 1, False), (Role.CHIEF, 0, False)],
)
def test_a_rule_counts_for_its_role_from_its_day(
    role: Role, days: int, expected: bool, region: Region
) -> None:
    SecondFactorRule.objects.create(
        municipality_id=region.municipalities["tsunagi"].pk, role=role,
        required_from=TODAY.replace(day=TODAY.day + days),
    )  # fmt: skip
    needed = second_factor.is_required_for(region.staff["specialist"].pk, today=TODAY)
    assert needed is expected
    assert region.actor("specialist").needs_second_factor is expected
    assert region.actor("minato_specialist").needs_second_factor is False
