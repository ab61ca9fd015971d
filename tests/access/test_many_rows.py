from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction

from tests.factories.region import Region
from tsunagi.access.many_rows import FEW, insert_rows, new_row, read_row
from tsunagi.access.models import AuditEvent, AuditSubject
from tsunagi.cases.case.models import Case
from tsunagi.cases.contact.models import Contact
from tsunagi.cases.person.models import Person
from tsunagi.organisations.office.models import Corporation

NOW = datetime(2026, 4, 1, 9, 30, tzinfo=UTC)
TYPED = "株式\t会社\\N「髙」\n“😀”"


@pytest.mark.parametrize("count", [0, 1, FEW - 1, FEW, FEW * 3])
@pytest.mark.django_db
def test_the_rows_are_those_of_bulk_create(count: int) -> None:
    new = [Corporation(name=f"{TYPED}{n}", search_key="") for n in range(count)]
    saved = insert_rows(new)
    expected = [(row.pk, row.public_id, row.name) for row in saved]
    stored = Corporation.objects.order_by("pk").values_list("pk", "public_id", "name")
    assert list(stored) == expected
    assert len(expected) == count
    # The next ordinary row finds a key of its own.
    following = Corporation.objects.create(name="次", search_key="")
    assert following.pk not in {row.pk for row in saved}


@pytest.mark.django_db
def test_every_kind_of_value_comes_back() -> None:
    event = AuditEvent(
        at=NOW, action="test.many", outcome=AuditEvent.Outcome.DONE,
        actor_name=TYPED, details={"数": 1, "無": None, "列": ["あ"]}, source="命令",
    )  # fmt: skip
    others = [
        AuditEvent(at=NOW, action="test.many", outcome=event.outcome, details={})
        for _ in range(FEW)
    ]
    insert_rows([event, *others])
    found = AuditEvent.objects.get(pk=event.pk)
    assert found.at == NOW
    assert found.actor_name == TYPED
    assert found.details == {"数": 1, "無": None, "列": ["あ"]}
    assert found.actor_staff_id is None
    subjects = [AuditSubject(event=event, subject_public_id=uuid4()) for _ in others]
    insert_rows(subjects)
    kept = AuditSubject.objects.filter(event=event)
    assert {row.subject_public_id for row in kept} == {
        row.subject_public_id for row in subjects
    }


@pytest.mark.django_db
def test_fields_refuse_what_they_refuse_on_save() -> None:
    rows = [Corporation(name="a\x00b", search_key="") for _ in range(FEW)]
    with pytest.raises(ValidationError), transaction.atomic():
        insert_rows(rows)
    assert not Corporation.objects.exists()


@pytest.mark.django_db
def test_one_row_too_many_and_nothing_is_written() -> None:
    rows = [Corporation(name=str(n), search_key="") for n in range(FEW)]
    rows[-1].public_id = rows[0].public_id
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_rows(rows)
    assert not Corporation.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_only_inside_a_transaction() -> None:
    assert not connection.in_atomic_block
    rows = [Corporation(name=str(n), search_key="") for n in range(FEW)]
    with pytest.raises(RuntimeError):
        insert_rows(rows)


def _columns(row: models.Model) -> dict[str, Any]:
    return {name: value for name, value in row.__dict__.items() if name != "_state"}


@pytest.mark.django_db
def test_a_new_row_is_that_of_its_class(region: Region) -> None:
    office, person_id = region.offices["hikari"], uuid4()
    for model, values in (
        (AuditSubject, {"event_id": 3, "subject_public_id": person_id}),
        (Person, {"municipality": office.municipality, "name": TYPED, "public_id": person_id}),
        (Case, {"responsible_office": office, "responsible_staff": None, "public_id": person_id, "activity_key": person_id}),
        (Contact, {"case": None, "office": office, "record_id": person_id, "activity_key": person_id, "public_id": person_id, "text": TYPED}),
    ):  # fmt: skip
        ours, theirs = new_row(model, **values), model(**values)
        assert _columns(ours) == _columns(theirs), model
        assert ours._state.adding and ours._state.db is None
        assert ours._state.fields_cache == theirs._state.fields_cache, model
    # Nobody's defaults are anybody else's, and a saved one is the same.
    assert new_row(Person).public_id != new_row(Person).public_id


def test_a_column_that_is_not_there_is_refused() -> None:
    with pytest.raises(TypeError, match="no such column"):
        new_row(AuditSubject, person="架空")


@pytest.mark.django_db
def test_a_row_read_in_part_is_the_row_and_reads_the_rest(region: Region) -> None:
    staff = region.staff["specialist"]
    row = read_row(type(staff), using="default", id=staff.pk, name=staff.name)
    assert row == staff and not row._state.adding
    assert row.get_deferred_fields() >= {"login_name", "public_id"}
    assert row.login_name == staff.login_name


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("count", [2, FEW * 2])
def test_lists_of_codes_are_kept_row_by_row(count: int) -> None:
    """The same list, equal lists, other lists, and what is no list of texts."""
    same = ["a", "値 \"'\\"]
    values = [same, same, ["a", "値 \"'\\"], [], {"k": [1]}, [1, 2], ["b"], "文"]
    with transaction.atomic():
        events = insert_rows(
            AuditEvent(
                at=NOW, action="test.json", outcome=AuditEvent.Outcome.DONE,
                source="test", details=values[n % len(values)],
            )
            for n in range(count)
        )  # fmt: skip
    for n, event in enumerate(events):
        assert AuditEvent.objects.get(pk=event.pk).details == values[n % len(values)]
