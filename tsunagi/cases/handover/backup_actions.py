"""引き継いだあとの後方支援: 一度押して始める。主担当にも件数にも触れない。

Written for a centre that finds another office to hold a new plan case and stands behind it
(KUM-95): the case ends as held by the other office with back-up, and the centre's own count
does not rise.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from tsunagi.access.actor import Actor
from tsunagi.access.permissions import Permission
from tsunagi.cases.backup.actions import NewBackup, give_backup, keep_sight
from tsunagi.cases.backup.models import BackupSupport
from tsunagi.cases.backup.rules import Kind, Mandate, State
from tsunagi.cases.case.models import Case
from tsunagi.cases.handover import messages
from tsunagi.cases.handover.actions import record, stage_passed
from tsunagi.cases.handover.models import Handover
from tsunagi.cases.handover.rules import TOGETHER, Stage
from tsunagi.cases.scope import TEAM, require_sight
from tsunagi.common.errors import UserError

# A month, as after any change of the person in charge; the record can be corrected.
DAYS_TO_FOLLOW = 30
ADVICE = "引継ぎのあとも、後ろから支える"


@transaction.atomic
def back_up_after(
    *, handover: Handover, by: Actor, now: datetime, today: date
) -> BackupSupport:
    """引受けが決まった方の後方支援を始める。次に様子を聞く日は、30日あと。"""
    case = handover.case
    require_sight(case, Permission.CASE_WORK, by=by, now=now, through=TEAM)
    if Stage(handover.stage) not in TOGETHER:
        raise stage_passed(handover)
    if not is_former(handover, by=by):
        raise UserError(messages.NOT_FORMER)
    # Two presses at once take turns.
    Case.objects.unscoped("of the handover that was seen").select_for_update().get(
        pk=case.pk
    )
    if backing(handover) is not None:
        raise UserError(messages.ALREADY_BACKING)
    new = NewBackup(
        kind=Kind.ADVICE, occurred_on=today, advice=ADVICE, mandate=Mandate.OWN,
        follow_on=today + timedelta(days=DAYS_TO_FOLLOW),
    )  # fmt: skip
    row = give_backup(case=case, new=new, by=by, now=now, today=today)
    keep_sight(backup=row, by=by, now=now)
    record(handover, "handover.back_up", by=by, place=handover.taken_by_id)
    return row


def is_former(handover: Handover, *, by: Actor) -> bool:
    """Of the office that has let the person go to an office of the same city."""
    return (
        by.office_id is not None
        and by.office_id == handover.from_office_id
        and handover.taken_by_id is not None
        and handover.taken_by_id == handover.case.responsible_office_id
    )


def backing(handover: Handover) -> BackupSupport | None:
    """What goes on in the background, by the office that handed over."""
    return (
        BackupSupport.objects.unscoped("of the handover that was seen")
        .filter(
            case_id=handover.case_id, office_id=handover.from_office_id,
            receiver_id=handover.taken_by_id, is_current=True, is_withdrawn=False,
            state=State.GOING,
        )
        .order_by("pk")
        .first()
    )  # fmt: skip
