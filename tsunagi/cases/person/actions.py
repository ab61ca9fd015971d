"""利用者の書込み: 登録、直す、文章、受給者証、関係者、配慮。許可 → 規則 → 保存 → 監査。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from tsunagi.access import audit
from tsunagi.access.actor import AccessDenied, Actor
from tsunagi.access.many_rows import new_row
from tsunagi.access.messages import CHANGED_MEANWHILE
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.models import Case
from tsunagi.cases.person import messages
from tsunagi.cases.person.models import (
    Certificate,
    Person,
    PersonRevision,
    PersonSection,
    RelatedPerson,
    VisitConsideration,
)
from tsunagi.cases.person.rules import CertificateKind, Section, phone_digits
from tsunagi.cases.person.sealed import (
    RELATED_WHEREABOUTS,
    WHEREABOUTS,
    WITH_WHEREABOUTS,
    Whereabouts,
    sealed,
    whereabouts_of,
)
from tsunagi.cases.scope import HOLDERS_AND_DUTY, TEAM, require_sight
from tsunagi.cases.search.name_pieces import index_names
from tsunagi.common.errors import UserError
from tsunagi.common.text import search_key
from tsunagi.organisations.area.models import Municipality

PLAIN_FIELDS = frozenset(
    {
        "name", "name_kana", "birth_on", "birth_precision", "sex", "area",
        "disability_kinds", "diagnosis", "support_level", "household",
    }
)  # fmt: skip
EDITABLE = PLAIN_FIELDS | frozenset(WHEREABOUTS)
LONGEST_CONSIDERATION = timedelta(days=366)
THROUGH = TEAM | HOLDERS_AND_DUTY


def keys_of(name: str, name_kana: str) -> dict[str, str]:
    """The search columns; nothing else computes them."""
    return {
        "name_key": search_key(name)[:300],
        "kana_key": search_key(name_kana)[:300],
    }


def check_values(values: Mapping[str, Any], *, today: date) -> None:
    if not str(values.get("name", "")).strip():
        raise UserError(messages.NAME_NEEDED, field="name")
    born = values.get("birth_on")
    if born is not None and born > today:
        raise UserError(messages.BORN_IN_FUTURE, field="birth_on")


def person_row(
    *, municipality: Municipality, values: Mapping[str, Any], by: Actor, now: datetime
) -> Person:
    """A person with the search columns, not saved yet."""
    return new_row(
        Person,
        municipality=municipality,
        **{name: value for name, value in values.items() if name in EDITABLE},
        **keys_of(values["name"], values.get("name_kana", "")),
        phone_digits=phone_digits(values.get("phone", "")),
        created_at=now,
        created_by_id=by.staff_id,
    )


@transaction.atomic
def register_person(
    *,
    municipality: Municipality,
    values: Mapping[str, Any],
    by: Actor,
    now: datetime,
    today: date,
) -> Person:
    """利用者を登録する。同じ人がほかにいても登録でき、あとで一つにまとめられる。

    values: only names of EDITABLE. The caller opens a case in the same transaction,
    which asks for the office: without a case nobody can see the person.
    """
    if not by.has(Permission.CASE_WORK) or municipality.pk != by.here:
        raise AccessDenied(Permission.CASE_WORK)
    check_values(values, today=today)
    person = person_row(municipality=municipality, values=values, by=by, now=now)
    person.save(force_insert=True)
    index_names([person])
    audit.record("person.register", by=by, target=person, subjects=[person.public_id])
    return person


@transaction.atomic
def edit_person(
    *,
    case: Case,
    values: Mapping[str, Any],
    version: int,
    by: Actor,
    now: datetime,
    today: date,
) -> Person:
    """利用者の情報を直す。前の値は履歴に残る（秘匿した住所と連絡先は残さない）。"""
    sight = require_sight(case, Permission.CASE_WORK, by=by, now=now, through=THROUGH)
    person = Person.objects.unscoped("of the case that was seen").get(pk=case.person_id)
    wanted = {name: value for name, value in values.items() if name in EDITABLE}
    touches_whereabouts = not WITH_WHEREABOUTS.isdisjoint(wanted)
    if touches_whereabouts and not sight.sees_whereabouts:
        raise UserError(messages.WHEREABOUTS_HIDDEN)
    check_values({"name": person.name, **wanted}, today=today)
    changes = _apply(person, wanted)
    if not changes:
        return person
    changed = (
        Person.objects.unscoped("guarded by its version")
        .filter(pk=person.pk, version=version)
        .update(version=F("version") + 1)
    )
    if not changed:
        raise UserError(CHANGED_MEANWHILE)
    person.version = version + 1
    person.save()
    index_names([person])
    PersonRevision.objects.create(
        person=person, version=person.version, changes=changes, recorded_at=now,
        recorded_by_id=by.staff_id,
    )  # fmt: skip
    audit.record(
        "person.edit", by=by, target=person, subjects=[person.public_id],
        fields=sorted(changes),
    )  # fmt: skip
    return person


def _apply(person: Person, wanted: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Set the values; return field → [before, after] for the history."""
    changes: dict[str, list[Any]] = {}
    for name in PLAIN_FIELDS & wanted.keys():
        before, after = getattr(person, name), wanted[name]
        if before != after:
            changes[name] = [_spelled(before), _spelled(after)]
            setattr(person, name, after)
    before = whereabouts_of(person)
    after = Whereabouts(
        **{name: wanted.get(name, getattr(before, name)) for name in WHEREABOUTS}
    )
    if before != after:
        if person.sealed_contact:
            person.sealed_contact = sealed(person, after)
            changes["sealed_contact"] = ["（秘匿）", "（秘匿）"]
        else:
            for name in WHEREABOUTS:
                old, new = getattr(before, name), getattr(after, name)
                if old != new:
                    changes[name] = [old, new]
                    setattr(person, name, new)
            person.phone_digits = phone_digits(after.phone)
    for name, key in keys_of(person.name, person.name_kana).items():
        setattr(person, name, key)
    return changes


