"""検討事項のもとになる記録を、見てよい範囲で読む。"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from tsunagi.access.actor import Actor, NotVisible
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.queries import visible_cases
from tsunagi.cases.models import MonitoringReport
from tsunagi.cases.plan import queries as plans
from tsunagi.cases.plan.sheet_rules import SheetStage
from tsunagi.cases.seen import looked_up, rows_of_case
from tsunagi.common.frozen import Frozen
from tsunagi.meetings.review.models import ReviewItem
from tsunagi.meetings.review.packet import FIELDS, plan_fields, report_fields

MOST_CASES = 200


def worked_cases(*, actor: Actor, now: datetime) -> list[Case]:
    """The open cases that the actor carries, by name: whom a worry may be about."""
    rows = visible_cases(actor=actor, now=now).filter(
        responsible_office_id=actor.office_id or 0, closed_on=None
    )
    ordered = rows.select_related("person").order_by("person__kana_key", "pk")
    return list(ordered[:MOST_CASES])


class PacketStart(Frozen):
    """What the four fields begin with: the packet as it is, or the record."""

    fields: dict[str, str]
    person_id: UUID


def packet_start(*, actor: Actor, item: ReviewItem, now: datetime) -> PacketStart:
    seen = (
        looked_up(actor=actor, public_id=item.case.public_id, now=now)
        if item.case is not None
        else None
    )
    if seen is None:
        raise NotVisible
    person_id = seen.case.person.public_id
    if any(item.packet.values()):
        return PacketStart({n: item.packet.get(n, "") for n in FIELDS}, person_id)
    if item.report_record is not None:
        report = rows_of_case(MonitoringReport, seen).filter(
            record_id=item.report_record, is_current=True
        )
        return PacketStart(report_fields(report.first()), person_id)
    if item.plan is None:
        return PacketStart(dict.fromkeys(FIELDS, ""), person_id)
    sheets = plans.sheets_of(actor=actor, seen=seen, plan=item.plan)
    sheet = sheets.get(SheetStage.PLAN) or sheets.get(SheetStage.DRAFT)
    found = plans.latest_assessment(actor=actor, seen=seen)
    words = found.overall if found is not None else ""
    return PacketStart(plan_fields(sheet, words), person_id)
