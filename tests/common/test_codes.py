"""番号とコードの読取り。"""

from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tsunagi.common.codes import CHECKERS, CodeReading
from tsunagi.common.codes.check_digits import (
    corporate_modulus_9,
    modulus_10_split,
    modulus_11,
)
from tsunagi.common.readings import Result

LENGTHS = {
    "municipality": 6,
    "kokuhoren-municipality": 6,
    "office": 10,
    "certificate": 10,
    "corporate": 13,
}


def codes_of(reading: CodeReading) -> list[str]:
    return [message.code for message in reading.messages]


def test_the_registry_knows_five_kinds() -> None:
    assert set(CHECKERS) == set(LENGTHS)


@pytest.mark.parametrize(
    ("kind", "given_text", "normalized"),
    [
        pytest.param("municipality", "010006", "010006", id="北海道"),
        pytest.param("municipality", "011002", "011002", id="札幌市"),
        pytest.param("municipality", "131016", "131016", id="千代田区"),
        pytest.param("municipality", "270008", "270008", id="大阪府"),
        pytest.param("municipality", "271098", "271098", id="大阪市天王寺区"),
        pytest.param("municipality", "092011", "092011", id="宇都宮市（総務省）"),
        pytest.param("municipality", "465054", "465054", id="両方で同じ検査数字"),
        pytest.param("municipality", "１３１０１６", "131016", id="全角"),
        pytest.param("municipality", " 13101-6 ", "131016", id="空白とハイフン"),
        pytest.param("municipality", "13101−6\n", "131016", id="マイナス記号と改行"),
        pytest.param(
            "kokuhoren-municipality", "092015", "092015", id="宇都宮市（国保連）"
        ),
        pytest.param("kokuhoren-municipality", "465054", "465054", id="同じ検査数字"),
        pytest.param("office", "0110000007", "0110000007", id="0で始まる事業所番号"),
        pytest.param(
            "office", "４７３０-００００-１７", "4730000017", id="全角とハイフン"
        ),
        pytest.param("certificate", "1234567897", "1234567897", id="受給者証番号"),
        pytest.param("certificate", "0000000018", "0000000018", id="0で始まる受給者証"),
        pytest.param("corporate", "8000012010038", "8000012010038", id="法人番号"),
        pytest.param(
            "corporate", "８-０００-０１２０-１００３８", "8000012010038", id="全角"
        ),
    ],
)
def test_read_without_a_word(kind: str, given_text: str, normalized: str) -> None:
    reading = CHECKERS[kind](given_text)
    assert (reading.result, reading.messages) == (Result.OK, ())
    assert (reading.kind, reading.input) == (kind, given_text)
    assert reading.normalized == normalized


@pytest.mark.parametrize(
    ("kind", "given_text", "normalized", "code"),
    [
        pytest.param("municipality", "13101", "131016", "CODE-011", id="5けた"),
        pytest.param(
            "municipality", "13000", "130001", "CODE-011", id="5けたの都道府県"
        ),
        pytest.param(
            "municipality", "01100", "011002", "CODE-011", id="0で始まる5けた"
        ),
        pytest.param(
            "municipality", "11002", "110027", "CODE-012", id="0の抜けた6けたとも読める"
        ),
        pytest.param(
            "kokuhoren-municipality", "092013", "092013", "CODE-022", id="計算と違う"
        ),
        pytest.param(
            "kokuhoren-municipality",
            "092011",
            "092011",
            "CODE-023",
            id="総務省の検査数字",
        ),
        pytest.param(
            "office", "13a0100057", "13A0100057", "CODE-032", id="3文字目が英字"
        ),
        pytest.param(
            "office", "13Ａ0100057", "13A0100057", "CODE-032", id="全角の英字"
        ),
        pytest.param(
            "certificate", "1234567890", "1234567890", "CODE-041", id="計算と違う"
        ),
    ],
)
def test_read_with_a_warning(
    kind: str, given_text: str, normalized: str, code: str
) -> None:
    reading = CHECKERS[kind](given_text)
    assert (reading.result, reading.normalized) == (Result.WARNING, normalized)
    assert codes_of(reading) == [code]


