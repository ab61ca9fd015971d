"""受け付けた電話や来所を、相談記録として一度だけ数える。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from tsunagi.access.actor import Actor, system_actor
from tsunagi.cases.contact.actions import (
    NewContact,
    correct_contact,
    record_contacts,
    withdraw_contact,
)
from tsunagi.cases.contact.models import Contact
from tsunagi.cases.intake.models import Reception
from tsunagi.cases.intake.rules import is_reporter

COUNTED = frozenset(
    {
        "received_on", "received_at_time", "method", "minutes", "complaint", "response",
        "asker_kinship", "asker_name", "next_on", "danger_signs",
    }
)  # fmt: skip
EDITED = "相談受付を直した"
BECAME_CASE = "受付から利用者の記録が始まったため、本人の記録に移した"


def _contact_of(reception: Reception) -> NewContact:
    parts = [f"【主訴】{reception.complaint}"]
    if reception.response.strip():
        parts.append(f"【対応】{reception.response}")
    # Whoever reads the case must not learn who reported an abuse.
    hides_asker = is_reporter(reception.asker_kinship, reception.danger_signs)
    kinship = "" if hides_asker else reception.asker_kinship
    return NewContact(
        occurred_on=reception.received_on,
        started_at_time=reception.received_at_time,
        minutes=reception.minutes,
        method=reception.method,
        text="\n".join(parts),
        counterpart=(kinship,) if kinship else (),
        counterpart_name="" if hides_asker else reception.asker_name,
        next_on=reception.next_on,
    )


def record_call(
    reception: Reception, *, by: Actor, now: datetime, today: date
) -> Contact:
    """The contact and its activity; anonymous while the call belongs to no case."""
    rows = record_contacts(
        cases=[reception.case] if reception.case else [],
        office=reception.office,
        staff=reception.received_by,
        new=_contact_of(reception),
        by=by,
        now=now,
    )
    reception.record_id = rows[0].record_id
    Reception.objects.unscoped("its own contact").filter(pk=reception.pk).update(
        record_id=reception.record_id
    )
    return rows[0]


def _current(reception: Reception) -> Contact | None:
    if reception.record_id is None:
        return None
    rows = Contact.objects.unscoped("the contact of this reception")
    return (
        rows.filter(record_id=reception.record_id, is_current=True, is_withdrawn=False)
        .select_related("case__person")
        .first()
    )


def correct_call(
    reception: Reception,
    changes: Mapping[str, list[Any]],
    *,
    by: Actor,
    now: datetime,
    today: date,
) -> None:
    """What the contact repeats of the reception follows it, with both versions kept."""
    contact = _current(reception)
    if contact is None or COUNTED.isdisjoint(changes):
        return
    correct_contact(
        contact=contact, new=_contact_of(reception), reason=EDITED,
        version=contact.version, now=now,
        # A colleague of the desk may have edited the call; its own row names who.
        by=system_actor("reception", municipality_id=reception.municipality_id),
    )  # fmt: skip


def move_call_to_case(
    reception: Reception, *, by: Actor, now: datetime, today: date
) -> None:
    """匿名の一件として数えていたものを、本人の一件にする。延件数は変わらない。

    Whoever decides the result need not be the one who took the call, so the anonymous
    record is taken back in the name of the program; the audit row of the decision names
    the person.
    """
    contact = _current(reception)
    if contact is not None:
        withdraw_contact(
            contact=contact, reason=BECAME_CASE, version=contact.version,
            by=system_actor("reception", municipality_id=reception.municipality_id),
            now=now,
        )  # fmt: skip
    record_call(reception, by=by, now=now, today=today)
