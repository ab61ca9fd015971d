"""重なった記録を一つにしても、モニタリングの月は一度だけ数え、元に戻せる。"""

from __future__ import annotations

from datetime import date

import pytest

from tests.cases.conftest import CaseRoom
from tests.cases.monitoring.test_actions import decide, month_row, states
from tests.cases.test_merge import merged, undo
from tests.conftest import NOW, TODAY
from tsunagi.cases.case.rules import Mode
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
