"""相談記録をまとめて書く。取り込みと、架空の地域のため。

The rows are those of `record_contacts` for one person each (a test compares); only the
audit differs: one row for the whole batch.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.db import transaction

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.access.permissions import Permission
from tsunagi.activity.record import actions as ledger
from tsunagi.activity.record.category_queries import contact_categories
from tsunagi.cases.case.models import Case
from tsunagi.cases.contact.actions import NewContact, activity_of, contact_row
from tsunagi.cases.contact.case_days import take_in_many
from tsunagi.cases.contact.models import Contact
from tsunagi.cases.search.index import with_index
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff.models import Staff

ROWS_AT_ONCE = 1_000


class BulkContact(Frozen):
    """One record. case None: anonymous. recorded_at None: the moment of the batch."""

    case: Case | None
    office: Office
    staff: Staff
    new: NewContact
    recorded_at: datetime | None = None


@transaction.atomic(savepoint=False)
def record_contacts_in_bulk(
    items: Sequence[BulkContact],
    *,
    by: Actor,
    now: datetime,
    progress: Callable[[int], None] | None = None,
    refresh: bool = True,
) -> list[Contact]:
    """Write the records, the ledger and the index. All or nothing.

    refresh False: the caller calls `take_in_many` itself, once after many batches.
    The caller has checked the codes against the categories in force and that every
    case is one the importing office carries.
    """
    for office in {item.office.pk: item.office for item in items}.values():
        by.require(Permission.CASE_IMPORT, municipality_id=by.here, office_id=office.pk)
    versions: dict[date, str] = {}
    written: list[Contact] = []
    for start in range(0, len(items), ROWS_AT_ONCE):
        part = items[start : start + ROWS_AT_ONCE]
        written += _write(part, versions, by=by, now=now)
        if progress is not None:
            progress(len(written))
    if refresh:
        cases = (item.case for item in items if item.case is not None)
        take_in_many({case.pk: case.responsible_office_id for case in cases})
    people = {item.case.person.public_id for item in items if item.case is not None}
    audit.record("contact.import", by=by, subjects=people, records=len(written))
    return written


def _write(
    part: Sequence[BulkContact], versions: dict[date, str], *, by: Actor, now: datetime
) -> list[Contact]:
    rows, activities = [], []
    for item in part:
        month = item.new.occurred_on.replace(day=1)
        if month not in versions:
            versions[month] = contact_categories(actor=by, on=month).version
        row = contact_row(
            item.case, office=item.office, staff=item.staff, new=item.new, by=by,
            now=item.recorded_at or now,
        )  # fmt: skip
        row.activity_key = row.record_id
        row.category_version = versions[month]
        rows.append(row)
        cases = [item.case] if item.case is not None else []
        activities.append(activity_of(row, cases, item.new))
    ledger.bulk_record(activities, by=by, now=now, beside=with_index(rows))
    return rows
