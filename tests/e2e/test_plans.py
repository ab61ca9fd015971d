"""A plan from the first visit to its print, in the real product, by those who do it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import DESKTOP, PHONE, SMALL_TARGETS, violations

pytestmark = pytest.mark.browser
FITS = "document.documentElement.scrollWidth <= innerWidth"
WISHES = "海の見える部屋で、朝はゆっくりしたい。"
NEED = "雨の日も、人と会う場所がほしい"


def stand(page: Page) -> None:
    """The page as it is: read aloud, on a phone, with targets that can be hit."""
    faults = violations(page)
    assert faults == [], (page.url, faults)
    page.set_viewport_size(PHONE)
    assert page.evaluate(FITS), page.url
    assert page.evaluate(SMALL_TARGETS) == [], page.url
    page.set_viewport_size(DESKTOP)


def said(page: Page, words: str) -> None:
    expect(page.locator("#main").get_by_text(words).first).to_be_visible()


def submit(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).press("Enter")


def to_record(page: Page, name: str) -> Locator:
    return page.get_by_role("link", name=re.compile(rf"^記す\s*（{name}）$"))


def step(page: Page, plan: str, name: str) -> None:
    """Record one step for today, from the page of the plan."""
    page.goto(plan)
    to_record(page, name).click()
    submit(page, "この日に記す")
    said(page, f"「{name}」を記しました。")


def asked_and_seen(page: Page) -> str:
    """Begin a plan for somebody who has none, and write what was heard."""
    page.goto("/plans/?view=without&mine=1")
    stand(page)
    page.get_by_role("link", name=re.compile("計画を始める")).first.click()
    stand(page)
    submit(page, "この計画を始める")
    said(page, "始めました。")
    stand(page)
    plan = page.url
    case = plan.split("plans/")[0]
    page.goto(f"{case}assessments/new/")
    page.get_by_label("本人の望む暮らし（本人の言葉で）").fill(WISHES)
    submit(page, "このアセスメントを残す")
    for name in ("重要事項の説明", "契約", "アセスメントの訪問"):
        step(page, plan, name)
    return plan


def texts_and_row(page: Page, plan: str) -> str:
    page.goto(plan)
    page.get_by_role("button", name="計画案を始める").click()
    said(page, WISHES)
    stand(page)
    draft = page.url
    page.get_by_role("link", name="望み・方針・目標を書く").click()
    stand(page)
    page.get_by_label("総合的な援助の方針").fill("本人の歩みで、外に出る日をふやす。")
    page.get_by_label("長期目標").fill("自分で決めた一週間を過ごす。")
    page.get_by_label("短期目標").fill("週に二回、通う。")
    submit(page, "この内容で保存する")
    page.get_by_role("link", name="課題の行を書く").click()
    stand(page)
    page.get_by_label("解決すべき課題（本人のニーズ）").fill(NEED)
    page.get_by_label("課題解決のための本人の役割").fill(
        "前の日に、行くかどうかを電話する"
    )
    page.locator("[name=kind1]").select_option("service")
    page.locator("[name=service1]").fill("就労継続支援Ｂ型")
    submit(page, "この行を保存する")
    said(page, NEED)
    return draft


def place_of(page: Page, day: int, hour: float) -> tuple[float, float]:
    """The point of the picture for a day (1 to 8) and an hour of the clock."""
    x, y = page.evaluate(
        """([day, hour]) => {
          const week = document.querySelector("[data-week]");
          const { left, top, column, hour: high } = week.dataset;
          const point = new DOMPoint(
            Number(left) + column * (day - 0.5), Number(top) + high * (hour - 6));
          const there = point.matrixTransform(week.getScreenCTM());
          return [there.x, there.y];
        }""",
        [day, hour],
    )
    return float(x), float(y)


def drag(page: Page, start: tuple[int, float], end: tuple[int, float]) -> None:
    page.mouse.move(*place_of(page, *start))
    page.mouse.down()
    page.mouse.move(*place_of(page, *end), steps=8)
    page.mouse.up()


def the_week(page: Page, draft: str) -> None:
    """One entry by the keyboard alone, one drawn, and one moved with the mouse."""
    page.goto(f"{draft}week/")
    page.get_by_label("月", exact=True).press("Space")
    page.get_by_label("水", exact=True).press("Space")
    page.get_by_label("始まり").press_sequentially("9:30")
    page.get_by_label("終わり").press_sequentially("15:30")
    page.locator("#id_label").press_sequentially("作業所")
    page.locator("#id_kind").press("ArrowDown")
    page.locator("#id_label").press("Enter")
    said(page, "足しました。")
    expect(page.locator(".week-box")).to_have_count(2)
    stand(page)
    page.locator("[data-week-ready]").scroll_into_view_if_needed()
    page.mouse.wheel(0, 400)
    page.wait_for_timeout(200)
    drag(page, (4, 10), (5, 10))
    expect(page.get_by_label("始まり")).to_have_value("")
    drag(page, (6, 10), (6, 12))
    expect(page.get_by_label("土", exact=True)).to_be_checked()
    expect(page.get_by_label("始まり")).to_have_value("10:00")
    expect(page.get_by_label("終わり")).to_have_value("12:00")
    page.keyboard.type("友人と市場")
    page.keyboard.press("Tab")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.locator("#id_label").press("Enter")
    expect(page.locator(".week-box")).to_have_count(3)
    page.locator("[data-week-ready]").scroll_into_view_if_needed()
    page.mouse.wheel(0, 400)
    page.wait_for_timeout(200)
    with page.expect_navigation():
        drag(page, (6, 11), (7, 14))
    said(page, "動かしました。")
    expect(page.locator("tr", has_text="友人と市場")).to_contain_text("13:00〜15:00")
    page.goto(draft)
    stand(page)


def proposed_and_submitted(page: Page, plan: str, draft: str) -> None:
    page.goto(f"{draft}interval/")
    stand(page)
    expect(page.locator("[name=interval][value='6']")).to_be_checked()
    page.locator("[name=interval][value='3']").check()
    page.get_by_label("この間隔にするわけ").fill(
        "はじめの半年は、こまめに確かめるため。"
    )
    submit(page, "この提案を保存する")
    said(page, "3か月ごと")
    for name in (
        "計画案の作成",
        "計画案の説明",
        "計画案への同意",
        "計画案を市町村へ提出",
    ):
        step(page, plan, name)
    stand(page)


def meeting_and_plan(page: Page, plan: str) -> str:
    page.goto(plan)
    page.get_by_role("link", name="会議を記す").click()
    stand(page)
    page.get_by_label("本人が出席した").check()
    page.get_by_label("本人の言葉").fill("前の日までに教えてほしい。")
    page.get_by_label("決めたこと").fill("午前だけで始める。")
    submit(page, "この会議を記す")
    said(page, "記しました。")
    page.get_by_role("button", name="計画を始める", exact=True).click()
    said(page, "計画案の内容を写して始めました。")
    sheet = page.url
    for name in ("計画の作成", "計画の説明", "計画への同意"):
        step(page, plan, name)
    said(page, "計画で支援している")
    stand(page)
    return sheet


def printed(page: Page, sheet: str) -> None:
    page.goto(sheet)
    stand(page)
    page.emulate_media(media="print")
    for hidden in ("nav", ".page-head button", ".site-search"):
        for one in page.locator(hidden).all():
            expect(one).to_be_hidden()
    expect(page.locator("svg.week")).to_be_visible()
    expect(page.locator(".week-box")).to_have_count(3)
    said(page, NEED)
    assert len(page.pdf(format="A4")) > 10_000
    page.emulate_media(media="screen")


def test_a_plan_from_the_first_visit_to_its_print(visit: Any) -> None:
    with visit("senmon") as page:
        plan = asked_and_seen(page)
        draft = texts_and_row(page, plan)
        the_week(page, draft)
        proposed_and_submitted(page, plan, draft)
    with visit("shi") as page:
        page.goto("/plans/desk/?view=received")
        stand(page)
        row = page.locator("tbody tr", has=page.locator(f"a[href='{path(plan)}']"))
        expect(row).to_contain_text("提出")
        row.get_by_role("link", name=re.compile("決定の日を記す")).click()
        stand(page)
        submit(page, "この日に記す")
        said(page, "「支給決定」を記しました。")
        expect(to_record(page, "計画の作成")).to_have_count(0)
        stand(page)
        page.goto("/plans/desk/?view=waiting")
        expect(page.locator(f"a[href='{path(plan)}']")).to_have_count(0)
    with visit("senmon") as page:
        printed(page, meeting_and_plan(page, plan))


def path(address: str) -> str:
    return "/" + address.split("/", 3)[3]


PAGES = (
    "/plans/", "/plans/?view=due", "/plans/?view=active", "/plans/reviews/",
    "/plans/reviews/?state=returned", "/plans/reviews/?state=settled",
)  # fmt: skip


def test_every_list_of_plans_shows_something_and_stands(visit: Any) -> None:
    with visit("senmon") as page:
        for address in PAGES:
            page.goto(address)
            assert page.locator("tbody tr").count() >= 1, address
            stand(page)
        page.locator("tbody a").last.click()
        said(page, "前の評価と並べる")
        stand(page)
        page.goto("/plans/reviews/")
        page.locator("tbody a").last.click()
        page.get_by_role("link", name="評価・助言を返す").click()
        stand(page)
    with visit("shi") as page:
        for view in ("asked", "missing", "received", "waiting"):
            page.goto(f"/plans/desk/?view={view}")
            assert page.locator("tbody tr").count() >= 1, view
            stand(page)


def test_the_core_centre_returns_advice_by_consent(visit: Any) -> None:
    """What was said stands in the plan of another office, which is not shown otherwise."""
    with visit("kikan") as page:
        page.goto("/plans/reviews/?state=returned")
        page.locator("tbody a").first.click()
        said(page, "行ごとの助言")
        expect(page.get_by_role("link", name=re.compile("返事をする"))).to_have_count(0)
        stand(page)
    with visit("senmon") as page:
        page.goto("/plans/reviews/?state=returned")
        page.locator("tbody a").first.click()
        said(page, "返事を待つ")
        page.get_by_role("link", name="確かめ終える").click()
        submit(page, "確かめ終える")
        said(page, "返事のない助言が1件あります。")
        stand(page)
