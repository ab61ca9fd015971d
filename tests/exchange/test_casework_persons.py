"""利用者と相談記録を表から取り込む: 新しい、同じ、変わった、断る。"""

from __future__ import annotations

from datetime import date

import pytest

from tests.conftest import NOW, TODAY
from tests.exchange.casework import (
    NOBODYS_NUMBER,
    OTHER_NUMBER,
    OWN_NUMBER,
    contact,
    csv_of,
    figures,
    give_numbers,
    pasted_of,
    person,
    place_of,
    run,
    xlsx_of,
)
from tests.factories.region import Region
from tsunagi.access.actor import AccessDenied, system_actor
from tsunagi.access.models import AuditEvent
from tsunagi.cases.models import (
    Case,
    CaseEvent,
    Certificate,
    Contact,
    Person,
    PersonNumber,
    PersonRevision,
)
from tsunagi.cases.person.shield_actions import start_shield
from tsunagi.exchange.casework.actions import import_table
from tsunagi.exchange.casework.place import Place
from tsunagi.exchange.casework.rules import Kind, layout
from tsunagi.exchange.reports import ImportReport
from tsunagi.organisations.office.models import Office

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


# --- persons -------------------------------------------------------------------------


def test_without_commit_nothing_is_written(numbered: Region) -> None:
    audited = AuditEvent.objects.count()
    report = persons(numbered, person(), person("A-2"), commit=False)
    assert figures(report) == (2, 2, 0, 0, False)
    assert not Person._base_manager.exists()
    assert AuditEvent.objects.count() == audited


def test_a_person_comes_with_case_number_papers_and_note(numbered: Region) -> None:
    row = person(
        certificate="0000000000", handbooks="療育B1；精神2級", note="朝に電話する。"
    )
    assert figures(persons(numbered, row)) == (1, 1, 0, 0, True)
    found = Person._base_manager.get()
    assert (found.name, found.birth_on, found.birth_precision, found.sex) == (
        "架空 花子", date(1985, 4, 1), "day", "female",
    )  # fmt: skip
    assert (found.postal_code, found.area) == ("9000001", numbered.areas["east"])
    assert found.disability_kinds == ["NAT-K3", "NAT-K4"]
    case = Case._base_manager.get()
    assert (case.mode, case.responsible_office, case.responsible_staff) == (
        "plan", numbered.offices["hikari"], None,
    )  # fmt: skip
    assert PersonNumber.objects.get().number == "A-1"
    papers = Certificate._base_manager.order_by("id").values_list(
        "kind", "number", "grade"
    )
    assert list(papers) == [
        ("welfare", "0000000000", ""),
        ("intellectual", "", "B1"),
        ("mental", "", "2級"),
    ]
    note = CaseEvent._base_manager.get(source_ref="import:note")
    assert note.text == "取り込んだ表の備考: 朝に電話する。"
    event = AuditEvent.objects.get(action="person.import")
    assert event.details == {"persons": 1}
    assert event.subjects.get().subject_public_id == found.public_id


@pytest.mark.parametrize(
    ("office", "who", "birth_on", "mode"),
    [
        ("hikari", "manager", "S60.4.1", "plan"),
        ("hikari", "manager", "H30.4.1", "child_plan"),
        ("hikari", "manager", "", "plan"),
        ("alone", "alone", "H30.4.1", "plan"),
        ("core", "core_manager", "S60.4.1", "core_difficult"),
    ],
)
def test_the_mode_follows_the_office(
    region: Region, office: str, who: str, birth_on: str, mode: str
) -> None:
    persons(region, person(birth_on=birth_on), office=office, who=who)
    assert Case._base_manager.get().mode == mode


def test_the_office_of_one_has_nobody_to_wait_for(region: Region) -> None:
    persons(region, person(), office="alone", who="alone")
    assert Case._base_manager.get().responsible_staff == region.staff["alone"]


def test_the_same_table_twice_changes_nothing(numbered: Region) -> None:
    rows = [
        person(certificate="0000000000", handbooks="身体2級；緑の札", note="架空"),
        person("A-2", name="架空 次郎", birth_on="1990年"),
    ]
    assert figures(persons(numbered, *rows)) == (2, 2, 0, 0, True)
    written = AuditEvent.objects.count()
    assert figures(persons(numbered, *rows)) == (2, 0, 0, 2, True)
    assert AuditEvent.objects.count() == written
    assert Certificate._base_manager.count() == 2


