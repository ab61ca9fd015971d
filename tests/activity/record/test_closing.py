"""月の締め: だれが、いつ締められるか。締めたあとの訂正。"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest

from tests.activity.record.world import (
    NOVEMBER,
    OCTOBER,
    RandomWorld,
    new_activity,
    person,
    record,
)
from tests.conftest import NOW
from tsunagi.access.actor import AccessDenied, NotVisible
from tsunagi.access.models import AppendOnlyError, AuditEvent
from tsunagi.activity.record import actions, queries
from tsunagi.activity.record.closing import close_month
from tsunagi.activity.record.rules import CorrectionKind
from tsunagi.common.errors import UserError

pytestmark = pytest.mark.django_db


def close(region, who="manager", office="hikari", month=OCTOBER, now=NOW):
    return close_month(
        office_id=region.offices[office].pk, month=month, by=region.actor(who), now=now
    )


def asked(region, who="manager"):
    return {
        "actor": region.actor(who),
        "month": OCTOBER,
        "office_id": region.offices["hikari"].pk,
    }


def test_closing_freezes_the_figures_and_the_records(region) -> None:
    RandomWorld(region, 4)
    figures = queries.monthly_figures(
        actor=region.actor("manager"), month=OCTOBER,
        offices=[region.offices["hikari"].pk],
    )  # fmt: skip
    row = close(region)
    closed = queries.closed_month(**asked(region))
    assert closed.figures == figures
    assert figures.contacts > 0
    assert (closed.closed_at, closed.closed_by_id) == (
        NOW,
        region.staff["manager"].pk,
    )
    assert len(row.records) == figures.contacts
    event = AuditEvent.objects.get(action="month.close")
    assert event.target_public_id == row.public_id
    assert event.details["month"] == 202610
    assert event.details["records"] == figures.contacts


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("manager", True),
        ("officer", True),
        ("ward_officer", True),
        ("specialist", False),
        ("core_manager", False),
        ("secretary", False),
        ("administrator", False),
    ],
)
def test_who_may_close(region, who, may) -> None:
    if may:
        assert close(region, who).month == 202610
        return
    with pytest.raises(AccessDenied):
        close(region, who)
    assert not AuditEvent.objects.filter(action="month.close").exists()


@pytest.mark.parametrize("who", ["minato_officer", "minato_specialist"])
def test_an_office_that_never_worked_here_is_not_there_to_close(region, who) -> None:
    with pytest.raises(NotVisible):
        close(region, who)


def test_each_municipality_closes_the_work_that_was_done_for_it(region) -> None:
    record(region, by=region.builder("minato"))
    close(region, "minato_officer")
    found = queries.closed_month(**asked(region, "minato_officer"))
    assert found.figures.total == 1
    assert queries.closed_month(**asked(region)) is None


def test_a_month_is_closed_once_and_only_when_it_is_over(region) -> None:
    with pytest.raises(UserError) as error:
        close(region, month=NOVEMBER)
    assert error.value.message.code == "LED-004"
    assert "令和8年11月" in str(error.value.message)
    close(region)
    with pytest.raises(UserError) as error:
        close(region, "officer")
    assert error.value.message.code == "LED-005"
    first_moment = NOW.replace(month=12, day=1, hour=0, minute=0)
    with pytest.raises(UserError):
        close(region, month=NOVEMBER, now=first_moment - timedelta(minutes=1))
    assert close(region, month=NOVEMBER, now=first_moment).month == 202611


def test_a_closed_month_is_never_changed(region) -> None:
    row = close(region)
    with pytest.raises(AppendOnlyError):
        row.save()
    with pytest.raises(AppendOnlyError):
        row.delete()


def test_an_open_month_has_nothing_closed(region) -> None:
    assert queries.closed_month(**asked(region)) is None
    assert queries.corrections_of(**asked(region)) is None
    assert not queries.month_is_closed(**asked(region))
    close(region)
    assert queries.month_is_closed(**asked(region, "specialist"))
    assert not queries.month_is_closed(**asked(region, "minato_officer"))


def test_right_after_the_close_there_is_nothing_to_correct(region) -> None:
    RandomWorld(region, 5)
    close(region)
    found = queries.corrections_of(**asked(region))
    assert (found.changes, found.records) == ((), ())
    assert found.current == found.closed.figures


def test_later_changes_stand_beside_the_frozen_figures(region) -> None:
    by = region.actor("specialist")
    rows = [record(region, method="NAT-M4") for _ in range(4)]
    close(region)
    kept, changed, moved, withdrawn = rows
    later = NOW + timedelta(hours=1)
    actions.supersede_activity(
        record_key=changed.record_key,
        new=new_activity(region, method="NAT-M1", subjects=(person(), person())),
        by=by,
        now=later,
    )
    actions.supersede_activity(
        record_key=moved.record_key,
        new=new_activity(region, occurred_on=date(2026, 11, 2)),
        by=by,
        now=later + timedelta(minutes=1),
    )
    actions.withdraw_activity(
        record_key=withdrawn.record_key, by=by, now=later + timedelta(minutes=2)
    )
    added = record(region, now=later + timedelta(minutes=3))
    found = queries.corrections_of(**asked(region))
    assert found.closed.figures.total == 4
    assert found.current.total == 4
    assert [
        (one.record_key, one.kind, one.frozen_version, one.current_version)
        for one in found.records
    ] == [
        (changed.record_key, CorrectionKind.CHANGED, 1, 2),
        (moved.record_key, CorrectionKind.REMOVED, 1, 2),
        (withdrawn.record_key, CorrectionKind.REMOVED, 1, 2),
        (added.record_key, CorrectionKind.ADDED, None, 1),
    ]
    methods = {
        one.cell.code: (one.frozen, one.current)
        for one in found.changes
        if one.cell.code.startswith("NAT-M")
    }
    assert methods == {"NAT-M4": (4, 2), "NAT-M1": (0, 2)}
    assert kept.record_key not in {one.record_key for one in found.records}


def test_a_merge_after_the_close_changes_only_the_figure_beside_it(region) -> None:
    first, second = UUID(int=1), UUID(int=2)
    for key in (first, second):
        record(region, subjects=(person(key),))
    close(region)
    by = region.actor("core_staff")
    actions.repoint_subject(old_key=first, new_key=second, by=by)
    found = queries.corrections_of(**asked(region))
    assert (found.closed.figures.persons, found.current.persons) == (2, 1)
    assert found.records == ()


@pytest.mark.parametrize("who", ["consultant", "alone", "secretary", "minato_officer"])
def test_a_close_of_another_office_is_not_shown(region, who) -> None:
    close(region)
    for ask in (queries.closed_month, queries.corrections_of):
        with pytest.raises(NotVisible):
            ask(**asked(region, who))


def test_the_corrections_take_the_same_number_of_queries(
    region, django_assert_max_num_queries
) -> None:
    RandomWorld(region, 1, records=50)
    close(region)
    RandomWorld(region, 2, records=50)
    where = asked(region)
    with django_assert_max_num_queries(11):
        found = queries.corrections_of(**where)
    assert found.records
