"""ページの続きの印。日付と番号を、署名して持ち回る。"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.core import signing

from tsunagi.cases.search.note_rules import Place

SALT = "note-search"


def spelled(place: Place) -> str:
    return signing.dumps([place[0].isoformat(), place[1]], salt=SALT)


def read_place(text: str) -> Place | None:
    """None for anything that we did not write: then the list begins at the top."""
    try:
        on, pk = signing.loads(text, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return date.fromisoformat(on), int(pk)


def read_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
