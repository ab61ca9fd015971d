"""月を締める。順序はいつも、許可 → 規則 → 保存 → 監査。"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from tsunagi.access import audit
from tsunagi.access.actor import AccessDenied, Actor, NotVisible
from tsunagi.access.permissions import Permission
from tsunagi.activity.record import messages
from tsunagi.activity.record.counting import Rows, Selection, entries_of
from tsunagi.activity.record.models import (
    Activity,
    ActivityContent,
    ActivitySubject,
    MonthClose,
    SubjectDisability,
)
from tsunagi.activity.record.reach import may_at, offices_at_work
from tsunagi.activity.record.rules import Entry, count
from tsunagi.common.dates import YearMonth
from tsunagi.common.errors import UserError
from tsunagi.common.wareki import format_wareki
from tsunagi.organisations.models import Office


@transaction.atomic
def close_month(
    *, office_id: int, month: YearMonth, by: Actor, now: datetime
) -> MonthClose:
    """事業所の一か月の実績を締める。数と、数えた記録の版を、そのまま残す。"""
    office = _closable(office_id, by)
    in_words = format_wareki(month.first_day, "month")
    if localdate(now) <= month.last_day:
        raise UserError(messages.MONTH_NOT_OVER.format(month=in_words))
    entries = _entries(office, month, by)
    try:
        with transaction.atomic():
            row = MonthClose.objects.create(
                municipality_id=by.here,
                office=office,
                month=month.as_int,
                closed_at=now,
                closed_by_id=by.staff_id,
                figures=count(entries).as_json(),
                records=[[str(one.record_key), one.version] for one in entries],
            )
    except IntegrityError as error:
        raise UserError(messages.ALREADY_CLOSED.format(month=in_words)) from error
    audit.record(
        "month.close", by=by, target=row, month=month.as_int, records=len(entries),
        office=str(office.public_id),
    )  # fmt: skip
    return row


def _closable(office_id: int, by: Actor) -> Office:
    office = offices_at_work(by).filter(pk=office_id).first()
    if office is None:
        raise NotVisible
    if not may_at(office, Permission.MONTH_CLOSE, by):
        raise AccessDenied(Permission.MONTH_CLOSE)
    return office


def _entries(office: Office, month: YearMonth, by: Actor) -> list[Entry]:
    reason = "whoever may close the month counts all of it"
    selection = Selection(by.here, frozenset({month}), frozenset({office.pk}))
    rows = Rows(
        Activity.objects.unscoped(reason),
        ActivitySubject.objects.unscoped(reason),
        ActivityContent.objects.unscoped(reason),
        SubjectDisability.objects.unscoped(reason),
    )
    return entries_of(rows.within(selection))
