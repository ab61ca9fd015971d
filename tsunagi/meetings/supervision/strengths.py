"""話し合う方の得意なこと: 本人の同意があるあいだだけ、名前なしで、自分で出てくる。

The rule is that of the packets of a case review (ADR 0021): the person agrees to be
talked about, hides no address, and the days around the meeting are not over. Nothing is
copied: when the consent ends, it is gone from the sheet, too. A line that tells who it
is does not appear, and it is said that there was one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from tsunagi.access.actor import Actor
from tsunagi.cases.handover.rules import telling_parts
from tsunagi.cases.models import Case, PersonSection, PlanSheet
from tsunagi.cases.person.rules import Section
from tsunagi.cases.plan.rules import Stage
from tsunagi.cases.plan.sheet_rules import SheetStage, items_of
from tsunagi.common.frozen import Frozen
from tsunagi.common.telling import looks_telling
from tsunagi.meetings.plain import known_person
from tsunagi.meetings.review.collect import may_be_told
from tsunagi.meetings.review.rules import packet_is_open
from tsunagi.meetings.supervision.models import Supervision
from tsunagi.meetings.supervision.rules import strength_lines


class Strengths(Frozen):
    """person_id: whose they are, for the audit only. called: what stands for the person
    in this meeting. left_out: how many lines would tell who it is. is_told: whether the
    person agreed that anything is told."""

    person_id: UUID
    called: str
    lines: list[str]
    left_out: int
    is_told: bool


def strengths_of(
    *, actor: Actor, session: Supervision, today: date
) -> Strengths | None:
    """None: no person stands behind the item, the pledge of this meeting is not asked
    for, or its days are over. Else at most five statements.

    The caller has opened the session for the actor. Read around the scope of the case:
    who takes part need not see the case, and learns nothing but these lines.
    """
    meeting = session.meeting
    case = _case_of(session)
    if (
        case is None
        or not meeting.speaks_of_persons
        or meeting.municipality_id != actor.here
        or not packet_is_open(meeting.held_on, today=today)
    ):
        return None
    whose = case.person.public_id
    item = session.item
    called = f"{item.pseudonym}さん" if item is not None and item.pseudonym else ""
    if case.pk not in may_be_told([case.pk], on=today):
        return Strengths(whose, called, [], 0, is_told=False)
    found = strength_lines([*_of_person(case), *_of_plan(case)])
    known = known_person(case.person)
    plain = [
        one for one in found if not looks_telling(one) and not telling_parts(one, known)
    ]
    left_out = len(found) - len(plain)
    return Strengths(whose, called, plain, left_out, is_told=True)


def _case_of(session: Supervision) -> Case | None:
    """The person of the agenda item, else the one whom the meeting is about."""
    item = session.item
    review = item.review if item is not None else None
    case_id = review.case_id if review is not None else session.meeting.case_id
    if case_id is None:
        return None
    return Case._base_manager.select_related("person").get(pk=case_id)


def _of_person(case: Case) -> Iterable[str]:
    rows = PersonSection._base_manager.filter(
        person_id=case.person_id, section=Section.STRENGTHS
    )
    return rows.values_list("text", flat=True)


def _of_plan(case: Case) -> Iterable[str]:
    """What the rows of the plan in use build on."""
    sheet = PlanSheet._base_manager.filter(
        plan__case=case, plan__stage=Stage.ACTIVE, stage=SheetStage.PLAN,
        is_current=True,
    ).order_by("-pk").first()  # fmt: skip
    return [] if sheet is None else [one.strength for one in items_of(sheet.items)]
