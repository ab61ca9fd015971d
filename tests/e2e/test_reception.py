"""電話を受けながら: キーボードだけで受け付け、書いたものは自動で預かられる。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django.utils.timezone import localdate
from playwright.sync_api import Page, expect

from tests.browser import DESKTOP, PHONE, SMALL_TARGETS, browser, opened, violations
from tests.factories.region import Region, build_region
from tsunagi.access.drafts.models import Draft
from tsunagi.activity.record.category_queries import contact_categories
from tsunagi.cases.case.actions import open_case
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.intake.actions import save_reception
from tsunagi.cases.intake.handoff_actions import NewHandoff, start_handoff
from tsunagi.cases.intake.models import Handoff, Reception
from tsunagi.cases.intake.rules import HandoffWay, Result
from tsunagi.cases.person.actions import register_person

__all__ = ["browser"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WHY = "a test looks at the table"
NEW = "/receptions/new/"
CALL = "娘が学校に行けず、家でも泣いています。どこに相談したらよいか分かりません。"


@pytest.fixture(autouse=True, scope="module")
def plain_queries() -> Iterator[None]:
    """The browser driver runs its own loop in this thread; our queries wait for it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture
def here(transactional_db: None) -> Region:
    return build_region(now=timezone.now())


@pytest.fixture
def page(browser: Any, live_server: Any, here: Region) -> Iterator[Page]:
    client = Client()
    client.force_login(here.staff["specialist"])
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    name = settings.SESSION_COOKIE_NAME
    with opened(browser, live_server.url, DESKTOP) as one:
        one.context.add_cookies(
            [{"name": name, "value": value, "url": live_server.url}]
        )
        yield one
        # A page in the middle of a form would ask whether to leave.
        one.goto("about:blank")


