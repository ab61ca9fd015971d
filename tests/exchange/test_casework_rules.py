"""一行の読み方: 言葉の書き方の違いと、読めない行の理由。"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import TODAY
from tests.exchange.casework import contact, csv_of, person
from tsunagi.activity.catalogue import loader
from tsunagi.activity.record.categories import Categories, categories_from
from tsunagi.cases.person.rules import Kinship
from tsunagi.common.csvfile import read_pasted, read_table
from tsunagi.exchange.casework.contact_rules import ContactRecord, read_contacts
from tsunagi.exchange.casework.person_rules import PersonRecord, read_persons
from tsunagi.exchange.casework.rules import (
    Kind,
    Sheet,
    as_json_text,
    from_json_text,
    known_headings,
    layout,
)

WORDS = Path(__file__).parents[1] / "truth_tables" / "casework_words.csv"
TABLE = list(csv.DictReader(WORDS.read_text(encoding="utf-8").splitlines()))


def categories() -> Categories:
    shipped = loader.newest("national-contact-categories")
    assert shipped is not None
    return categories_from(
        shipped.items, shipped=shipped.items, version=shipped.version, is_adopted=False
    )


def sheet_of(kind: Kind, rows: Sequence[dict[str, str]]) -> Sheet:
    return known_headings(read_table(csv_of(kind, rows)), kind)


def persons(*rows: dict[str, str]) -> tuple[list[PersonRecord], Sheet]:
    sheet = sheet_of(Kind.PERSONS, rows)
    return read_persons(sheet, kinds=categories().disability_kinds, today=TODAY), sheet


def contacts(*rows: dict[str, str]) -> tuple[list[ContactRecord], Sheet]:
    sheet = sheet_of(Kind.CONTACTS, rows)
    return read_contacts(
        sheet, categories_on=lambda _: categories(), today=TODAY
    ), sheet


def labels(name: str, record: Any) -> str:
    """The value as the truth table writes it."""
    known = categories()
    if isinstance(record, PersonRecord):
        if name == "birth_on":
            return f"{record.values[name]} {record.values['birth_precision']}"
        if name == "disability_kinds":
            return "、".join(map(known.disability_kinds.label_of, record.values[name]))
        if name in ("handbooks", "certificate"):
            papers = (f"{p.kind.value} {p.number}{p.grade}" for p in record.papers)
            return "、".join(text.strip() for text in papers)
        return str(record.values[name])
    if name == "method":
        return known.methods.label_of(record.method)
    if name == "contents":
        return "、".join(map(known.contents.label_of, record.contents))
    if name == "counterpart":
        kin = "、".join(Kinship(word).label for word in record.counterpart)
        return f"{kin}＋{record.counterpart_name}" if record.counterpart_name else kin
    if name == "started_at_time":
        return f"{record.started_at_time:%H:%M}"
    value = getattr(record, name)
    return "" if value is None else str(value)


@pytest.mark.parametrize("case", TABLE, ids=lambda c: f"{c['column']}-{c['given']}")
def test_words_of_the_table_are_read(case: dict[str, str]) -> None:
    name, given = case["column"], case["given"]
    records: list[Any]
    if case["kind"] == "persons":
        records, sheet = persons(person(**{name: given}))
    else:
        records, sheet = contacts(contact(**{name: given}))
    if case["expected"] == "×":
        assert not records and [e.column for e in sheet.remarks.errors]
        return
    assert sheet.remarks.errors == []
    assert labels(name, records[0]) == case["expected"]


@pytest.mark.parametrize(
    ("name", "given", "reason"),
    [
        ("number", "", "空欄です"),
        ("number", "あ" * 41, "41文字"),
        ("name", " ", "空欄です"),
        ("name", "あ" * 101, "101文字"),
        ("name_kana", "ア" * 151, "151文字"),
        ("birth_on", "昭和60年4月31日", "4月"),
        ("birth_on", "R9.1.1", "今日より後"),
        ("birth_on", "きのう", "きのう"),
        ("sex", "3", "「3」は読めません"),
        ("postal_code", "900-001", "7けた"),
        ("postal_code", "900-000A", "7けた"),
        ("address", "あ" * 301, "301文字"),
        ("phone", "0" * 41, "41文字"),
        ("disability_kinds", "知的；架空障害", "「架空障害」"),
        ("office_number", "123", "10"),
        ("note", "あ" * 281, "281文字"),
    ],
)
def test_a_line_of_a_person_is_refused(name: str, given: str, reason: str) -> None:
    records, sheet = persons(person("A-0"), {**person("A-9"), name: given})
    assert [record.line for record in records] == [2]
    (error,) = sheet.remarks.errors
    assert (error.line, error.column) == (3, layout(Kind.PERSONS).columns[name])
    assert reason in error.reason


@pytest.mark.parametrize(
    ("name", "given", "reason"),
    [
        ("number", "あ" * 61, "61文字"),
        ("occurred_on", "", "空欄です"),
        ("occurred_on", "2026年11月", "日がありません"),
        ("occurred_on", "2026-11-31", "11月"),
        ("occurred_on", "2026-11-23", "今日より後"),
        ("started_at_time", "25:00", "時刻として読めません"),
        ("minutes", "1441", "1440"),
        ("minutes", "-5", "「-5」"),
        ("minutes", "半時間", "「半時間」"),
        ("method", "", "空欄です"),
        ("method", "念力", "「電話相談」"),
        ("contents", "就労；占い", "「占い」"),
        ("counterpart", "架" * 121, "121文字"),
        ("text", "", "空欄です"),
        ("text", "あ" * 20_001, "20001文字"),
        ("recorded_on", "R8.13.1", "13"),
        ("recorded_on", "R9.1.1", "今日より後"),
    ],
)
def test_a_line_of_a_record_is_refused(name: str, given: str, reason: str) -> None:
    records, sheet = contacts(contact("R-0"), {**contact("R-9"), name: given})
    assert [record.line for record in records] == [2]
    (error,) = sheet.remarks.errors
    assert (error.line, error.column) == (3, layout(Kind.CONTACTS).columns[name])
    assert reason in error.reason


def test_all_that_is_wrong_is_said_at_once() -> None:
    _, sheet = contacts(
        contact(occurred_on="いつか", method="念力", minutes="x", text=""),
        contact("R-2", contents="占い"),
    )
    assert [(e.line, e.column) for e in sheet.remarks.errors] == [
        (2, "分"), (2, "本文"), (2, "日付"), (2, "方法"), (3, "内容(；区切り)"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "given", "column"),
    [
        ("certificate", "123", "受給者証番号"),
        ("certificate", "1234567890", "受給者証番号"),
        ("handbooks", "緑の札", "手帳"),
        ("handbooks", "身体9級", "手帳"),
        ("name_kana", "架空", "氏名カナ"),
        ("birth_on", "昭和65年1月1日", "生年月日"),
    ],
)
def test_a_doubtful_value_is_only_a_warning(name: str, given: str, column: str) -> None:
    records, sheet = persons(person(**{name: given}))
    assert len(records) == 1 and sheet.remarks.errors == []
    assert [warning.column for warning in sheet.remarks.warnings] == [column]


def test_an_unread_handbook_stays_in_the_note() -> None:
    records, _ = persons(person(handbooks="緑の札；精神3級", note="朝に電話"))
    assert records[0].note == "朝に電話　手帳: 緑の札"
    assert [paper.grade for paper in records[0].papers] == ["3級"]


def test_a_damaged_certificate_number_is_kept_as_it_stands() -> None:
    records, _ = persons(person(certificate="12-34"))
    assert records[0].papers[0].number == "12-34"


def test_names_stay_code_point_for_code_point() -> None:
    records, _ = persons(person(name="架空　髙﨑 葛\U000e0100城"))
    assert records[0].values["name"] == "架空　髙﨑 葛\U000e0100城"


def test_the_guard_of_our_own_files_is_taken_off() -> None:
    """Our CSV writes `'` before what a spreadsheet would take for a formula."""
    records, _ = contacts(contact(text="=様子を聞いた"), contact("R-2", text="'引用'"))
    assert [record.text for record in records] == ["=様子を聞いた", "'引用'"]


def test_the_same_number_twice_in_one_table_is_refused() -> None:
    _, sheet = contacts(contact("R-1"), contact("R-2"), contact("R-1"))
    (error,) = sheet.remarks.errors
    assert (error.line, error.column) == (4, "記録番号")
    assert "2 行目" in error.reason


def test_a_number_made_from_the_content_tells_equal_lines_apart() -> None:
    rows = [contact(""), contact(""), contact("", text="別の文")]
    records, sheet = contacts(*rows)
    numbers = [record.number for record in records]
    assert len(set(numbers)) == 3
    assert [record.number for record in contacts(*rows)[0]] == numbers
    (warning,) = sheet.remarks.warnings
    assert warning.line == 2 and "3行" in warning.reason


def test_headings_are_found_however_they_are_written() -> None:
    table = read_pasted(
        "利用者番号\t 氏名 \t障害種別（；区切り）\t備考\t血液型\nA-1\t架空\t知的\t\tA"
    )
    sheet = known_headings(table, Kind.PERSONS)
    assert sheet.rows[0]["disability_kinds"] == "知的"
    assert [warning.column for warning in sheet.remarks.warnings] == ["血液型"]
    assert sheet.missing == ()


def test_a_missing_column_is_named() -> None:
    sheet = known_headings(read_pasted("利用者番号,住所\n1,架空県"), Kind.PERSONS)
    assert sheet.missing == ("氏名",) and sheet.rows == ()


def test_the_headings_are_those_that_were_agreed() -> None:
    assert ",".join(layout(Kind.CONTACTS).columns.values()) == (
        "記録番号,利用者番号,日付,開始時刻,分,方法,内容(；区切り),相手,記録者,本文,入力日"
    )
    assert ",".join(layout(Kind.PERSONS).columns.values()) == (
        "利用者番号,氏名,氏名カナ,生年月日,性別,郵便番号,住所,電話,障害種別(；区切り),"
        "受給者証番号,手帳,担当事業所番号,備考"
    )


def test_a_kept_table_reads_back_equal() -> None:
    table = read_table('利用者番号,氏名\nA,"架空\n花子"\nA,b,c\n'.encode())
    assert table.errors and from_json_text(as_json_text(table)) == table
