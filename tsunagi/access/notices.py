"""「記録しました。」などのお知らせを、次のページまで持っていく。

A notice may name a person, so it never leaves the server readable: it travels as a
cookie that only the server opens, and only within the session it was written in; it is
gone once it has been shown. In the session, as before, a saved record would cost two
more writes, one to lay the notice down and one to take it away (ADR 0028). What is
written before there is a session, or is too long, still lies there.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.cookie import MessageDecoder, MessageEncoder
from django.contrib.messages.storage.session import SessionStorage
from django.http import HttpRequest, HttpResponseBase

from tsunagi.access.encryption import KeyProblem, decrypt, encrypt

# A browser keeps at least 4,096 bytes of one cookie, its name and attributes included.
MOST_BYTES = 3_000


class NoticeStorage(SessionStorage):
    """The setting MESSAGE_STORAGE: Django's messages, carried so."""

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.name = f"{'__Host-' if settings.SESSION_COOKIE_SECURE else ''}notices"

    def _get(self, *args: Any, **kwargs: Any) -> tuple[list[Message], bool]:
        in_session, _ = super()._get()  # type: ignore[misc]  # unknown to the stubs
        return [*(in_session or ()), *self._carried()], True

    def _carried(self) -> list[Message]:
        """Of this session; what was carried over from another is nothing to us."""
        sealed = self.request.COOKIES.get(self.name)
        if not sealed or not self._session_key:
            return []
        try:
            text = decrypt(sealed, binding=self._binding)
        except (KeyProblem, ValueError):
            return []
        found: list[Message] = json.loads(text, cls=MessageDecoder)
        return found

    def _store(
        self, messages: Sequence[Message], response: HttpResponseBase, *args: Any
    ) -> list[Message]:
        # The same words wait once, however often they were said.
        waiting = {_said(one): one for one in messages}
        before: list[Message] = self._loaded_messages  # type: ignore[attr-defined]
        if waiting and not self.used and waiting.keys() == set(map(_said, before)):
            return []  # nothing that does not wait already
        sealed = self._sealed(list(waiting.values())) if waiting else ""
        if sealed:
            response.set_cookie(
                self.name, sealed, httponly=True,
                secure=bool(settings.SESSION_COOKIE_SECURE), samesite="Lax",
            )  # fmt: skip
        elif self.name in self.request.COOKIES:
            response.delete_cookie(self.name, samesite="Lax")
        left = [] if sealed else list(waiting.values())
        super()._store(left, response)  # type: ignore[misc]  # unknown to the stubs
        return []

    def _sealed(self, messages: Sequence[Message]) -> str:
        """As the cookie holds it; empty where it has to stay in the session."""
        if not self._session_key:
            return ""
        text = MessageEncoder(ensure_ascii=False).encode(list(messages))
        sealed = encrypt(text, binding=self._binding)
        return sealed if len(sealed) <= MOST_BYTES else ""

    @property
    def _session_key(self) -> str:
        return self.request.session.session_key or ""

    @property
    def _binding(self) -> tuple[str, ...]:
        return "notice", self._session_key


def _said(message: Message) -> tuple[int, str]:
    return message.level, str(message.message)
