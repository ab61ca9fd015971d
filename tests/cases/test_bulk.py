"""まとめて書いた行は、一つずつ書いた行と同じになる。"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import models, transaction

from tests.cases.conftest import CaseRoom
from tests.conftest import NOW, TODAY
from tsunagi.access.actor import AccessDenied
from tsunagi.activity.models import Activity
from tsunagi.activity.record.category_queries import contact_categories
from tsunagi.cases.case.bulk import BulkPerson, open_cases
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.contact.actions import (
    NewContact,
    finish_next_action,
    withdraw_contact,
)
from tsunagi.cases.contact.bulk import (
    BulkContact,
    record_contacts_in_bulk,
)
from tsunagi.cases.contact.case_days import take_in_many
from tsunagi.cases.models import (
    Case,
    CaseAccess,
    CaseEvent,
    CaseMode,
    CaseResponsibility,
    Contact,
    ContactSearch,
    Person,
)
from tsunagi.common.frozen import names_of

pytestmark = pytest.mark.django_db
OWN = {
    "id", "public_id", "record_id", "activity_key", "record_key", "person", "case",
    "contact", "name", "name_key",
}  # fmt: skip


def values_of(row: models.Model) -> dict[str, Any]:
    """Every column but those that must differ between two rows."""
    return {
        f.name: getattr(row, f.attname) for f in row._meta.fields if f.name not in OWN
    }


def pair(model: type[models.Model]) -> list[list[dict[str, Any]]]:
    """The rows of the first and of the second case."""
    return [
        sorted((values_of(r) for r in model._base_manager.filter(case=case)), key=str)
        for case in Case._base_manager.order_by("id")
    ]


def test_persons_and_cases_in_bulk_are_the_same_rows(room: CaseRoom) -> None:
    one = room.case(name="架空 一", kana="かくう")
    values = {
        name: getattr(one.person, name)
        for name in ("name_kana", "birth_on", "address", "phone")
    }
    many = open_cases(
        [
            BulkPerson(
                values={**values, "name": "架空 二"},
                office=room.region.offices["hikari"],
                staff=room.region.staff["specialist"],
                mode=Mode.PLAN,
                opened_on=date(2026, 4, 1),
                number="A-1",
            )
        ],
        by=room.actor("manager"), now=NOW, today=TODAY,
    )  # fmt: skip
    first, second = Person._base_manager.order_by("id")
    assert values_of(first) == values_of(second)
    assert second.name == "架空 二"
    assert many[0].person == second
    for model in (CaseResponsibility, CaseMode, CaseAccess, CaseEvent):
        by_one, by_many = pair(model)
        assert by_one and by_one == by_many, model.__name__
    by_one, by_many = (values_of(row) for row in Case._base_manager.order_by("id"))
    assert by_one == by_many


def test_contacts_in_bulk_are_the_same_rows(room: CaseRoom) -> None:
    one, two = room.case(name="架空 一"), room.case(name="架空 二")
    new = NewContact(
        occurred_on=TODAY,
        method=contact_categories(actor=room.actor("specialist"), on=TODAY)
        .methods.codes[0],
        text="訪問した。ひきこもりの相談。", minutes=30, next_action="電話",
        next_on=date(2026, 12, 1), counterpart=("self",),
    )  # fmt: skip
    room.contact(one, by="manager", **{
        name: getattr(new, name) for name in names_of(NewContact)
    })  # fmt: skip
    record_contacts_in_bulk(
        [
            BulkContact(
                two, room.region.offices["hikari"], room.region.staff["manager"], new
            )
        ],
        by=room.actor("manager"), now=NOW,
    )  # fmt: skip
    for model in (Contact, ContactSearch):
        by_one, by_many = pair(model)
        assert len(by_one) == 1 and by_one == by_many, model.__name__
    first, second = (values_of(row) for row in Activity._base_manager.order_by("id"))
    assert first == second
    for case in (one, two):
        case.refresh_from_db()
    assert one.last_contact_on == two.last_contact_on == TODAY
    assert one.next_action_on == two.next_action_on == date(2026, 12, 1)


def test_many_cases_are_counted_as_each_by_itself(room: CaseRoom) -> None:
    """Withdrawn records and steps that are done are left out; the earliest step counts."""
    by, soon = room.actor("specialist"), TODAY + timedelta(days=2)
    one, two = room.case(name="架空 一"), room.case(name="架空 二")
    room.contact(one, occurred_on=TODAY - timedelta(days=9), next_on=soon)
    done = room.contact(one, occurred_on=TODAY - timedelta(days=5), next_on=TODAY)
    finish_next_action(contact=done, by=by, now=NOW)
    gone = room.contact(one)
    withdraw_contact(contact=gone, reason="二重だった", version=1, by=by, now=NOW)
    room.contact(two, occurred_on=TODAY - timedelta(days=1))
    kept = Case._base_manager.filter(pk__in=[one.pk, two.pk]).order_by("pk")
    expected = list(kept.values_list("last_contact_on", "next_action_on"))
    assert expected == [
        (TODAY - timedelta(days=5), soon), (TODAY - timedelta(days=1), None),
    ]  # fmt: skip
    kept.update(last_contact_on=None, next_action_on=None)
    take_in_many({case.pk: case.responsible_office_id for case in (one, two)})
    assert list(kept.values_list("last_contact_on", "next_action_on")) == expected


def test_many_records_do_not_undo_one_of_the_same_moment(room: CaseRoom) -> None:
    """What somebody else has told the case stands, though its record is not seen yet."""
    case = room.case()
    room.contact(
        case, occurred_on=TODAY - timedelta(days=9), next_on=TODAY + timedelta(days=9)
    )
    kept = Case._base_manager.filter(pk=case.pk)
    kept.update(last_contact_on=TODAY, next_action_on=TODAY)
    take_in_many({case.pk: case.responsible_office_id})
    assert list(kept.values_list("last_contact_on", "next_action_on")) == [
        (TODAY, TODAY)
    ]


def test_whoever_may_not_import_writes_nothing(room: CaseRoom) -> None:
    case = room.case()
    item = BulkContact(
        case, room.region.offices["hikari"], room.region.staff["specialist"],
        NewContact(occurred_on=TODAY, method="x", text="架空"),
    )  # fmt: skip
    with pytest.raises(AccessDenied), transaction.atomic():
        record_contacts_in_bulk([item], by=room.actor("specialist"), now=NOW)
    assert not Contact._base_manager.exists()
