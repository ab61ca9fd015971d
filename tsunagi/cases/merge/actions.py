"""同じ人の二つの記録を一つにし、違っていたら元に戻す。

Only the municipality and the core centre do this, on two persons whom they both carry.
What moves is written down row by row, so that undoing loses nothing; what was newly
written after the merge stays with the survivor.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.timezone import localdate

from tsunagi.access import audit
from tsunagi.access.actor import AccessDenied, Actor, NotVisible
from tsunagi.access.permissions import Permission
from tsunagi.activity.record import actions as ledger
from tsunagi.cases.case.access_rows import (
    RESPONSIBLE_REF,
    close_access,
    open_access,
    responsible_access_rows,
)
from tsunagi.cases.case.events import leave_event
from tsunagi.cases.case.models import Case, CaseResponsibility, CollaboratingOffice
from tsunagi.cases.case.rules import ClosingReason, EventKind, Relation, retention_until
from tsunagi.cases.case.team_actions import collaborator_ref
from tsunagi.cases.contact.case_days import refresh_case
from tsunagi.cases.field_classes import RESPONSIBLE
from tsunagi.cases.merge import messages
from tsunagi.cases.merge.models import Merge
from tsunagi.cases.merge.moving import has_open_handover, move_rows, return_rows
from tsunagi.cases.merge.reach import carries_all, current_case
from tsunagi.cases.merge.sealing import SEALED, former_whereabouts
from tsunagi.cases.person.actions import keys_of
from tsunagi.cases.person.models import Person
from tsunagi.cases.person.rules import phone_digits
from tsunagi.cases.person.sealed import WHEREABOUTS, sealed, whereabouts_of
from tsunagi.cases.person.shield_models import Shield
from tsunagi.cases.search.name_pieces import index_names
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import replace

CHOOSABLE = (
    "name", "name_kana", "birth_on", "birth_precision", "sex", "area", "postal_code",
    "address", "phone", "email", "diagnosis", "support_level", "household",
)  # fmt: skip


@transaction.atomic
def merge_persons(
    *,
    survivor: Person,
    absorbed: Person,
    take: Mapping[str, bool],
    reason: str,
    by: Actor,
    now: datetime,
) -> Merge:
    """二つの記録を一つにする。take: 項目名 → まとめる記録の値を残すか。"""
    _require_both(survivor, absorbed, by=by, now=now)
    if survivor.pk == absorbed.pk:
        raise UserError(messages.SAME_ROW)
    if survivor.merged_into_id or absorbed.merged_into_id:
        raise UserError(messages.ALREADY_MERGED)
    _require_equal_shields(survivor, absorbed)
    to_case, from_case = current_case(survivor), current_case(absorbed)
    if from_case.is_open and not to_case.is_open:
        raise UserError(messages.KEEP_THE_OPEN_ONE)
    if has_open_handover(from_case):
        raise UserError(messages.HANDOVER_RUNS)
    moved = move_rows(from_case, to_case, absorbed, survivor, now=now)
    former = _take_values(survivor, absorbed, take)
    moved |= _close_absorbed(from_case, to_case, by=by, now=now)
    ledger.repoint_subject(
        old_key=from_case.activity_key, new_key=to_case.activity_key, by=by
    )
    Person.objects.unscoped("the absorbed row points on").filter(pk=absorbed.pk).update(
        merged_into=survivor, version=F("version") + 1
    )
    try:
        with transaction.atomic():
            merge = Merge.objects.create(
                municipality_id=survivor.municipality_id, survivor=survivor,
                absorbed=absorbed, reason=reason, moved=moved, former_values=former,
                merged_at=now, merged_by_id=by.staff_id,
            )  # fmt: skip
    except IntegrityError as error:
        raise UserError(messages.ALREADY_MERGED) from error
    refresh_case(to_case)
    leave_event(
        to_case, EventKind.MERGE, on=localdate(now), by=by, now=now,
        text="同じ人の記録を一つにしました。",
    )  # fmt: skip
    audit.record(
        "person.merge", by=by, target=merge,
        subjects=[survivor.public_id, absorbed.public_id],
    )  # fmt: skip
    return merge


def _require_both(
    survivor: Person, absorbed: Person, *, by: Actor, now: datetime
) -> None:
    if not by.has(Permission.PERSON_MERGE):
        raise AccessDenied(Permission.PERSON_MERGE)
    if not carries_all((survivor, absorbed), by=by, now=now):
        raise NotVisible


def _require_equal_shields(survivor: Person, absorbed: Person) -> None:
    """A shield on one side only would leak, or hide what the other side needs."""
    shields = Shield.objects.unscoped("a merge must not lift a shield").filter(
        ended_at=None
    )
    viewers = [
        frozenset(
            shields.filter(person=person).values_list("viewers__staff_id", flat=True)
        )
        for person in (survivor, absorbed)
    ]
    if viewers[0] != viewers[1]:
        raise UserError(messages.SHIELDS_DIFFER)


def _take_values(
    survivor: Person, absorbed: Person, take: Mapping[str, bool]
) -> dict[str, Any]:
    """The chosen fields of the absorbed row; the former values stay written down."""
    former: dict[str, Any] = {}
    for name in CHOOSABLE:
        column = survivor._meta.get_field(name).attname  # type: ignore[union-attr]
        if take.get(name) and getattr(survivor, column) != getattr(absorbed, column):
            former[column] = _plain(getattr(survivor, column))
            setattr(survivor, column, getattr(absorbed, column))
    kinds = sorted({*survivor.disability_kinds, *absorbed.disability_kinds})
    if kinds != survivor.disability_kinds:
        former["disability_kinds"] = survivor.disability_kinds
        survivor.disability_kinds = kinds
    if former:
        _save_survivor(survivor)
    return former


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _save_survivor(survivor: Person) -> None:
    for name, key in keys_of(survivor.name, survivor.name_kana).items():
        setattr(survivor, name, key)
    survivor.phone_digits = phone_digits(survivor.phone)
    survivor.version += 1
    survivor.save()
    index_names([survivor])


def _close_absorbed(
    from_case: Case, to_case: Case, *, by: Actor, now: datetime
) -> dict[str, Any]:
    """The absorbed open case ends; its office goes on beside the responsible one."""
    today = localdate(now)
    if not from_case.is_open:
        return {"closed_case": None, "partner": None}
    Case.objects.unscoped("absorbed").filter(pk=from_case.pk).update(
        closed_on=today, closing_reason=ClosingReason.DUPLICATE,
        retention_until=retention_until(today), version=F("version") + 1,
    )  # fmt: skip
    CaseResponsibility.objects.unscoped("absorbed").filter(
        case=from_case, valid_before=None
    ).update(valid_before=today)
    close_access(case=from_case, source_ref=RESPONSIBLE_REF, now=now)
    partner = None
    if to_case.is_open and from_case.responsible_office_id not in {
        to_case.responsible_office_id,
        *CollaboratingOffice.objects.unscoped("who is there")
        .filter(case=to_case, valid_before=None)
        .values_list("office_id", flat=True),
    }:
        row = CollaboratingOffice.objects.create(
            case=to_case, office_id=from_case.responsible_office_id,
            part="記録をまとめる前から支援している", valid_from=today, recorded_at=now,
            recorded_by_id=by.staff_id,
        )  # fmt: skip
        open_access(
            case=to_case, relation=Relation.COLLABORATING, classes=RESPONSIBLE,
            office=from_case.responsible_office, valid_from=now,
            source_ref=collaborator_ref(row), by=by,
        )  # fmt: skip
        partner = row.pk
    return {"closed_case": from_case.pk, "partner": partner}


@transaction.atomic
def undo_merge(*, merge: Merge, by: Actor, now: datetime) -> None:
    """違う人だったとき、移した行を元に戻す。まとめたあとに書いたものは、残した側に残る。"""
    if not by.has(Permission.PERSON_MERGE):
        raise AccessDenied(Permission.PERSON_MERGE)
    visible = Merge.objects.visible_to(by, now=now).filter(pk=merge.pk).exists()
    if not visible or not carries_all([merge.survivor], by=by, now=now):
        raise NotVisible
    if merge.survivor.merged_into_id:
        raise UserError(messages.ABSORBED_AGAIN)
    taken = Merge.objects.unscoped("undone once").filter(pk=merge.pk, undone_at=None)
    if not taken.update(undone_at=now, undone_by_id=by.staff_id):
        raise UserError(messages.UNDONE_ALREADY)
    return_rows(merge.moved, now=now)
    Person.objects.unscoped("stands alone again").filter(pk=merge.absorbed.pk).update(
        merged_into=None, version=F("version") + 1
    )
    _give_back_values(merge)
    _reopen(merge, by=by, now=now)
    _return_ledger(merge, by=by)
    audit.record(
        "person.unmerge", by=by, target=merge,
        subjects=[merge.survivor.public_id, merge.absorbed.public_id],
    )  # fmt: skip


def _give_back_values(merge: Merge) -> None:
    """What the survivor's fields held before; under a shield the whereabouts sealed."""
    if not merge.former_values:
        return
    survivor = Person.objects.unscoped("gets its values back").get(pk=merge.survivor.pk)
    for column, value in merge.former_values.items():
        if column not in WHEREABOUTS and column != SEALED:
            field = survivor._meta.get_field(column)
            setattr(survivor, column, field.to_python(value))  # type: ignore[union-attr]
    where = former_whereabouts(merge, survivor)
    if survivor.sealed_contact:
        survivor.sealed_contact = sealed(
            survivor, replace(whereabouts_of(survivor), **where)
        )
    else:
        for name, value in where.items():
            setattr(survivor, name, value)
    _save_survivor(survivor)


