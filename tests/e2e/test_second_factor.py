"""二段階の確認: 決める → 求められる → パスキーを登録する → パスキーで入る。"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser import violations
from tests.e2e.conftest import Site, Visit, sign_in

pytestmark = pytest.mark.browser


def virtual_key(page: Page) -> None:
    """An authenticator inside the browser that says yes (user verified)."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
                "automaticPresenceSimulation": True,
            }
        },
    )


def set_rule(visit: Visit, role: str, *, required: bool) -> None:
    with visit("kansa") as officer:
        officer.goto("/login-rules/")
        officer.get_by_label(role).set_checked(required)
        officer.get_by_role("button", name="この決まりを保存する").click()
        expect(
            officer.locator("#main").get_by_text("役割を保存しました")
        ).to_be_visible()


def test_a_required_second_factor_and_a_passkey(visit: Visit, site: Site) -> None:
    account = next(
        a for a in site.accounts.values()
        if a["role"] == "協議会の委員" and not a["is_main"]
    )  # fmt: skip
    set_rule(visit, "協議会の委員", required=True)
    try:
        with visit() as person:
            register_and_use_a_passkey(person, account)
    finally:
        set_rule(visit, "協議会の委員", required=False)


def register_and_use_a_passkey(person: Page, account: dict[str, str]) -> None:
    virtual_key(person)
    sign_in(person, account["login"], account["password"])
    expect(person.get_by_role("heading", level=1)).to_have_text("二段階の確認")
    person.goto("/offices/")
    expect(person.get_by_text("二段階の確認が必要です").first).to_be_visible()
    assert violations(person) == []
    person.get_by_role("link", name="パスキーを登録する").click()
    if "confirm" in person.url:
        person.get_by_label("パスワード").fill(account["password"])
        person.get_by_role("button", name="確かめる").click()
    person.locator("#id_passwordless").check()
    person.get_by_role("button", name="登録する").click()
    expect(person.get_by_role("heading", level=1)).to_have_text("予備コード")
    person.goto("/")
    expect(person.get_by_role("heading", level=1)).to_contain_text("きょう")
    person.locator(".account-menu summary").click()
    person.get_by_role("button", name="ログアウト").click()
    person.get_by_role("button", name="パスキーを使う").click()
    expect(person.get_by_role("heading", level=1)).to_contain_text("きょう")
