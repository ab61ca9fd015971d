"""重なった記録を一つにしても、モニタリングの月は一度だけ数え、元に戻せる。"""

from __future__ import annotations

from datetime import date

import pytest

from tests.cases.conftest import CaseRoom
from tests.cases.monitoring.test_actions import decide, month_row, states
from tests.cases.test_merge import merged, undo
from tests.conftest import NOW, TODAY
from tsunagi.cases.case.models import Case
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.entitlement.actions import reset_interval, withdraw_entitlement
from tsunagi.cases.entitlement.models import Entitlement, MonitoringTerm
from tsunagi.cases.entitlement.rules import Source, TermReason
from tsunagi.cases.monitoring.actions import mark_done
from tsunagi.common.dates import YearMonth

pytestmark = pytest.mark.django_db


def test_months_on_both_sides_count_once_and_come_back(room: CaseRoom) -> None:
    kept = room.case(name="架空 花子")
    taken = room.case(
        name="架空 華子", office="core", staff="consultant", by="core_manager",
        mode=Mode.PLAN,
    )  # fmt: skip
    decide(room, kept)
    decide(room, taken, by="consultant", every=6, from_month=YearMonth(2026, 4))
    mark_done(
        row=month_row(taken, 202610), done_on=date(2026, 10, 3), version=1,
        by=room.actor("consultant"), now=NOW, today=TODAY,
    )  # fmt: skip
    before = states(kept), states(taken)
    merge = merged(room, kept, taken)
    counted = [month for month, state in states(kept) if state != "changed"]
    assert counted == sorted(set(counted))
    undo(room, merge)
    assert (states(kept), states(taken)) == before
    assert month_row(taken, 202610).done_on == date(2026, 10, 3)


def both_sides(room: CaseRoom) -> tuple[Case, Case, Entitlement]:
    kept = room.case(name="架空 花子")
    taken = room.case(
        name="架空 華子", office="core", staff="consultant", by="core_manager",
        mode=Mode.PLAN,
    )  # fmt: skip
    decide(room, kept)
    return kept, taken, decide(room, taken, by="consultant")


def test_a_visit_that_was_made_beats_a_mere_plan(room: CaseRoom) -> None:
    kept, taken, _ = both_sides(room)
    mark_done(
        row=month_row(taken, 202610), done_on=date(2026, 10, 3), version=1,
        by=room.actor("consultant"), now=NOW, today=TODAY,
    )  # fmt: skip
    before = states(kept), states(taken)
    merge = merged(room, kept, taken)
    assert month_row(kept, 202610).done_on == date(2026, 10, 3)
    undo(room, merge)
    assert (states(kept), states(taken)) == before


def test_what_a_decision_got_after_the_merge_goes_back_with_it(room: CaseRoom) -> None:
    kept, taken, decision = both_sides(room)
    merge = merged(room, kept, taken)
    moved = Entitlement._base_manager.get(pk=decision.pk)
    own = Entitlement._base_manager.exclude(pk=decision.pk).get()
    by = room.actor("specialist")
    withdraw_entitlement(entitlement=own, reason="誤り", by=by, now=NOW)
    reset_interval(
        entitlement=moved, every=1, monthly_first=0, from_month=YearMonth(2027, 2),
        reason=TermReason.UNSTABLE, reason_words="退院", decided_on=TODAY,
        source=Source.NOTICE, by=by, now=NOW,
    )  # fmt: skip
    undo(room, merge)
    of_decision = {"entitlement_id": decision.pk}
    terms = MonitoringTerm._base_manager.filter(**of_decision)
    assert set(terms.values_list("case_id", flat=True)) == {taken.pk}
    running = [month for month, state in states(taken) if state == "planned"]
    assert {202702, 202703, 202704} <= set(running)
    assert running == sorted(set(running))
    assert "planned" not in {state for _, state in states(kept)}
