"""一覧と検索の画面を本物のブラウザで: 読み上げの規則、横にはみ出さないこと、大きさ。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from tests.browser import (  # noqa: F401 (browser is a fixture)
    DESKTOP,
    PHONE,
    SMALL_TARGETS,
    browser,
    opened,
    violations,
)
from tests.cases.conftest import CaseRoom

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True, scope="module")
def database_beside_a_browser() -> Iterator[None]:
    """Playwright keeps an event loop in this thread; the rows are made in it too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def page(
    request: Any,
    browser: Browser,  # noqa: F811
    live_server: Any,
    room: CaseRoom,
    client_for: Callable[[str], Any],
) -> Iterator[Page]:
    """The manager of ひかり, with two cases and a note."""
    case = room.case()
    room.case(name="架空 太郎", kana="かくう たろう", staff=None)
    room.contact(case, text="送迎の時間について母から電話")
    name = settings.SESSION_COOKIE_NAME
    session = client_for("manager").cookies[name].value
    with opened(browser, live_server.url, request.param, **{name: session}) as page:
        yield page


def fits(page: Page) -> None:
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(SMALL_TARGETS) == []
    assert page.locator("h1").count() == 1


def test_the_list_from_filter_to_reassignment(page: Page) -> None:
    page.goto(reverse("case-office") + "?mode=plan")
    page.get_by_text("絞りこみと並び").click()
    fits(page)
    page.get_by_label("架空 太郎さんを選ぶ").check()
    page.get_by_role("button", name="担当を替える").click()
    page.get_by_label("新しい担当者").select_option(label="架空 assistant")
    page.get_by_label("理由").fill("異動のため")
    fits(page)
    page.get_by_role("button", name="だれからだれへかを確かめる").click()
    expect(page.get_by_text("まだ替えていません")).to_be_visible()
    fits(page)
    page.get_by_role("button", name="替える", exact=True).click()
    expect(page.locator("#main").get_by_text("1件の担当を替えました")).to_be_visible()


def test_export_and_print(page: Page) -> None:
    page.goto(reverse("case-office"))
    page.get_by_role("link", name="書き出し・印刷").click()
    fits(page)
    page.get_by_label("担当の引継ぎ").check()
    page.get_by_label("印刷する画面").check()
    page.get_by_role("button", name="書き出す").click()
    expect(page.get_by_text("目的: 担当の引継ぎ")).to_be_visible()
    fits(page)


def test_search_keeps_the_words_out_of_the_address(page: Page) -> None:
    page.goto(reverse("person-search"))
    fits(page)
    page.get_by_label("さがす言葉").fill("カクウ")
    page.get_by_label("さがす言葉").press("Enter")
    expect(page.get_by_role("link", name="架空 花子")).to_be_visible()
    fits(page)
    page.goto(reverse("note-search"))
    page.get_by_label("本文の言葉").fill("送迎")
    page.get_by_label("本文の言葉").press("Enter")
    expect(page.locator("mark")).to_have_text(["送迎"])
    fits(page)
    assert page.url.endswith(reverse("note-search"))
