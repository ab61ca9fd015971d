"""だれのセッションか: どのページでも最初に読む二つの行を、作り置きの一文で読み書きする。

Same rows, same checks as Django's; only the statement is not built anew each time.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from django.utils import timezone
from django.utils.module_loading import import_string

from tsunagi.access.many_rows import read_row
from tsunagi.access.prepared import row_of, save_columns


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        session = _read_first(str(self.session_key)) if self.session_key else None
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


def _read_first(session_key: str) -> Session | None:
    """The first statement of nearly every request, and so the check whether the database
    still answers: Django would ask it for nothing before."""
    database: Any = connections[DEFAULT_DB_ALIAS]
    if database.in_atomic_block or database.health_check_done:
        return row_of(Session, session_key)
    database.health_check_done = True
    try:
        return row_of(Session, session_key)
    except (OperationalError, InterfaceError):
        # It was away meanwhile: once more, through a new connection.
        database.close()
        return row_of(Session, session_key)


class LoginBackend(AuthenticationBackend):  # type: ignore[misc]  # untyped library
    def get_user(self, user_id: Any) -> AbstractBaseUser | None:
        user = _signed_in()(user_id)
        return user if user is not None and self.user_can_authenticate(user) else None


@cache
def _signed_in() -> Callable[[Any], AbstractBaseUser | None]:
    found: Callable[[Any], AbstractBaseUser | None] = import_string(settings.SIGNED_IN)
    return found
