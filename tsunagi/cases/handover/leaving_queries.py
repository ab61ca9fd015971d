"""去る人が受け持つすべてと、同僚の受け持ち。事業所を閉じるときは、事業所のすべて。"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.models import Case, CaseResponsibility
from tsunagi.cases.case.queries import staff_of_office
from tsunagi.cases.complaint.models import Complaint
from tsunagi.cases.complaint.queries import visible_complaints
from tsunagi.cases.handover import load
from tsunagi.cases.handover.leaving_rules import LEAVES, Carrier
from tsunagi.cases.handover.models import Handover
from tsunagi.cases.handover.queries import OPEN_VALUES
from tsunagi.cases.handover.rules import Purpose
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff.models import Staff

# One confirmation moves at most so many; the page says when there are more.
MOST_AT_ONCE = 200


class Held(Frozen):
    """cases: open, by kana; handovers: cases that already have an open one; complaints:
    what else would be left without an owner."""

    cases: list[Case]
    handovers: dict[int, Handover]
    complaints: list[Complaint]


class Colleague(Frozen):
    staff: Staff
    carrier: Carrier


def office_of(*, actor: Actor) -> Office:
    """The actor's office, whose people may be assigned."""
    office = Office.objects.filter(pk=actor.office_id or 0).first()
    if office is None or not actor.has(Permission.CASE_ASSIGN):
        raise NotVisible
    return office


def colleague_by_id(
    *, actor: Actor, office: Office, public_id: UUID, today: date
) -> Staff:
    """Somebody of this office, also one whose post has just ended."""
    row = Staff.objects.filter(posts__office=office, public_id=public_id).first()
    if row is None:
        raise NotVisible
    return row


def held_by(
    *, actor: Actor, office: Office, staff: Staff | None, now: datetime
) -> Held:
    """staff None: everything of the office."""
    cases = Case.objects.visible_to(actor, now=now).filter(
        responsible_office=office, closed_on=None
    )
    complaints = visible_complaints(actor=actor, now=now).filter(
        office=office, answered_on=None, withdrawn_at=None
    )
    if staff is not None:
        cases = cases.filter(responsible_staff=staff)
        complaints = complaints.filter(owner=staff)
    found = list(
        cases.select_related(
            "person__area", "responsible_office", "responsible_staff"
        ).order_by("person__kana_key", "pk")[:MOST_AT_ONCE]
    )
    running = Handover._base_manager.filter(case__in=found, stage__in=OPEN_VALUES)
    return Held(
        found,
        {row.case_id: row for row in running},
        list(complaints.select_related("owner").order_by("due_on", "pk")[:50]),
    )


def colleagues(
    *, actor: Actor, office: Office, but: Staff | None, today: date
) -> list[Colleague]:
    """The others of the office with what they carry now. Three queries."""
    people = [
        one
        for one in staff_of_office(actor=actor, office_id=office.pk, today=today)
        if but is None or one.pk != but.pk
    ]
    held = load.open_cases_of_staff(office_id=office.pk)
    fte = load.full_time_of_staff(office_id=office.pk, today=today)
    return [
        Colleague(one, Carrier(one.pk, held.get(one.pk, 0), fte.get(one.pk, 0)))
        for one in people
    ]


def moved_on(
    *, actor: Actor, office: Office, on: date, now: datetime
) -> list[CaseResponsibility]:
    """Who got another person in charge on this day because somebody left: for letters."""
    return list(
        CaseResponsibility.objects.visible_to(actor, now=now)
        .filter(office=office, valid_from=on, reason=LEAVES, valid_before=None)
        .select_related("case__person", "staff", "office")
        .order_by("case__person__kana_key", "pk")[:MOST_AT_ONCE]
    )


def looked_for(*, actor: Actor, office: Office, now: datetime) -> list[Handover]:
    """For whom another office is looked for because this one closes: for letters."""
    return list(
        Handover.objects.visible_to(actor, now=now)
        .filter(
            from_office=office, purpose=Purpose.OFFICE_CLOSES, stage__in=OPEN_VALUES
        )
        .select_related("case__person")
        .order_by("case__person__kana_key", "pk")[:MOST_AT_ONCE]
    )


def offices_picked(*, actor: Actor, public_ids: Collection[UUID]) -> dict[UUID, Office]:
    """Of the directory, by the ids that the page offered."""
    rows = Office.objects.filter(public_id__in=public_ids)
    return {office.public_id: office for office in rows}
