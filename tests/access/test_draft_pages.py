"""下書きの画面: 前回の続き、登録、下書きとして保存。"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client, override_settings

from tests.access.draft_steps import URL, keep, rows, stored
from tests.factories.region import Region
from tests.ui.render import Page
from tsunagi.access.drafts.actions import save_draft
from tsunagi.access.models import AuditEvent

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(clock: Any) -> Iterator[Any]:
    with override_settings(ROOT_URLCONF="tests.access.draft_site"):
        yield clock


# --- the page with what was written before -------------------------------------------
def page_of(client: Client, url: str = "/trial/") -> Page:
    answer = client.get(url)
    assert answer.status_code == 200
    return Page(answer.content.decode())


def test_a_new_page_says_where_to_save_and_nothing_of_a_draft(
    region: Region, client_for: Any
) -> None:
    page = page_of(client_for("specialist"))
    (form,) = page.find("form", id="page-form")
    assert form["data-autosave"] == URL
    assert form["data-autosave-revision"] == "0"
    assert form["data-autosave-owner"] == str(region.staff["specialist"].public_id)
    assert re.fullmatch(r"[0-9a-f]{16}", form["data-autosave-tab"] or "")
    assert "data-unsaved" not in form and "data-autosave-all" not in form
    assert page.find("script", src="/static/ui/autosave.js", type="module")
    assert "前回の続き" not in page.text
    assert not AuditEvent.objects.filter(action="draft.open").exists()


def test_forms_without_a_draft_load_no_autosave(client_for: Any) -> None:
    page = page_of(client_for("officer"), "/offices/new/")
    assert not page.find("script", src="/static/ui/autosave.js")
    assert not page.find("button", name="_draft")
    (form,) = [attrs for _, attrs in page.tags if attrs.get("id") == "page-form"]
    assert "data-unsaved" in form and "data-autosave" not in form


def test_what_was_typed_stands_in_the_form_again_unchecked(
    region: Region, client_for: Any
) -> None:
    keep(region, {
        "name": ["　架空 花子"], "on": ["R8.13.1"], "note": ["一行目\n<二行目>"],
        "kinds": ["visit", "letter"], "answer": ["no"], "told": [], "version": ["99"],
    })  # fmt: skip
    answer = client_for("specialist").get("/trial/")
    page = Page(answer.content.decode())
    assert "前回の続き（11月22日 10:00 に保存）があります。" in page.text
    assert page.find("input", name="name", value="　架空 花子")
    assert page.find("input", name="on", value="R8.13.1")
    assert "&lt;二行目&gt;</textarea>" in answer.content.decode()
    ticked = [a["value"] for _, a in page.tags if a.get("name") in ("kinds", "answer")
              and "checked" in a]  # fmt: skip
    assert ticked == ["visit", "letter", "no"]
    (told,) = page.find("input", name="told")
    assert "checked" not in told, "a tick that was taken away stays away"
    assert page.find("input", name="version", value="1"), "never from a draft"
    assert not page.find("div", class_="field field-wrong")
    event = AuditEvent.objects.get(action="draft.open")
    assert event.details == {"form": "trial.new", "draft": str(rows().get().public_id)}


def test_fields_that_were_not_kept_show_their_own_default(
    region: Region, client_for: Any
) -> None:
    keep(region, {"name": ["花子"]})
    page = page_of(client_for("specialist"))
    assert page.find("input", name="on", value="令和8年11月22日")
    assert "checked" in page.find("input", name="told")[0]


def test_what_another_page_wrote_is_shown_beside(
    region: Region, client_for: Any
) -> None:
    keep(region, {"note": ["はじめ"]})
    keep(region, {"note": ["こちらの文"]}, base=1)
    keep(region, {"note": ["あちらの文"]}, base=1, tab="two")
    page = page_of(client_for("specialist"))
    assert "別の画面で書かれた文もあります" in page.text
    assert "こちらの文" in page.text and "あちらの文" in page.text


def test_the_draft_of_a_colleague_does_not_show(
    region: Region, client_for: Any
) -> None:
    keep(region, {"name": ["花子"]})
    page = page_of(client_for("manager"))
    assert "前回の続き" not in page.text
    assert not page.find("input", name="name", value="花子")
    answer = client_for("manager").post(f"{URL}discard/", {"next": "/trial/"})
    assert answer.status_code == 302, "the same as where there is none"
    assert stored(region) == {"name": ["花子"]}


def test_discarding_leads_back_to_an_empty_form_and_nowhere_else(
    region: Region, client_for: Any
) -> None:
    client = client_for("specialist")
    keep(region, {"name": ["花子"]})
    assert page_of(client).find("form", action=f"{URL}discard/")
    answer = client.post(
        f"{URL}discard/", {"next": "https://example.invalid/"}, follow=False
    )
    assert answer.url == "/"
    page = page_of(client)
    assert "下書きを捨てました。" in page.text
    assert "前回の続き" not in page.text
    assert client.post(f"{URL}discard/", {"next": "/trial/"}).status_code == 302


def test_signing_in_again_returns_to_the_draft(
    region: Region, client_for: Any, site: Any
) -> None:
    client = client_for("specialist")
    page_of(client)
    keep(region, {"name": ["花子"]})
    site.forward(minutes=61)
    sent_away = client.get("/trial/")
    assert sent_away.url == "/login/?next=%2Ftrial%2F"
    client.force_login(region.staff["specialist"])
    assert page_of(client).find("input", name="name", value="花子")


# --- saving the record, and the button without JavaScript ----------------------------
def sent_form(**given: str) -> dict[str, Any]:
    return {"name": "花子", "version": "1", "key": str(uuid4()), **given}


def test_the_record_ends_its_draft(region: Region, client_for: Any) -> None:
    client = client_for("specialist")
    keep(region, {"name": ["花"]})
    answer = client.post("/trial/", sent_form(_draft_seen="1", _draft_tab="two"))
    assert answer.status_code == 302
    assert stored(region) is None
    assert AuditEvent.objects.filter(action="draft.used").count() == 1


def test_a_record_from_a_page_that_had_not_shown_it_leaves_the_draft(
    region: Region, client_for: Any
) -> None:
    keep(region, {"name": ["別の画面で書いた"]})
    client_for("specialist").post("/trial/", sent_form(_draft_tab="two"))
    assert stored(region) == {"name": ["別の画面で書いた"]}


def test_a_refused_form_goes_on_with_its_draft(region: Region, client_for: Any) -> None:
    keep(region, {"name": ["花"]})
    keep(region, {"name": ["別の画面"]}, base=1, tab="other")
    answer = client_for("specialist").post(
        "/trial/", {"name": "", "note": "本文", "_draft_seen": "1", "_draft_tab": "one"}
    )
    assert answer.status_code == 422
    page = Page(answer.content.decode())
    (form,) = page.find("form", id="page-form")
    assert form["data-autosave-revision"] == "1"
    assert form["data-autosave-tab"] == "one"
    assert "data-autosave-all" in form
    assert "前回の続き" not in page.text
    assert "本文" in page.text


@pytest.mark.parametrize("seen", ["", "x", "-1", "９", "9" * 5_000, "7"])
def test_a_made_up_revision_is_never_ahead_of_what_is_stored(
    seen: str, region: Region, client_for: Any
) -> None:
    keep(region, {"name": ["花"]})
    answer = client_for("specialist").post(
        "/trial/", {"_draft_seen": seen, "_draft_tab": "a" * 40}
    )
    (form,) = Page(answer.content.decode()).find("form", id="page-form")
    assert form["data-autosave-revision"] == ("1" if seen == "7" else "0")
    assert len(form["data-autosave-tab"] or "") == 16


def test_without_javascript_the_button_keeps_an_unfinished_form(
    region: Region, client_for: Any
) -> None:
    client = client_for("specialist")
    data = {
        "on": "まだわからない",
        "kinds": ["phone"],
        "_draft": "1",
        "_draft_seen": "0",
    }
    answer = client.post("/trial/", {**sent_form(), **data, "name": ""})
    assert (answer.status_code, answer.url) == (302, "/trial/")
    assert stored(region) == {
        "name": [""], "on": ["まだわからない"], "note": [], "kinds": ["phone"],
        "answer": [], "told": [],
    }  # fmt: skip
    page = page_of(client)
    assert "下書きを保存しました。まだ登録はしていません。" in page.text
    assert page.find("input", name="on", value="まだわからない")


def test_the_button_begins_anew_where_the_draft_is_gone(
    region: Region, client_for: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is used up by another page between the reading and the saving."""
    from tsunagi.access.drafts import pages

    keep(region, {"name": ["花"]})
    calls: list[int] = []

    def slow(**named: Any) -> Any:
        if not calls:
            rows().all().delete()
        calls.append(named["base"])
        return save_draft(**named)

    monkeypatch.setattr(pages, "save_draft", slow)
    client_for("specialist").post(
        "/trial/", {"name": "花子", "_draft": "", "_draft_seen": "1"}
    )
    assert calls == [1, 0]
    assert (stored(region) or {})["name"] == ["花子"]


def test_what_the_button_cannot_keep_stays_on_the_screen(
    region: Region, client_for: Any
) -> None:
    answer = client_for("specialist").post(
        "/trial/", sent_form(_draft="1", note="x" * 2_100_000)
    )
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "（DRF-001）" in text and "x" * 1_000 in text
    assert not rows().exists()


def test_after_ninety_days_the_page_is_empty(
    region: Region, client_for: Any, site: Any
) -> None:
    keep(region, {"name": ["花子"]})
    client = client_for("specialist")
    site.now += timedelta(days=90)
    client.force_login(region.staff["specialist"])
    assert "前回の続き" not in page_of(client).text
