"""だれのセッションか: どのページでも最初に読む二つの行を、作り置きの一文で読み書きする。

Same rows, same checks as Django's; only the statement is not built anew each time, and
the second row comes with the first: a session belongs to one person as long as it lasts.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from functools import cache, partial
from typing import Any, cast

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.middleware import AuthenticationMiddleware, get_user
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string

from tsunagi.access.many_rows import read_row
from tsunagi.access.prepared import row_of, save_columns

# To whom this process has last seen a session belong. Only a guess at what is to be read
# with it: the session says anew who it is, and another's row is not used.
_LAST: dict[str, Any] = {}
MOST_KNOWN = 10_000
# The session that is being asked who it belongs to.
_ASKED: ContextVar[SessionStore | None] = ContextVar("asked", default=None)


class SessionStore(db.SessionStore):
    # Read together with the row of the session, for its first question.
    signed_in: AbstractBaseUser | None = None

    def _get_session_from_db(self) -> Session | None:
        session = None
        if self.session_key:
            session, self.signed_in = _read_first(str(self.session_key))
        if session is None or session.expire_date <= timezone.now():
            self._session_key = None
            return None
        return session

    def save(self, must_create: bool = False) -> None:
        """Most saves change a session that is there: one statement, its own transaction."""
        if must_create or self.session_key is None:
            super().save(must_create)
            return
        row = read_row(
            Session,
            using=DEFAULT_DB_ALIAS,
            session_key=self.session_key,
            session_data=self.encode(self._get_session()),  # type: ignore[attr-defined]
            expire_date=self.get_expiry_date(),
        )
        if not save_columns(row, "session_data", "expire_date"):
            raise UpdateError


def _read_first(session_key: str) -> tuple[Session | None, AbstractBaseUser | None]:
    """The first statement of nearly every request, and so the check whether the database
    still answers: Django would ask it for nothing before."""
    database: Any = connections[DEFAULT_DB_ALIAS]
    if database.in_atomic_block or database.health_check_done:
        return _read(session_key)
    database.health_check_done = True
    try:
        return _read(session_key)
    except (OperationalError, InterfaceError):
        # It was away meanwhile: once more, through a new connection.
        database.close()
        return _read(session_key)


def _read(session_key: str) -> tuple[Session | None, AbstractBaseUser | None]:
    user_id = _LAST.get(session_key)
    if user_id is None:
        return row_of(Session, session_key), None
    session, user = _from(settings.SIGNED_IN_WITH_SESSION)(session_key, user_id)
    return session, user


@cache
def _from(path: str) -> Callable[..., Any]:
    """A function of another room, which we do not know."""
    found: Callable[..., Any] = import_string(path)
    return found


class SignedInMiddleware(AuthenticationMiddleware):
    """Django's, which here can take what was read together with the session."""

    def process_request(self, request: HttpRequest) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(partial(_user_of, request))  # type: ignore[assignment]


def _user_of(request: HttpRequest) -> AbstractBaseUser | AnonymousUser:
    asked = _ASKED.set(cast("SessionStore", request.session))
    try:
        return get_user(request)
    finally:
        _ASKED.reset(asked)


class LoginBackend(AuthenticationBackend):  # type: ignore[misc]  # untyped library
    def get_user(self, user_id: Any) -> AbstractBaseUser | None:
        user = _read_already(user_id) or _from(settings.SIGNED_IN)(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None


def _read_already(user_id: Any) -> AbstractBaseUser | None:
    """The row that came with the session, if it is the one that the session names."""
    session = _ASKED.get()
    if session is None or session.session_key is None:
        return None
    if len(_LAST) >= MOST_KNOWN:
        _LAST.clear()
    _LAST[session.session_key] = user_id
    user, session.signed_in = session.signed_in, None
    return user if user is not None and user.pk == user_id else None
