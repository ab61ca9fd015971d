"""支給決定とモニタリング期間の書込み。書くたびに、モニタリングの月を数え直す。"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.access.permissions import Permission
from tsunagi.cases.case.models import Case
from tsunagi.cases.entitlement import messages
from tsunagi.cases.entitlement.models import Entitlement, MonitoringTerm
from tsunagi.cases.entitlement.rules import EntitlementKind, Source, TermReason
from tsunagi.cases.monitoring.actions import recount_months
from tsunagi.cases.monitoring.rules import LONGEST_MONTHS
from tsunagi.cases.plan.decision_actions import note_decision
from tsunagi.cases.scope import HOLDERS_AND_DUTY, TEAM, require_sight
from tsunagi.common.dates import YearMonth
from tsunagi.common.errors import UserError
from tsunagi.common.frozen import Frozen
from tsunagi.common.wareki import format_wareki

# The officer writes what the city decided; the specialist what the certificate says.
THROUGH = TEAM | HOLDERS_AND_DUTY


class NewEntitlement(Frozen):
    """What stands on the certificate. last_day: inclusive, as printed there."""

    kind: EntitlementKind
    valid_from: date
    last_day: date
    from_month: YearMonth
    to_month: YearMonth
    every: int
    monthly_first: int = 0
    term_from: YearMonth | None = None
    decided_on: date | None = None
    plan_made_on: date | None = None
    source: Source = Source.CERTIFICATE
    reason_words: str = ""
    burden_limit: int | None = None


@transaction.atomic
def record_entitlement(
    *, case: Case, new: NewEntitlement, by: Actor, now: datetime
) -> Entitlement:
    """支給決定を書き、モニタリングの月を終期月から遡って置く。"""
    require_sight(case, Permission.CASE_WORK, by=by, now=now, through=THROUGH)
    check_entitlement(case, new)
    row = write_entitlement(case=case, new=new, by=by, now=now)
    note_decision(case, on=new.decided_on, by=by, now=now, today=localdate(now))
    audit.record(
        "entitlement.record", by=by, target=row, source=row.source,
        subjects=[case.person.public_id],
    )  # fmt: skip
    return row


def check_entitlement(case: Case, new: NewEntitlement) -> None:
    """The rules alone. The import has its own words for them, line by line."""
    if new.last_day < new.valid_from:
        raise UserError(messages.BACKWARDS, field="last_day")
    if not 0 <= new.from_month.months_until(new.to_month) <= LONGEST_MONTHS:
        raise UserError(messages.MONTHS_BACKWARDS, field="to_month")
    start = new.term_from or new.from_month
    if not new.from_month <= start <= new.to_month:
        raise _outside(new.from_month, new.to_month)
    other = (
        Entitlement.objects.unscoped("periods of the case that was seen")
        .filter(
            case=case, kind=new.kind, withdrawn_at=None,
            from_month__lte=new.to_month.as_int, to_month__gte=new.from_month.as_int,
        )
        .first()
    )  # fmt: skip
    if other is not None:
        period = _period(*other.months)
        raise UserError(messages.OVERLAPS.format(period=period), field="from_month")


def write_entitlement(
    *, case: Case, new: NewEntitlement, by: Actor, now: datetime
) -> Entitlement:
    """The rows. The caller has asked for the permission and the rules, and audits."""
    row = Entitlement.objects.create(
        municipality_id=case.municipality_id, case=case, kind=new.kind,
        decided_on=new.decided_on, valid_from=new.valid_from,
        valid_before=new.last_day + timedelta(days=1), plan_made_on=new.plan_made_on,
        from_month=new.from_month.as_int, to_month=new.to_month.as_int,
        burden_limit=new.burden_limit, source=new.source, recorded_at=now,
        recorded_by_id=by.staff_id,
    )  # fmt: skip
    MonitoringTerm.objects.create(
        entitlement=row, case=case, every=new.every, monthly_first=new.monthly_first,
        from_month=(new.term_from or new.from_month).as_int, reason=TermReason.FIRST,
        reason_words=new.reason_words, decided_on=new.decided_on, source=new.source,
        recorded_at=now, recorded_by_id=by.staff_id,
    )  # fmt: skip
    recount_months(case)
    return row


@transaction.atomic
def reset_interval(
    *,
    entitlement: Entitlement,
    every: int,
    monthly_first: int,
    from_month: YearMonth,
    reason: TermReason,
    reason_words: str,
    decided_on: date | None,
    source: Source,
    by: Actor,
    now: datetime,
) -> MonitoringTerm:
    """モニタリング期間を決め直す。その月から先の予定だけが置き換わる。"""
    case = entitlement.case
    require_sight(case, Permission.CASE_WORK, by=by, now=now, through=THROUGH)
    if entitlement.is_withdrawn:
        raise UserError(messages.ALREADY_WITHDRAWN)
    first, last = entitlement.months
    if not first <= from_month <= last:
        raise _outside(first, last)
    if not reason_words.strip():
        raise UserError(messages.REASON_NEEDED, field="reason_words")
    term = MonitoringTerm.objects.create(
        entitlement=entitlement, case=case, every=every, monthly_first=monthly_first,
        from_month=from_month.as_int, reason=reason, reason_words=reason_words,
        decided_on=decided_on, source=source, recorded_at=now,
        recorded_by_id=by.staff_id,
    )  # fmt: skip
    recount_months(case)
    audit.record(
        "entitlement.reset", by=by, target=entitlement, every=every, why=reason.value,
        subjects=[case.person.public_id],
    )  # fmt: skip
    return term


@transaction.atomic
def withdraw_entitlement(
    *, entitlement: Entitlement, reason: str, by: Actor, now: datetime
) -> None:
    """書きまちがいを取り消す。行は理由とともに残り、まだ行っていない予定は外れる。"""
    case = entitlement.case
    require_sight(case, Permission.CASE_WORK, by=by, now=now, through=THROUGH)
    if not reason.strip():
        raise UserError(messages.REASON_NEEDED, field="reason")
    took = (
        Entitlement.objects.unscoped("check and act in one statement")
        .filter(pk=entitlement.pk, withdrawn_at=None)
        .update(withdrawn_at=now, withdrawn_reason=reason)
    )
    if not took:
        raise UserError(messages.ALREADY_WITHDRAWN)
    entitlement.withdrawn_at = now
    recount_months(case)
    audit.record(
        "entitlement.withdraw", by=by, target=entitlement,
        subjects=[case.person.public_id],
    )  # fmt: skip


def _outside(first: YearMonth, last: YearMonth) -> UserError:
    return UserError(
        messages.TERM_OUTSIDE.format(period=_period(first, last)), field="from_month"
    )


def _period(first: YearMonth, last: YearMonth) -> str:
    return (
        f"{format_wareki(first.first_day, 'month')}から"
        f"{format_wareki(last.first_day, 'month')}"
    )
