"""秘匿した住所と連絡先を、暗号にしてしまい、見てよい人のために開く。"""

from __future__ import annotations

import json
from collections.abc import Iterable

from tsunagi.access.encryption import decrypt, encrypt
from tsunagi.cases.field_classes import Sight
from tsunagi.cases.person.models import Person, RelatedPerson
from tsunagi.common.frozen import Frozen, asdict

WHEREABOUTS = ("postal_code", "address", "phone", "email")
# The area tells where to look; it is hidden together with the address.
WITH_WHEREABOUTS = frozenset({*WHEREABOUTS, "area"})
# Who lives with the person gives away the same address.
RELATED_WHEREABOUTS = ("phone", "address")


class Whereabouts(Frozen):
    """Address and ways to reach the person. Empty strings: not known."""

    postal_code: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""


def _binding(person: Person) -> tuple[str, ...]:
    return (
        "cases_person", "sealed_contact", str(person.public_id),
        str(person.municipality_id),
    )  # fmt: skip


def sealed(person: Person, whereabouts: Whereabouts) -> str:
    return encrypt(
        json.dumps(asdict(whereabouts), ensure_ascii=False), binding=_binding(person)
    )


def whereabouts_of(person: Person) -> Whereabouts:
    """The values, opened if they are sealed. Callers have asked `Sight` before."""
    if person.sealed_contact:
        values = json.loads(decrypt(person.sealed_contact, binding=_binding(person)))
        return Whereabouts(**values)
    return Whereabouts(**{name: getattr(person, name) for name in WHEREABOUTS})


def related_in_sight(
    rows: Iterable[RelatedPerson], sight: Sight
) -> list[RelatedPerson]:
    """The rows as read for showing; without the class, empty where it would tell."""
    found = list(rows)
    if not sight.sees_whereabouts:
        for row in found:
            for name in RELATED_WHEREABOUTS:
                setattr(row, name, "")
    return found
