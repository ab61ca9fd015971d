"""秘匿の書込み: 住所と連絡先を暗号にしまい、名を挙げた職員だけが見られるようにする。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.timezone import localdate

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.events import leave_event
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import EventKind
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.merge.sealing import seal_former_values
from tsunagi.cases.person import messages
from tsunagi.cases.person.models import Person, PersonRevision
from tsunagi.cases.person.rules import phone_digits
from tsunagi.cases.person.sealed import WHEREABOUTS, sealed, whereabouts_of
from tsunagi.cases.person.shield_models import Shield, ShieldViewer
from tsunagi.cases.scope import HOLDERS_AND_DUTY, require_sight
from tsunagi.common.errors import UserError
from tsunagi.organisations.staff.models import Staff

EMPTY = dict.fromkeys((*WHEREABOUTS, "phone_digits"), "")


@transaction.atomic
def start_shield(
    *,
    case: Case,
    reason_code: str,
    basis: str,
    viewers: Sequence[Staff],
    by: Actor,
    now: datetime,
) -> Shield:
    """秘匿を始める。平文の列と、これまでの履歴の住所・連絡先も空になる。

    The rows merged into this person are shielded with it: they tell the same address.
    viewers: the only people who see the whereabouts from now on; the one who starts
    the shield is not among them unless named.
    """
    require_sight(
        case, Permission.CASE_WORK, by=by, now=now,
        field_class=FieldClass.WHEREABOUTS, through=HOLDERS_AND_DUTY,
    )  # fmt: skip
    if not viewers:
        raise UserError(messages.NOBODY_NAMED, field="viewers")
    person = Person.objects.unscoped("of the case that was seen").get(pk=case.person_id)
    facts = {
        "reason_code": reason_code, "basis": basis, "started_at": now,
        "started_by_id": by.staff_id,
    }  # fmt: skip
    shield = _shield(person, viewers, facts)
    for row in _rows_of_the_same(person):
        if not _running(row).exists():
            _shield(row, viewers, facts)
    leave_event(
        case, EventKind.SHIELD, on=localdate(now), by=by, now=now,
        text="住所と連絡先の秘匿を始めました。",
    )  # fmt: skip
    audit.record(
        "shield.start", by=by, target=case, subjects=[person.public_id],
        viewers=len(viewers), reason=reason_code,
    )  # fmt: skip
    return shield


@transaction.atomic
def end_shield(*, case: Case, shield: Shield, by: Actor, now: datetime) -> None:
    """秘匿を終える。見てよい職員だけができ、住所と連絡先は平文に戻る。"""
    require_sight(
        case, Permission.CASE_WORK, by=by, now=now,
        field_class=FieldClass.WHEREABOUTS, through=HOLDERS_AND_DUTY,
    )  # fmt: skip
    person = Person.objects.unscoped("of the case that was seen").get(pk=case.person_id)
    shield.ended_at, shield.ended_by_id = now, by.staff_id
    for row in _rows_of_the_same(person):
        _running(row).update(ended_at=now, ended_by_id=by.staff_id)
        _open_whereabouts(row)
    leave_event(
        case, EventKind.SHIELD, on=localdate(now), by=by, now=now,
        text="住所と連絡先の秘匿を終えました。",
    )  # fmt: skip
    audit.record("shield.end", by=by, target=case, subjects=[person.public_id])


def _running(person: Person) -> QuerySet[Shield]:
    rows: QuerySet[Shield] = Shield.objects.unscoped("the shield of one person")
    return rows.filter(person=person, ended_at=None)


def _rows_of_the_same(person: Person) -> list[Person]:
    """The row itself and all that were merged into it: they tell the same address."""
    found, newest = [person], [person]
    while newest:
        newest = list(
            Person.objects.unscoped("they tell of the same one").filter(
                merged_into__in=newest
            )
        )
        found += newest
    return found


def _shield(
    person: Person, viewers: Sequence[Staff], facts: Mapping[str, Any]
) -> Shield:
    """One row behind the shield: its columns, its history, and what a merge kept."""
    try:
        with transaction.atomic():
            shield = Shield.objects.create(person=person, **facts)
    except IntegrityError as error:
        raise UserError(messages.ALREADY_SHIELDED) from error
    ShieldViewer.objects.bulk_create(
        ShieldViewer(shield=shield, staff=staff) for staff in viewers
    )
    _set_whereabouts(
        person, {**EMPTY, "sealed_contact": sealed(person, whereabouts_of(person))}
    )
    _empty_history(person)
    seal_former_values(person)
    return shield


def _open_whereabouts(person: Person) -> None:
    opened = whereabouts_of(person)
    values = {name: getattr(opened, name) for name in WHEREABOUTS}
    _set_whereabouts(
        person,
        {
            **values,
            "phone_digits": phone_digits(opened.phone),
            "sealed_contact": "",
        },
    )


def _set_whereabouts(person: Person, values: dict[str, str]) -> None:
    Person.objects.unscoped("the shield moves the whereabouts").filter(
        pk=person.pk
    ).update(version=F("version") + 1, **values)


def _empty_history(person: Person) -> None:
    """Older revisions would still tell the address: the values go, the fact stays."""
    rows = PersonRevision.objects.unscoped("the shield reaches the history too").filter(
        person=person
    )
    for row in rows:
        hidden = {
            name: ["（秘匿）", "（秘匿）"]
            for name in WHEREABOUTS
            if name in row.changes
        }
        if hidden:
            row.changes = {**row.changes, **hidden}
            row.save(update_fields=["changes"])
