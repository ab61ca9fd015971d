"""引継ぎを本物の画面で: 基幹が三か所に頼み一か所が引き受ける。去る人の持つものを渡す。"""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import DESKTOP, PHONE, SMALL_TARGETS, violations

pytestmark = pytest.mark.browser
OUTLINE = "近所との行き違いが続く。短い訪問なら受け入れる。"
PLACES = (
    "ひとり相談室 すみれ（架空）",
    "相談支援事業所 ひかり（架空）",
    "架空中央病院 地域連携室",
)


def check(page: Page) -> None:
    assert violations(page) == []
    assert page.evaluate(SMALL_TARGETS) == []
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= page.viewport_size["width"]  # type: ignore[index]


def ask(page: Page, handover: str, place: str) -> None:
    page.goto(f"{handover}ask/")
    page.get_by_label("依頼先の名前").fill(place)
    page.get_by_label("並び順とちがうわけ").fill("急ぐので、三か所に同時に頼む")
    page.get_by_role("button", name="この文で頼む").click()
    expect(page.locator("#main").get_by_text("頼みました。").first).to_be_visible()


def agree(page: Page, case: str, place: str) -> None:
    page.goto(f"{case}consents/new/")
    page.get_by_label("ほかの機関につなぐため").check()
    for label in (
        "氏名・生年月日",
        "住所・連絡先",
        "障害・健康・支援の内容",
        "相談の経過（本文）",
    ):
        page.get_by_label(label).check()
    page.get_by_label(place).check()
    page.get_by_label("署名").check()
    page.get_by_label("ふだんの言葉で").check()
    page.get_by_role("button", name=re.compile("同意を記録")).click()


def test_the_core_centre_asks_three_and_one_takes_over(visit: Any) -> None:
    with visit("kikan") as page:
        page.goto("/cases/mine/")
        rows = page.locator("tbody tr a[href^='/cases/']")
        case = str(rows.last.get_attribute("href"))
        page.goto(f"{case}handovers/new/")
        check(page)
        page.get_by_label("何のための引継ぎか").select_option("hard_case")
        page.get_by_label("任せたい").check()
        page.get_by_label("相手に先に届く文").fill(OUTLINE)
        page.get_by_role("button", name="この内容で準備する").click()
        page.goto(f"{case}handovers/")
        check(page)
        page.locator("tbody tr a").first.click()
        handover = page.url
        for place in PLACES:
            ask(page, handover, place)
        check(page)
        expect(page.locator("tbody").first.locator("tr")).to_have_count(3)
        agree(page, case, PLACES[0])
        name = page.locator(".band-name ruby").evaluate("e => e.firstChild.textContent")
    with visit("hitori", PHONE) as page:
        page.goto("/handovers/")
        check(page)
        row = page.locator("tbody tr", has_text="むずかしい相談").last
        row.locator("a").first.click()
        expect(page.get_by_text(OUTLINE)).to_be_visible()
        assert str(name).removesuffix("さん").strip() not in page.content()
        check(page)
        page.get_by_role("link", name="引き受ける", exact=True).click()
        page.get_by_role("button", name="引き受ける").click()
        expect(
            page.locator("#main").get_by_text("引き受けました。").first
        ).to_be_visible()
        page.get_by_role("link", name="この方のページを開く").click()
        check(page)
    with visit("kikan") as page:
        page.goto(handover)
        expect(page.get_by_text("ほかで決まった")).to_have_count(2)
        expect(page.get_by_role("heading", level=1)).to_contain_text("引受けが決まった")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_what_a_leaver_holds_is_proposed_and_seen_before_it_moves(
    visit: Any, size: Any
) -> None:
    with visit("kanri", size) as page:
        page.goto("/handovers/leaving/")
        check(page)
        # Only the second one really leaves; the first is whom other tests work as.
        leaver = "幻橋 学" if size == PHONE else "空想 美咲"
        page.get_by_label("だれが去るか").select_option(label=leaver)
        page.get_by_role("button", name="案を出す").click()
        check(page)
        held = page.locator("tbody tr").count()
        assert held
        page.get_by_role("button", name="だれがどうなるかを確かめる").click()
        expect(page.get_by_text("まだ変えていません")).to_be_visible()
        assert page.locator("tbody tr").count() == held
        check(page)
        if size == PHONE:
            return
        page.get_by_role("button", name="このとおりにする").click()
        expect(page.get_by_text("人の担当を替え").first).to_be_visible()
        check(page)
        assert page.locator(".letter-page").count() > 0
