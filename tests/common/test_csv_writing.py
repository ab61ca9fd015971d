"""CSV を書く。数式にせず、書けない文字は知らせる。"""

import csv
import io
import unicodedata
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.common.csvfile import (
    Cell,
    Unwritable,
    guard_formula,
    read_table,
    write_csv,
)

INVISIBLE_STARTS = [
    pytest.param("", id="そのまま"),
    pytest.param(" ", id="空白"),
    pytest.param("\u3000", id="全角空白"),
    pytest.param("\u00a0", id="改行しない空白"),
    pytest.param("\ufeff", id="BOM"),
    pytest.param("\u200b", id="幅のない空白"),
    pytest.param("\u200d", id="接合子"),
    pytest.param("\u202e", id="右から左"),
    pytest.param("\u2060", id="単語接合子"),
    pytest.param("\x00", id="NUL"),
    pytest.param("\x0b", id="垂直タブ"),
    pytest.param("\n", id="改行"),
    pytest.param("\x85", id="次の行"),
    pytest.param("\u2028", id="行区切り"),
    pytest.param("\u00ad", id="見えないハイフン"),
    pytest.param("\ufe0f", id="異体字セレクタ"),
    pytest.param("\U000e0100", id="漢字の異体字セレクタ"),
    pytest.param("\u3164", id="ハングルの空白"),
    pytest.param("\u2800", id="点字の空白"),
    pytest.param(" \u200b\ufeff\u3000", id="組合せ"),
]
DANGEROUS = [
    "=1+1",
    '=HYPERLINK("http://example.invalid","x")',
    "=cmd|' /C calc'!A0",
    '=WEBSERVICE("http://example.invalid")',
    '=DDE("a","b","c")',
    "+81-3-0000-0000",
    "-1",
    "−1",
    "@SUM(A1)",
    "|x",
    "%x",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    "｜x",
    "％x",
    "﹦1",
    "⁼1",
]


def cells_of(data: bytes, encoding: str = "utf-8-sig") -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(encoding), newline="")))


@pytest.mark.parametrize("start", INVISIBLE_STARTS)
@pytest.mark.parametrize("body", DANGEROUS)
def test_no_text_becomes_a_formula(start: str, body: str) -> None:
    assert guard_formula(start + body) == f"'{start}{body}"


@pytest.mark.parametrize("start", ["\t", "\r", "\t山田", " \t", "\u200b\r"])
def test_a_leading_tab_or_return_is_guarded_whatever_follows(start: str) -> None:
    assert guard_formula(start) == f"'{start}"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="空"),
        pytest.param(" ", id="空白だけ"),
        pytest.param("山田", id="名前"),
        pytest.param("03-1234-5678", id="電話番号"),
        pytest.param("0110000007", id="0で始まる番号"),
        pytest.param("a=b", id="途中の等号"),
        pytest.param("ー", id="長音"),
        pytest.param("〜から", id="波ダッシュ"),
        pytest.param("'=1", id="すでに守られている"),
        pytest.param("100%", id="あとの百分率"),
        pytest.param("（＝）", id="括弧の中"),
    ],
)
def test_ordinary_text_is_left_alone(text: str) -> None:
    assert guard_formula(text) == text


@given(st.text(max_size=20))
def test_a_guard_adds_one_mark_or_nothing(text: str) -> None:
    guarded = guard_formula(text)
    assert guarded in (text, f"'{text}")
    assert guard_formula(guarded) == guarded


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        pytest.param("0312", "0312", id="先頭の0"),
        pytest.param("-12", "'-12", id="文字の負号"),
        pytest.param(-12, "-12", id="数の負号"),
        pytest.param(Decimal("-0.50"), "-0.50", id="小数"),
        pytest.param(Decimal("1E+3"), "1000", id="指数を使わない"),
        pytest.param(date(2026, 4, 1), "2026-04-01", id="日付"),
        pytest.param(None, "", id="なし"),
        pytest.param('a"b,c', 'a"b,c', id="引用符とコンマ"),
        pytest.param("一行\n二行", "一行\n二行", id="改行"),
    ],
)
def test_cells(cell: Cell, written: str) -> None:
    assert cells_of(write_csv(["列", "印"], [[cell, "x"]]).data)[1] == [written, "x"]


@pytest.mark.parametrize("cell", [1.5, True, datetime(2026, 4, 1, tzinfo=UTC), b"x"])
def test_cells_without_one_clear_spelling_are_refused(cell: object) -> None:
    with pytest.raises(TypeError):
        write_csv(["列"], [[cell]])  # type: ignore[list-item]


def test_other_programming_errors_are_noticed() -> None:
    with pytest.raises(ValueError, match="zip"):
        write_csv(["a", "b"], [["1"]])
    with pytest.raises(ValueError, match="twice"):
        write_csv(["a", "a"], [])
    with pytest.raises(ValueError, match="finite"):
        write_csv(["a"], [[Decimal("NaN")]])


def test_the_file_begins_with_a_bom_and_ends_lines_with_crlf() -> None:
    assert write_csv(["a", "b"], [["1", "x"]]).data == b"\xef\xbb\xbfa,b\r\n1,x\r\n"
    cp932 = write_csv(["列"], [["山"]], encoding="cp932").data
    assert cp932 == "列\r\n山\r\n".encode("cp932")


def test_a_column_name_cannot_be_a_formula_either() -> None:
    assert cells_of(write_csv(["=1"], []).data) == [["'=1"]]


