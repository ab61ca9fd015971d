"""自動保存を本物の Chromium で: 二秒で預かり、切れてもつながれば届く。"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page, Request, Route, expect

from tests.browser import DESKTOP, PHONE, SMALL_TARGETS, browser, opened, violations
from tests.factories.region import Region, build_region
from tsunagi.access.drafts.actions import discard_draft, save_draft
from tsunagi.access.drafts.models import Draft
from tsunagi.access.drafts.rules import Content

__all__ = ["browser"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SAVED = "下書き保存"


@pytest.fixture(autouse=True, scope="module")
def plain_queries() -> Iterator[None]:
    """The browser driver runs its own loop in this thread; our queries wait for it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture(autouse=True)
def site(live_server: Any) -> Iterator[None]:
    with override_settings(ROOT_URLCONF="tests.access.draft_site"):
        yield


@pytest.fixture
def here(site: None, transactional_db: None) -> Region:
    return build_region(now=timezone.now())


def sign_in(context: BrowserContext, region: Region, name: str, address: str) -> None:
    client = Client()
    client.force_login(region.staff[name])
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": address}]
    )


@pytest.fixture
def page(browser: Any, live_server: Any, here: Region) -> Iterator[Page]:
    with opened(browser, live_server.url, DESKTOP) as one:
        sign_in(one.context, here, "specialist", live_server.url)
        one.goto("/trial/")
        yield one
        # A page in the middle of a form would ask whether to leave.
        one.goto("about:blank")


def row() -> Draft | None:
    return Draft.objects.unscoped("a test looks at the table").first()


def stored() -> dict[str, list[str]]:
    draft = row()
    return Content.from_text(draft.open_sealed("content")).values if draft else {}


def saves(page: Page) -> list[Any]:
    """The bodies of all saves from now on."""
    found: list[Any] = []

    def note(request: Request) -> None:
        if "/drafts/" in request.url and request.method == "POST":
            found.append(request.post_data_json)

    page.on("request", note)
    return found


def said(page: Page) -> Any:
    return page.locator("[data-saved-at]")


def fill(page: Page, name: str, text: str) -> None:
    page.locator(f"[name={name}]").fill(text)


def write_elsewhere(region: Region, changes: Any, *, base: int, tab: str) -> None:
    save_draft(
        form="trial.new", subject_ref="", changes=changes, base=base, tab=tab,
        by=region.actor("specialist"), now=timezone.now(),
    )  # fmt: skip


def test_first_everything_then_only_what_changed(page: Page) -> None:
    sent = saves(page)
    fill(page, "name", "架空 花子")
    page.get_by_role("checkbox", name="電話").check()
    expect(said(page)).to_contain_text(SAVED)
    assert len(sent) == 1, "one request for all that was typed in two seconds"
    assert set(sent[0]["changes"]) == {"name", "on", "note", "kinds", "answer", "told"}
    assert (sent[0]["base"], stored()["kinds"]) == (0, ["phone"])
    page.get_by_role("checkbox", name="電話").uncheck()
    fill(page, "note", "本文\n二行目")
    with page.expect_response("**/drafts/trial.new/"):
        pass
    assert sent[1]["changes"] == {"note": ["本文\n二行目"], "kinds": []}
    assert sent[1]["base"] == 1
    expect(page.locator("[name=_draft_seen]")).to_have_value("2")


