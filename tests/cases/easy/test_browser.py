"""わかりやすい版を本物のブラウザで: 読み上げの規則、はみ出し、一枚の紙に収まること。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pypdfium2
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
from tests.cases.easy.conftest import Planned, planned_for

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True, scope="module")
def database_beside_a_browser() -> Iterator[None]:
    """Playwright keeps an event loop in this thread; the rows are made in it too."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture
def begun(room: CaseRoom) -> Planned:
    return planned_for(room, room.case())


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def page(
    request: Any,
    browser: Browser,  # noqa: F811
    live_server: Any,
    begun: Planned,
    client_for: Callable[[str], Any],
) -> Iterator[Page]:
    name = settings.SESSION_COOKIE_NAME
    session = client_for("specialist").cookies[name].value
    with opened(browser, live_server.url, request.param, **{name: session}) as page:
        yield page


def fits(page: Page) -> None:
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(SMALL_TARGETS) == []
    assert page.locator("h1").count() == 1


def test_from_the_plan_to_one_sheet_and_a_no(page: Page, begun: Planned) -> None:
    case = begun.case.public_id
    page.goto(reverse("case-easy", args=[case]))
    fits(page)
    page.get_by_role("link", name="計画（").click()
    page.get_by_label("わたしが すること 3行目", exact=False).first.fill("洗濯を する")
    fits(page)
    page.get_by_role("button", name="この内容で作る").click()
    expect(page.locator(".easy-paper rt").first).to_be_visible()
    fits(page)
    paper = page.url
    sheets = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    assert len(sheets) == 1
    text = sheets[0].get_textpage().get_text_bounded()
    assert "ちがう" in text and "もっと分かりやすく" not in text
    page.get_by_role("link", name="「ちがう」を残す").click()
    page.get_by_label("本人の言葉・表し方").fill("首を横にふった")
    page.get_by_label("どのように表したか").select_option("gesture")
    fits(page)
    page.get_by_role("button", name="この声を残す").click()
    fits(page)
    page.goto(paper)
    expect(page.get_by_text("本人の声に、まだ答えていません")).to_be_visible()
    fits(page)
    sheets = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    assert "答えていません" not in sheets[0].get_textpage().get_text_bounded()


def test_the_other_pages(page: Page, begun: Planned) -> None:
    case = begun.case.public_id
    for name in ("easy-format", "case-voices", "case-decisions", "decision-new"):
        page.goto(reverse(name, args=[case]))
        fits(page)
    page.get_by_label("決めること").fill("昼間どこで過ごすか")
    page.get_by_label("示した選択肢").fill("作業所\nいまのまま")
    page.get_by_label("本人が決めた", exact=True).check()
    page.get_by_role("button", name="この記録を残す").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("昼間どこで過ごすか")
    fits(page)
    page.goto(reverse("option-report"))
    fits(page)
