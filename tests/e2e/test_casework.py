"""The daily work by role, in the real product: record, correct, share, emergency, merge."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import PHONE, SMALL_TARGETS, violations

pytestmark = pytest.mark.browser


def first_case(page: Page) -> str:
    """The address of the first person of my list."""
    page.goto("/cases/mine/")
    link = page.locator("tbody tr a").first
    return str(link.get_attribute("href"))


def check(page: Page) -> None:
    assert violations(page) == []
    assert (
        page.evaluate("document.documentElement.scrollWidth")
        <= page.viewport_size["width"]
    )  # type: ignore[index]


def test_a_call_is_recorded_by_keyboard_and_corrected(visit: Any) -> None:
    with visit("senmon") as page:
        case = first_case(page)
        page.goto(f"{case}contacts/new/")
        check(page)
        page.get_by_label("本文").press_sequentially("架空の電話。来週また話す。")
        page.get_by_label("電話相談", exact=False).first.press("Space")
        keys = len("架空の電話。来週また話す。") + 1
        page.get_by_role("button", name="相談を記録する").press("Enter")
        expect(
            page.locator("#main").get_by_text("相談を記録しました。").first
        ).to_be_visible()
        print(f"keys besides moving: {keys + 1}")
        check(page)
        page.get_by_role("link", name="直す").click()
        page.get_by_label("本文").fill("架空の電話。今週また話す。")
        page.get_by_role("button", name="直した内容を保存する").click()
        expect(page.locator("ins").first).to_have_text("今")
        expect(page.locator("del").first).to_have_text("来")
        page.goto(case)
        expect(
            page.locator("#main").get_by_text("架空の電話。今週また話す。").first
        ).to_be_visible()
        check(page)


def test_the_case_pages_stand_on_a_phone(visit: Any) -> None:
    with visit("senmon", PHONE) as page:
        case = first_case(page)
        for part in ("", "person/", "ties/", "sharing/", "team/", "contacts/new/"):
            page.goto(f"{case}{part}")
            check(page)
            assert page.evaluate(SMALL_TARGETS) == [], part


def test_consent_is_withdrawn_while_another_office_is_looking(visit: Any) -> None:
    with visit("kanri") as own, visit("hitori") as other:
        own.goto("/cases/office/")
        case = str(own.locator("tbody tr a").first.get_attribute("href"))
        assert other.goto(case).status == 404  # type: ignore[union-attr]
        own.goto(f"{case}consents/new/")
        check(own)
        own.get_by_label("支援のため").check()
        own.get_by_label("氏名・生年月日").check()
        own.get_by_label("障害・健康・支援の内容").check()
        own.get_by_label(visit.site.accounts["hitori"]["office"]).check()
        own.get_by_label("ふだんの言葉で").check()
        own.get_by_label("署名").check()
        own.get_by_role("button", name="同意を記録する").click()
        expect(
            own.locator("#main").get_by_text("同意を記録しました。").first
        ).to_be_visible()
        check(own)
        assert other.goto(case).status == 200  # type: ignore[union-attr]
        expect(
            other.get_by_text("記録はまだありません").or_(other.locator("#timeline"))
        ).to_be_visible()
        own.get_by_role("link", name="撤回を記録する").first.click()
        own.get_by_role("button", name="撤回を記録する").click()
        expect(
            own.locator("#main").get_by_text("撤回を記録しました。").first
        ).to_be_visible()
        assert other.reload().status == 404  # type: ignore[union-attr]


def test_a_record_is_opened_in_an_emergency_and_reviewed(visit: Any) -> None:
    with visit("kanri") as own:
        own.goto("/cases/office/")
        case = str(own.locator("tbody tr a").first.get_attribute("href"))
        own.goto(case)
        kana = own.locator(".band rt, .band-name rt").all_inner_texts()
        facts = own.locator(".band").inner_text()
        born = re.search(r"(昭和|平成|令和)\S+?日", facts)
        assert kana and born
    with visit("itaku") as page:
        page.goto("/emergencies/new/")
        password = page.get_by_label("パスワード")
        if password.count():
            password.fill("tsunagi-demo-itaku")
            page.get_by_role("button", name=re.compile("確認|確かめ")).first.click()
            page.goto("/emergencies/new/")
        check(page)
        page.get_by_label("氏名（かな）").fill("".join(kana))
        page.get_by_label("生年月日").fill(born.group(0))
        page.get_by_label("生命・身体の危険").check()
        page.get_by_label("理由", exact=False).last.fill(
            "夜間に救急搬送され、飲んでいる薬を病院に伝える必要があるため。"
        )
        page.get_by_role("button", name="理由を残して開く").click()
        expect(
            page.locator("#main").get_by_text("緊急の閲覧で開いています").first
        ).to_be_visible()
        check(page)
    with visit("kanri") as own:
        expect(
            own.locator("#main").get_by_text("緊急に開かれた記録が").first
        ).to_be_visible()
        own.goto("/emergencies/")
        own.get_by_role("link", name="確かめる").first.click()
        own.get_by_label("必要な閲覧だった").check()
        own.get_by_role("button", name="確かめた結果を残す").click()
        expect(
            own.locator("#main").get_by_text("確かめた結果を残しました。").first
        ).to_be_visible()


def test_two_records_of_one_person_become_one_and_two_again(visit: Any) -> None:
    with visit("shi") as page:
        page.goto("/persons/duplicates/")
        check(page)
        page.get_by_role("link", name=re.compile("見比べる")).first.click()
        check(page)
        page.get_by_label("同じ人と判断した理由").fill("架空の受給者証で確かめた")
        page.get_by_role("button", name="一つにする").click()
        expect(
            page.locator("#main").get_by_text("一つにしました。").first
        ).to_be_visible()
        page.get_by_role("button", name="元に戻す").first.click()
        expect(
            page.locator("#main").get_by_text("元に戻しました。").first
        ).to_be_visible()


def test_words_of_two_letters_are_found_and_marked(visit: Any) -> None:
    with visit("senmon") as page:
        page.goto("/contacts/search/")
        page.locator("main input[name=q]").fill("電車")
        page.locator("main").get_by_role("button", name="さがす").first.click()
        expect(page.locator("mark").first).to_have_text("電車")
        check(page)


def test_a_figure_opens_its_records(visit: Any) -> None:
    with visit("kanri") as page:
        page.goto("/reports/contacts/")
        check(page)
        page.locator("tbody a").first.click()
        expect(page.get_by_role("heading", name=re.compile("延件数"))).to_be_visible()
        check(page)
