"""ログイン、パスワードの変更、そしてその記録。"""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import Client, RequestFactory

from tests.factories.region import PASSWORD, Region
from tsunagi.access.login import client_address
from tsunagi.access.models import AuditEvent, LoginThrottle

WRONG = "chigau-pasuwaado-2026"
NEW = "atarashii-himitsu-2027"
LOGGED = ("account.login", "account.logout", "account.password_change")


def try_login(client: Client, name: str, password: str = PASSWORD) -> Any:
    return client.post("/login/", {"login": name, "password": password})


def events() -> list[tuple[str, str]]:
    rows = AuditEvent.objects.filter(action__in=LOGGED).order_by("id")
    return [(row.action, row.outcome) for row in rows]


def test_the_right_password_opens_the_product(region: Region) -> None:
    client = Client()
    answer = try_login(client, "manager")
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/").status_code == 200
    event = AuditEvent.objects.latest("id")
    manager = region.actor("manager")
    assert (event.action, event.outcome) == ("account.login", "done")
    assert (event.actor_staff_id, event.municipality_id, event.target_public_id) == (
        manager.staff_id, manager.municipality_id, manager.public_id,
    )  # fmt: skip


def test_upper_and_lower_case_and_spaces_of_the_name_do_not_matter(
    region: Region,
) -> None:
    assert try_login(Client(), " Manager ").status_code == 302


def test_the_password_is_taken_letter_for_letter(region: Region) -> None:
    for password in (PASSWORD.upper(), f" {PASSWORD}", PASSWORD[:-1], ""):
        assert try_login(Client(), "manager", password).status_code == 200


@pytest.mark.parametrize("target", ["/offices/", "/staff/"])
def test_after_the_login_one_is_where_one_wanted_to_go(
    target: str, region: Region
) -> None:
    client = Client()
    to_login = client.get(target)["Location"]
    answer = client.post(to_login, {"login": "manager", "password": PASSWORD})
    assert answer["Location"] == target


@pytest.mark.parametrize(
    "target", ["https://example.invalid/", "//example.invalid/", "javascript:alert(1)"]
)
def test_the_login_leads_to_our_own_pages_only(target: str, region: Region) -> None:
    client = Client()
    answer = client.post(
        "/login/", {"login": "manager", "password": PASSWORD, "next": target}
    )
    assert answer["Location"] == "/"


# --- nothing tells who exists ----------------------------------------------------
def page_of(answer: Any, name: str) -> str:
    """The page without what must differ: the token and the name that was typed."""
    text = re.sub(
        r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode()
    )
    assert text != answer.content.decode()
    return text.replace(f'value="{name}"', 'value=""')


@pytest.fixture
def refusals(region: Region) -> dict[str, tuple[str, str]]:
    """case → name and password that are refused."""
    ended = region.staff["adviser"]
    ended.is_active = False
    ended.save()
    invited = region.staff["trainee"]
    invited.set_unusable_password()
    invited.is_invited = True
    invited.save()
    return {
        "wrong password": ("manager", WRONG),
        "unknown name": ("dare-mo-inai", WRONG),
        "ended account, right password": ("adviser", PASSWORD),
        "ended account, wrong password": ("adviser", WRONG),
        "invited, not yet begun": ("trainee", WRONG),
        "name with a wildcard": ("manage_", PASSWORD),
    }


def test_every_refusal_is_the_same_page(refusals: dict[str, tuple[str, str]]) -> None:
    pages = {}
    for case, (name, password) in refusals.items():
        answer = try_login(Client(), name, password)
        assert answer.status_code == 200, case
        assert "sessionid" not in answer.cookies, case
        pages[case] = page_of(answer, name)
    assert (
        "ログイン名とパスワードの組み合わせを確かめられませんでした"
        in pages["unknown name"]
    )
    assert len(set(pages.values())) == 1


