"""ほかの市町村へ: いまのケースを閉じ、向こうで新しく開き、つなぐ。"""

from __future__ import annotations

from datetime import date, datetime

from tsunagi.access.actor import Actor
from tsunagi.cases.case.actions import close_on_moving, open_case
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.handover.models import Handover
from tsunagi.cases.person.actions import register_person
from tsunagi.cases.person.models import Person
from tsunagi.cases.person.sealed import whereabouts_of
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff.models import Staff

# What of the person goes along. The record itself stays with the municipality that wrote
# it; the letter of the handover tells the rest, and the new office asks the person.
CARRIED = (
    "name", "name_kana", "birth_on", "birth_precision", "sex", "disability_kinds",
    "diagnosis", "support_level",
)  # fmt: skip


def go_on_elsewhere(
    *, handover: Handover, office: Office, staff: Staff | None, mode: Mode | None,
    by: Actor, now: datetime, today: date,
) -> Case:  # fmt: skip
    """The case there, which continues this one. `by` acts for the place that takes over.

    A shielded address and telephone do not go along: the person tells them again.
    """
    case = handover.case
    person = Person.objects.unscoped("goes along with the consent").get(
        pk=case.person_id
    )
    values = {name: getattr(person, name) for name in CARRIED}
    if not person.sealed_contact:
        where = whereabouts_of(person)
        values |= {"phone": where.phone, "email": where.email}
    there = register_person(
        municipality=office.municipality, values=values, by=by, now=now, today=today
    )
    new_case = open_case(
        person=there, office=office, staff=staff, mode=mode or Mode(case.mode),
        opened_on=today, by=by, now=now, today=today,
        reason="ほかの市町村からの引継ぎ", continues_from=case,
    )  # fmt: skip
    close_on_moving(case=case, on=today, by=by, now=now)
    return new_case
