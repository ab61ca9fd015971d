"""台帳への書込み: 版、取り下げ、付け替え、まとめて書く。"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from tests.activity.record.world import START, new_activity, person, record
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import NotVisible
from tsunagi.activity.record import actions
from tsunagi.activity.record.models import (
    Activity,
    ActivityContent,
    ActivitySubject,
    SubjectDisability,
)
from tsunagi.common.errors import UserError

pytestmark = pytest.mark.django_db
TEST = "the test looks at everything"
VOLATILE = {"id", "public_id", "record_key"}


def all_of(model):
    return model.objects.unscoped(TEST)


def whole(row: Activity) -> dict:
    """Everything that was stored for one record, without the ids drawn for it."""
    values = all_of(Activity).filter(pk=row.pk).values().get()
    subjects = [
        (
            subject.subject_key, subject.original_key, subject.is_child, subject.is_new,
            list(
                all_of(SubjectDisability)
                .filter(subject=subject).order_by("id").values_list("code", flat=True)
            ),
        )
        for subject in all_of(ActivitySubject).filter(activity=row).order_by("id")
    ]  # fmt: skip
    contents = all_of(ActivityContent).filter(activity=row).order_by("id")
    return {
        **{name: value for name, value in values.items() if name not in VOLATILE},
        "subjects": subjects,
        "contents": list(contents.values_list("code", flat=True)),
    }


def code_of(error) -> str:
    return error.value.message.code


def test_recording_stores_the_work_once_and_each_person(region) -> None:
    first, second = person(is_new=True), person(disability_kinds=("NAT-K1", "NAT-K3"))
    row = record(
        region, subjects=(first, second), anonymous=1, travel_minutes=15,
        contents=("NAT-N1", "NAT-N4"), source_ref="contact:1",
    )  # fmt: skip
    stored = whole(row)
    assert (stored["version"], stored["is_current"], stored["served_count"]) == (
        1, True, 3,
    )  # fmt: skip
    assert (stored["occurred_month"], stored["minutes"]) == (202610, 20)
    assert stored["municipality_id"] == region.municipalities["tsunagi"].pk
    assert stored["recorded_by_id"] == region.staff["specialist"].pk
    assert stored["contents"] == ["NAT-N1", "NAT-N4"]
    assert stored["subjects"] == [
        (first.subject_key, first.subject_key, False, True, ["NAT-K1"]),
        (second.subject_key, second.subject_key, False, False, ["NAT-K1", "NAT-K3"]),
    ]


def test_bulk_gives_what_single_records_give(region) -> None:
    by = region.actor("specialist")
    news = [
        new_activity(region),
        new_activity(region, subjects=(person(), person(is_child=True))),
        new_activity(region, anonymous=1, contents=(), minutes=None),
        new_activity(region, contents=("NAT-N1", "NAT-N1", "NAT-N4")),
    ]
    together = actions.bulk_record(news, by=by, now=START)
    one_by_one = [actions.record_activity(new=n, by=by, now=START) for n in news]
    assert [whole(row) for row in together] == [whole(row) for row in one_by_one]


def test_bulk_is_all_or_nothing(region) -> None:
    news = [
        new_activity(region),
        new_activity(region, occurred_on=date(2019, 1, 1)),
    ]
    with pytest.raises(UserError):
        actions.bulk_record(news, by=region.actor("specialist"), now=START)
    assert not all_of(Activity).exists()


def test_bulk_takes_the_same_number_of_queries_for_many(
    region, django_assert_max_num_queries
) -> None:
    news = [new_activity(region) for _ in range(30)]
    by = region.actor("specialist")
    # A savepoint, the posts, four tables, the end of the savepoint.
    with django_assert_max_num_queries(7):
        actions.bulk_record(news, by=by, now=START)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"occurred_on": date(2020, 3, 31)}, "LED-001"),
        ({"occurred_on": TODAY + timedelta(days=1)}, "LED-002"),
        ({"minutes": 1441}, "LED-003"),
        ({"travel_minutes": -1}, "LED-003"),
    ],
)
def test_what_the_ledger_refuses(region, values, code) -> None:
    with pytest.raises(UserError) as error:
        record(region, now=NOW, **values)
    assert code_of(error) == code
    assert not all_of(Activity).exists()


def test_the_post_must_be_at_that_office(region) -> None:
    elsewhere = region.offices["alone"].pk
    with pytest.raises(UserError) as error:
        record(region, office_id=elsewhere)
    assert code_of(error) == "LED-001"
    assert "令和8年10月10日" in str(error.value.message)


def test_a_program_may_record_where_no_post_is_known(region) -> None:
    row = record(region, by=region.builder(), occurred_on=date(2019, 1, 1))
    assert row.recorded_by_id is None


def test_nobody_named_in_an_imported_sheet_needs_no_post(region) -> None:
    row = record(region, staff_id=None)
    assert row.staff_id is None


def test_a_correction_is_a_new_version_and_the_old_one_stays(region) -> None:
    first = record(region, contents=("NAT-N1",))
    later = START + timedelta(hours=1)
    new = new_activity(region, method="NAT-M1", occurred_on=date(2026, 11, 1))
    second = actions.supersede_activity(
        record_key=first.record_key, new=new, by=region.actor("manager"), now=later
    )
    first.refresh_from_db()
    assert (first.is_current, first.superseded_at) == (False, later)
    assert (second.version, second.is_current) == (2, True)
    assert (second.supersedes_id, second.record_key) == (first.pk, first.record_key)
    assert (second.occurred_month, second.recorded_at) == (202611, later)
    assert whole(first)["contents"] == ["NAT-N1"]


def test_a_withdrawn_record_has_a_version_that_counts_nothing(region) -> None:
    row = record(region)
    by = region.actor("specialist")
    last = actions.withdraw_activity(record_key=row.record_key, by=by, now=NOW)
    assert (last.version, last.is_withdrawn, last.served_count) == (2, True, 0)
    assert not all_of(ActivitySubject).filter(activity=last).exists()
    with pytest.raises(UserError) as error:
        actions.withdraw_activity(record_key=row.record_key, by=by, now=NOW)
    assert code_of(error) == "LED-006"
    assert all_of(Activity).get(record_key=row.record_key, is_current=True) == last


def test_records_of_another_municipality_do_not_exist(region) -> None:
    row = record(region)
    stranger = region.actor("minato_specialist")
    with pytest.raises(NotVisible):
        actions.withdraw_activity(record_key=row.record_key, by=stranger, now=NOW)
    with pytest.raises(NotVisible):
        actions.supersede_activity(
            record_key=row.record_key,
            new=new_activity(
                region,
                office_id=region.offices["shiokaze"].pk,
                staff_id=region.staff["minato_specialist"].pk,
            ),
            by=stranger,
            now=NOW,
        )


def test_the_database_keeps_one_current_version(region) -> None:
    row = record(region)
    with pytest.raises(IntegrityError), transaction.atomic():
        Activity.objects.create(
            municipality_id=row.municipality_id, office_id=row.office_id,
            kind="contact", occurred_on=row.occurred_on,
            occurred_month=row.occurred_month, method="NAT-M4", served_count=1,
            record_key=row.record_key, version=2, recorded_at=NOW,
        )  # fmt: skip


def keys_of(row: Activity) -> list:
    rows = all_of(ActivitySubject).filter(activity=row).order_by("id")
    return list(rows.values_list("subject_key", flat=True))


def test_a_merge_moves_the_keys_and_can_be_undone(region) -> None:
    absorbed, survivor, by = uuid4(), uuid4(), region.actor("core_staff")
    alone = record(region, subjects=(person(absorbed),))
    other = record(region, "core", subjects=(person(survivor),))
    assert actions.repoint_subject(old_key=absorbed, new_key=survivor, by=by) == 1
    assert keys_of(alone) == keys_of(other) == [survivor]
    back = actions.return_subject(original_keys=[absorbed], key=absorbed, by=by)
    assert back == 1
    assert (keys_of(alone), keys_of(other)) == ([absorbed], [survivor])


def test_two_persons_of_one_visit_who_were_the_same_count_once(region) -> None:
    absorbed, survivor, by = uuid4(), uuid4(), region.actor("core_staff")
    row = record(region, subjects=(person(absorbed), person(survivor)), anonymous=1)
    actions.repoint_subject(old_key=absorbed, new_key=survivor, by=by)
    row.refresh_from_db()
    assert row.served_count == 2
    actions.return_subject(original_keys=[absorbed], key=absorbed, by=by)
    row.refresh_from_db()
    assert row.served_count == 3


def test_a_merge_stays_reversible_after_a_correction(region) -> None:
    absorbed, survivor, by = uuid4(), uuid4(), region.actor("core_staff")
    row = record(region, subjects=(person(absorbed), person(survivor)))
    actions.repoint_subject(old_key=absorbed, new_key=survivor, by=by)
    corrected = actions.supersede_activity(
        record_key=row.record_key,
        new=new_activity(region, subjects=(person(survivor),)),
        by=region.actor("specialist"),
        now=NOW,
    )
    assert corrected.served_count == 1
    actions.return_subject(original_keys=[absorbed], key=absorbed, by=by)
    corrected.refresh_from_db()
    assert keys_of(corrected) == [absorbed, survivor]
    assert corrected.served_count == 2


def test_a_person_merged_twice_comes_back_with_whom_she_had_absorbed(region) -> None:
    a, b, c, by = uuid4(), uuid4(), uuid4(), region.actor("core_staff")
    rows = [record(region, subjects=(person(key),)) for key in (a, b, c)]
    actions.repoint_subject(old_key=a, new_key=b, by=by)
    actions.repoint_subject(old_key=b, new_key=c, by=by)
    assert [keys_of(row) for row in rows] == [[c], [c], [c]]
    actions.return_subject(original_keys=[a, b], key=b, by=by)
    assert [keys_of(row) for row in rows] == [[b], [b], [c]]


def test_a_merge_reaches_no_other_municipality(region) -> None:
    key = uuid4()
    row = record(region, subjects=(person(key),))
    stranger = region.actor("minato_officer")
    assert actions.repoint_subject(old_key=key, new_key=uuid4(), by=stranger) == 0
    assert keys_of(row) == [key]
