"""月の計はいつも、台帳を数えたものと同じ。数えるのは、遅くてもまちがえようのない道。"""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.activity.record.world import (
    NOVEMBER,
    OCTOBER,
    START,
    RandomWorld,
    new_activity,
    person,
    record,
)
from tests.conftest import NOW
from tsunagi.activity.record import (
    actions,
    closing,
    counting,
    queries,
    total_sql,
    totals,
)
from tsunagi.activity.record.models import (
    Activity,
    ActivityContent,
    ActivitySubject,
    SubjectDisability,
)
from tsunagi.activity.record.total_models import MonthTotal
from tsunagi.common.dates import YearMonth

pytestmark = pytest.mark.django_db
TEST = "the test looks at everything"
SEPTEMBER = YearMonth(2026, 9)
MONTHS = (SEPTEMBER, OCTOBER, NOVEMBER)
WORKERS = ("hikari", "core", "alone")


def scanned(region: Any, offices: list[int]) -> list[counting.MonthOfMethod]:
    """The cross table counted row by row."""
    tables = (Activity, ActivitySubject, ActivityContent, SubjectDisability)
    rows = counting.Rows(*(table.objects.unscoped(TEST) for table in tables))
    here = region.actor("officer").here
    selection = counting.Selection(here, frozenset(MONTHS), frozenset(offices))
    return counting.by_month_and_method(rows.within(selection))


def read(
    region: Any, offices: list[int], who: str = "officer"
) -> list[counting.MonthOfMethod]:
    return queries.methods_by_month(
        actor=region.actor(who), months=MONTHS, offices=offices
    )


def every_office(region: Any) -> list[int]:
    """All that the officer may report on: the city's own sums are read for them."""
    return [one.pk for one in queries.reportable_offices(actor=region.actor("officer"))]


def agree(region: Any) -> None:
    for offices in (
        every_office(region),
        [region.offices[name].pk for name in WORKERS],
        [region.offices["hikari"].pk],
    ):
        assert read(region, offices) == scanned(region, offices)


@pytest.mark.parametrize("seed", range(8))
def test_the_sums_equal_the_scan_after_any_history(region: Any, seed: int) -> None:
    """Recorded, corrected into other months and offices, withdrawn, merged, folded."""
    world = RandomWorld(region, seed)
    agree(region)
    totals.fold()
    agree(region)
    for _ in range(5):
        world._perhaps_correct(world._record().record_key)
    world.merge(world.keys[2], world.keys[3])
    agree(region)
    actions.return_subject(
        original_keys=[world.keys[2]], key=world.keys[2], by=world.by
    )
    agree(region)
    totals.fold()
    agree(region)
    assert read(region, every_office(region))


def test_a_closed_month_that_is_corrected_shows_what_is_now(region: Any) -> None:
    row = record(region, minutes=20)
    closing.close_month(
        office_id=region.offices["hikari"].pk, month=OCTOBER,
        by=region.actor("manager"), now=NOW,
    )  # fmt: skip
    totals.fold()
    actions.supersede_activity(
        record_key=row.record_key,
        new=new_activity(region, subjects=(person(), person()), minutes=90),
        by=region.actor("specialist"),
        now=NOW,
    )
    [cell] = read(region, every_office(region))
    assert (cell.served, cell.records, cell.minutes) == (2, 1, 90)


def test_a_row_that_is_taken_out_counts_nothing(region: Any) -> None:
    row = record(region)
    totals.fold()
    SubjectDisability._base_manager.filter(subject__activity=row).delete()
    ActivityContent._base_manager.filter(activity=row).delete()
    ActivitySubject._base_manager.filter(activity=row).delete()
    Activity._base_manager.filter(pk=row.pk).delete()
    assert read(region, every_office(region)) == []


def test_what_is_undone_adds_nothing(region: Any) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        record(region)
        raise RuntimeError
    assert not MonthTotal.objects.unscoped(TEST).exists()


def test_folding_joins_the_parts_and_is_done_once(region: Any) -> None:
    for _ in range(3):
        record(region)
    assert totals.fold() == 3
    rows = MonthTotal.objects.unscoped(TEST)
    hikari = region.offices["hikari"].pk
    assert set(rows.values_list("office", "for_city", "served")) == {
        (hikari, False, 3), (None, True, 3),
    }  # fmt: skip
    assert rows.count() == 2
    assert totals.fold() == 0


def test_two_who_fold_at_once_count_nothing_twice(
    region: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other has taken the rows between our reading and our removing."""
    record(region)
    standing = totals._standing

    def overtaken(taken: list[MonthTotal]) -> Any:
        monkeypatch.setattr(totals, "_standing", standing)
        totals._join(list(taken))
        return standing(taken)

    monkeypatch.setattr(totals, "_standing", overtaken)
    totals.fold()
    agree(region)
    assert totals.fold() in (0, 1)
    agree(region)


def test_the_sums_can_be_built_from_the_ledger(region: Any) -> None:
    """What the migration does for a ledger that is older than its sums."""
    RandomWorld(region, 3)
    MonthTotal.objects.unscoped(TEST).delete()
    with connection.cursor() as cursor:
        total_sql.fill(None, SimpleNamespace(execute=cursor.execute))
    agree(region)


def test_one_office_reads_its_own_sums(region: Any) -> None:
    RandomWorld(region, 5)
    totals.fold()
    own = [region.offices["hikari"].pk]
    assert read(region, own, who="manager") == scanned(region, own)
    seen = MonthTotal.objects.visible_to(region.actor("manager"), now=NOW)
    assert set(seen.values_list("office_id", flat=True)) <= set(own)


def test_reading_takes_two_statements_whatever_the_size(region: Any) -> None:
    counts = []
    for day in range(2):
        record(region, now=START + timedelta(days=day))
        with CaptureQueriesContext(connection) as sent:
            read(region, every_office(region))
        counts.append(len(sent))
    assert counts[0] == counts[1]