class Keyboard:
    """Presses keys as a person would, and counts what is not text."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys, self.letters = page, 0, 0

    def press(self, key: str, times: int = 1) -> None:
        for _ in range(times):
            self.page.keyboard.press(key)
            self.keys += 1

    def type(self, text: str) -> None:
        self.page.keyboard.insert_text(text)
        self.letters += len(text)

    def tab_to(self, name: str) -> None:
        """Tab until the field has the focus; every Tab counts."""
        for _ in range(60):
            if self.page.evaluate("document.activeElement.name") == name:
                return
            self.press("Tab")
        raise AssertionError(f"{name} cannot be reached with the keyboard")


def stored() -> Reception:
    return Reception.objects.unscoped(WHY).get()


def known_person(here: Region) -> Any:
    manager, office = here.actor("manager"), here.offices["hikari"]
    now = timezone.now()
    today = localdate(now)
    person = register_person(
        municipality=office.municipality,
        values={"name": "架空 花子", "name_kana": "かくう はなこ"},
        by=manager, now=now, today=today,
    )  # fmt: skip
    return open_case(
        person=person, office=office, staff=None, mode=Mode.PLAN, opened_on=today,
        by=manager, now=now, today=today,
    )  # fmt: skip


def test_the_shortest_call_needs_three_keys_beside_the_words(page: Page) -> None:
    page.goto(NEW)
    keyboard = Keyboard(page)
    expect(page.get_by_label("主訴")).to_be_focused()
    keyboard.type(CALL)
    keyboard.press("Tab")
    keyboard.press("ArrowDown")
    keyboard.press("Enter")
    expect(page.locator("#main").get_by_text("受け付けました。")).to_be_visible()
    print(f"\n最短の受付: キー {keyboard.keys} 回、文字 {keyboard.letters} 字")
    assert keyboard.keys == 3
    assert stored().complaint == CALL


def test_a_whole_call_by_keyboard_with_the_draft_kept_on_the_way(
    page: Page, here: Region
) -> None:
    case = known_person(here)
    page.goto(NEW)
    keyboard = Keyboard(page)
    keyboard.type(CALL)
    keyboard.tab_to("method")
    keyboard.press("ArrowDown")
    keyboard.tab_to("danger_signs")
    keyboard.press("Space")
    expect(page.locator("[data-saved-at]")).to_contain_text("下書き保存")
    assert Draft.objects.unscoped(WHY).count() == 1
    page.reload()
    expect(page.get_by_text("前回の続きがあります")).to_be_visible()
    expect(page.get_by_label("主訴")).to_have_value(CALL)
    page.get_by_label("主訴").focus()
    keyboard.tab_to("asker_kinship")
    keyboard.type("")
    page.keyboard.type("母")
    keyboard.tab_to("person_kana")
    page.keyboard.type("はなこ")
    expect(page.locator("#own-matches")).to_contain_text("見つかりません")
    keyboard.press("Control+a")
    page.keyboard.type("カクウ")
    expect(page.locator("#own-matches")).to_contain_text("架空 花子")
    keyboard.tab_to("known_case")
    keyboard.press("ArrowDown")
    keyboard.tab_to("response")
    keyboard.type("あす訪問すると伝えた。")
    keyboard.tab_to("result")
    keyboard.press("Space")
    keyboard.press("Enter")
    expect(page.locator("#main").get_by_text("受け付けました。")).to_be_visible()
    expect(page.get_by_text("緊急度を「すぐに動く」に上げました")).to_be_visible()
    print(f"\n一通りの受付: キー {keyboard.keys} 回、文字 {keyboard.letters} 字")
    assert stored().case_id == case.pk and stored().danger_signs == ["life"]
    assert Draft.objects.unscoped(WHY).count() == 0
    assert violations(page) == []


def test_places_are_suggested_beside_the_form(page: Page) -> None:
    page.goto(NEW)
    page.get_by_label("計画相談へ").check()
    page.get_by_role("link", name="候補を出す").click()
    expect(page.locator("#places")).to_contain_text("架空 alone")
    assert "?" not in page.url
    expect(page.locator("[data-saved-at]")).to_contain_text("下書き保存")


@pytest.mark.parametrize(
    "address", [NEW, "/receptions/", "/handovers/", "/outreach/", "/outreach/new/",
                "/receptions/places/"],
)  # fmt: skip
def test_every_page_is_accessible_and_fits_a_phone(page: Page, address: str) -> None:
    page.goto(address)
    assert violations(page) == []
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(SMALL_TARGETS) == []


def handed_on(here: Region) -> Handoff:
    """A call that was handed on to a partner without an account."""
    by, office = here.actor("specialist"), here.offices["hikari"]
    frame: dict[str, Any] = {"by": by, "now": timezone.now(), "today": localdate()}
    method = contact_categories(actor=by, on=localdate()).methods.codes[0]
    reception = save_reception(
        values={"method": method, "complaint": CALL}, office=office,
        staff=here.staff["specialist"], result=Result.REFER, **frame,
    )  # fmt: skip
    new = NewHandoff(
        HandoffWay.PHONE, "近い", asked_on=localdate(), partner_name="架空病院"
    )
    return start_handoff(reception=reception, new=new, **frame)


def test_a_partner_answers_by_telephone_and_the_person_arrives(
    page: Page, here: Region
) -> None:
    handed_on(here)
    page.goto("/handovers/?view=sent")
    page.get_by_role("link", name="名前の分からない方").click()
    assert violations(page) == []
    page.get_by_role("link", name="返事を代わりに入れる").click()
    page.get_by_label("引き受けてもらった").check()
    page.get_by_label("電話で").check()
    page.get_by_label("返事をした人").fill("架空 次郎")
    page.get_by_role("button", name="この返事を記す").click()
    expect(page.locator("#main").get_by_text("代理入力", exact=True)).to_be_visible()
    page.get_by_role("link", name="つながったことを確かめた").click()
    page.get_by_role("button", name="確かめて、引継ぎを終える").click()
    expect(page.get_by_text("つながったことを確かめた日")).to_be_visible()
    page.set_viewport_size(PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(SMALL_TARGETS) == [] and violations(page) == []
