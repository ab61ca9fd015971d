"""検索キー・かなの変換・文字の検査。"""

import sys
import tomllib
import unicodedata
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import tsunagi.common.text as text_module
from tsunagi.common.text import (
    VARIANTS_FILE,
    fold_spaces,
    has_nul,
    search_key,
    to_fullwidth_katakana,
)

TABLE = tomllib.loads(VARIANTS_FILE.read_text(encoding="utf-8"))
# Where the steps of a key meet: kana, marks, width, repeats, dashes, selectors.
TROUBLE = (
    "がカｶﾞヴゔｳﾞァァぁっッーｰ－-〜゛゜\u3099\u309aﾞﾟゝゞヽヾ々〻ㇰヷ゠・･ "
    "\u3000\u200b\u00a0\u0301ßİſ㈱①㍿⻑⺠⼾﨑神髙𠮷葛\U000e0100邉Ａａ\x00\ud800¨"
)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param("ヤマダ", "やまだ", id="カタカナとひらがな"),
        pytest.param("ﾔﾏﾀﾞ", "やまだ", id="半角カナ"),
        pytest.param("か\u3099", "が", id="結合する濁点"),
        pytest.param("か゛", "が", id="離れた濁点"),
        pytest.param("は ゜", "ぱ", id="空白をはさむ半濁点"),
        pytest.param("ヴァイオリン", "バイオリン", id="ヴァとバ"),
        pytest.param("ｳﾞｨﾗ", "ビラ", id="半角のヴィ"),
        pytest.param("らゔ", "ラブ", id="ひらがなのヴ"),
        pytest.param("デヴュー", "デビュー", id="ヴュとビュ"),
        pytest.param("ヷヸヹヺ", "バビベボ", id="ヷ行"),
        pytest.param("シャ", "シヤ", id="小書きのャ"),
        pytest.param("ハットリ", "ハツトリ", id="小書きのッ"),
        pytest.param("市ヶ谷", "市ケ谷", id="小書きのヶ"),
        pytest.param("ローラ", "ロラ", id="長音"),
        pytest.param("ロ－ラ", "ロ―ラ", id="長音に使う横線"),
        pytest.param("たろ〜", "たろ～", id="波ダッシュと全角チルダ"),
        pytest.param("03-1234-5678", "０３−１２３４−５６７８", id="電話番号の横線"),
        pytest.param("山田　太郎", "山田太郎", id="全角空白"),
        pytest.param("山田\u200b太郎", "山田 太郎", id="幅のない空白"),
        pytest.param("ジョン・スミス", "ジョン スミス", id="中黒"),
        pytest.param("Ｊｏｈｎ", "JOHN", id="全角英字と大文字"),
        pytest.param("髙橋", "高橋", id="はしごだか"),
        pytest.param("渡邉", "渡辺", id="邉"),
        pytest.param("渡邊", "渡辺", id="邊"),
        pytest.param("山﨑", "山崎", id="たつさき"),
        pytest.param("齋藤", "斉藤", id="齋と斉"),
        pytest.param("齊藤", "斎藤", id="齊と斎"),
        pytest.param("澤田", "沢田", id="澤"),
        pytest.param("濵田", "浜田", id="濵"),
        pytest.param("濱田", "浜田", id="濱"),
        pytest.param("德川", "徳川", id="德"),
        pytest.param("廣瀨", "広瀬", id="廣と瀨"),
        pytest.param("國井", "国井", id="國"),
        pytest.param("櫻井", "桜井", id="櫻"),
        pytest.param("大嶋", "大島", id="嶋"),
        pytest.param("大嶌", "大島", id="嶌"),
        pytest.param("𠮷田", "吉田", id="つちよし"),
        pytest.param("黑川", "黒川", id="黑"),
        pytest.param("葛\U000e0100城", "葛城", id="異体字セレクタ"),
        pytest.param("神\ufe00田", "神田", id="標準の異体字セレクタ"),
        pytest.param("\ufa19田", "神田", id="互換漢字の神"),
        pytest.param("河内⻑野市", "河内長野市", id="部首の⻑"),
        pytest.param("市⺠", "市民", id="部首の⺠"),
        pytest.param("⼾田", "戸田", id="康熙部首の戸"),
        pytest.param("⾼橋", "高橋", id="康熙部首の高"),
        pytest.param("佐々木", "佐佐木", id="々"),
        pytest.param("すゞき", "スズキ", id="ゞ"),
        pytest.param("いすゝ", "イスス", id="ゝ"),
        pytest.param("ばゞ", "ババ", id="濁点つきの字にゞ"),
        pytest.param("㈱つなぎ", "(株)ツナギ", id="組文字"),
    ],
)
def test_people_would_call_these_the_same(left: str, right: str) -> None:
    assert search_key(left) == search_key(right) != ""


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param("はま", "ばま", id="清音と濁音"),
        pytest.param("はま", "ぱま", id="清音と半濁音"),
        pytest.param("しずか", "しづか", id="ずとづ"),
        pytest.param("大田", "太田", id="大と太"),
        pytest.param("河合", "川合", id="河と川"),
        pytest.param("坂本", "阪本", id="坂と阪"),
        pytest.param("一", "ー", id="漢数字の一と長音"),
        pytest.param("二", "ニ", id="漢数字の二とカタカナのニ"),
    ],
)
def test_these_stay_apart(left: str, right: str) -> None:
    assert search_key(left) != search_key(right)


