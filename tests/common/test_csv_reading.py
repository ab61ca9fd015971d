"""CSV を読む。読めないものは、行番号と理由を添えて断る。"""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.common.csvfile import FileRefusedError, read_pasted, read_table
from tsunagi.common.errors import UserError

HEADER = "番号,名称\r\n"
BOM = codecs.BOM_UTF8


def refusal(data: bytes, **limits: int) -> FileRefusedError:
    with pytest.raises(FileRefusedError) as caught:
        read_table(data, **limits)  # type: ignore[arg-type]
    return caught.value


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        pytest.param((HEADER + "1,山田").encode(), "utf-8", id="BOMのないUTF-8"),
        pytest.param(
            BOM + (HEADER + "1,山田").encode(), "utf-8-sig", id="BOMのあるUTF-8"
        ),
        pytest.param((HEADER + "1,山田").encode("cp932"), "cp932", id="CP932"),
    ],
)
def test_the_encoding_is_found(data: bytes, encoding: str) -> None:
    table = read_table(data)
    assert (table.encoding, table.columns) == (encoding, ("番号", "名称"))
    assert [row.values for row in table.rows] == [{"番号": "1", "名称": "山田"}]
    assert table.errors == ()


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("髙﨑①㈱", id="CP932だけにある字"),
        pytest.param("ｶﾌﾞｼｷｶﾞｲｼｬ", id="半角カナ"),
        pytest.param("ソ能表十", id="2バイト目が逆斜線の字"),
        pytest.param("縅繝纏", id="文字化けに見える字"),
        pytest.param("\ue000", id="外字"),
    ],
)
def test_cp932_names_are_read_as_written(name: str) -> None:
    table = read_table((HEADER + f"1,{name}\r\n").encode("cp932"))
    assert table.rows[0]["名称"] == name


@pytest.mark.parametrize("newline", ["\r\n", "\n", "\r"], ids=["CRLF", "LF", "CR"])
def test_lines_are_counted_as_they_stand_in_the_file(newline: str) -> None:
    lines = [
        "番号,名称",
        "1,一行",
        '2,"二',
        "三",
        '四行"',
        "",
        "5,六行あと",
        " ,",
        "9,終",
    ]
    table = read_table(newline.join(lines).encode())
    assert [(row.line, row["番号"]) for row in table.rows] == [
        (2, "1"),
        (3, "2"),
        (7, "5"),
        (9, "9"),
    ]
    assert table.rows[1]["名称"] == newline.join(["二", "三", "四行"])


def test_values_are_returned_exactly_as_written() -> None:
    table = read_table(b'a,b\n 01 ,"x ""y"", z"\n')
    assert table.rows[0].values == {"a": " 01 ", "b": 'x "y", z'}


def test_rows_with_a_wrong_number_of_cells_are_listed_and_left_out() -> None:
    table = read_table(b"a,b\n1,2\n3\n4,5,6\n7,8\n")
    assert [row["a"] for row in table.rows] == ["1", "7"]
    assert [(error.line, error.column) for error in table.errors] == [
        (3, None),
        (4, None),
    ]
    assert "見出し2列、この行1列" in table.errors[0].reason
    assert table.errors[1].as_json() == {
        "line": 4,
        "column": None,
        "reason": "列の数が見出しと違います（見出し2列、この行3列）。",
    }


@pytest.mark.parametrize(
    ("data", "code", "line"),
    [
        pytest.param(b"", "CSV-001", None, id="空のファイル"),
        pytest.param(BOM, "CSV-001", None, id="BOMだけ"),
        pytest.param(b"\r\n\r\n", "CSV-001", None, id="空行だけ"),
        pytest.param(b"PK\x03\x04rest", "CSV-004", None, id="xlsx"),
        pytest.param(b"\xd0\xcf\x11\xe0\xa1\xb1", "CSV-004", None, id="xls"),
        pytest.param(b"%PDF-1.7\n", "CSV-004", None, id="PDF"),
        pytest.param((HEADER + "1,山").encode("utf-16"), "CSV-005", None, id="UTF-16"),
        pytest.param(
            codecs.BOM_UTF16_BE + "a,b".encode("utf-16-be"),
            "CSV-005",
            None,
            id="UTF-16BE",
        ),
        pytest.param("a,b".encode("utf-16-le"), "CSV-006", 1, id="BOMのないUTF-16"),
        pytest.param(b"a,b\n1,\x00\n", "CSV-006", 2, id="NUL"),
        pytest.param(
            HEADER.encode() + b"1,\xff\xff", "CSV-008", 2, id="UTF-8のあとに壊れた字"
        ),
        pytest.param(
            BOM + HEADER.encode() + "1,山田".encode("cp932"),
            "CSV-007",
            2,
            id="BOMと中身が違う",
        ),
        pytest.param(b"a,b\n1,\x81\n", "CSV-007", 2, id="途中で切れたCP932"),
        pytest.param(b"a,b\n\n1,\x82\xa0\xfd", "CSV-007", 3, id="CP932にない一バイト"),
        pytest.param(b"a,b\n1,\x80\x82\xa0", "CSV-007", 2, id="CP932の80"),
        pytest.param(
            b"a,b\n1," + "山田".encode()[:-1], "CSV-007", 2, id="途中で切れたUTF-8"
        ),
        pytest.param(
            b"a,b\n1,"
            + "計画相談支援センター".encode().replace("談".encode(), b"\xe8\xab"),
            "CSV-007",
            2,
            id="一字だけ壊れたUTF-8",
        ),
        pytest.param(
            HEADER.encode("cp932") + "1,山田太郎\r\n".encode(),
            "CSV-008",
            2,
            id="CP932のあとUTF-8",
        ),
        pytest.param(
            HEADER.encode() + "1,山\r\n".encode() + "2,川".encode("cp932"),
            "CSV-008",
            3,
            id="UTF-8のあとCP932",
        ),
        pytest.param(
            (HEADER + "1,かな").encode("euc_jp"), "CSV-009", None, id="EUC-JP"
        ),
        pytest.param(
            (HEADER + "1,かな").encode("iso2022_jp"), "CSV-009", None, id="JIS"
        ),
        pytest.param(b'a,b\n1,"2\n3,4\n', "CSV-010", 2, id="閉じない引用符"),
        pytest.param(b'a,b\n1,2\n3,"4"5\n', "CSV-010", 3, id="引用符のあとの字"),
        pytest.param(b'"a,b\n', "CSV-010", 1, id="見出しの引用符"),
        pytest.param(b"a,b,a\n", "CSV-011", 1, id="同じ見出しが二つ"),
        pytest.param(b"a, ,c\n", "CSV-012", 1, id="名前のない列"),
        pytest.param(b"\n\na,a\n", "CSV-011", 3, id="空行のあとの見出し"),
    ],
)
def test_refused_with_a_reason_and_a_line(
    data: bytes, code: str, line: int | None
) -> None:
    error = refusal(data)
    assert (error.message.code, error.line) == (code, line)
    if line is not None and code < "CSV-011":
        assert f"{line}行目" in error.message.why


