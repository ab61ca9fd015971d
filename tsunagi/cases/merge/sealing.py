"""まとめる前の値のうち、住所と連絡先を、秘匿のあいだ暗号にしてしまう。"""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from tsunagi.cases.merge.models import Merge
from tsunagi.cases.person.models import Person
from tsunagi.cases.person.sealed import WHEREABOUTS, Whereabouts, sealed, whereabouts_of

SEALED = "sealed_whereabouts"


def seal_former_values(survivor: Person) -> None:
    """What the fields held before a merge would still tell the address in plain."""
    rows: QuerySet[Merge] = Merge.objects.unscoped("the shield reaches them too")
    for merge in rows.filter(survivor=survivor):
        plain = {k: v for k, v in merge.former_values.items() if k in WHEREABOUTS}
        if not plain:
            continue
        kept = {k: v for k, v in merge.former_values.items() if k not in plain}
        token = sealed(survivor, Whereabouts(**plain))
        merge.former_values = {**kept, SEALED: {"names": sorted(plain), "is": token}}
        merge.save(update_fields=["former_values"])


def former_whereabouts(merge: Merge, survivor: Person) -> dict[str, Any]:
    """Only those fields that the merge had changed, opened if they were sealed."""
    if SEALED not in merge.former_values:
        return {k: v for k, v in merge.former_values.items() if k in WHEREABOUTS}
    kept = merge.former_values[SEALED]
    as_it_was = Person(
        public_id=survivor.public_id, municipality_id=survivor.municipality_id,
        sealed_contact=kept["is"],
    )  # fmt: skip
    before = whereabouts_of(as_it_was)
    return {name: getattr(before, name) for name in kept["names"]}
