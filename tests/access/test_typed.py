"""さがす言葉は、読めない形で運ばれ、同じさがし方の、同じセッションの中でだけ開く。"""

from __future__ import annotations

import pytest
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, QueryDict

from tsunagi.access.sessions import SessionStore
from tsunagi.access.typed import LONGEST, NAME, opened, sealed

pytestmark = pytest.mark.django_db


def asked(session: SessionBase, token: str = "") -> HttpRequest:
    request = HttpRequest()
    request.session = session
    request.GET = QueryDict(mutable=True)
    if token:
        request.GET[NAME] = token
    return request


@pytest.mark.parametrize("text", ["", "架空 花子", "  ", "%&=?", "😀"])
def test_what_was_typed_comes_back(session: SessionBase, text: str) -> None:
    token = sealed(asked(session), text, search="person.search")
    assert text.strip() == "" or text not in token
    assert opened(asked(session, token), search="person.search") == text


def test_it_opens_nowhere_else(session: SessionBase) -> None:
    token = sealed(asked(session), "架空 花子", search="person.search")
    another = SessionStore()
    another.create()
    assert opened(asked(another, token), search="person.search") == ""
    assert opened(asked(session, token), search="note.search") == ""


@pytest.mark.parametrize("token", ["", "1", "v1", "v1.x.y", "v1.k.é", "架空"])
def test_what_we_did_not_write_is_nothing(session: SessionBase, token: str) -> None:
    assert opened(asked(session, token), search="person.search") == ""


def test_an_address_stays_short(session: SessionBase) -> None:
    token = sealed(asked(session), "長" * 1_000, search="note.search")
    assert opened(asked(session, token), search="note.search") == "長" * LONGEST
    assert len(token) < 1_000