@pytest.mark.parametrize(
    ("kind", "given_text", "code"),
    [
        pytest.param("municipality", "abc", "CODE-003", id="英字"),
        pytest.param("municipality", "13101６²", "CODE-003", id="上付き数字"),
        pytest.param("municipality", "１３１０１六", "CODE-003", id="漢数字"),
        pytest.param("municipality", "٠١١٠٠٢", "CODE-003", id="アラビアの数字"),
        pytest.param("municipality", "13101\x006", "CODE-003", id="NUL"),
        pytest.param("municipality", "131", "CODE-004", id="3けた"),
        pytest.param("municipality", "2000", "CODE-005", id="0の抜けた5けた"),
        pytest.param("municipality", "1310160", "CODE-004", id="7けた"),
        pytest.param("municipality", "480002", "CODE-006", id="48は都道府県ではない"),
        pytest.param("municipality", "000000", "CODE-006", id="00は都道府県ではない"),
        pytest.param("municipality", "99101", "CODE-006", id="5けたで都道府県が違う"),
        pytest.param("municipality", "131017", "CODE-007", id="検査数字の違い"),
        pytest.param("municipality", "092015", "CODE-013", id="国保連の番号を入れた"),
        pytest.param(
            "kokuhoren-municipality", "09201", "CODE-021", id="5けたは補わない"
        ),
        pytest.param("kokuhoren-municipality", "480000", "CODE-006", id="都道府県の外"),
        pytest.param("kokuhoren-municipality", "0920155", "CODE-004", id="7けた"),
        pytest.param("kokuhoren-municipality", "O92015", "CODE-003", id="英字のO"),
        pytest.param("office", "4730000014", "CODE-007", id="検査数字の違い"),
        pytest.param("office", "473000001", "CODE-004", id="9けた"),
        pytest.param("office", "110000007", "CODE-005", id="先頭の0が抜けた9けた"),
        pytest.param("office", "47300000173", "CODE-004", id="11けた"),
        pytest.param("office", "473000001A", "CODE-031", id="10文字目の英字"),
        pytest.param("office", "AB30000013", "CODE-031", id="はじめの英字"),
        pytest.param("office", "47あ0000013", "CODE-031", id="3文字目のかな"),
        pytest.param("certificate", "123456789", "CODE-004", id="9けた"),
        pytest.param("certificate", "000000018", "CODE-005", id="先頭の0が抜けた9けた"),
        pytest.param("certificate", "12345678901", "CODE-004", id="11けた"),
        pytest.param("certificate", "12345678A7", "CODE-003", id="英字"),
        pytest.param("corporate", "7000012010038", "CODE-051", id="検査数字の違い"),
        pytest.param("corporate", "000012010038", "CODE-052", id="先頭の抜けた12けた"),
        pytest.param("corporate", "00012010038", "CODE-004", id="11けた"),
        pytest.param("corporate", "T8000012010038", "CODE-003", id="登録番号のT"),
    ],
)
def test_refused_with_a_reason(kind: str, given_text: str, code: str) -> None:
    reading = CHECKERS[kind](given_text)
    assert (reading.result, reading.normalized) == (Result.ERROR, None)
    assert codes_of(reading) == [code]


@pytest.mark.parametrize("kind", LENGTHS)
@pytest.mark.parametrize(
    ("given_text", "code"),
    [
        pytest.param("", "CODE-001", id="空"),
        pytest.param(" －　", "CODE-001", id="空白と横線だけ"),
        pytest.param("1" * 41, "CODE-002", id="長すぎる"),
        pytest.param("1" * 1_000_000, "CODE-002", id="とても長い"),
    ],
)
def test_what_no_kind_accepts(kind: str, given_text: str, code: str) -> None:
    reading = CHECKERS[kind](given_text)
    assert (reading.result, codes_of(reading)) == (Result.ERROR, [code])