def test_a_refusal_is_a_user_error_and_can_stand_in_a_list_of_errors() -> None:
    error = refusal(b'a,b\n1,"2\n')
    assert isinstance(error, UserError)
    assert error.as_line_error().as_json() == {
        "line": 2,
        "column": None,
        "reason": str(error.message),
    }
    assert refusal(b"").as_line_error().line == 1


def test_missing_columns_are_all_named() -> None:
    with pytest.raises(FileRefusedError) as caught:
        read_table("番号,備考\n".encode(), required_columns=("番号", "名称", "住所"))
    assert caught.value.message.code == "CSV-013"
    assert "「名称」「住所」" in caught.value.message.why


def test_header_names_are_trimmed_and_further_columns_are_kept() -> None:
    table = read_table(" 番号 ,備考\n1,x\n".encode(), required_columns=("番号",))
    assert table.columns == ("番号", "備考")


def test_a_file_with_a_header_only_is_an_empty_table() -> None:
    assert read_table(HEADER.encode()).rows == ()


def test_limits_of_size_and_rows() -> None:
    data = b"a\n1\n2\n3\n"
    assert len(read_table(data, max_bytes=len(data), max_rows=3).rows) == 3
    assert refusal(data, max_bytes=len(data) - 1).message.code == "CSV-002"
    too_many = refusal(data, max_rows=2)
    assert (too_many.message.code, too_many.line) == ("CSV-003", 4)


def test_faulty_rows_count_towards_the_limit() -> None:
    assert refusal(b"a\n1,2\n1,2\n1,2\n", max_rows=2).message.code == "CSV-003"


@pytest.mark.parametrize(
    ("text", "values"),
    [
        pytest.param("番号\t名称\n1\t山,田\n", ["1", "山,田"], id="タブ区切り"),
        pytest.param("番号\t名称\r\n1\t山田", ["1", "山田"], id="CRLFで終わりなし"),
        pytest.param('番号\t名称\n1\t"山\n田"\n', ["1", "山\n田"], id="セルの中の改行"),
        pytest.param("番号,名称\n1,山田\n", ["1", "山田"], id="コンマ区切り"),
        pytest.param("\ufeff番号\t名称\n1\t山田\n", ["1", "山田"], id="先頭のBOM"),
        pytest.param(
            "番号,名称\n1,山\t田\n", ["1", "山\t田"], id="コンマ区切りの中のタブ"
        ),
    ],
)
def test_pasted_tables(text: str, values: list[str]) -> None:
    table = read_pasted(text, required_columns=("番号", "名称"))
    assert [list(row.values.values()) for row in table.rows] == [values]
    assert table.encoding == "pasted"


def test_pasted_text_is_refused_like_a_file() -> None:
    for text, code in [("a\tb\n1\t\x00", "CSV-006"), ("", "CSV-001")]:
        with pytest.raises(FileRefusedError) as caught:
            read_pasted(text)
        assert caught.value.message.code == code
    with pytest.raises(FileRefusedError) as caught:
        read_pasted("あい", max_bytes=5)
    assert caught.value.message.code == "CSV-002"


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything_but_a_refusal(data: bytes) -> None:
    try:
        table = read_table(data)
    except FileRefusedError as error:
        assert error.message.how
    else:
        assert table.columns
        assert all(set(row.values) == set(table.columns) for row in table.rows)


@given(st.text(max_size=200))
def test_no_pasted_text_raises_anything_but_a_refusal(text: str) -> None:
    try:
        table = read_pasted(text)
    except FileRefusedError as error:
        assert error.message.how
    else:
        assert table.columns


JAPANESE = st.text(
    alphabet="あいうえおアイウエオ山川田中橋木村一二三、。ｱｲｳABC 0123",
    min_size=1,
    max_size=40,
)


@given(JAPANESE)
def test_a_file_in_either_encoding_gives_the_same_letters(text: str) -> None:
    content = f"見出し\n「{text}」\n"
    for encoding in ("utf-8", "utf-8-sig", "cp932"):
        table = read_table(content.encode(encoding))
        assert (table.encoding, table.rows[0]["見出し"]) == (encoding, f"「{text}」")