def _reopen(merge: Merge, *, by: Actor, now: datetime) -> None:
    today = localdate(now)
    case = Case.objects.unscoped("its rows came back").get(pk=merge.case_of_absorbed)
    if merge.moved["closed_case"] is not None:
        _open_again(case, by=by, now=now)
    refresh_case(case)
    partner = merge.moved["partner"]
    if partner is not None:
        partners = CollaboratingOffice.objects.unscoped("came with the merge")
        added = partners.get(pk=partner)
        partners.filter(pk=partner, valid_before=None).update(valid_before=today)
        close_access(case=added.case, source_ref=collaborator_ref(added), now=now)
    survivor_case = current_case(merge.survivor)
    refresh_case(survivor_case)
    leave_event(
        survivor_case, EventKind.MERGE, on=today, by=by, now=now,
        text="記録の統合を元に戻しました。",
    )  # fmt: skip


def _open_again(case: Case, *, by: Actor, now: datetime) -> None:
    case.closed_on, case.closing_reason, case.retention_until = None, "", None
    Case.objects.unscoped("open again").filter(pk=case.pk).update(
        closed_on=None, closing_reason="", retention_until=None,
        version=F("version") + 1,
    )  # fmt: skip
    CaseResponsibility.objects.create(
        case=case, office=case.responsible_office, staff=case.responsible_staff,
        reason="統合を元に戻した", valid_from=localdate(now), recorded_at=now,
        recorded_by_id=by.staff_id,
    )  # fmt: skip
    for row in responsible_access_rows(case=case, by=by, now=now):
        row.save(force_insert=True)


def _return_ledger(merge: Merge, *, by: Actor) -> None:
    """The key of the case comes back, with those merged into that person before."""
    key = _ledger_key(merge)
    originals, found = [key], [merge]
    while found:
        found = list(
            Merge.objects.unscoped("who had been merged into that person").filter(
                survivor__in=[one.absorbed_id for one in found], undone_at=None
            )
        )
        originals += [_ledger_key(one) for one in found]
    ledger.return_subject(original_keys=originals, key=key, by=by)


def _ledger_key(merge: Merge) -> UUID:
    cases = Case.objects.unscoped("its key in the ledger")
    return cases.values_list("activity_key", flat=True).get(pk=merge.case_of_absorbed)
