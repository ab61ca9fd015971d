"""受給者証・手帳と備考を、多くの利用者にまとめて加える。取り込みのため。

The rows are those of `add_certificate` for one person each; only the audit differs:
one row for the whole batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.access.many_rows import insert_rows
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.events import event_row
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import EventKind
from tsunagi.cases.person.models import Certificate
from tsunagi.cases.person.rules import CertificateKind
from tsunagi.common.frozen import Frozen

# Marks the entries of the timeline that hold the note of an imported line.
NOTE_REF = "import:note"


class NewPaper(Frozen):
    """A certificate or handbook as a table knows it: no dates."""

    kind: CertificateKind
    number: str = ""
    grade: str = ""


class PersonDetails(Frozen):
    """What is added beside the person's row. note: one entry of the timeline."""

    case: Case
    papers: tuple[NewPaper, ...] = ()
    note: str = ""


@transaction.atomic(savepoint=False)
def add_details(
    details: Sequence[PersonDetails], *, by: Actor, now: datetime, today: date
) -> None:
    """The caller has looked which of them are new. All or nothing."""
    for office_id in {one.case.responsible_office_id for one in details}:
        by.require(Permission.CASE_IMPORT, municipality_id=by.here, office_id=office_id)
    papers = [
        Certificate(
            person_id=one.case.person_id, municipality_id=one.case.municipality_id,
            kind=paper.kind, number=paper.number, grade=paper.grade, recorded_at=now,
            recorded_by_id=by.staff_id,
        )
        for one in details
        for paper in one.papers
    ]  # fmt: skip
    insert_rows(papers)
    notes = [
        event_row(
            one.case, EventKind.PERSON, on=today, text=one.note, by=by, now=now,
            source_ref=NOTE_REF,
        )
        for one in details
        if one.note
    ]  # fmt: skip
    insert_rows(notes)
    audit.record(
        "person.certificate", by=by,
        subjects={one.case.person.public_id for one in details},
        certificates=len(papers), notes=len(notes),
    )  # fmt: skip
