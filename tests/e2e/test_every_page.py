"""すべての役割の主な画面を、実際に開く: 読み上げの規則、横にはみ出さないこと、大きさ。"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser import DESKTOP, PHONE, SMALL_TARGETS, violations
from tests.e2e.conftest import Site, Visit, sign_in

pytestmark = pytest.mark.browser
SHARED = ["/", "/offices/", "/areas/", "/chiefs/", "/catalogues/", "/account/"]
PAGES = {
    "senmon": [*SHARED, "/offices/mine/", "/staff/", "/map/", "/search/", "/areas/find/"],
    "kanri": ["/", "/recovery/", "/staff/"],
    "shi": [
        "/", "/first-month/", "/offices/new/", "/imports/offices/", "/areas/outlines/",
        "/offices/?kind=designated_plan&accepts=on", "/offices/?near=on",
        "/catalogues/osaka-pref-chief-duties/", "/catalogues/completers/",
        "/catalogues/meeting-kinds/", "/catalogues/case-review-agenda/adopt/",
    ],
    "kansa": ["/", "/audit/", "/login-rules/", "/account/security/"],
    "system": ["/", "/system/"],
    "jimukyoku": ["/", "/account/roles/"],
    "hitori": ["/"],
    "yamaai": ["/", "/areas/"],
}  # fmt: skip


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("login", PAGES)
def test_pages_are_accessible_and_fit(visit: Visit, login: str, size: Any) -> None:
    with visit(login, size) as page:
        for address in PAGES[login]:
            answer = page.goto(address)
            assert answer is not None and answer.status == 200, address
            assert violations(page) == [], address
            assert page.evaluate(
                "document.documentElement.scrollWidth <= innerWidth"
            ), address
            assert page.evaluate(SMALL_TARGETS) == [], address
            assert page.locator("h1").count() == 1, address


@pytest.mark.parametrize("address", ["/login/", "/invitation/", "/no-such-page/"])
def test_public_pages(visit: Visit, address: str) -> None:
    with visit() as page:
        page.goto(address)
        assert violations(page) == []


def test_every_main_role_can_sign_in(visit: Visit, site: Site) -> None:
    main = [a for a in site.accounts.values() if a["is_main"]]
    assert len({a["role"] for a in main}) == 15
    for account in main:
        with visit() as page:
            sign_in(page, account["login"], account["password"])
            expect(page.get_by_role("heading", level=1)).to_contain_text("きょう")


def test_the_whole_menu_by_keyboard(visit: Visit) -> None:
    with visit("senmon") as page:
        page.goto("/")
        expect(page.get_by_role("heading", level=1)).to_contain_text("きょう")
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="本文へ移る")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#main")).to_be_focused()
        page.keyboard.press("/")
        expect(page.locator("#site-search")).to_be_focused()
        page.keyboard.type("ひかり")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("利用者をさがす")
        assert "ひかり" not in page.url and "%" not in page.url
        page.get_by_role("button", name="事業所・職員・地域の中からさがす").press(
            "Enter"
        )
        expect(page.get_by_role("heading", level=1)).to_have_text("検索")
        expect(
            page.get_by_role("link", name="相談支援事業所 ひかり（架空）").first
        ).to_be_visible()
        assert "ひかり" not in page.url and "%" not in page.url


@pytest.mark.sqlite_smoke
def test_one_path_on_the_small_engine(visit: Visit) -> None:
    """Sign in, look, save, sign out — on SQLite."""
    with visit("kanri") as page:
        page.goto("/offices/mine/")
        page.get_by_role("link", name="きょうの数字を入れる").click()
        page.get_by_label("受けられる", exact=True).check()
        page.get_by_label("受けられる人数").fill("４")
        page.get_by_role("button", name="きょうの数字として記録する").click()
        expect(page.get_by_text("受けられる人数 4人")).to_be_visible()
        page.locator(".account-menu summary").click()
        page.get_by_role("button", name="ログアウト").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("ログイン")