@pytest.mark.parametrize(
    ("text", "written", "lost"),
    [
        pytest.param("髙﨑①㈱Ⅱ", "髙﨑①㈱Ⅱ", [], id="CP932だけにある字"),
        pytest.param("𠮷田", "〓田", ["𠮷"], id="つちよし"),
        pytest.param("葛\U000e0100城", "葛城", ["葛\U000e0100"], id="字形の指定"),
        pytest.param("𠮷\U000e0100", "〓", ["𠮷\U000e0100"], id="書けない字の字形"),
        pytest.param("か\u3099く", "がく", [], id="結合する濁点"),
        pytest.param("あ\u3099", "あ〓", ["あ\u3099"], id="合わさらない濁点"),
        pytest.param("é😀", "〓〓", ["é", "😀"], id="西欧の字と絵文字"),
        pytest.param("山\u200b田", "山〓田", ["\u200b"], id="幅のない空白"),
        pytest.param("\ufe0f", "〓", ["\ufe0f"], id="字形の指定だけ"),
        pytest.param(
            "\u0080\uf8f3", "〓〓", ["\u0080", "\uf8f3"], id="Windowsにない字"
        ),
        pytest.param("\ue000", "\ue000", [], id="外字の領域"),
        pytest.param("a\nb😀", "a\nb〓", ["😀"], id="改行のあと"),
        pytest.param("?", "?", [], id="ほんとうの疑問符"),
    ],
)
def test_what_cp932_cannot_hold_is_reported(
    text: str, written: str, lost: list[str]
) -> None:
    result = write_csv(["列", "印"], [[text, "x"]], encoding="cp932")
    assert cells_of(result.data, "cp932")[1] == [written, "x"]
    assert [item.character for item in result.unwritable] == lost


@pytest.mark.parametrize(
    ("typed", "in_windows"),
    [
        pytest.param("10〜20", "10～20", id="波ダッシュ"),
        pytest.param("10～20", "10～20", id="全角チルダ"),
        pytest.param("5−3", "5－3", id="マイナス"),
        pytest.param("5－3", "5－3", id="全角ハイフン"),
        pytest.param("A‖B", "A∥B", id="二重線"),
        pytest.param("A—B", "A―B", id="ダッシュ"),
        pytest.param("1¢£¬", "1￠￡￢", id="通貨と否定"),
        pytest.param("100¥", "100￥", id="円記号"),
    ],
)
def test_pairs_of_one_sign_are_written_without_loss(
    typed: str, in_windows: str
) -> None:
    result = write_csv(["列"], [[typed]], encoding="cp932")
    assert result.unwritable == ()
    assert cells_of(result.data, "cp932")[1] == [in_windows]


def test_unwritable_characters_name_line_and_column() -> None:
    rows = [["1", "x\ny\r\nz"], ["𠮷", "a"], ["b", "😀"]]
    result = write_csv(["番号", "𠮷名"], rows, encoding="cp932")
    assert result.unwritable == (
        Unwritable(1, "𠮷名", "𠮷"),
        Unwritable(5, "番号", "𠮷"),
        Unwritable(6, "𠮷名", "😀"),
    )


def test_utf8_reports_only_what_no_file_may_hold() -> None:
    result = write_csv(["列"], [["𠮷\x00葛\U000e0100\ud800"]])
    assert cells_of(result.data)[1] == ["𠮷〓葛\U000e0100〓"]
    assert [item.character for item in result.unwritable] == ["\x00", "\ud800"]


CELL_TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))


@given(st.lists(st.tuples(CELL_TEXT, CELL_TEXT), max_size=8))
def test_what_is_written_is_read_back(rows: list[tuple[str, str]]) -> None:
    written = write_csv(["番号", "名", "備考"], [("x", *row) for row in rows])
    table = read_table(written.data)
    assert (table.errors, written.unwritable) == ((), ())
    assert [(row["名"], row["備考"]) for row in table.rows] == [
        (guard_formula(left), guard_formula(right)) for left, right in rows
    ]


@given(st.lists(CELL_TEXT, max_size=6))
def test_the_line_numbers_of_writer_and_reader_agree(texts: list[str]) -> None:
    rows = [("行", text) for text in texts] + [("終", "")]
    table = read_table(write_csv(["印", "名"], rows).data)
    marked = [("行", f"{text}\U0001f600") for text in texts]
    lost = write_csv(["印", "名"], marked, encoding="cp932").unwritable
    emoji_lines = [item.line for item in lost if item.character == "\U0001f600"]
    assert emoji_lines == [row.line for row in table.rows if row["印"] == "行"]


PAIRS = str.maketrans("—‖−〜¢£¬¥", "―∥－～￠￡￢￥")
MIXED_TEXT = st.text(
    alphabet="?あがか\u3099ﾞ髙﨑①㈱神—‖−〜¢£¬¥～－𠮷😀é葛\U000e0100\u200b\x00\x80=+\n\r,\"' ",
    max_size=30,
)


@given(MIXED_TEXT | st.text(max_size=30))
def test_cp932_loses_nothing_in_silence(text: str) -> None:
    result = write_csv(["印", "名"], [("x", text)], encoding="cp932")
    ((_, written),) = cells_of(result.data, "cp932")[1:]
    assert written.count("?") == text.count("?")
    if not result.unwritable:
        expected = guard_formula(text).translate(PAIRS)
        assert unicodedata.normalize("NFC", written) == unicodedata.normalize(
            "NFC", expected
        )