@pytest.mark.parametrize(
    ("kind", "given_text", "shown"),
    [
        pytest.param("municipality", "13101", "131016", id="補った番号"),
        pytest.param("municipality", "11002", "011002", id="もう一つの読み方"),
        pytest.param("municipality", "2000", "020001", id="0を補った番号"),
        pytest.param("municipality", "2000", "4けた", id="入力されたけた数"),
        pytest.param("municipality", "092015", "国保連", id="国保連の番号らしい"),
        pytest.param(
            "kokuhoren-municipality", "092011", "総務省", id="総務省の番号らしい"
        ),
        pytest.param(
            "certificate", "1234567890", "確認できていません", id="未確認の規則"
        ),
        pytest.param(
            "corporate", "000012010038", "8000012010038", id="抜けたけたの候補"
        ),
        pytest.param(
            "corporate", "000012010038", "マイナンバー", id="個人番号への注意"
        ),
        pytest.param("office", "110000007", "0110000007", id="0を補った候補"),
    ],
)
def test_the_message_says_what_helps(kind: str, given_text: str, shown: str) -> None:
    (message,) = CHECKERS[kind](given_text).messages
    assert shown in str(message)


def test_neither_municipality_number_is_made_from_the_other() -> None:
    for kind, own, other in (
        ("municipality", "092011", "092015"),
        ("kokuhoren-municipality", "092015", "092011"),
    ):
        reading = CHECKERS[kind](other)
        assert reading.result != Result.OK
        assert reading.normalized != own


def test_json_has_exactly_the_agreed_keys() -> None:
    assert CHECKERS["municipality"]("131016").as_json() == {
        "input": "131016",
        "normalized": "131016",
        "result": "ok",
        "messages": [],
    }
    refused = CHECKERS["municipality"]("131017").as_json()
    assert set(refused) == {"input", "normalized", "result", "messages"}
    messages = cast("list[dict[str, str]]", refused["messages"])
    assert [set(m) for m in messages] == [{"code", "what", "why", "how", "text"}]


@pytest.mark.parametrize(
    ("digits", "total", "split"),
    [
        pytest.param("09201", "1", "5", id="宇都宮市"),
        pytest.param("46505", "4", "4", id="偶然同じになる番号"),
    ],
)
def test_the_two_check_digits_of_a_municipality(
    digits: str, total: str, split: str
) -> None:
    assert (modulus_11(digits), modulus_10_split(digits)) == (total, split)


def digits(length: int) -> st.SearchStrategy[str]:
    return st.text(alphabet="0123456789", min_size=length, max_size=length)


@given(digits(9), st.integers(min_value=0, max_value=9), st.integers(1, 9))
def test_one_wrong_digit_of_an_office_number_is_noticed(
    body: str, position: int, change: int
) -> None:
    number = body + modulus_10_split(body)
    wrong = str((int(number[position]) + change) % 10)
    damaged = number[:position] + wrong + number[position + 1 :]
    assert CHECKERS["office"](number).result == Result.OK
    assert CHECKERS["office"](damaged).result == Result.ERROR


@given(digits(12))
def test_a_corporate_number_with_a_lost_first_digit_is_shown_whole(body: str) -> None:
    number = corporate_modulus_9(body) + body
    assert CHECKERS["corporate"](number).result == Result.OK
    (message,) = CHECKERS["corporate"](body).messages
    assert number in message.why


@given(st.integers(min_value=1, max_value=47), digits(3))
def test_a_five_digit_code_becomes_a_code_that_reads_well(
    prefecture: int, rest: str
) -> None:
    completed = CHECKERS["municipality"](f"{prefecture:02d}{rest}").normalized
    assert completed is not None
    assert CHECKERS["municipality"](completed).result == Result.OK


@pytest.mark.parametrize("kind", LENGTHS)
@given(text=st.text(max_size=60))
def test_no_text_raises(kind: str, text: str) -> None:
    reading = CHECKERS[kind](text)
    assert reading.input == text
    assert (reading.normalized is None) == (reading.result is Result.ERROR)
    assert (reading.messages == ()) == (reading.result is Result.OK)


@pytest.mark.parametrize("kind", LENGTHS)
@given(data=st.data())
def test_what_is_normalized_reads_as_itself(kind: str, data: st.DataObject) -> None:
    text = data.draw(digits(LENGTHS[kind]))
    first = CHECKERS[kind](text)
    if first.normalized is not None:
        again = CHECKERS[kind](first.normalized)
        assert (again.normalized, again.result) == (first.normalized, first.result)
