"""本物の Chromium で: 読み上げ・キー操作・拡大・スマートフォンの幅。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import (
    DESKTOP,
    PHONE,
    SMALL_TARGETS,
    browser,
    opened,
    violations,
)

__all__ = ["browser"]
pytestmark = pytest.mark.browser

ADDRESSES = [
    "/ui/",
    "/ui/page/today/",
    "/ui/page/list/",
    "/ui/page/record/",
    "/ui/page/form/",
    "/ui/page/board/",
    "/ui/page/report/",
    "/ui/display/",
    "/ui/page/nothing/",
]


# Words of a chart that reach over the edge of their drawing, where they are cut off.
CUT_OFF = """() => [...document.querySelectorAll('.chart svg[viewBox] text')].filter(word => {
  const box = word.getBBox(), drawing = word.ownerSVGElement.viewBox.baseVal;
  return box.x < 0 || box.x + box.width > drawing.width;
}).map(word => word.textContent)"""


@pytest.fixture
def desktop(browser: Browser, ui_server: str) -> Iterator[Page]:
    with opened(browser, ui_server, DESKTOP) as page:
        yield page


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_are_accessible_and_never_scroll_sideways(
    browser: Browser, ui_server: str, address: str, size: Any
) -> None:
    with opened(browser, ui_server, size) as page:
        page.goto(address)
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.evaluate(SMALL_TARGETS) == []
        assert page.evaluate(CUT_OFF) == []


@pytest.mark.parametrize("address", ["/ui/", "/ui/page/list/", "/ui/page/record/"])
def test_the_largest_letters_and_high_contrast_fit_a_phone(
    browser: Browser, ui_server: str, address: str
) -> None:
    cookies = {"display_size": "largest", "display_contrast": "high"}
    with opened(browser, ui_server, PHONE, **cookies) as page:
        page.goto(address)
        assert page.evaluate("document.documentElement.dataset.size") == "largest"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert violations(page) == []


def test_axe_notices_a_planted_fault(desktop: Page) -> None:
    desktop.goto("/ui/display/")
    desktop.evaluate("document.documentElement.removeAttribute('lang')")
    assert any(fault.startswith("html-has-lang") for fault in violations(desktop))


def test_the_error_list_takes_the_focus_and_leads_to_the_field(desktop: Page) -> None:
    desktop.goto("/ui/")
    desktop.get_by_role("button", name="入力を確かめる").click()
    expect(desktop.locator(".error-summary")).to_be_focused()
    desktop.get_by_role("link", name="「本人の同意」を選んでください。").click()
    expect(desktop.locator("#id_agreed_0")).to_be_focused()
    assert violations(desktop) == []


def test_keys_work_and_rest_while_typing(desktop: Page) -> None:
    desktop.goto("/ui/")
    desktop.keyboard.press("/")
    expect(desktop.locator("#site-search")).to_be_focused()
    desktop.keyboard.type("n?/")
    expect(desktop.locator("#site-search")).to_have_value("n?/")
    desktop.locator("#site-search").blur()
    desktop.keyboard.press("?")
    expect(desktop.get_by_role("dialog", name="キー操作の一覧")).to_be_visible()
    assert violations(desktop) == []
    desktop.keyboard.press("Escape")
    expect(desktop.locator("#keys")).to_be_hidden()
    desktop.keyboard.press("n")
    desktop.wait_for_url("**/ui/page/form/")


def test_keys_can_be_switched_off(desktop: Page) -> None:
    desktop.goto("/ui/display/")
    desktop.get_by_role("button", name="使わない").click()
    desktop.goto("/ui/")
    desktop.keyboard.press("?")
    expect(desktop.locator("#keys")).to_be_hidden()


def test_a_dialog_gives_the_focus_back(desktop: Page) -> None:
    desktop.goto("/ui/")
    opener = desktop.locator("[data-dialog-open=sample-dialog]")
    opener.focus()
    desktop.keyboard.press("Enter")
    dialog = desktop.get_by_role("dialog", name="この記録を取り消しますか")
    expect(dialog).to_be_visible()
    desktop.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_meaning_opens_and_closes_by_key(desktop: Page) -> None:
    desktop.goto("/ui/")
    desktop.locator(".abbr").focus()
    desktop.keyboard.press("Enter")
    expect(desktop.locator(".meaning")).to_be_visible()
    assert violations(desktop) == []
    desktop.keyboard.press("Escape")
    expect(desktop.locator(".meaning")).to_be_hidden()


def test_display_settings_take_effect_at_once_and_stay(desktop: Page) -> None:
    desktop.goto("/ui/")
    desktop.get_by_role("button", name="特大").click()
    assert desktop.evaluate("document.documentElement.dataset.size") == "largest"
    desktop.goto("/ui/page/nothing/")
    assert desktop.evaluate("document.documentElement.dataset.size") == "largest"


def test_a_typed_date_is_read_back_below_the_field(desktop: Page) -> None:
    desktop.goto("/ui/")
    desktop.fill("#id_born_on", "平成32年1月5日")
    desktop.keyboard.press("Tab")
    line = desktop.locator("[data-readback-for=id_born_on]")
    expect(line).to_contain_text("令和2年1月5日（日）")


def test_nothing_moves_away_under_a_click_when_a_date_is_read_back(
    desktop: Page,
) -> None:
    desktop.goto("/ui/")
    length = "document.documentElement.scrollHeight"
    before = desktop.evaluate(length)
    desktop.fill("#id_born_on", "R2.1.5")
    desktop.keyboard.press("Tab")
    line = desktop.locator("[data-readback-for=id_born_on]")
    expect(line).to_contain_text("令和2年1月5日（日）")
    assert desktop.evaluate(length) == before


def test_unsaved_text_is_not_lost_without_a_question(desktop: Page) -> None:
    desktop.goto("/ui/")
    desktop.fill("#id_name", "架空")
    asked: list[str] = []

    def stay(question: Any) -> None:
        asked.append(question.type)
        question.accept()

    desktop.on("dialog", stay)
    desktop.goto("/ui/page/list/")
    assert asked == ["beforeunload"]


def test_the_bulk_bar_appears_and_counts(desktop: Page) -> None:
    desktop.goto("/ui/")
    expect(desktop.locator(".bulk-bar")).to_be_hidden()
    desktop.locator("[data-tick-all]").check()
    expect(desktop.locator(".bulk-count")).to_have_text("2人を選んでいます")


def test_the_session_warns_and_can_be_prolonged(
    browser: Browser, ui_server: str
) -> None:
    with opened(browser, ui_server, DESKTOP, seconds="61") as page:
        page.goto("/ui/page/list/")
        dialog = page.get_by_role("dialog", name="まもなく自動でログアウトします")
        expect(dialog).to_be_visible()
        assert violations(page) == []
        with page.expect_response("**/extend/") as answered:
            dialog.get_by_role("button", name="続ける").click()
        assert answered.value.ok
        expect(dialog).to_be_hidden()


def test_the_phone_menu_holds_every_area(browser: Browser, ui_server: str) -> None:
    with opened(browser, ui_server, PHONE) as page:
        page.goto("/ui/page/today/")
        expect(page.locator(".main-nav")).to_be_hidden()
        page.locator(".phone-menu summary").click()
        expect(page.locator(".phone-menu-list a")).to_have_count(10)
        assert violations(page) == []
        page.keyboard.press("Escape")
        expect(page.locator(".phone-menu-list")).to_be_hidden()


def test_pages_work_without_script(browser: Browser, ui_server: str) -> None:
    context = browser.new_context(
        viewport=DESKTOP, base_url=ui_server, java_script_enabled=False
    )
    page = context.new_page()
    page.goto("/ui/")
    page.locator(".account-menu summary").click()
    expect(page.get_by_role("link", name="自分の設定")).to_be_visible()
    page.get_by_role("button", name="特大").click()
    expect(page.locator("html")).to_have_attribute("data-size", "largest")
    page.get_by_role("button", name="入力を確かめる").click()
    expect(page.locator(".error-summary")).to_be_visible()
    context.close()


def test_paper_carries_the_title_and_no_menus(desktop: Page) -> None:
    desktop.goto("/ui/page/report/")
    expect(desktop.locator(".print-header")).to_be_hidden()
    desktop.emulate_media(media="print")
    expect(desktop.locator(".print-header")).to_be_visible()
    for hidden in (".main-nav", ".site-header", ".site-footer", ".page-actions"):
        expect(desktop.locator(hidden).first).to_be_hidden()
    expect(desktop.locator(".chart-table table").first).to_be_visible()
