"""利用者のことを書かない文を、保存する前に調べる。"""

from __future__ import annotations

from collections.abc import Iterable

from tsunagi.cases.handover.rules import Known, telling_parts
from tsunagi.cases.models import Person
from tsunagi.cases.person.sealed import whereabouts_of
from tsunagi.common.errors import UserError
from tsunagi.common.telling import looks_telling
from tsunagi.meetings.meeting.messages import TELLS_WHO


def require_plain(known: Iterable[Known] = (), /, **texts: str) -> None:
    """Refuse the first text in which somebody could be recognised; its name is the field.

    known: the persons of whom it is known that they are spoken of.
    """
    persons = list(known)
    for field, text in texts.items():
        found = looks_telling(text)
        for one in persons:
            found += telling_parts(text, one)
        if found:
            parts = "、".join(dict.fromkeys(found))
            raise UserError(TELLS_WHO.format(parts=parts), field=field)


def known_person(person: Person) -> Known:
    where = whereabouts_of(person)
    return Known(person.name, person.name_kana, (where.phone,), where.address)
