"""相談記録を表から取り込む: 新しい、同じ、訂正、断る。"""

from __future__ import annotations

from datetime import date

import pytest

from tests.conftest import NOW
from tests.exchange.casework import (
    contact,
    figures,
    give_numbers,
    person,
    run,
)
from tests.factories.region import Region
from tsunagi.access.models import AuditEvent
from tsunagi.activity.models import Activity
from tsunagi.cases.contact.actions import withdraw_contact
from tsunagi.cases.models import (
    Case,
    Contact,
)
from tsunagi.exchange.casework.models import ContactNumber
from tsunagi.exchange.casework.rules import Kind
from tsunagi.exchange.reports import ImportReport

pytestmark = pytest.mark.django_db


@pytest.fixture
def numbered(region: Region) -> Region:
    give_numbers(region)
    return region


def persons(region: Region, *rows: dict[str, str], **options) -> ImportReport:
    return run(region, Kind.PERSONS, list(rows), **options)


def contacts(region: Region, *rows: dict[str, str], **options) -> ImportReport:
    return run(region, Kind.CONTACTS, list(rows), **options)


def differences(report: ImportReport) -> list[tuple[str, str, str]]:
    return [(d.label, d.before, d.after) for d in report.differences]


def reasons(report: ImportReport) -> list[tuple[int, str | None, str]]:
    return [(error.line, error.column, error.reason) for error in report.errors]


def test_records_come_with_ledger_and_number(numbered: Region) -> None:
    persons(numbered, person())
    report = contacts(
        numbered,
        contact(staff="架空　specialist", recorded_on="R8.11.5"),
        contact("R-2", person="", method="メール", counterpart="架空大家"),
        contact("R-3", staff="SPECIALIST", minutes="", contents="", counterpart=""),
    )
    assert reasons(report) == []
    assert figures(report) == (3, 3, 0, 0, True)
    first, second, third = Contact._base_manager.order_by("id")
    case = Case._base_manager.get()
    assert (first.case, first.staff, first.minutes) == (
        case, numbered.staff["specialist"], 20,
    )  # fmt: skip
    assert first.contents == ["NAT-N3", "NAT-N9"]
    assert first.counterpart == ["self", "mother"]
    assert first.recorded_at.date() == date(2026, 11, 5)
    assert (second.case, second.is_anonymous, second.method) == (None, True, "NAT-M5")
    assert (second.counterpart, second.counterpart_name) == ([], "架空大家")
    assert second.staff == numbered.staff["manager"]
    assert third.staff == numbered.staff["specialist"] and third.minutes is None
    assert Activity._base_manager.count() == 3
    assert case.last_contact_on == date(2026, 11, 2)
    assert ContactNumber.objects.filter(office=numbered.offices["hikari"]).count() == 3
    event = AuditEvent.objects.get(action="contact.import")
    assert event.details == {"records": 3}


def test_the_same_records_twice_change_nothing(numbered: Region) -> None:
    persons(numbered, person())
    rows = [contact(), contact("", text="番号のない記録"), contact("R-3", person="")]
    assert figures(contacts(numbered, *rows)) == (3, 3, 0, 0, True)
    assert figures(contacts(numbered, *rows)) == (3, 0, 0, 3, True)
    assert Contact._base_manager.count() == 3


def test_a_changed_record_becomes_a_correction(numbered: Region) -> None:
    persons(numbered, person())
    contacts(numbered, contact())
    row = contact(text="直した文", minutes="45", method="来所", contents="")
    report = contacts(numbered, row)
    assert figures(report) == (1, 0, 1, 0, True)
    assert differences(report) == [
        ("分", "20", "45"),
        ("方法", "電話相談", "来所相談"),
        ("本文", "架空の記録。通院について話した。", "直した文"),
    ]
    current = Contact._base_manager.get(is_current=True)
    assert (current.version, current.text, current.correction_reason) == (
        2, "直した文", "取り込みで直した",
    )  # fmt: skip
    assert current.contents == ["NAT-N3", "NAT-N9"]
    assert Activity._base_manager.get(is_current=True).minutes == 45
    assert figures(contacts(numbered, row)) == (1, 0, 0, 1, True)


def test_a_record_never_moves_to_another_person(numbered: Region) -> None:
    persons(numbered, person(), person("A-2", name="架空 次郎", name_kana=""))
    contacts(numbered, contact("R-1"), contact("R-2", person=""))
    report = contacts(
        numbered, contact("R-1", person="A-2"), contact("R-2", person="A-1")
    )
    assert [(e.line, e.column) for e in report.errors] == [
        (2, "利用者番号"), (3, "利用者番号"),
    ]  # fmt: skip


def test_a_withdrawn_record_stays_withdrawn(numbered: Region) -> None:
    persons(numbered, person())
    contacts(numbered, contact())
    withdraw_contact(
        contact=Contact._base_manager.get(), reason="架空の誤り", version=1,
        by=numbered.actor("manager"), now=NOW,
    )  # fmt: skip
    report = contacts(numbered, contact(text="別の文"))
    assert figures(report) == (1, 0, 0, 1, True)
    assert [warning.column for warning in report.warnings] == ["記録番号"]


def test_unknown_persons_and_staff_are_refused(numbered: Region) -> None:
    persons(numbered, person())
    report = contacts(
        numbered,
        contact("R-1", person="X-9"),
        contact("R-2", staff="架空 だれか"),
        contact("R-3", staff="架空 alone"),
        contact("R-4", staff="specialist", occurred_on="2019/11/1"),
        contact("R-5", occurred_on="2019/11/1"),
    )
    assert [(e.line, e.column) for e in report.errors] == [
        (2, "利用者番号"), (3, "記録者"), (4, "記録者"), (5, "記録者"), (6, "記録者"),
    ]  # fmt: skip
    assert not Contact._base_manager.exists()


def test_two_staff_of_one_name_need_the_login_name(numbered: Region) -> None:
    assistant = numbered.staff["assistant"]
    assistant.name = "架空specialist"
    assistant.save()
    report = contacts(numbered, contact(person="", staff="架空 specialist"))
    assert "ログイン名" in report.errors[0].reason
    assert contacts(numbered, contact(person="", staff="assistant")).committed


def test_the_numbers_of_one_office_are_not_those_of_another(region: Region) -> None:
    persons(region, person())
    contacts(region, contact())
    report = contacts(region, contact(), who="alone", office="alone")
    assert [e.column for e in report.errors] == ["利用者番号"]
    report = contacts(region, contact(person=""), who="alone", office="alone")
    assert figures(report) == (1, 1, 0, 0, True)


def test_the_number_of_queries_does_not_grow_with_the_cases(
    numbered: Region, django_assert_max_num_queries
) -> None:
    """Enough lines of each case that they are many rows of every table."""

    def confirmed(name: str, cases: int) -> int:
        numbers = [f"{name}-{one}" for one in range(cases)]
        persons(
            numbered, *(person(number, name=f"架空 {number}") for number in numbers)
        )
        lines = [
            contact(f"R-{number}-{line}", person=number)
            for number in numbers
            for line in range(40 // cases)
        ]
        with django_assert_max_num_queries(60) as seen:
            assert figures(contacts(numbered, *lines))[0] == len(lines)
        return len(seen)

    assert confirmed("A", 2) == confirmed("B", 20)
