"""受付から利用者とケースを始める。聞いたことを、もう一度書かせない。"""

from __future__ import annotations

from datetime import date, datetime

from tsunagi.access.actor import Actor
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.actions import open_case
from tsunagi.cases.case.events import leave_event
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import EventKind, Mode
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.intake.models import Reception
from tsunagi.cases.intake.rules import Result, is_reporter
from tsunagi.cases.person.actions import (
    add_related,
    edit_person,
    register_person,
    write_section,
)
from tsunagi.cases.person.rules import Kinship, RelatedRole, Section, is_child
from tsunagi.cases.person.sealed import whereabouts_of
from tsunagi.cases.scope import require_sight
from tsunagi.organisations.staff.models import Staff


def start_case(
    reception: Reception, *, staff: Staff | None, by: Actor, now: datetime, today: date
) -> Case:
    """本人を登録し、受け付けた事業所を主担当にして支援を始める。"""
    person = register_person(
        municipality=reception.municipality,
        values={
            "name": reception.person_name,
            "name_kana": reception.person_kana,
            "birth_on": reception.birth_on,
            "birth_precision": reception.birth_precision,
            "sex": reception.sex,
            "area": reception.area,
            "address": reception.address,
            "phone": _phone_of_person(reception),
            "diagnosis": reception.disability_words,
        },
        by=by,
        now=now,
        today=today,
    )
    case = open_case(
        person=person, office=reception.office, staff=staff,
        mode=_mode(reception, today=today), opened_on=reception.received_on, by=by,
        now=now, today=today, reason="相談受付から",
    )  # fmt: skip
    _write_what_was_told(case, reception, by=by, now=now)
    _attach(reception, case, _moved(reception), by=by, now=now)
    return case


def _phone_of_person(reception: Reception) -> str:
    from_asker = not reception.phone and reception.asker_kinship == Kinship.SELF
    return str(reception.asker_phone if from_asker else reception.phone)


def _mode(reception: Reception, *, today: date) -> Mode:
    if reception.result != Result.PLAN:
        return Mode.ENTRUSTED
    child = is_child(reception.birth_on, today=today)
    return Mode.CHILD_PLAN if child else Mode.PLAN


def _write_what_was_told(
    case: Case, reception: Reception, *, by: Actor, now: datetime
) -> None:
    """The asker and the guardian as people around the case, one row if they are one."""
    if reception.person_wants.strip():
        write_section(
            case=case, section=Section.WISHES, text=reception.person_wants, version=0,
            by=by, now=now,
        )  # fmt: skip
    if _asker_is_apart(reception):
        add_related(
            case=case,
            values={
                "kinship": reception.asker_kinship, "name": reception.asker_name,
                "phone": reception.asker_phone, "note": reception.asker_office,
            },
            by=by, now=now,
        )  # fmt: skip
    if reception.guardian_name or reception.guardian_kinship:
        shared = reception.asker_phone if _guardian_asks(reception) else ""
        add_related(
            case=case,
            values={
                "kinship": reception.guardian_kinship or Kinship.OTHER,
                "name": reception.guardian_name,
                "phone": reception.guardian_phone or shared,
                "roles": [RelatedRole.GUARDIAN.value],
            },
            by=by, now=now,
        )  # fmt: skip


def _guardian_asks(reception: Reception) -> bool:
    guardian = (reception.guardian_kinship, reception.guardian_name)
    return any(guardian) and guardian == (
        reception.asker_kinship,
        reception.asker_name,
    )


def _asker_is_apart(reception: Reception) -> bool:
    """Somebody known who is neither the person, nor the guardian, nor a reporter."""
    asker = reception.asker_kinship
    if asker in ("", Kinship.SELF, Kinship.UNKNOWN) or _guardian_asks(reception):
        return False
    return not is_reporter(asker, reception.danger_signs)


def _moved(reception: Reception) -> list[str]:
    """What stands with the person and the people around the case from now on."""
    moved = ["address", "phone"]
    becomes_persons = reception.asker_kinship == Kinship.SELF and (
        reception.phone in ("", reception.asker_phone)
    )
    becomes_guardians = _guardian_asks(reception) and not reception.guardian_phone
    if _asker_is_apart(reception) or becomes_persons or becomes_guardians:
        moved.append("asker_phone")
    if reception.guardian_name or reception.guardian_kinship:
        moved.append("guardian_phone")
    return moved


def attach_known_case(
    reception: Reception, case: Case, *, by: Actor, now: datetime, today: date
) -> None:
    """すでに知っている人の受付だった。空いている住所と電話番号だけを、本人に足す。

    What differs from the person's page stays with the call; the page of the call hides
    it from whoever may not see the whereabouts.
    """
    sight = require_sight(
        case, Permission.CASE_WORK, by=by, now=now, field_class=FieldClass.NARRATIVE
    )
    moved: list[str] = []
    if sight.sees_whereabouts:
        known = whereabouts_of(case.person)
        told = {"address": reception.address, "phone": reception.phone}
        new = {k: v for k, v in told.items() if v and not getattr(known, k)}
        moved = [k for k, v in told.items() if k in new or v == getattr(known, k)]
        if new:
            edit_person(
                case=case, values=new, version=case.person.version, by=by, now=now,
                today=today,
            )  # fmt: skip
    _attach(reception, case, moved, by=by, now=now)


def _attach(
    reception: Reception, case: Case, moved: list[str], *, by: Actor, now: datetime
) -> None:
    reception.case = case
    for name in moved:
        setattr(reception, name, "")
    reception.save(update_fields=["case", *moved])
    leave_event(
        case, EventKind.RECEIVED, on=reception.received_on,
        text=f"{reception.office.name}が相談を受け付けました。", by=by, now=now,
        source_ref=f"reception:{reception.public_id}",
    )  # fmt: skip