def test_a_reload_shows_what_was_typed_and_takes_it_up_again(page: Page) -> None:
    fill(page, "name", "架空 花子")
    expect(said(page)).to_contain_text(SAVED)
    page.reload()
    expect(page.locator("[name=name]")).to_have_value("架空 花子")
    expect(page.get_by_text("前回の続きがあります")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate(SMALL_TARGETS) == []
    page.get_by_text("捨てて新しく書く").click()
    page.get_by_role("button", name="下書きを捨てる").click()
    expect(page.locator("[name=name]")).to_have_value("")
    assert row() is None


def test_the_notice_fits_a_phone(page: Page, here: Region) -> None:
    write_elsewhere(here, {"note": ["あ" * 300]}, base=0, tab="one")
    write_elsewhere(here, {"note": ["い" * 300]}, base=0, tab="two")
    page.set_viewport_size(PHONE)
    page.goto("/trial/")
    expect(page.get_by_text("別の画面で書かれた文もあります")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert violations(page) == []


def test_leaving_the_page_sends_what_is_left(page: Page) -> None:
    fill(page, "name", "すぐに閉じる")
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto("about:blank")
    wait_until(page, lambda: stored().get("name") == ["すぐに閉じる"])


def wait_until(page: Page, holds: Callable[[], bool]) -> None:
    for _ in range(50):
        if holds():
            return
        page.wait_for_timeout(100)
    raise AssertionError("it never came to be")


def test_before_the_session_ends_it_is_saved_at_once(page: Page) -> None:
    fill(page, "name", "まもなく終わる")
    with page.expect_response("**/drafts/trial.new/", timeout=1_500):
        page.evaluate(
            "document.dispatchEvent(new CustomEvent('tsunagi:session-ending'))"
        )
    assert stored()["name"] == ["まもなく終わる"]


def test_without_connection_it_says_so_and_saves_when_it_is_back(page: Page) -> None:
    page.route("**/drafts/**", lambda route: route.fulfill(status=503, body=""))
    fill(page, "name", "架空 花子")
    expect(said(page)).to_have_text("保存できません。つながりを確かめています")
    assert row() is None
    page.unroute("**/drafts/**")
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(said(page)).to_contain_text(SAVED)
    assert stored()["name"] == ["架空 花子"]


def test_after_signing_in_again_the_same_page_goes_on(
    page: Page, here: Region, live_server: Any
) -> None:
    page.context.clear_cookies()
    fill(page, "name", "架空 花子")
    expect(said(page)).to_contain_text("ログインし直すと続きから書けます")
    assert row() is None
    sign_in(page.context, here, "specialist", live_server.url)
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(said(page)).to_contain_text(SAVED)
    assert stored()["name"] == ["架空 花子"]
    page.get_by_role("button", name="保存する").click()
    expect(page.locator("#main").get_by_text("登録しました。")).to_be_visible()
    assert row() is None


def test_another_person_never_receives_the_text(
    page: Page, here: Region, live_server: Any
) -> None:
    page.context.clear_cookies()
    sign_in(page.context, here, "manager", live_server.url)
    with page.expect_response("**/trial/") as renewed:
        fill(page, "name", "架空 花子")
    assert renewed.value.ok, "the other person may open the page, and gets no text"
    expect(said(page)).to_contain_text("ログインし直すと続きから書けます")
    assert row() is None


def test_a_second_page_loses_nothing_of_the_first(page: Page, here: Region) -> None:
    fill(page, "note", "こちらの文")
    expect(said(page)).to_contain_text(SAVED)
    write_elsewhere(here, {"note": ["あちらの文"]}, base=1, tab="two")
    fill(page, "name", "花子")
    expect(said(page)).to_contain_text("両方の文を残しています")
    assert page.locator("[name=_draft_seen]").input_value() == "1"
    page.get_by_role("button", name="保存する").click()
    expect(page.locator("#main").get_by_text("登録しました。")).to_be_visible()
    assert stored()["note"] == ["あちらの文"]


def test_a_draft_discarded_elsewhere_is_not_begun_again(
    page: Page, here: Region
) -> None:
    fill(page, "name", "花子")
    expect(said(page)).to_contain_text(SAVED)
    by = here.actor("specialist")
    discard_draft(form="trial.new", subject_ref="", by=by, now=timezone.now())
    fill(page, "name", "架空 花子")
    expect(said(page)).to_contain_text("別の画面で登録または削除されました")
    assert row() is None


def test_the_record_is_not_followed_by_a_late_draft(page: Page) -> None:
    """Pressed while a save is under way: the save comes first, then the record."""

    def slowly(route: Route) -> None:
        page.wait_for_timeout(300)
        route.continue_()

    page.route("**/drafts/**", slowly)
    with page.expect_request("**/drafts/trial.new/"):
        fill(page, "name", "架空 花子")
    page.get_by_role("button", name="保存する").click()
    expect(page.locator("#main").get_by_text("登録しました。")).to_be_visible()
    page.wait_for_timeout(500)
    assert row() is None


def test_a_refused_form_is_kept_as_a_whole(page: Page) -> None:
    fill(page, "note", "氏名を忘れた")
    page.get_by_role("button", name="保存する").click()
    expect(page.locator(".error-summary")).to_be_visible()
    expect(said(page)).to_contain_text(SAVED)
    assert stored()["note"] == ["氏名を忘れた"]


def test_the_script_stores_nothing_in_the_browser() -> None:
    from pathlib import Path

    import tsunagi.ui

    static = Path(tsunagi.ui.__file__).parent / "static" / "ui"
    text = (static / "autosave.js").read_text(encoding="utf-8")
    for word in ("localStorage", "sessionStorage", "indexedDB", "eval(", ".innerHTML"):
        assert word not in text