def _spelled(value: Any) -> Any:
    """As the history keeps it: JSON has no dates, and an area is a name."""
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str | int | list | None) else str(value)


@transaction.atomic
def write_section(
    *,
    case: Case,
    section: Section,
    text: str,
    version: int,
    by: Actor,
    now: datetime,
) -> PersonSection:
    """本人についての文章を書く。version 0 は、まだ無い題を初めて書くとき。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now)
    rows = PersonSection.objects.unscoped("of the case that was seen").filter(
        person_id=case.person_id, section=section
    )
    row = rows.first()
    before = row.text if row else ""
    if row is None:
        row, created = PersonSection.objects.unscoped("first writing").get_or_create(
            person_id=case.person_id, section=section,
            defaults={
                "text": text, "updated_at": now, "updated_by_id": by.staff_id,
            },
        )  # fmt: skip
        if not created or version != 0:
            raise UserError(CHANGED_MEANWHILE)
    else:
        changed = rows.filter(version=version).update(
            text=text, version=F("version") + 1, updated_at=now,
            updated_by_id=by.staff_id,
        )  # fmt: skip
        if not changed:
            raise UserError(CHANGED_MEANWHILE)
        row.refresh_from_db()
    leave_revision(case, {section.value: [before, text]}, by=by, now=now)
    audit.record("person.section", by=by, target=case, section=section.value)
    return row


def leave_revision(
    case: Case, changes: dict[str, list[Any]], *, by: Actor, now: datetime
) -> None:
    """A step in the person's history for what is kept beside the person row."""
    persons = Person.objects.unscoped("its history goes on").filter(pk=case.person_id)
    persons.update(version=F("version") + 1)
    version = persons.values_list("version", flat=True).get()
    PersonRevision.objects.create(
        person_id=case.person_id, version=version, changes=changes, recorded_at=now,
        recorded_by_id=by.staff_id,
    )  # fmt: skip


