"""支給決定を書き、決め直し、取り消す。モニタリングの月を行い、行わなかったと記す。"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.cases.conftest import CaseRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.models import AuditEvent
from tsunagi.cases.case.models import Case
from tsunagi.cases.entitlement.actions import (
    NewEntitlement,
    record_entitlement,
    reset_interval,
    withdraw_entitlement,
)
from tsunagi.cases.entitlement.models import Entitlement, MonitoringTerm
from tsunagi.cases.entitlement.rules import EntitlementKind, Source, TermReason
from tsunagi.cases.monitoring.actions import (
    mark_done,
    mark_not_done,
    plan_visit,
    plan_visits,
    take_back,
)
from tsunagi.cases.monitoring.models import MonitoringMonth, MonitoringMonthChange
from tsunagi.common.dates import YearMonth
from tsunagi.common.errors import UserError

pytestmark = pytest.mark.django_db
VALUES: dict[str, Any] = {
    "kind": EntitlementKind.PLAN, "valid_from": date(2026, 5, 1),
    "last_day": date(2027, 4, 30), "from_month": YearMonth(2026, 5),
    "to_month": YearMonth(2027, 4), "every": 3,
}  # fmt: skip


def decide(
    room: CaseRoom, case: Case, by: str = "specialist", **more: Any
) -> Entitlement:
    return record_entitlement(
        case=case, new=NewEntitlement(**{**VALUES, **more}), by=room.actor(by), now=NOW
    )


def states(case: Case) -> list[tuple[int, str]]:
    rows = MonitoringMonth._base_manager.filter(case=case).order_by("month", "id")
    return list(rows.values_list("month", "state"))


def month_row(case: Case, month: int) -> MonitoringMonth:
    return MonitoringMonth._base_manager.exclude(state="changed").get(
        case=case, month=month
    )


def test_the_months_are_laid_out_and_the_last_is_marked(room: CaseRoom) -> None:
    case = room.case()
    row = decide(room, case)
    assert states(case) == [(m, "planned") for m in (202607, 202610, 202701, 202704)]
    assert [month_row(case, m).is_last for m in (202701, 202704)] == [False, True]
    assert row.valid_before == date(2027, 5, 1)
    event = AuditEvent.objects.order_by("-id")[0]
    assert event.action == "entitlement.record"
    assert event.subjects.get().subject_public_id == case.person.public_id


def test_the_officer_of_the_city_may_write_it_too(room: CaseRoom) -> None:
    case = room.case()
    decide(room, case, by="officer", source=Source.MUNICIPALITY)
    assert Entitlement._base_manager.get().source == "municipality"


@pytest.mark.parametrize("who", ["alone", "core_staff", "minato_specialist"])
def test_others_see_and_write_nothing(who: str, room: CaseRoom) -> None:
    case = room.case()
    with pytest.raises(NotVisible):
        decide(room, case, by=who)
    row = decide(room, case)
    assert not MonitoringMonth.objects.visible_to(room.actor(who), now=NOW).exists()
    with pytest.raises(NotVisible):
        withdraw_entitlement(entitlement=row, reason="x", by=room.actor(who), now=NOW)


def test_the_officer_does_not_mark_visits(room: CaseRoom) -> None:
    case = room.case()
    decide(room, case)
    with pytest.raises(AccessDenied):
        mark_done(
            row=month_row(case, 202610), done_on=date(2026, 10, 5), version=1,
            by=room.actor("officer"), now=NOW, today=TODAY,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("more", "code", "field"),
    [
        ({"last_day": date(2026, 4, 30)}, "ENT-001", "last_day"),
        ({"to_month": YearMonth(2026, 4)}, "ENT-002", "to_month"),
        ({"to_month": YearMonth(2040, 4)}, "ENT-002", "to_month"),
        ({"term_from": YearMonth(2027, 5)}, "ENT-004", "from_month"),
    ],
)
def test_bad_input_changes_nothing(
    more: dict[str, Any], code: str, field: str, room: CaseRoom
) -> None:
    case = room.case()
    with pytest.raises(UserError) as error:
        decide(room, case, **more)
    assert (error.value.message.code, error.value.field) == (code, field)
    assert not MonitoringMonth._base_manager.exists()


def test_two_periods_of_one_kind_do_not_overlap(room: CaseRoom) -> None:
    case = room.case()
    decide(room, case)
    with pytest.raises(UserError) as error:
        decide(room, case, from_month=YearMonth(2027, 4), to_month=YearMonth(2028, 3))
    assert error.value.message.code == "ENT-003"
    decide(
        room, case, from_month=YearMonth(2027, 5), to_month=YearMonth(2028, 4),
        valid_from=date(2027, 5, 1), last_day=date(2028, 4, 30),
    )  # fmt: skip


def reset(room: CaseRoom, row: Entitlement, **more: Any) -> MonitoringTerm:
    values: dict[str, Any] = {
        "every": 1, "monthly_first": 0, "from_month": YearMonth(2027, 2),
        "reason": TermReason.UNSTABLE, "reason_words": "退院したばかり",
        "decided_on": TODAY, "source": Source.NOTICE, **more,
    }  # fmt: skip
    return reset_interval(
        entitlement=row, by=room.actor("specialist"), now=NOW, **values
    )


def test_a_new_interval_replaces_only_what_lies_ahead(room: CaseRoom) -> None:
    case = room.case()
    row = decide(room, case)
    mark_done(
        row=month_row(case, 202610), done_on=date(2026, 10, 20), version=1,
        by=room.actor("specialist"), now=NOW, today=TODAY,
    )  # fmt: skip
    reset(room, row, every=6, from_month=YearMonth(2026, 12))
    assert states(case) == [
        (202607, "planned"), (202610, "done"), (202701, "changed"), (202704, "planned"),
    ]  # fmt: skip
    reset(room, row)
    assert states(case)[2:] == [
        (202701, "changed"), (202702, "planned"), (202703, "planned"),
        (202704, "planned"),
    ]  # fmt: skip
    with pytest.raises(UserError) as error:
        reset(room, row, from_month=YearMonth(2028, 1))
    assert error.value.message.code == "ENT-004"
    with pytest.raises(UserError) as error:
        reset(room, row, reason_words=" ")
    assert error.value.field == "reason_words"


def test_a_month_that_comes_back_is_planned_anew(room: CaseRoom) -> None:
    case = room.case()
    row = decide(room, case)
    reset(room, row, every=6, from_month=YearMonth(2026, 11))
    reset(room, row, every=3, from_month=YearMonth(2026, 11))
    assert month_row(case, 202701).state == "planned"


def test_a_withdrawn_decision_takes_its_plans_along(room: CaseRoom) -> None:
    case = room.case()
    row = decide(room, case)
    withdraw_entitlement(
        entitlement=row, reason="月の誤り", by=room.actor("specialist"), now=NOW
    )
    assert {state for _, state in states(case)} == {"changed"}
    with pytest.raises(UserError):
        withdraw_entitlement(
            entitlement=row, reason="もう一度", by=room.actor("specialist"), now=NOW
        )
    with pytest.raises(UserError):
        reset(room, row)
    decide(room, case)
    assert month_row(case, 202607).state == "planned"


def test_done_not_done_and_taken_back(room: CaseRoom) -> None:
    case = room.case()
    decide(room, case)
    by = room.actor("specialist")
    row = month_row(case, 202610)
    for day, code in ((date(2026, 11, 5), "MON-004"), (date(2026, 12, 1), "MON-001")):
        with pytest.raises(UserError) as error:
            mark_done(row=row, done_on=day, version=1, by=by, now=NOW, today=TODAY)
        assert error.value.message.code == code
    with pytest.raises(UserError) as error:
        mark_not_done(row=row, reason="", version=1, by=by, now=NOW, today=TODAY)
    assert error.value.message.code == "MON-003"
    with pytest.raises(UserError) as error:
        mark_not_done(
            row=month_row(case, 202704), reason="入院", version=1, by=by, now=NOW,
            today=TODAY,
        )  # fmt: skip
    assert error.value.message.code == "MON-005"
    mark_not_done(row=row, reason="入院", version=1, by=by, now=NOW, today=TODAY)
    mark_done(
        row=row, done_on=date(2026, 10, 30), version=2, by=by, now=NOW, today=TODAY
    )
    row.refresh_from_db()
    assert (row.state, row.done_on, row.reason) == ("done", date(2026, 10, 30), "")
    take_back(row=row, version=3, by=by, now=NOW)
    assert month_row(case, 202610).state == "planned"
    assert MonitoringMonthChange.objects.count() == 3
    with pytest.raises(UserError):
        take_back(row=row, version=4, by=by, now=NOW)


def test_many_visits_are_planned_all_or_none(room: CaseRoom) -> None:
    case = room.case()
    decide(room, case)
    by = room.actor("specialist")
    rows = [month_row(case, 202610), month_row(case, 202701)]
    days = {rows[0].pk: date(2026, 12, 3), rows[1].pk: date(2027, 1, 12)}
    with pytest.raises(UserError):
        plan_visits(rows=[(rows[0], 1), (rows[1], 9)], days=days, by=by, now=NOW)
    assert month_row(case, 202610).planned_on is None
    changed = plan_visits(
        rows=[(month_row(case, 202610), 1), (month_row(case, 202701), 1)], days=days,
        by=by, now=NOW,
    )  # fmt: skip
    assert changed == 2
    row = month_row(case, 202610)
    plan_visit(row=row, planned_on=None, version=2, by=by, now=NOW)
    assert month_row(case, 202610).planned_on is None


def test_the_database_keeps_the_promises(room: CaseRoom) -> None:
    case = room.case()
    decide(room, case)
    rows = MonitoringMonth._base_manager.filter(case=case)
    for wrong in (
        {"state": "done"}, {"state": "not_done", "reason": ""}, {"month": 202607},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.filter(month=202610).update(**wrong)


def test_a_month_of_two_decisions_stays_with_the_one_that_remains(
    room: CaseRoom,
) -> None:
    case, by = room.case(), room.actor("specialist")
    first = decide(room, case)
    child = decide(room, case, kind=EntitlementKind.CHILD, every=6)
    assert states(case) == [(m, "planned") for m in (202607, 202610, 202701, 202704)]
    plan_visit(
        row=month_row(case, 202704), planned_on=date(2027, 4, 9), version=1, by=by,
        now=NOW,
    )  # fmt: skip
    withdraw_entitlement(entitlement=first, reason="誤り", by=by, now=NOW)
    running = [month for month, state in states(case) if state == "planned"]
    assert running == [202610, 202704]
    last = month_row(case, 202704)
    assert (last.entitlement_id, last.is_last) == (child.pk, True)
    assert last.planned_on == date(2027, 4, 9)


def test_what_is_taken_back_of_a_withdrawn_decision_is_no_plan(room: CaseRoom) -> None:
    case, by = room.case(), room.actor("specialist")
    decision = decide(room, case)
    row = month_row(case, 202610)
    mark_done(
        row=row, done_on=date(2026, 10, 20), version=1, by=by, now=NOW, today=TODAY
    )
    withdraw_entitlement(entitlement=decision, reason="誤り", by=by, now=NOW)
    assert month_row(case, 202610).state == "done"
    take_back(row=row, version=2, by=by, now=NOW)
    assert {state for _, state in states(case)} == {"changed"}