def test_a_key_sorts_names_in_the_order_of_the_kana_table() -> None:
    names = ["ワタナベ", "ガモウ", "かとう", "ｱｵｷ", "きむら", "パン", "はら", "ばば"]
    ordered = ["ｱｵｷ", "かとう", "ガモウ", "きむら", "はら", "ばば", "パン", "ワタナベ"]
    assert sorted(names, key=search_key) == ordered


@given(st.text())
@example("々々")
@example("ヴ\u200bァ")
@example("ｶ\ufe0fﾞ")
def test_a_key_is_its_own_key(text: str) -> None:
    key = search_key(text)
    assert search_key(key) == key


@given(st.text(alphabet=TROUBLE, max_size=30))
def test_a_key_of_troublesome_letters_is_its_own_key(text: str) -> None:
    key = search_key(text)
    assert search_key(key) == key


@given(st.text(st.characters()))
def test_a_key_can_be_stored_in_either_database(text: str) -> None:
    key = search_key(text)
    assert not has_nul(key)
    key.encode("utf-8")


def test_no_invisible_character_of_unicode_reaches_a_key() -> None:
    left = [
        hex(code)
        for code in range(sys.maxunicode + 1)
        if unicodedata.category(chr(code)) in {"Cc", "Cf", "Cs", "Zs", "Zl", "Zp"}
        and search_key(f"ア{chr(code)}イ") != "アイ"
    ]
    assert left == []


def test_no_radical_with_an_ideograph_reaches_a_key() -> None:
    # U+2E80 has no ideograph of its own; U+2E9A and U+2EF4 on are not assigned.
    codes = [*range(0x2E81, 0x2E9A), *range(0x2E9B, 0x2EF4), *range(0x2F00, 0x2FD6)]
    keys = [search_key(chr(code)) for code in codes]
    assert all(len(key) == 1 and not 0x2E80 <= ord(key) <= 0x2FDF for key in keys)


def test_the_table_of_variants_is_large_and_each_kanji_stands_once() -> None:
    groups = TABLE["kanji"]
    letters = [letter for group in groups for letter in group]
    assert len(groups) >= 120
    assert all(len(group) >= 2 for group in groups)
    assert len(letters) == len(set(letters))


def test_every_variant_is_reached_and_gives_the_first_of_its_group() -> None:
    for group in TABLE["kanji"]:
        assert {search_key(letter) for letter in group} == {group[0]}


def test_a_table_of_an_unknown_form_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "variants.toml"
    table.write_text("schema = 2\n", encoding="utf-8")
    monkeypatch.setattr(text_module, "VARIANTS_FILE", table)
    text_module._letters.cache_clear()
    try:
        with pytest.raises(text_module.VariantTableError, match="schema"):
            search_key("山田")
    finally:
        text_module._letters.cache_clear()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("かぶしきがいしゃもふ", "カブシキガイシャモフ", id="ひらがな"),
        pytest.param("ｶﾌﾞｼｷｶﾞｲｼｬ", "カブシキガイシャ", id="半角カナ"),
        pytest.param("か\u3099くえん", "ガクエン", id="結合する濁点"),
        pytest.param("は゜ん", "パン", id="離れた半濁点"),
        pytest.param("ゔぃら・せんたー", "ヴィラ・センター", id="ヴと中黒と長音"),
        pytest.param("ﾃﾞｲ･ｾﾝﾀｰ", "デイ・センター", id="半角の中黒と長音"),
        pytest.param(
            "いすゞ　ＡＢＣ 12", "イスヾ　ＡＢＣ 12", id="英数と空白は変えない"
        ),
        pytest.param("髙橋①", "髙橋①", id="漢字と記号は変えない"),
    ],
)
def test_to_fullwidth_katakana(text: str, expected: str) -> None:
    assert to_fullwidth_katakana(text) == expected


@given(st.text())
def test_katakana_is_stable(text: str) -> None:
    kana = to_fullwidth_katakana(text)
    assert to_fullwidth_katakana(kana) == kana


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", False), ("山田", False), ("\x00", True), ("山\x00田", True)],
    ids=["空", "ふつうの名前", "NULだけ", "途中のNUL"],
)
def test_has_nul(text: str, expected: bool) -> None:
    assert has_nul(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("　見出し　 の\t列\n", "見出し の 列", id="空白の種類が混ざる"),
        pytest.param("   ", "", id="空白だけ"),
        pytest.param("列", "列", id="空白なし"),
    ],
)
def test_fold_spaces(text: str, expected: str) -> None:
    assert fold_spaces(text) == expected
