"""すべての役割の主な画面を、実際に開く: 読み上げの規則、横にはみ出さないこと、大きさ。"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESKTOP, PHONE, SMALL_TARGETS, violations
from tests.e2e.conftest import Site, Visit
from tests.links import FILES, links, page_name

pytestmark = pytest.mark.browser
# Who walks through the product, most of it first. The walks share out the pages.
WALKERS = (
    "kikan", "senmon", "shi", "kanri", "hitori", "ku", "kenri", "jimukyoku", "kansa",
    "system", "yamaai",
)  # fmt: skip
BEYOND_LINKS = {"kanri": ["/recovery/"], "shi": ["/offices/?near=on"]}
FITS = "document.documentElement.scrollWidth <= innerWidth"
TITLES = "document.querySelectorAll('h1').length"


@pytest.fixture(scope="session")
def first_here(
    tmp_path_factory: pytest.TempPathFactory, worker_id: str
) -> Callable[[str], bool]:
    """Whether nobody has looked at a page of this name yet, in any process of this run."""
    base = tmp_path_factory.getbasetemp()
    looked_at = (base if worker_id == "master" else base.parent) / "looked-at"
    looked_at.mkdir(exist_ok=True)

    def first(name: str) -> bool:
        try:
            (looked_at / name).touch(exist_ok=False)
        except FileExistsError:
            return False
        return True

    return first


@pytest.mark.parametrize("login", WALKERS)
def test_every_linked_page_is_accessible_and_fits(
    visit: Visit, first_here: Callable[[str], bool], login: str
) -> None:
    """Follows every link from きょう: each named page once, on a phone and wide.

    A page that another walk has looked at is only read, for the links on it.
    """
    seen: set[str] = set()
    faults: dict[str, list[str]] = {}
    with visit(login, PHONE) as page:
        waiting = ["/", *BEYOND_LINKS.get(login, [])]
        while waiting:
            address = waiting.pop(0)
            name = page_name(address) if address != "/" else f"home of {login}"
            if name in seen or FILES.search(name):
                continue
            seen.add(name)
            if first_here(name):
                found, text = faults_at(page, address)
            else:
                found, text = read(page, address)
            if found:
                faults[address] = found
            waiting += links(text)
    assert faults == {}
    assert len(seen) > 10, sorted(seen)


def faults_at(page: Page, address: str) -> tuple[list[str], str]:
    """What is wrong with the page on a phone and wide; and its text, for the links."""
    answer = page.goto(address)
    if answer is None or answer.status != 200:
        return ["does not open"], ""
    sizes = [PHONE, DESKTOP]
    if page.viewport_size == DESKTOP:  # where the last page was left
        sizes.reverse()
    faults = []
    for size in sizes:
        if page.viewport_size != size:
            page.set_viewport_size(size)
        faults += [f"{size['width']} px: {fault}" for fault in unfit(page)]
        if size == DESKTOP:  # axe runs once, at the width that shows most
            faults += violations(page)
    return faults, answer.text()


def read(page: Page, address: str) -> tuple[list[str], str]:
    answer = page.request.get(address)
    return ([], answer.text()) if answer.status == 200 else (["does not open"], "")


def unfit(page: Page) -> list[str]:
    """What is wrong at this width."""
    fits, titles, small = page.evaluate(f"[{FITS}, {TITLES}, ({SMALL_TARGETS})()]")
    faults = [] if fits else ["wider than the screen"]
    faults += [] if titles == 1 else ["not one h1"]
    return faults + [f"too small: {one}" for one in small]


@pytest.mark.parametrize("address", ["/login/", "/invitation/", "/no-such-page/"])
def test_public_pages(visit: Visit, address: str) -> None:
    with visit() as page:
        page.goto(address)
        assert violations(page) == []


def test_every_main_role_can_sign_in(visit: Visit, site: Site) -> None:
    """The form is the same for all and typed into by each walk: here it is only sent.

    What every role sees first is drawn: no script may fail there, no policy refuse.
    """
    main = [a for a in site.accounts.values() if a["is_main"]]
    assert len({a["role"] for a in main}) == 16
    with visit() as page:
        for account in main:
            page.context.clear_cookies()
            form = page.request.get("/login/").text()
            (token,) = set(
                re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', form)
            )
            page.request.post("/login/", max_redirects=0, form={
                "csrfmiddlewaretoken": token,
                "login": account["login"], "password": account["password"],
            })  # fmt: skip
            page.goto("/")
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
