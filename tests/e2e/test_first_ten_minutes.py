"""はじめての10分: 招待 → ログイン → 自分の事業所を確かめる → 自分のものを見る。"""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser import violations
from tests.e2e.conftest import Visit, sign_in

pytestmark = pytest.mark.browser
PASSWORD = "architecture of paper cranes"


def test_a_one_person_office_begins(visit: Visit) -> None:
    with visit("shi") as officer:
        officer.goto("/offices/?q=なのはな")
        officer.get_by_role("link", name="ひとり相談室 なのはな（架空）").click()
        officer.get_by_role("row", name="管理者").get_by_role("link").click()
        officer.get_by_role("button", name="招待の番号を作り直す").click()
        code = officer.locator("code").first.inner_text().strip()
        login = officer.get_by_text(re.compile(r"^s\d{3}$")).inner_text()
        assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", code)
        assert violations(officer) == []

    with visit() as person:
        person.goto("/login/")
        person.get_by_role("link", name="招待や再設定の番号を持っている方").click()
        person.locator("#id_login_name").fill(login)
        person.locator("#id_code").fill(code.lower())
        person.locator("#id_password1").fill(PASSWORD)
        person.locator("#id_password2").fill("ちがうもの ちがうもの")
        person.get_by_role("button", name="パスワードを決める").click()
        expect(person.get_by_text("二つのパスワードが違います").first).to_be_visible()
        person.locator("#id_password1").fill(PASSWORD)
        person.locator("#id_password2").fill(PASSWORD)
        person.get_by_role("button", name="パスワードを決める").click()
        expect(
            person.locator("#main").get_by_text("パスワードを決めました")
        ).to_be_visible()

        sign_in(person, login, PASSWORD)
        menu = person.get_by_role("navigation", name="主なメニュー").get_by_role("link")
        assert menu.all_inner_texts() == [
            "きょう", "相談", "計画", "会議", "わたしの事業所", "主任に頼めること", "その他",
        ]  # fmt: skip
        person.get_by_role("link", name="内容を見る").click()
        person.get_by_role("button", name="内容はいまも正しい").click()
        expect(
            person.locator("#main").get_by_text("内容を確かめたと記録しました")
        ).to_be_visible()
        person.get_by_role("link", name="きょうの数字を入れる").click()
        person.get_by_label("いまは受けられない").check()
        person.get_by_role("button", name="きょうの数字として記録する").click()
        person.goto("/")
        expect(person.get_by_text("期限のものはありません")).to_be_visible()
        person.get_by_role("link", name="主任に頼めることを見る").click()
        expect(person.get_by_role("heading", level=2).first).to_contain_text("の主任")


def test_an_officer_of_a_village_is_led_through_the_first_month(visit: Visit) -> None:
    with visit("yamaai") as page:
        page.goto("/")
        expect(page.get_by_text("第3層", exact=False).first).to_be_visible()
        page.get_by_role("link", name="次にすることを見る").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("はじめの一か月")
        page.get_by_role("link", name="取り込む", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text(
            "公開データを取り込む"
        )


def test_a_prefectural_officer_works_in_one_municipality_at_a_time(
    visit: Visit,
) -> None:
    with visit("ken") as page:
        expect(page.locator(".site-place")).to_contain_text("つなぎ市")
        page.goto("/account/")
        page.get_by_role("button", name="山あい村").click()
        expect(page.locator(".site-place")).to_contain_text("山あい村")
        page.goto("/offices/")
        expect(page.get_by_role("link", name="山あい村役場 住民福祉課")).to_be_visible()
        expect(
            page.get_by_role("link", name="相談支援事業所 ひかり（架空）")
        ).to_have_count(0)
