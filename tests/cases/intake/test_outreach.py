"""まだ会えていない人: 会えるか、理由をつけて区切るまで、一覧に残る。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.cases.conftest import CaseRoom
from tests.cases.intake.conftest import Take
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.messages import CHANGED_MEANWHILE
from tsunagi.activity.record.category_queries import contact_categories
from tsunagi.cases.intake import lead_queries
from tsunagi.cases.intake.lead_models import OutreachAttempt, OutreachLead
from tsunagi.cases.intake.outreach_actions import (
    add_lead,
    close_lead,
    record_attempt,
)
from tsunagi.cases.intake.rules import OutreachClosing, OutreachState, Result
from tsunagi.common.errors import UserError

pytestmark = pytest.mark.django_db
WHY = "a test looks at the table"
OPEN, MET, CLOSED = OutreachState.OPEN, OutreachState.MET, OutreachState.CLOSED


def lead(room: CaseRoom, by: str = "specialist", **v: Any) -> OutreachLead:
    values = {
        "heard_on": TODAY - timedelta(days=3), "heard_from": "commissioner",
        "about": "三か月ほど姿を見かけない。", **v,
    }  # fmt: skip
    return add_lead(
        office=room.region.offices["hikari"], values=values, by=room.actor(by),
        now=NOW, today=TODAY,
    )  # fmt: skip


def attempt(room: CaseRoom, row: OutreachLead, **v: Any) -> OutreachLead:
    actor = room.actor(v.pop("by", "specialist"))
    values = {
        "tried_on": TODAY, "with_whom": "", "result": "留守だった。",
        "method": contact_categories(actor=actor, on=TODAY).methods.codes[0],
        "next_try_on": TODAY + timedelta(days=7), "has_met": False,
        "version": row.version, **v,
    }  # fmt: skip
    return record_attempt(lead=row, by=actor, now=NOW, today=TODAY, **values)


def close(room: CaseRoom, row: OutreachLead, **v: Any) -> OutreachLead:
    values = {
        "reason": OutreachClosing.CONNECTED, "note": "", "on": TODAY,
        "version": row.version, "by": room.actor("specialist"), **v,
    }  # fmt: skip
    return close_lead(lead=row, now=NOW, today=TODAY, **values)


def listed(room: CaseRoom, state: OutreachState = OPEN) -> list[int]:
    actor = room.actor("manager")
    found = lead_queries.lead_list(actor=actor, state=state, now=NOW)
    return [row.pk for row in found.rows]


def test_it_stays_on_the_list_until_met(room: CaseRoom) -> None:
    later = lead(room, next_try_on=TODAY)
    first = lead(room)
    assert listed(room) == [first.pk, later.pk], "no date yet comes first"
    attempt(room, first)
    assert listed(room) == [later.pk, first.pk]
    attempt(room, first, has_met=True, result="玄関先で話せた。")
    assert listed(room) == [later.pk] and listed(room, MET) == [first.pk]
    assert OutreachAttempt.objects.unscoped(WHY).count() == 2


def test_it_is_closed_only_with_a_reason(room: CaseRoom) -> None:
    row = lead(room)
    with pytest.raises(UserError, match="INT-019"):
        close(room, row, reason=OutreachClosing.OTHER)
    close(room, row)
    assert listed(room) == [] and listed(room, CLOSED) == [row.pk]
    for act in (attempt, close):
        with pytest.raises(UserError, match="INT-018"):
            act(room, row)


def test_a_call_from_a_lead_shows_what_became_of_it(room: CaseRoom, take: Take) -> None:
    row = lead(room)
    reception = take(
        lead=row, result=Result.CONTINUING, person_name="架空 太郎", route="outreach"
    )
    stored = OutreachLead.objects.unscoped(WHY).get()
    assert (stored.state, stored.met_on, stored.case) == (MET, TODAY, reception.case)
    sheet = lead_queries.lead_sheet(
        actor=room.actor("specialist"), lead=stored, now=NOW
    )
    assert [one.pk for one in sheet.receptions] == [reception.pk]
    with pytest.raises(UserError, match="INT-018"):
        take(lead=close(room, lead(room)))


def test_refusals(room: CaseRoom) -> None:
    with pytest.raises(UserError, match="INT-020"):
        lead(room, about=" ")
    with pytest.raises(UserError, match="INT-003"):
        lead(room, heard_on=TODAY + timedelta(days=1))
    with pytest.raises(AccessDenied):
        lead(room, by="alone")
    row = lead(room)
    for values, code in (
        ({"result": " "}, "INT-020"),
        ({"method": "no-such"}, "INT-002"),
        ({"tried_on": TODAY + timedelta(days=1)}, "INT-003"),
        ({"version": 9}, CHANGED_MEANWHILE.code),
    ):
        with pytest.raises(UserError, match=code):
            attempt(room, row, **values)
    with pytest.raises(UserError, match="INT-003"):
        close(room, row, on=TODAY + timedelta(days=1))
    for by in ("alone", "minato_specialist"):
        with pytest.raises(NotVisible):
            attempt(room, row, by=by)
    assert not OutreachAttempt.objects.unscoped(WHY).exists()
