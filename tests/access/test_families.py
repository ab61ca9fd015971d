"""互いを指す新しい行は、いくつの文で書いても、同じ行になる。"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import CaptureQueriesContext

from tests.factories.region import Region
from tsunagi.access.many_rows import FEW, insert_families, new_row
from tsunagi.activity.record.models import (
    Activity,
    ActivityContent,
    ActivitySubject,
    SubjectDisability,
)

NOW = datetime(2026, 4, 1, 9, 30, tzinfo=UTC)
KEYS = [UUID(int=number + 1) for number in range(FEW)]
KINDS = ("physical", "mental")


def a_family(region: Region, size: int) -> list[list[models.Model]]:
    """An activity with `size` persons, of whom each has two kinds of disability."""
    activity = new_row(
        Activity, municipality_id=region.municipalities["tsunagi"].pk,
        office_id=region.offices["hikari"].pk, kind="contact",
        occurred_on=NOW.date(), occurred_month=202604, method="phone", record_key=uuid4(),
        served_count=size, recorded_at=NOW, purposes=["daily"],
    )  # fmt: skip
    contents = [new_row(ActivityContent, activity=activity, code="a;'b")]
    persons = [
        new_row(
            ActivitySubject, activity=activity, subject_key=key, original_key=key,
            is_child=bool(at % 2), is_new=False,
        )
        for at, key in enumerate(KEYS[:size])
    ]  # fmt: skip
    kinds = [
        new_row(SubjectDisability, subject=person, code=kind)
        for person in persons
        for kind in KINDS
    ]
    return [[activity], contents, persons, kinds]


@pytest.mark.parametrize("size", [0, 1, 2, 3, 4, 9, 12, FEW])
@pytest.mark.django_db
def test_every_row_is_there_and_names_its_own(region: Region, size: int) -> None:
    tables = a_family(region, size)
    insert_families(tables)
    (activity,) = Activity.objects.unscoped("test")
    assert activity.purposes == ["daily"]
    content = ActivityContent._base_manager.get()
    assert (content.activity_id, content.code) == (activity.pk, "a;'b")
    found = {
        (row.subject.subject_key, row.subject.is_child, row.code)
        for row in SubjectDisability._base_manager.select_related("subject")
    }
    assert found == {
        (key, bool(at % 2), kind)
        for at, key in enumerate(KEYS[:size])
        for kind in KINDS
    }
    for row in [row for rows in tables for row in rows]:
        stored = type(row)._base_manager.get(pk=row.pk)
        assert not row._state.adding
        for field in row._meta.concrete_fields:
            assert getattr(row, field.attname) == getattr(stored, field.attname)


@pytest.mark.parametrize(
    ("size", "statements"), [(2, 1), (3, 1), (4, 2), (9, 3), (12, 4)]
)
@pytest.mark.django_db
def test_a_few_are_one_statement_on_postgresql(
    region: Region, size: int, statements: int
) -> None:
    """A visit to several persons takes two or three; many go table by table."""
    tables = a_family(region, size)
    with CaptureQueriesContext(connection) as queries:
        insert_families(tables)
    assert len(queries) == (statements if connection.vendor == "postgresql" else 4)


@pytest.mark.django_db
def test_what_the_database_refuses_leaves_nothing(region: Region) -> None:
    tables = a_family(region, 1)
    tables[1].append(new_row(ActivityContent, activity=tables[0][0], code="a;'b"))
    with pytest.raises(IntegrityError), transaction.atomic():
        insert_families(tables)
    assert not Activity.objects.unscoped("test").exists()
