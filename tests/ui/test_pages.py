"""枠・型・断りの画面・表示の設定。"""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from tests.ui.render import Page
from tsunagi.ui import views
from tsunagi.ui.http import action, safe_next

KINDS = ("today", "list", "record", "form", "board", "report")
ERRORS = ("400", "403", "403_csrf", "404", "500", "503")


@pytest.mark.parametrize("address", ["", *(f"page/{kind}/" for kind in KINDS)])
def test_every_page_has_one_title_one_main_and_no_crossed_tag(
    ui_client: Client, address: str
) -> None:
    answer = ui_client.get(f"/ui/{address}")
    assert answer.status_code == 200
    page = Page(answer.content.decode())
    assert page.find("html", lang="ja", data_size="normal", data_contrast="normal")
    assert len([tag for tag, _ in page.tags if tag == "h1"]) == 1
    assert len(page.find("main", id="main")) == 1
    assert page.find("a", class_="skip-link", href="#main")
    assert (page.open, page.crossed) == ([], [])
    assert len(page.ids()) == len(set(page.ids()))


def test_an_unknown_kind_of_page_is_not_found(ui_client: Client) -> None:
    assert ui_client.get("/ui/page/other/").status_code == 404


def test_a_refused_form_answers_422_with_what_was_typed(ui_client: Client) -> None:
    answer = ui_client.post("/ui/", {"name": "　架空　花子 ", "born_on": "R8.13.1"})
    assert answer.status_code == 422
    page = Page(answer.content.decode())
    assert page.find("input", name="name", value="　架空　花子 ")
    assert page.find("input", name="born_on", value="R8.13.1", aria_invalid="true")


def test_htmx_is_kept_within_our_security_policy(ui_client: Client) -> None:
    page = Page(ui_client.get("/ui/").content.decode())
    config = json.loads(page.find("meta", name="htmx-config")[0]["content"] or "")
    assert config["historyCacheSize"] == 0  # no personal data in the browser's storage
    assert not config["allowEval"]
    assert not config["includeIndicatorStyles"]
    assert not config["allowScriptTags"]
    assert config["selfRequestsOnly"]
    assert {"code": "422", "swap": True} in config["responseHandling"]


def test_the_session_warning_is_told_when_and_where(ui_client: Client) -> None:
    page = Page(ui_client.get("/ui/").content.decode())
    (body,) = page.find("body")
    assert body["data-session-expires"] == "3600"
    assert body["data-session-extend"] == "/extend/"
    assert page.find("dialog", id="session-warning")


@pytest.mark.parametrize("name", ERRORS)
def test_refusals_need_no_context_and_say_what_to_do(name: str) -> None:
    markup = render_to_string(f"{name}.html")
    page = Page(markup)
    assert markup == render_to_string(
        f"{name}.html", {"actor": "x", "request_path": "/"}
    )
    assert page.text.count("。") >= 3
    assert page.find("a", href="/")
    assert (page.open, page.crossed) == ([], [])


def test_display_settings_are_kept_in_cookies_and_drawn(ui_client: Client) -> None:
    answer = ui_client.post(
        "/ui/display/", {"size": "large", "next": "/ui/page/list/?sort=name"}
    )
    assert answer.status_code == 302
    assert answer["Location"] == "/ui/page/list/?sort=name"
    cookie = answer.cookies["display_size"]
    assert (cookie.value, cookie["samesite"]) == ("large", "Lax")
    assert set(answer.cookies) == {"display_size"}
    ui_client.post("/ui/display/", {"contrast": "high"})
    page = Page(ui_client.get("/ui/").content.decode())
    assert page.find("html", data_size="large", data_contrast="high")
    assert page.find("button", name="size", value="large", aria_pressed="true")


@pytest.mark.parametrize("size", ["", "huge", "large; Path=/", '"><script>'])
def test_unknown_display_values_are_ignored(ui_client: Client, size: str) -> None:
    answer = ui_client.post("/ui/display/", {"size": size})
    assert not answer.cookies


@pytest.mark.parametrize(
    "target",
    [
        "https://example.invalid/",
        "//example.invalid",
        "javascript:alert(1)",
        "",
        "\\\\a",
    ],
)
def test_going_back_stays_in_the_house(ui_client: Client, target: str) -> None:
    answer = ui_client.post("/ui/display/", {"size": "large", "next": target})
    assert answer["Location"] == "/ui/display/"


def test_safe_next_keeps_our_own_addresses() -> None:
    request = RequestFactory().get("/")
    assert safe_next(request, "/offices/?sort=name", otherwise="/") == (
        "/offices/?sort=name"
    )


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("R8.11.22", "令和8年11月22日（日）、西暦2026年と読みました。"),
        ("令和8年11月", "令和8年11月、西暦2026年と読みました。"),
        ("8.13.1", "読めませんでした"),
        ("", "日付が入力されていません"),
    ],
)
def test_a_typed_date_is_read_back(ui_client: Client, typed: str, said: str) -> None:
    answer = ui_client.post("/ui/date/", {"text": typed})
    assert said in answer.content.decode()
    assert answer["Content-Type"] == "text/plain; charset=utf-8"


def test_dates_are_never_read_back_through_an_address(ui_client: Client) -> None:
    assert ui_client.get("/ui/date/?text=R8.11.22").status_code == 405


def test_every_view_names_its_action() -> None:
    every: list[Any] = [
        views.gallery,
        views.gallery_page,
        views.display,
        views.read_date,
    ]
    named = {view.__name__: (view.action_name, view.action_public) for view in every}
    assert named == {
        "gallery": ("ui.gallery", False),
        "gallery_page": ("ui.gallery", False),
        "display": ("ui.display", True),
        "read_date": ("ui.read_date", False),
    }


def test_a_public_action_cannot_ask_for_a_permission() -> None:
    with pytest.raises(ValueError, match=r"office\.view"):
        action("office.view", public=True, permission="x")