def test_every_refusal_costs_the_same_work(
    refusals: dict[str, tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each try computes one password hash, so that time tells nothing either."""
    computed: list[str] = []
    encode = MD5PasswordHasher.encode

    def counted(self: Any, password: str, *args: Any) -> str:
        computed.append(password)
        return str(encode(self, password, *args))

    monkeypatch.setattr(MD5PasswordHasher, "encode", counted)
    work = {}
    for case, (name, password) in refusals.items():
        computed.clear()
        try_login(Client(), name, password)
        work[case] = len(computed)
    assert set(work.values()) == {1}, work


def test_every_refusal_is_recorded_without_the_typed_name(
    refusals: dict[str, tuple[str, str]], region: Region
) -> None:
    rows = {}
    for case, (name, password) in refusals.items():
        try_login(Client(), name, password)
        event = AuditEvent.objects.latest("id")
        assert (event.action, event.outcome) == ("account.login", "failed"), case
        assert event.actor_staff_id is None
        assert name not in str(event.details)
        assert event.details.keys() == {"counter"}
        rows[case] = event
    manager = region.actor("manager")
    wrong, unknown = rows["wrong password"], rows["unknown name"]
    assert (wrong.target_public_id, wrong.municipality_id) == (
        manager.public_id, manager.municipality_id,
    )  # fmt: skip
    assert (unknown.target_public_id, unknown.municipality_id) == (None, None)


def test_the_officer_and_the_person_see_the_failures(
    region: Region, client_for: Any
) -> None:
    try_login(Client(), "manager", WRONG)
    found = client_for("information_officer").post(
        "/audit/", {"action": "account.login", "outcome": "failed"}
    )
    assert 'data-label="操作">ログイン<' in found.content.decode()
    own = client_for("manager").get("/account/").content.decode()
    assert "失敗した" in own
    assert "失敗した" not in client_for("specialist").get("/account/").content.decode()


# --- throttling through the page -------------------------------------------------
def guess(client: Client, times: int, name: str = "manager") -> Any:
    for _ in range(times):
        answer = try_login(client, name, WRONG)
    return answer


def says_wait(answer: Any) -> bool:
    return "いまはログインの確認を受け付けていません" in answer.content.decode()


def test_after_five_failures_even_the_right_password_waits(
    clock: Any, region: Region
) -> None:
    client = Client()
    assert not says_wait(guess(client, 5))
    answer = try_login(client, "manager")
    assert says_wait(answer)
    assert "2秒ほど待ってから" in answer.content.decode()
    clock.forward(seconds=2)
    assert try_login(client, "manager").status_code == 302
    assert LoginThrottle.objects.count() == 0


def test_changing_the_address_gains_an_attacker_nothing(
    clock: Any, region: Region
) -> None:
    for number in range(5):
        attacker = Client(REMOTE_ADDR=f"203.0.113.{number}")
        assert not says_wait(guess(attacker, 1))
    assert says_wait(guess(Client(REMOTE_ADDR="198.51.100.7"), 1))
    assert not says_wait(guess(Client(), 1, "specialist")), (
        "another name has its own count"
    )


def test_an_attacker_elsewhere_does_not_delay_the_known_computer(
    clock: Any, region: Region
) -> None:
    own = Client()
    assert try_login(own, "manager").status_code == 302
    own.post("/logout/")
    assert says_wait(guess(Client(), 9))
    assert try_login(own, "manager").status_code == 302
    assert says_wait(try_login(Client(), "manager")), "strangers still wait"


def test_a_hundred_people_behind_one_address_all_get_in(
    clock: Any, region: Region
) -> None:
    """A town hall shares one address; nobody there waits for the others."""
    for _ in range(40):
        client = Client(REMOTE_ADDR="192.0.2.1")
        assert try_login(client, "officer").status_code == 302


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        pytest.param(
            0, "203.0.113.9", "127.0.0.1", id="no proxy: the header is a claim"
        ),
        pytest.param(1, "203.0.113.9", "203.0.113.9", id="one proxy"),
        pytest.param(
            1, "1.2.3.4, 203.0.113.9", "203.0.113.9", id="a forged first part"
        ),
        pytest.param(
            2, "1.2.3.4, 203.0.113.9, 10.0.0.1", "203.0.113.9", id="two proxies"
        ),
        pytest.param(2, "203.0.113.9", "127.0.0.1", id="fewer hops than proxies"),
        pytest.param(1, "", "127.0.0.1", id="no header"),
    ],
)
def test_the_address_is_what_our_own_proxy_saw(
    proxies: int, forwarded: str, expected: str, settings: Any
) -> None:
    settings.TRUSTED_PROXIES = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    request = RequestFactory().get("/", headers=headers)
    assert client_address(request) == expected


# --- password --------------------------------------------------------------------
def change(client: Client, old: str, new: str, again: str | None = None) -> Any:
    return client.post(
        "/account/password/",
        {
            "oldpassword": old,
            "password1": new,
            "password2": new if again is None else again,
        },
    )


def test_changing_the_password_ends_the_other_sessions(region: Region) -> None:
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        assert try_login(client, "manager").status_code == 302
    assert change(here, PASSWORD, NEW).status_code == 302
    assert here.get("/account/").status_code == 200
    assert elsewhere.get("/account/").status_code == 302
    assert try_login(Client(), "manager").status_code == 200
    assert try_login(Client(), "manager", NEW).status_code == 302
    assert ("account.password_change", "done") in events()


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        pytest.param(WRONG, NEW, NEW, id="wrong old password"),
        pytest.param(PASSWORD, NEW, NEW + "x", id="typed differently"),
        pytest.param(PASSWORD, "mijikai-11c", "mijikai-11c", id="eleven letters"),
        pytest.param(PASSWORD, "qwertyqwerty", "qwertyqwerty", id="well known"),
        pytest.param(PASSWORD, "second-officer", "second-officer", id="like the name"),
    ],
)
def test_a_bad_change_of_password_changes_nothing(
    old: str, new: str, again: str, region: Region
) -> None:
    client = Client()
    try_login(client, "second_officer")
    answer = change(client, old, new, again)
    assert answer.status_code == 200
    assert try_login(Client(), "second_officer").status_code == 302
    assert ("account.password_change", "done") not in events()


def test_a_long_sentence_without_rules_is_a_good_password(region: Region) -> None:
    client = Client()
    try_login(client, "manager")
    sentence = "あさひがのぼるとさんぽにいく"
    assert change(client, PASSWORD, sentence).status_code == 302
    assert try_login(Client(), "manager", sentence).status_code == 302


def test_logout_is_recorded(region: Region) -> None:
    client = Client()
    try_login(client, "manager")
    client.post("/logout/")
    assert events() == [("account.login", "done"), ("account.logout", "done")]
