"""去る人・閉じる事業所: まとめて渡す。一つでも断られたら、どれも変えない。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction

from tsunagi.access import audit
from tsunagi.access.actor import Actor
from tsunagi.cases.case.actions import assign
from tsunagi.cases.case.models import Case
from tsunagi.cases.complaint.actions import assign_complaint
from tsunagi.cases.complaint.models import Complaint
from tsunagi.cases.handover.actions import (
    NewAsk,
    NewHandover,
    ask_place,
    prepare_handover,
)
from tsunagi.cases.handover.leaving_rules import LEAVES
from tsunagi.cases.handover.models import Handover
from tsunagi.cases.handover.rules import Choice, Purpose, first_answer_by
from tsunagi.common.frozen import Frozen
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.staff.models import Staff

# Nothing of the person: the facts (age in tens, area, kind) go along by themselves.
LEAVES_OUTLINE = (
    "担当者が退職・異動するため、引き受けてくださるところをさがしています。"
)
CLOSES_OUTLINE = "事業所を閉じるため、引き受けてくださるところをさがしています。"


class Moved(Frozen):
    """How many were assigned in the office, and for how many another is looked for."""

    assigned: int
    prepared: int
    asked: int


@transaction.atomic
def hand_all_on(
    *, to: Mapping[Case, Staff | None], elsewhere: list[Case],
    complaints: Mapping[Complaint, Staff], by: Actor, now: datetime, today: date,
) -> Moved:  # fmt: skip
    """去る人の一人ひとりに、次の担当（None は「チームで待つ」）か、引継ぎの準備を。

    The wishes and complaints that the person owned get their next owner in the same step.
    """
    for case, staff in to.items():
        assign(
            case=case, staff=staff, reason=LEAVES, version=case.version, by=by, now=now,
            today=today,
        )  # fmt: skip
    for complaint, owner in complaints.items():
        assign_complaint(
            complaint=complaint, owner=owner, due_on=complaint.due_on,
            version=complaint.version, by=by, now=now, today=today,
        )  # fmt: skip
    for case in elsewhere:
        _prepare(
            case, Purpose.STAFF_LEAVES, LEAVES_OUTLINE, by=by, now=now, today=today
        )
    audit.record(
        "handover.leave", by=by, assigned=len(to), prepared=len(elsewhere),
        subjects=[case.person.public_id for case in (*to, *elsewhere)],
    )  # fmt: skip
    return Moved(len(to), len(elsewhere), 0)


@transaction.atomic
def ask_for_all(
    *, to: Mapping[Case, Office | None], by: Actor, now: datetime, today: date
) -> Moved:
    """閉じる事業所の一人ひとりの引継ぎを準備し、案の事業所に頼む。None: 準備だけ。

    Nobody is let go: each case stays with this office until another has taken it over.
    """
    asked = 0
    for case, office in to.items():
        handover = _prepare(
            case, Purpose.OFFICE_CLOSES, CLOSES_OUTLINE, by=by, now=now, today=today
        )
        if office is not None:
            ask_place(
                handover=handover,
                new=NewAsk(
                    asked_on=today, answer_by=first_answer_by(today), office=office,
                    why_here="事業所を閉じるための割り振りの案",
                ),
                by=by, now=now, today=today,
            )  # fmt: skip
            asked += 1
    audit.record(
        "handover.close_office", by=by, prepared=len(to), asked=asked,
        subjects=[case.person.public_id for case in to],
    )  # fmt: skip
    return Moved(0, len(to), asked)


def _prepare(
    case: Case, purpose: Purpose, outline: str, *, by: Actor, now: datetime, today: date
) -> Handover:
    return prepare_handover(
        case=case,
        new=NewHandover(purpose=purpose, choice=Choice.UNDECIDED, outline=outline),
        by=by, now=now, today=today,
    )  # fmt: skip
