"""自動保存の受け口: 何を受け、何を断り、どう答えるか。"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from tests.access.draft_steps import URL, body, rows, send, stored
from tests.factories.region import Region
from tests.ui.render import Page
from tsunagi.access.drafts import views

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site(clock: Any) -> Iterator[Any]:
    with override_settings(ROOT_URLCONF="tests.access.draft_site"):
        yield clock


def test_autosave_answers_with_revision_and_time(
    region: Region, client_for: Any, site: Any
) -> None:
    client = client_for("specialist")
    site.forward(minutes=32)
    answer = send(client, body(region, {"name": ["架空 花子"]}))
    assert answer.status_code == 200
    assert answer.json() == {"state": "saved", "revision": 1, "saved_at": "10:32"}
    other = send(client, body(region, {"name": ["架空 太郎"]}, tab="two"))
    assert (other.status_code, other.json()["state"]) == (200, "conflict")
    assert stored(region) == {"name": ["架空 太郎"]}


def test_a_draft_that_was_discarded_is_not_begun_again(
    region: Region, client_for: Any
) -> None:
    client = client_for("specialist")
    send(client, body(region, {"name": ["1"]}))
    assert client.post(f"{URL}discard/", {"next": "/trial/"}).url == "/trial/"
    late = send(client, body(region, {"name": ["2"]}, base=1))
    assert (late.status_code, late.json()["state"]) == (410, "gone")
    assert stored(region) is None


def test_autosave_does_not_keep_the_session_alive(
    region: Region, client_for: Any, site: Any
) -> None:
    client = client_for("specialist")
    assert client.get("/trial/").status_code == 200
    for _ in range(5):
        site.forward(minutes=11)
        assert send(client, body(region, {"name": ["あ"]})).status_code == 200
    site.forward(minutes=6)
    late = send(client, body(region, {"name": ["遅い"]}, base=1))
    assert (late.status_code, late["Location"]) == (302, "/login/")
    assert stored(region) == {"name": ["あ"]}


def test_without_its_token_nothing_is_saved(region: Region, client_for: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(region.staff["specialist"])
    data = body(region, {"name": ["あ"]})
    assert send(client, data).status_code == 403
    assert client.post(f"{URL}discard/").status_code == 403
    assert not rows().exists()
    page = Page(client.get("/trial/").content.decode())
    token = page.find("input", name="csrfmiddlewaretoken")[0]["value"] or ""
    assert send(client, data, **{"X-CSRFToken": token}).status_code == 200
    assert stored(region) == {"name": ["あ"]}


def test_the_text_of_one_person_is_never_saved_for_another(
    region: Region, client_for: Any
) -> None:
    """Someone else has signed in while the page of the first was still open."""
    answer = send(client_for("manager"), body(region, {"name": ["1"]}))
    assert answer.status_code == 401
    assert "ログインし直すと、続きから書けます" in answer.json()["text"]
    assert not rows().exists()


@pytest.mark.parametrize("limit", ["ours", "of the server"])
def test_a_body_too_large_is_refused_in_japanese(
    limit: str, region: Region, client_for: Any, settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    if limit == "ours":
        monkeypatch.setattr(views, "MOST_BODY_BYTES", 1_000)
    else:
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000
    answer = send(client_for("specialist"), body(region, {"name": ["あ" * 400]}))
    assert answer.status_code == 413
    assert "預かれる長さを超えています" in answer.json()["text"]
    assert "（DRF-001）" in answer.json()["text"]
    assert not rows().exists()


def test_a_draft_grown_too_large_is_refused_the_same_way(
    region: Region, client_for: Any
) -> None:
    client = client_for("specialist")
    for name in ("name", "on", "note"):
        answer = send(client, body(region, {name: ["x" * 900_000]}))
    assert answer.status_code == 413
    assert set(stored(region) or {}) == {"name", "on"}


SOUND = {"subject": "", "base": 0, "tab": "one", "changes": {"a": ["1"]}, "owner": ""}
BROKEN = {
    "no JSON": b"name=1",
    "not UTF-8": b"\xff{}",
    "a list": b"[]",
    "too deep": b"[" * 100_000,
    "nothing": b"",
    "no tab": {**SOUND, "tab": ""},
    "a tab that is no name": {**SOUND, "tab": "../one"},
    "a long tab": {**SOUND, "tab": "a" * 33},
    "a base that is no number": {**SOUND, "base": "x"},
    "a base below zero": {**SOUND, "base": -1},
    "no changes": {**SOUND, "changes": {}},
    "a text for a list": {**SOUND, "changes": {"a": "1"}},
    "a number for a text": {**SOUND, "changes": {"a": [1]}},
    "half a character": {**SOUND, "changes": {"a": ["\ud800"]}},
    "half a character in a name": {**SOUND, "changes": {"\ud800": ["a"]}},
    "a long name": {**SOUND, "changes": {"a" * 101: ["1"]}},
    "too many fields": {**SOUND, "changes": {f"a{n}": ["1"] for n in range(1_001)}},
    "a subject that is no id": {**SOUND, "subject": "架空 花子"},
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_cannot_be_read_is_refused_in_japanese(
    case: str, region: Region, client_for: Any
) -> None:
    data = BROKEN[case]
    if isinstance(data, dict):
        data = {**data, "owner": str(region.staff["specialist"].public_id)}
    answer = send(client_for("specialist"), data)
    assert answer.status_code == 400
    assert "（DRF-002）" in answer.json()["text"]
    assert not rows().exists()


def test_a_form_that_is_not_there_or_not_theirs(
    region: Region, client_for: Any
) -> None:
    client = client_for("specialist")
    data = body(region, {"a": ["1"]})
    assert send(client, data, url="/drafts/no.such/").status_code == 404
    assert send(client, data, url="/drafts/office.register/").status_code == 403
    assert client.post("/drafts/no.such/discard/").status_code == 404
    assert client.post(f"{URL}discard/", {"subject": "架空"}).status_code == 404
    assert client.get(URL).status_code == 405


def test_one_save_costs_the_same_however_long_the_draft_is(
    region: Region, client_for: Any
) -> None:
    client = client_for("specialist")
    counts = []
    send(client, body(region, {"name": ["1"]}))
    for size in (1, 200, 900):
        changes = {f"field{n}": ["あ" * 100] for n in range(size)}
        with CaptureQueriesContext(connection) as captured:
            assert send(client, body(region, changes)).status_code == 200
        own = [q for q in captured.captured_queries if "access_draft" in q["sql"]]
        counts.append((len(captured), len(own)))
    assert len(set(counts)) == 1
    assert counts[0][1] == 2, "one look, one conditional update"