def test_what_differs_is_listed_and_then_written(numbered: Region) -> None:
    persons(numbered, person(certificate="0000000000"))
    row = person(
        name="架空 華子", birth_on="1985年4月", sex="不明", phone="000-9", address="",
        disability_kinds="発達", certificate="0000000018", handbooks="身体1級",
        note="新しい備考",
    )  # fmt: skip
    report = persons(numbered, row, commit=False)
    assert differences(report) == [
        ("氏名", "架空 花子", "架空 華子"),
        ("生年月日", "昭和60年4月1日", "昭和60年4月"),
        ("性別", "女", "不明・答えない"),
        ("電話", "000-111-2222", "000-9"),
        ("障害種別(；区切り)", "知的障害、精神障害", "発達障害"),
        ("受給者証番号", "0000000000", "0000000018"),
        ("手帳", "", "身体障害者手帳 1級"),
        ("備考", "", "新しい備考"),
    ]
    assert report.as_json()["differences"][0]["person"] == "架空 華子"  # type: ignore[index]
    assert figures(persons(numbered, row)) == (1, 0, 1, 0, True)
    found = Person._base_manager.get()
    assert (found.name, found.birth_precision, found.version) == (
        "架空 華子", "month", 2,
    )  # fmt: skip
    assert found.address == "架空県つなぎ市東区1番地"
    assert PersonRevision._base_manager.filter(person=found).count() == 1
    assert figures(persons(numbered, row)) == (1, 0, 0, 1, True)


def test_the_same_reading_and_birth_date_is_a_warning(numbered: Region) -> None:
    persons(numbered, person("A-1", name="架空 花子"))
    report = persons(
        numbered,
        person("A-2", name="架空 華子", name_kana="かくう　はなこ"),
        person("A-3", name="架空 別人", name_kana="カクウ ベツ"),
        person("A-4", name="架空 三人目", name_kana="カクウ ハナコ"),
    )
    assert [(w.line, w.column) for w in report.warnings] == [(2, "氏名"), (4, "氏名")]
    assert "架空 花子さん" in report.warnings[0].reason
    assert "架空 華子さん" in report.warnings[1].reason
    assert report.committed


def test_the_same_number_twice_is_refused(numbered: Region) -> None:
    report = persons(
        numbered, person(), person("A-2"), person("A-1", office_number=OWN_NUMBER)
    )
    assert [(e.line, e.column) for e in report.errors] == [(4, "利用者番号")]
    assert not report.committed and not Person._base_manager.exists()


def test_one_bad_line_keeps_everything_out(numbered: Region) -> None:
    report = persons(
        numbered,
        person(),
        person("A-2", name="", sex="x"),
        person("A-3", birth_on="？"),
    )
    assert figures(report) == (3, 1, 0, 0, False)
    assert [(line, column) for line, column, _ in reasons(report)] == [
        (3, "氏名"), (3, "性別"), (4, "生年月日"),
    ]  # fmt: skip
    assert not Person._base_manager.exists()


def test_another_office_is_refused(numbered: Region) -> None:
    report = persons(
        numbered,
        person("A-1", office_number=OWN_NUMBER),
        person("A-2", office_number=OTHER_NUMBER),
        person("A-3", office_number=NOBODYS_NUMBER),
    )
    assert [(e.line, e.column) for e in report.errors] == [
        (3, "担当事業所番号"), (4, "担当事業所番号"),
    ]  # fmt: skip
    assert "ほかの事業所" in report.errors[0].reason
    assert "登録されていない" in report.errors[1].reason


@pytest.mark.parametrize("who", ["specialist", "officer", "alone", "core_staff"])
def test_only_who_answers_for_the_office_imports(region: Region, who: str) -> None:
    for kind, rows in ((Kind.PERSONS, [person()]), (Kind.CONTACTS, [contact()])):
        with pytest.raises(AccessDenied):
            run(region, kind, rows, who=who)
    assert not Person._base_manager.exists()


def test_a_person_who_went_to_another_office_is_not_touched(numbered: Region) -> None:
    persons(numbered, person())
    Case._base_manager.update(responsible_office=numbered.offices["core"])
    report = persons(numbered, person(phone="000-9"))
    assert [(e.line, e.column) for e in report.errors] == [(2, "利用者番号")]
    assert Person._base_manager.get().phone == "000-111-2222"


