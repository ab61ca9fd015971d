"""月報の数: 規則と同じ数か、一覧と合うか、だれに見えるか、何回問い合わせるか。"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
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
from tsunagi.access.actor import NotVisible, Subject
from tsunagi.activity.record import actions, counting, queries
from tsunagi.activity.record.models import (
    Activity,
    ActivityContent,
    ActivitySubject,
    SubjectDisability,
)
from tsunagi.activity.record.policy import can_count
from tsunagi.activity.record.rules import Cell, Dimension, amount, count, counts_in

pytestmark = pytest.mark.django_db
TEST = "the test looks at everything"


def pks(region, *names):
    return [region.offices[name].pk for name in names]


def entries_at(offices):
    tables = (Activity, ActivitySubject, ActivityContent, SubjectDisability)
    rows = counting.Rows(*(table.objects.unscoped(TEST) for table in tables))
    at_offices = rows.activities.filter(office_id__in=offices)
    return counting.entries_of(
        counting.Rows(at_offices, rows.subjects, rows.contents, rows.disabilities)
    )


@pytest.mark.parametrize("seed", range(6))
def test_the_database_counts_as_the_rules_do(region, seed) -> None:
    world = RandomWorld(region, seed)
    for names in (("hikari",), ("hikari", "core", "alone")):
        offices = pks(region, *names)
        for moment in (None, world.moments[len(world.moments) // 2]):
            expected = count(
                entry
                for entry in entries_at(offices)
                if counts_in(entry, OCTOBER, as_known_at=moment)
            )
            figures = queries.monthly_figures(
                actor=region.actor("officer"), month=OCTOBER, offices=offices,
                as_known_at=moment,
            )  # fmt: skip
            assert figures == expected
            assert figures.total > 0


@pytest.mark.parametrize("seed", range(6))
def test_every_figure_opens_the_records_it_counts(region, seed) -> None:
    world = RandomWorld(region, seed)
    for moment in (None, world.moments[-8]):
        where = {
            "actor": region.actor("officer"),
            "month": OCTOBER,
            "offices": pks(region, "hikari", "core", "alone"),
            "as_known_at": moment,
        }
        figures = queries.monthly_figures(**where)
        for cell in figures.cells:
            records = queries.counted_records(cell=cell, **where)
            assert amount(cell, records) == figures.value(cell), cell
            listed = queries.counted_activities(cell=cell, **where)
            assert [row.record_key for row in listed] == [
                one.record_key for one in records
            ]
            assert len({one.record_key for one in records}) == len(records)


def test_a_month_without_records_has_figures_of_zero(region) -> None:
    figures = queries.monthly_figures(
        actor=region.actor("officer"), month=NOVEMBER, offices=pks(region, "hikari")
    )
    assert figures == count([])
    assert all(figures.value(cell) == 0 for cell in figures.cells)


def test_the_list_is_newest_first(region) -> None:
    days = [date(2026, 10, day) for day in (3, 20, 11)]
    for day in days:
        record(region, occurred_on=day)
    records = queries.counted_records(
        actor=region.actor("manager"), month=OCTOBER, offices=pks(region, "hikari"),
        cell=Cell(Dimension.TOTAL),
    )  # fmt: skip
    assert [one.occurred_on for one in records] == sorted(days, reverse=True)


def test_an_entry_made_later_counts_in_the_month_of_its_day(region) -> None:
    record(region, occurred_on=date(2026, 10, 31), now=NOW)
    where = {"actor": region.actor("manager"), "offices": pks(region, "hikari")}
    assert queries.monthly_figures(month=OCTOBER, **where).total == 1
    assert queries.monthly_figures(month=NOVEMBER, **where).total == 0


def test_figures_as_they_were_known(region) -> None:
    row = record(region, now=START)
    later = START + timedelta(days=1)
    actions.supersede_activity(
        record_key=row.record_key,
        new=new_activity(region, subjects=(person(), person())),
        by=region.actor("specialist"),
        now=later,
    )
    known = {
        moment: queries.monthly_figures(
            actor=region.actor("manager"), month=OCTOBER,
            offices=pks(region, "hikari"), as_known_at=moment,
        ).total
        for moment in (START - timedelta(seconds=1), START, later, None)
    }  # fmt: skip
    assert list(known.values()) == [0, 1, 2, 2]


def test_work_that_was_recorded_in_another_municipality_is_not_counted(
    region,
) -> None:
    record(region)
    for _ in range(2):
        record(region, by=region.builder("minato"))
    where = {"month": OCTOBER, "offices": pks(region, "hikari")}
    for who, total in (("officer", 1), ("minato_officer", 2)):
        figures = queries.monthly_figures(actor=region.actor(who), **where)
        assert figures.total == total


@pytest.mark.parametrize(
    ("who", "visible"),
    [
        ("specialist", {"hikari"}),
        ("manager", {"hikari"}),
        ("consultant", {"core"}),
        ("alone", {"alone"}),
        ("officer", {"hikari", "core", "alone"}),
        ("ward_officer", {"hikari", "core"}),
        ("secretary", set()),
        ("member", set()),
        ("prefectural_officer", set()),
        ("information_officer", set()),
        ("administrator", set()),
        ("trainee", set()),
        ("minato_officer", set()),
    ],
)
def test_who_sees_the_figures_of_which_office(region, who, visible) -> None:
    actor = region.actor(who)
    for name in ("hikari", "core", "alone"):
        record(region, name)
        where = {"actor": actor, "month": OCTOBER, "offices": pks(region, name)}
        if name in visible:
            assert queries.monthly_figures(**where).total == 1
            continue
        for ask in (
            lambda where=where: queries.monthly_figures(**where),
            lambda where=where: queries.counted_records(
                cell=Cell(Dimension.TOTAL), **where
            ),
            lambda where=where: queries.counted_activities(
                cell=Cell(Dimension.TOTAL), **where
            ),
        ):
            with pytest.raises(NotVisible):
                ask()
    listed = {office.pk for office in queries.reportable_offices(actor=actor)}
    ours = set(pks(region, "hikari", "core", "alone"))
    assert listed & ours == set(pks(region, *visible))


def test_one_office_out_of_reach_hides_the_whole_answer(region) -> None:
    actor = region.actor("specialist")
    for offices in (pks(region, "hikari", "alone"), [], [*pks(region, "hikari"), 0]):
        with pytest.raises(NotVisible):
            queries.monthly_figures(actor=actor, month=OCTOBER, offices=offices)


@pytest.mark.parametrize(
    "who", ["specialist", "officer", "ward_officer", "secretary", "minato_officer"]
)
def test_the_policy_says_the_same_in_python_and_in_sql(region, who) -> None:
    for name in ("hikari", "core", "alone"):
        record(region, name)
    actor = region.actor(who)
    rows = Activity.objects.unscoped(TEST).select_related("office__area")
    by_hand = {row.pk for row in rows if can_count().holds(Subject(actor, NOW), row)}
    assert by_hand == set(
        Activity.objects.visible_to(actor, now=NOW).values_list("pk", flat=True)
    )


def test_figures_take_the_same_number_of_queries_for_any_size(region) -> None:
    actor = region.actor("officer")
    where = {
        "actor": actor, "month": OCTOBER, "offices": pks(region, "hikari", "core"),
    }  # fmt: skip
    record(region)
    with CaptureQueriesContext(
        connection,
    ) as few:
        queries.monthly_figures(**where)
    RandomWorld(region, 3, records=60)
    with CaptureQueriesContext(connection) as many:
        queries.monthly_figures(**where)
    assert len(few) == len(many) == 7


def test_the_list_behind_a_figure_takes_at_most_three_queries(
    region, django_assert_max_num_queries
) -> None:
    RandomWorld(region, 2)
    actor = region.actor("officer")
    for dimension in (Dimension.TOTAL, Dimension.AGE_UNKNOWN):
        with django_assert_max_num_queries(3):
            queries.counted_records(
                actor=actor, month=OCTOBER,
                offices=pks(region, "hikari", "core"), cell=Cell(dimension),
            )  # fmt: skip


def test_a_merged_person_is_one_person(region) -> None:
    absorbed, survivor = uuid4(), uuid4()
    for key in (absorbed, survivor):
        record(region, subjects=(person(key),))
    where = {
        "actor": region.actor("manager"), "month": OCTOBER,
        "offices": pks(region, "hikari"),
    }  # fmt: skip
    assert queries.monthly_figures(**where).persons == 2
    by = region.actor("core_staff")
    actions.repoint_subject(old_key=absorbed, new_key=survivor, by=by)
    figures = queries.monthly_figures(**where)
    assert (figures.persons, figures.total) == (1, 2)