@transaction.atomic
def add_certificate(
    *,
    case: Case,
    kind: CertificateKind,
    values: Mapping[str, Any],
    by: Actor,
    now: datetime,
) -> Certificate:
    """受給者証か手帳を加える。番号の形が気になるときは、画面が注意を出す。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now, through=THROUGH)
    start, last = values.get("valid_from"), values.get("last_day")
    if start and last and last < start:
        raise UserError(messages.ENDS_BEFORE_START, field="last_day")
    row = Certificate.objects.create(
        person_id=case.person_id,
        municipality_id=case.municipality_id,
        kind=kind,
        number=values.get("number", ""),
        grade=values.get("grade", ""),
        issuer=values.get("issuer", ""),
        note=values.get("note", ""),
        valid_from=start,
        valid_before=last + timedelta(days=1) if last else None,
        recorded_at=now,
        recorded_by_id=by.staff_id,
    )
    audit.record("person.certificate", by=by, target=case, kind=kind.value)
    return row


@transaction.atomic
def end_certificate(
    *, case: Case, row: Certificate, last_day: date, by: Actor, now: datetime
) -> None:
    """受給者証や手帳を、この日までとする。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now, through=THROUGH)
    if row.valid_from and last_day < row.valid_from:
        raise UserError(messages.ENDS_BEFORE_START, field="last_day")
    row.valid_before = last_day + timedelta(days=1)
    row.save(update_fields=["valid_before"])
    audit.record("person.certificate_end", by=by, target=case, kind=row.kind)


RELATED_FIELDS = frozenset(
    {
        "kinship", "kinship_words", "roles", "name", "name_kana", "sex", "birth_year",
        "is_deceased", "lives_together", "phone", "address", "note",
    }
)  # fmt: skip


@transaction.atomic
def add_related(
    *, case: Case, values: Mapping[str, Any], by: Actor, now: datetime
) -> RelatedPerson:
    """家族や関係者を加える。ケースの中だけの人で、ほかの利用者とは結ばない。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now)
    row = RelatedPerson.objects.create(
        case=case, **{k: v for k, v in values.items() if k in RELATED_FIELDS}
    )
    audit.record("person.related", by=by, target=case)
    return row


@transaction.atomic
def edit_related(
    *,
    case: Case,
    row: RelatedPerson,
    values: Mapping[str, Any],
    version: int,
    by: Actor,
    now: datetime,
) -> RelatedPerson:
    sight = require_sight(case, Permission.CASE_WORK, by=by, now=now)
    wanted = {k: v for k, v in values.items() if k in RELATED_FIELDS}
    if not sight.sees_whereabouts and any(k in wanted for k in RELATED_WHEREABOUTS):
        raise UserError(messages.WHEREABOUTS_HIDDEN)
    before = {k: getattr(row, k) for k in wanted}
    changed = (
        RelatedPerson.objects.unscoped("guarded by its version")
        .filter(pk=row.pk, version=version)
        .update(version=F("version") + 1, **wanted)
    )
    if not changed:
        raise UserError(CHANGED_MEANWHILE)
    changes = {
        f"related.{k}": [before[k], wanted[k]] for k in wanted if before[k] != wanted[k]
    }
    if changes:
        leave_revision(case, changes, by=by, now=now)
    audit.record("person.related_edit", by=by, target=case)
    row.refresh_from_db()
    return row


@transaction.atomic
def end_related(
    *, case: Case, row: RelatedPerson, last_day: date, by: Actor, now: datetime
) -> None:
    """関わりが終わった人。家族図と名簿の「いま」から外れ、履歴には残る。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now)
    row.valid_before = last_day + timedelta(days=1)
    row.save(update_fields=["valid_before"])
    audit.record("person.related_end", by=by, target=case)


@transaction.atomic
def add_consideration(
    *,
    case: Case,
    fact: str,
    observed_on: date,
    source: str,
    ends_on: date,
    by: Actor,
    now: datetime,
) -> VisitConsideration:
    """訪問・連絡時の配慮を書く。見直す日が必ずあり、立ちっぱなしの札にはならない。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now)
    if not observed_on < ends_on <= observed_on + LONGEST_CONSIDERATION:
        raise UserError(messages.CONSIDERATION_NEEDS_END, field="ends_on")
    row = VisitConsideration.objects.create(
        case=case, fact=fact, observed_on=observed_on, source=source, ends_on=ends_on,
        recorded_at=now, recorded_by_id=by.staff_id,
    )  # fmt: skip
    audit.record("person.consideration", by=by, target=case)
    return row


@transaction.atomic
def end_consideration(
    *, case: Case, row: VisitConsideration, by: Actor, now: datetime
) -> None:
    require_sight(case, Permission.CASE_WORK, by=by, now=now)
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    audit.record("person.consideration_end", by=by, target=case)
