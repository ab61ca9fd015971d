"""相談記録の書込み。一度の保存で、記録・台帳・検索・監査が一つの取引に入る。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from uuid import UUID, uuid4

from django.db import transaction

from tsunagi.access import audit
from tsunagi.access.actor import AccessDenied, Actor, NotVisible
from tsunagi.access.many_rows import new_row
from tsunagi.access.messages import CHANGED_MEANWHILE
from tsunagi.access.permissions import Permission
from tsunagi.access.transactions import one_transaction
from tsunagi.activity.record import actions as ledger
from tsunagi.activity.record.category_queries import (
    ContactCatalogues,
    contact_catalogues,
)
from tsunagi.activity.record.purposes import direct_needs_reason
from tsunagi.activity.record.queries import month_is_closed
from tsunagi.activity.record.rules import NewActivity, SubjectFacts
from tsunagi.cases.case.actions import require_at_office
from tsunagi.cases.case.models import Case
from tsunagi.cases.contact import messages
from tsunagi.cases.contact.case_days import refresh_case, take_in
from tsunagi.cases.contact.models import Contact
from tsunagi.cases.contact.rules import needs_reason
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.person.rules import is_child
from tsunagi.cases.scope import require_sight
from tsunagi.cases.search.index import index_contacts, with_index
from tsunagi.cases.seen import SeenCase
from tsunagi.common.dates import YearMonth
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen, names_of, replace
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff.models import Staff


class NewContact(Frozen):
    """What happened. method and contents are codes of the categories in force.

    minutes, travel_minutes: None means not known yet, 0 means none.
    counterpart: words of Kinship values (self, mother, medical …), several.
    """

    occurred_on: date
    method: str
    text: str
    started_at_time: time | None = None
    minutes: int | None = None
    travel_minutes: int | None = None
    place: str = ""
    contents: tuple[str, ...] = ()
    counterpart: tuple[str, ...] = ()
    counterpart_name: str = ""
    work_kind: str = ""
    judgement: str = ""
    next_action: str = ""
    next_on: date | None = None
    purposes: tuple[str, ...] = ()
    is_direct: bool = False
    direct_reason: str = ""
    change: str = ""
    change_note: str = ""
    is_entered_for_other: bool = False


@one_transaction()
def record_contacts(
    *,
    cases: Sequence[Case],
    office: Office,
    staff: Staff,
    new: NewContact,
    by: Actor,
    now: datetime,
    record_id: UUID | None = None,
    seen: SeenCase | None = None,
    catalogues: ContactCatalogues | None = None,
) -> list[Contact]:
    """相談を記録する。一度の訪問で何人に会っても、時間は一度だけ数える。

    cases: the persons served; empty means one anonymous contact of the office. One
    record per person (texts of one record never show in another's), one activity.
    record_id: the new id of the first record, where the caller needs it before.
    seen, catalogues: what the same request has asked already.
    """
    require_at_office(office, Permission.CASE_WORK, by)
    for case in cases:
        require_sight(
            case, Permission.CASE_WORK, by=by, now=now,
            field_class=FieldClass.NARRATIVE,
            seen=seen.sight if seen is not None and seen.case is case else None,
        )  # fmt: skip
    _check(new)
    catalogues = catalogues or contact_catalogues(actor=by)
    categories = _known_categories(new, catalogues)
    served: list[Case | None] = list(cases) or [None]
    rows = [
        contact_row(case, office=office, staff=staff, new=new, by=by, now=now)
        for case in served
    ]
    if record_id is not None:
        rows[0].record_id = record_id
    group = uuid4() if len(rows) > 1 else None
    for row in rows:
        row.group_id = group
        row.activity_key = rows[0].record_id
        row.category_version = categories
    ledger.record_activity(
        new=activity_of(rows[0], cases, new), by=by, now=now, beside=with_index(rows)
    )
    for case in cases:
        take_in(case, on=new.occurred_on, next_on=new.next_on)
    audit.record(
        "contact.record", by=by, target=rows[0],
        subjects=[case.person.public_id for case in cases],
    )  # fmt: skip
    return rows


def _check(new: NewContact) -> None:
    if not new.text.strip():
        raise UserError(messages.NO_TEXT, field="text")
    if new.next_on is not None and new.next_on < new.occurred_on:
        raise UserError(messages.NEXT_IS_BEFORE, field="next_on")
    if direct_needs_reason(is_direct=new.is_direct, reason=new.direct_reason):
        raise UserError(messages.WHY_DIRECT, field="direct_reason")


def _known_categories(new: NewContact, catalogues: ContactCatalogues) -> str:
    """Every code is one of the version in force that day; returns that version."""
    known = catalogues.categories(new.occurred_on)
    if new.method not in known.methods.codes:
        raise UserError(messages.UNKNOWN_METHOD, field="method")
    if not set(new.contents) <= set(known.contents.codes):
        raise UserError(messages.UNKNOWN_METHOD, field="contents")
    return known.version


def contact_row(
    case: Case | None,
    *,
    office: Office,
    staff: Staff,
    new: NewContact,
    by: Actor,
    now: datetime,
) -> Contact:
    """One record, not saved yet. case None: anonymous."""
    return new_row(
        Contact,
        municipality_id=case.municipality_id if case else by.here,
        case=case,
        is_anonymous=case is None,
        office=office,
        staff=staff,
        recorded_at=now,
        recorded_by_id=by.staff_id,
        **_values(new),
    )


def _values(new: NewContact) -> dict[str, object]:
    """The columns that one version holds of what happened."""
    return {
        "occurred_on": new.occurred_on,
        "started_at_time": new.started_at_time,
        "minutes": new.minutes,
        "travel_minutes": new.travel_minutes,
        "place": new.place,
        "method": new.method,
        "contents": list(new.contents),
        "counterpart": list(new.counterpart),
        "counterpart_name": new.counterpart_name,
        "work_kind": new.work_kind,
        "text": new.text,
        "judgement": new.judgement,
        "next_action": new.next_action,
        "next_on": new.next_on,
        "purposes": list(new.purposes),
        "is_direct": new.is_direct,
        "direct_reason": new.direct_reason,
        "change": new.change,
        "change_note": new.change_note,
        "is_entered_for_other": new.is_entered_for_other,
    }


def activity_of(row: Contact, cases: Sequence[Case], new: NewContact) -> NewActivity:
    """The same piece of work without personal data, facets frozen as of that day."""
    return NewActivity(
        record_key=row.activity_key,
        office_id=row.office_id,
        staff_id=row.staff_id,
        occurred_on=new.occurred_on,
        method=new.method,
        contents=new.contents,
        minutes=new.minutes,
        travel_minutes=new.travel_minutes,
        started_at_time=new.started_at_time,
        work_kind=new.work_kind,
        mode=cases[0].mode if cases else "",
        category_version=row.category_version,
        area_id=cases[0].person.area_id if cases else None,
        subjects=tuple(subject_of(case, on=new.occurred_on) for case in cases),
        anonymous=0 if cases else 1,
        purposes=new.purposes,
        is_direct=new.is_direct,
        change=new.change,
    )


def subject_of(case: Case, *, on: date) -> SubjectFacts:
    """新規は、このケースで相談を始めた月の関わり。ほかは継続。"""
    return SubjectFacts(
        subject_key=case.activity_key,
        disability_kinds=tuple(case.person.disability_kinds),
        is_child=is_child(case.person.birth_on, today=on),
        is_new=YearMonth.of(case.opened_on) == YearMonth.of(on),
    )


@transaction.atomic
def correct_contact(
    *,
    contact: Contact,
    new: NewContact,
    reason: str,
    version: int,
    by: Actor,
    now: datetime,
) -> Contact:
    """記録を直す。前の版は残る。締めた月とほかの職員の記録には、理由が要る。"""
    _require_correction(contact, by=by, now=now)
    _check(new)
    closed = any(
        month_is_closed(actor=by, month=month, office_id=contact.office_id)
        for month in {YearMonth.of(contact.occurred_on), YearMonth.of(new.occurred_on)}
    )
    if not reason.strip() and needs_reason(
        occurred_month_closed=closed, is_author=by.staff_id == contact.staff_id
    ):
        raise UserError(messages.REASON_NEEDED, field="correction_reason")
    categories = _known_categories(new, contact_catalogues(actor=by))
    row = _next_version(
        contact, version=version, reason=reason, by=by, now=now,
        values={**_values(new), "category_version": categories},
    )  # fmt: skip
    _correct_ledger(row, new, by=by, now=now)
    index_contacts([row], instead_of=[contact])
    if row.case is not None:
        refresh_case(row.case)
    audit.record(
        "contact.correct", by=by, target=row, version=row.version,
        after_close=closed, subjects=_subjects(row),
    )  # fmt: skip
    return row


def may_correct(contact: Contact, *, by: Actor) -> bool:
    """The author, or whoever answers for the author's office."""
    return not contact.is_withdrawn and (
        by.staff_id == contact.staff_id
        or by.can(
            Permission.CASE_ASSIGN,
            municipality_id=contact.municipality_id,
            office_id=contact.office_id,
        )
    )


def _require_correction(contact: Contact, *, by: Actor, now: datetime) -> None:
    if contact.case is not None:
        require_sight(
            contact.case, Permission.CASE_WORK, by=by, now=now,
            field_class=FieldClass.NARRATIVE,
        )  # fmt: skip
    elif contact.municipality_id != by.here:
        raise NotVisible
    if contact.is_withdrawn:
        raise UserError(messages.WITHDRAWN)
    if not may_correct(contact, by=by):
        raise UserError(messages.NOT_YOURS)
    if not by.has(Permission.CASE_WORK):
        raise AccessDenied(Permission.CASE_WORK)


def _next_version(
    contact: Contact,
    *,
    version: int,
    reason: str,
    by: Actor,
    now: datetime,
    values: dict[str, object],
) -> Contact:
    """Retire the version that was on the screen, if it is still the current one."""
    retired = (
        Contact.objects.unscoped("check and act in one statement")
        .filter(record_id=contact.record_id, version=version, is_current=True)
        .update(is_current=False)
    )
    if not retired:
        raise UserError(CHANGED_MEANWHILE)
    kept = {
        name: getattr(contact, name)
        for name in (
            "record_id", "group_id", "activity_key", "municipality_id", "case",
            "is_anonymous", "office_id", "staff_id", "next_done_at", *_CARRIED,
        )
    }  # fmt: skip
    if any(
        kept[name] != values.get(name, kept[name])
        for name in ("next_action", "next_on")
    ):
        kept["next_done_at"] = None  # another next step has not been done yet
    row = Contact(
        **{
            **kept,
            **values,
            "version": version + 1,
            "supersedes_id": contact.pk,
            "correction_reason": reason,
            "recorded_at": now,
            "recorded_by_id": by.staff_id,
        }
    )
    row.save(force_insert=True)
    return row


_CARRIED = (
    "occurred_on", "started_at_time", "minutes", "travel_minutes", "place", "method",
    "contents", "counterpart", "counterpart_name", "work_kind", "category_version",
    "text", "judgement", "next_action", "next_on", "purposes", "is_direct",
    "direct_reason", "change", "change_note", "is_withdrawn",
    "is_entered_for_other",
)  # fmt: skip


def _correct_ledger(row: Contact, new: NewContact, *, by: Actor, now: datetime) -> None:
    """One visit has one activity: it keeps counting everybody still recorded, and two
    records of one visit that a merge has brought to one case as one person."""
    rows = list(
        Contact.objects.unscoped("the visit this record belongs to")
        .filter(activity_key=row.activity_key, is_current=True, is_withdrawn=False)
        .select_related("case__person")
        .order_by("id")
    )
    cases = list(
        {one.case.pk: one.case for one in rows if one.case is not None}.values()
    )
    if not rows:
        ledger.withdraw_activity(record_key=row.activity_key, by=by, now=now)
        return
    ledger.supersede_activity(
        record_key=row.activity_key,
        new=activity_of(row, cases, new),
        by=by,
        now=now,
    )


def _subjects(row: Contact) -> list[UUID]:
    return [row.case.person.public_id] if row.case is not None else []


@transaction.atomic
def withdraw_contact(
    *,
    contact: Contact,
    reason: str,
    version: int,
    by: Actor,
    now: datetime,
) -> Contact:
    """記録を取り消す（別の人に書いた、二重に書いたなど）。文は残り、数えられなくなる。"""
    _require_correction(contact, by=by, now=now)
    if not reason.strip():
        raise UserError(messages.REASON_NEEDED, field="correction_reason")
    row = _next_version(
        contact, version=version, reason=reason, by=by, now=now,
        values={"is_withdrawn": True},
    )  # fmt: skip
    _correct_ledger(row, as_new(row), by=by, now=now)
    index_contacts([], instead_of=[contact])
    if row.case is not None:
        refresh_case(row.case)
    audit.record("contact.withdraw", by=by, target=row, subjects=_subjects(row))
    return row


def as_new(contact: Contact) -> NewContact:
    """The stored version as the value that the form and the ledger take."""
    names = names_of(NewContact)
    values = {name: getattr(contact, name) for name in names}
    return replace(
        NewContact(**values),
        contents=tuple(contact.contents),
        counterpart=tuple(contact.counterpart),
        purposes=tuple(contact.purposes),
    )


@transaction.atomic
def finish_next_action(*, contact: Contact, by: Actor, now: datetime) -> None:
    """次にすることを済ませた、と記す。版は増やさない。"""
    if contact.case is None:
        raise NotVisible
    require_sight(contact.case, Permission.CASE_WORK, by=by, now=now)
    Contact.objects.unscoped("of the case that was seen").filter(
        record_id=contact.record_id, is_current=True
    ).update(next_done_at=now)
    refresh_case(contact.case)
    audit.record(
        "contact.next_done", by=by, target=contact, subjects=_subjects(contact)
    )
