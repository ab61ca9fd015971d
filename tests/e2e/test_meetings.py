"""週の連絡会議を、議題から会議録まで、映す画面の鍵盤で進める。名前は映らない。"""

from __future__ import annotations

import pytest
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from tests.browser import violations
from tests.e2e.conftest import Visit

pytestmark = pytest.mark.browser


def open_next_meeting(page: Page) -> None:
    page.goto("/meetings/")
    page.get_by_role("link", name="東区相談支援連絡会議").first.click()


def test_the_weekly_meeting_is_run_by_keyboard(visit: Visit) -> None:
    with visit("kikan") as page:
        open_next_meeting(page)
        page.get_by_role("link", name="予定を直す").click()
        page.get_by_label("開く日").fill(localdate().isoformat())
        page.get_by_role("button", name="直す").click()
        page.get_by_role("link", name="議題を組み立てる").click()
        assert "待てない" in page.locator("main").inner_text()
        page.get_by_role("button", name="選んだものを議題に載せる").click()
        page.get_by_role("button", name="会議を始める").click()
        expect(page.locator("h1")).to_contain_text("のこり")

        expect(page.locator("[role=timer]")).to_have_count(0)
        first = page.locator("#screen-item").inner_text()
        assert violations(page) == []
        page.keyboard.press("2")
        expect(page.locator("[data-key='2']")).to_be_focused()
        interval = page.get_by_label("このままでよい")
        if interval.count():
            interval.check()
        page.get_by_label("その後にすること").fill("本人に伝える")
        page.keyboard.press("Enter")
        expect(page.locator(".screen-list li").first).to_contain_text("済み")
        page.locator("h1").click()
        second = page.locator("#screen-item").inner_text()
        page.keyboard.press("ArrowRight")
        page.wait_for_url("**?item=*")
        page.keyboard.press("ArrowLeft")
        expect(page.locator("#screen-item")).to_have_text(second)
        shown = page.locator("main").inner_text()
        assert "さくらさん" not in shown and "花子さん" not in shown

        page.get_by_role("link", name="会議を終える").click()
        page.get_by_label("かかった時間").fill("75")
        page.get_by_role("button", name="会議を終える").click()
        page.get_by_role("button", name="話さなかった議題を次の会議へ").click()
        page.get_by_role("link", name="会議録", exact=True).click()
        page.get_by_role("link", name="議題から下書きを作る").click()
        draft = page.get_by_label("会議録").input_value()
        assert first.splitlines()[0].replace("待てない ", "") in draft
        assert "次の会議で話します。" in draft
        page.get_by_role("button", name="保存する").click()
        page.get_by_role("link", name="出席者に確かめてもらう").click()
        page.get_by_label("いつまでに確かめるか").fill(localdate().isoformat())
        page.get_by_role("button", name="確かめてもらう").click()
        expect(page.locator("h1")).to_contain_text("出席者が確かめている")


def test_who_is_not_invited_sees_day_and_place_only(visit: Visit) -> None:
    with visit("jimukyoku") as page:
        page.goto("/meetings/?all=1")
        page.get_by_role("link", name="うちのケースレビュー").first.click()
        expect(page.locator("main")).to_contain_text("日時と場所だけ")
        expect(page.get_by_role("heading", name="議題")).to_have_count(0)
