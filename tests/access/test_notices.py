"""お知らせは、読めない形で、そのセッションの中だけを、一度だけ運ばれる。"""

from __future__ import annotations

import base64
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.session import SessionStorage
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse

from tsunagi.access.notices import NoticeStorage
from tsunagi.access.sessions import SessionStore

NAMED = "架空 花子さんの記録を保存しました。"
pytestmark = pytest.mark.django_db


def asked(session: SessionBase, cookies: dict[str, str] | None = None) -> HttpRequest:
    request = HttpRequest()
    request.session = session
    request.COOKIES = cookies or {}
    return request


def after(
    session: SessionBase,
    tell: Callable[[NoticeStorage], Any],
    cookies: dict[str, str] | None = None,
) -> dict[str, str]:
    """The browser's cookies after a request in which `tell` was told."""
    storage, response = NoticeStorage(asked(session, cookies)), HttpResponse()
    tell(storage)
    storage.update(response)
    kept = {**(cookies or {})}
    for name, morsel in response.cookies.items():
        kept.pop(name, None)
        if morsel["max-age"] != 0:
            kept[name] = morsel.value
    return kept


def say(text: str) -> Callable[[NoticeStorage], None]:
    return lambda storage: storage.add(constants.SUCCESS, text)


def shown(session: SessionBase, cookies: dict[str, str]) -> list[str]:
    return [str(one) for one in NoticeStorage(asked(session, cookies))]


def test_a_notice_is_shown_once_on_the_next_page(session: SessionBase) -> None:
    cookies = after(session, say(NAMED))
    assert shown(session, cookies) == [NAMED]
    assert after(session, list, cookies) == {}


def test_it_costs_the_session_no_write(session: SessionBase) -> None:
    session.modified = False
    cookies = after(session, say(NAMED))
    after(session, list, cookies)
    assert not session.modified


def test_nobody_but_the_server_can_read_it(session: SessionBase) -> None:
    (sealed,) = after(session, say(NAMED)).values()
    opened = base64.b64decode(sealed.rpartition(".")[2])
    for form in (sealed.encode(), opened):
        assert "花子".encode() not in form
        assert b"\\u82b1" not in form


def test_it_is_kept_from_scripts_and_from_other_sites(session: SessionBase) -> None:
    storage, response = NoticeStorage(asked(session)), HttpResponse()
    say(NAMED)(storage)
    storage.update(response)
    (morsel,) = response.cookies.values()
    assert morsel["httponly"]
    assert morsel["samesite"] == "Lax"
    assert morsel["max-age"] == ""  # ends with the browser


def test_whoever_signs_in_next_is_not_told(session: SessionBase) -> None:
    cookies = after(session, say(NAMED))
    another = SessionStore()
    another.create()
    assert shown(another, cookies) == []
    assert shown(SessionStore(), cookies) == []


@pytest.mark.parametrize("broken", ["", "x", "v1.k.AAAA", "v1.none.!", "é"])
def test_what_the_server_did_not_write_says_nothing(
    broken: str, session: SessionBase
) -> None:
    (name,) = after(session, say(NAMED))
    assert shown(session, {name: broken}) == []


def test_the_same_words_wait_once(session: SessionBase) -> None:
    cookies = after(session, say(NAMED))
    cookies = after(session, say(NAMED), cookies)
    cookies = after(session, say("ほかのこと"), cookies)
    assert shown(session, cookies) == [NAMED, "ほかのこと"]


def test_what_waits_in_both_places_hides_nothing_new(session: SessionBase) -> None:
    """Two answers that crossed may leave one notice in the session and in the cookie."""
    cookies = after(session, say(NAMED))
    session["_messages"] = SessionStorage(asked(session)).serialize_messages(
        [Message(constants.SUCCESS, NAMED)]
    )
    cookies = after(session, say("ほかのこと"), cookies)
    assert shown(session, cookies) == [NAMED, "ほかのこと"]


def test_a_long_one_stays_on_the_server(session: SessionBase) -> None:
    text = "長いお知らせ。" * 500
    cookies = after(session, say(text))
    assert cookies == {}
    assert shown(session, cookies) == [text]
    assert after(session, list, cookies) == {}
    assert shown(session, cookies) == []


def test_a_short_one_and_then_a_long_one(session: SessionBase) -> None:
    cookies = after(session, say(NAMED))
    cookies = after(session, say("長いお知らせ。" * 500), cookies)
    assert cookies == {}
    assert len(shown(session, cookies)) == 2


def test_before_there_is_a_session_it_begins_one() -> None:
    nobodys = SessionStore()
    cookies = after(nobodys, say("時間が過ぎたため、ログアウトしました。"))
    assert cookies == {}
    assert nobodys.modified
    assert shown(nobodys, cookies) == ["時間が過ぎたため、ログアウトしました。"]