def test_shielded_whereabouts_are_neither_shown_nor_overwritten(
    numbered: Region,
) -> None:
    persons(numbered, person())
    start_shield(
        case=Case._base_manager.get(),
        reason_code="violence",
        basis="架空の申し出",
        viewers=[numbered.staff["specialist"]],
        by=numbered.actor("manager"),
        now=NOW,
    )
    report = persons(numbered, person(address="架空県つなぎ市西区9番地", phone="000-9"))
    assert report.errors == () and report.differences == ()
    assert {"住所", "電話"} <= {warning.column for warning in report.warnings}
    assert "東区" not in str(report)


# --- the ways in ---------------------------------------------------------------------


def command_place(region: Region, office: Office) -> Place:
    by = system_actor("command", municipality_id=office.municipality_id)
    return Place(office, by, NOW, TODAY)


def test_the_command_line_names_who_recorded(region: Region) -> None:
    place = command_place(region, region.offices["hikari"])
    import_table(
        Kind.PERSONS, csv_of(Kind.PERSONS, [person()]), place=place, commit=True
    )
    rows = [contact("R-1"), contact("R-2", occurred_on="2019/4/1")]
    source = csv_of(Kind.CONTACTS, rows)
    report = import_table(Kind.CONTACTS, source, place=place, commit=True)
    assert figures(report) == (2, 2, 0, 0, True)
    assert {c.staff for c in Contact._base_manager.all()} == {region.staff["manager"]}
    (warning,) = report.warnings
    assert (warning.line, warning.column) == (2, "記録者")
    assert "架空 managerさん" in warning.reason and "2行" in warning.reason
    report = import_table(Kind.CONTACTS, source, place=place, commit=True)
    assert figures(report) == (2, 0, 0, 2, True)


def test_the_command_line_brings_persons_of_several_offices(numbered: Region) -> None:
    place = command_place(numbered, numbered.offices["hikari"])
    source = csv_of(
        Kind.PERSONS, [person("1"), person("1", office_number=OTHER_NUMBER)]
    )
    report = import_table(Kind.PERSONS, source, place=place, commit=True)
    assert figures(report) == (2, 2, 0, 0, True)
    assert set(
        Case._base_manager.values_list("responsible_office__name", flat=True)
    ) == {"架空 hikari", "架空 alone"}
    assert figures(import_table(Kind.PERSONS, source, place=place, commit=True)) == (
        2,
        0,
        0,
        2,
        True,
    )


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_both_encodings_give_the_same_records(region: Region, encoding: str) -> None:
    rows = [person(name="架空　髙橋 花子")]
    data = csv_of(Kind.PERSONS, rows, encoding=encoding)
    assert figures(run(region, Kind.PERSONS, data)) == (1, 1, 0, 0, True)
    assert Person._base_manager.get().name == "架空　髙橋 花子"


def test_a_pasted_table_and_an_excel_file_are_the_same_table(region: Region) -> None:
    rows = [person(), person("2", name="架空 次郎", name_kana="")]
    assert figures(run(region, Kind.PERSONS, pasted_of(Kind.PERSONS, rows))) == (
        2, 2, 0, 0, True,
    )  # fmt: skip
    columns = layout(Kind.PERSONS).columns
    typed = [
        {**rows[0], "birth_on": date(1985, 4, 1), "sex": 2},
        {**rows[1], "number": 2, "birth_on": date(1985, 4, 1)},
    ]
    book = xlsx_of(
        [list(columns.values()), *([row[name] for name in columns] for row in typed)]
    )
    assert figures(run(region, Kind.PERSONS, book)) == (2, 0, 0, 2, True)


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        (b"", "CSV-001"),
        ("利用者番号,住所\n1,架空県".encode(), "「氏名」"),
        (b"%PDF-1.7 x", "CSV-004"),
        (b"PK\x03\x04 broken", "CSV-014"),
        ("利用者番号,氏名\n1", "列の数"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_error(
    region: Region, source: bytes | str, reason: str
) -> None:
    report = run(region, Kind.PERSONS, source)
    assert len(report.errors) == 1 and reason in report.errors[0].reason
    assert not report.committed


def test_the_number_of_queries_does_not_grow_with_the_lines(
    region: Region, django_assert_max_num_queries
) -> None:
    def preview(count: int) -> int:
        rows = [person(f"A-{number}") for number in range(count)]
        with django_assert_max_num_queries(40) as seen:
            run(region, Kind.PERSONS, rows, commit=False)
        return len(seen)

    assert preview(3) == preview(300)


def test_a_place_is_asked_for_permission_before_the_file_is_read(
    region: Region,
) -> None:
    place = place_of(region, "specialist")
    with pytest.raises(AccessDenied):
        import_table(Kind.PERSONS, b"", place=place, commit=False)
