"""名前とかなの検索キー、かなの変換、文字の検査。

入力された文字は、そのままの符号位置で保存する。`search_key` は探すためだけに作り、
画面にも帳票にも出さない。
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

VARIANTS_FILE = Path(__file__).parent / "data" / "search_variants.toml"
SUPPORTED_SCHEMA = 1

_VOICED = "\u3099"
_SEMI_VOICED = "\u309a"
_SEPARATE_MARKS = {0x309B: _VOICED, 0x309C: _SEMI_VOICED}

# What a key leaves out: control and invisible characters, variation selectors,
# spaces, surrogates; long vowels, dashes, waves; the dot between foreign names.
_LEFT_OUT = (
    "\x00-\x20\x7f-\xa0\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2"
    "\u115f\u1160\u1680\u17b4\u17b5\u180b-\u180f\u2000-\u200f\u2028-\u202f"
    "\u205f-\u206f\u2800\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e01ef"
    "\\-~\u02d7\u058a\u2010-\u2015\u2043\u2053\u207b\u208b\u2212\u2500\u2501\u2e3a\u2e3b"
    "\u301c\u3030\u30a0\u30fc\ufe31\ufe32\ufe58\ufe63\uff0d\uff5e\uff70"
    "\xb7\u30fb\uff65"
)
_LEAVE_OUT = re.compile(f"[{_LEFT_OUT}]+")
_LONE_MARKS = re.compile(f"[{_VOICED}{_SEMI_VOICED}]+")

_HIRAGANA_TO_KATAKANA = {
    code: code + 0x60 for code in (*range(0x3041, 0x3097), 0x309D, 0x309E)
}
_SMALL_TO_LARGE = str.maketrans(
    "ァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ",
    "アイウエオツヤユヨワカケクシストヌハヒフヘホムラリルレロ",
)
# Longer spellings first: what is left of ヴ after them is ブ.
_V_SOUNDS = (
    ("ヴア", "バ"),
    ("ヴイ", "ビ"),
    ("ヴエ", "ベ"),
    ("ヴオ", "ボ"),
    ("ヴヤ", "ビヤ"),
    ("ヴユ", "ビユ"),
    ("ヴヨ", "ビヨ"),
    ("ヴ", "ブ"),
    ("ヷ", "バ"),
    ("ヸ", "ビ"),
    ("ヹ", "ベ"),
    ("ヺ", "ボ"),
)
_REPEAT = "々〻ヽ"
_REPEAT_VOICED = "ヾ"
_ANY_REPEAT = re.compile(f"[{_REPEAT}{_REPEAT_VOICED}]")
_HALF_WIDTH_KANA = re.compile("[\uff61-\uff9f]+")
_KANA_WITH_MARK = re.compile("[\u3041-\u30ff][\u3099-\u309c]")

# One pass settles real text. A second is needed where one step uncovers work for an
# earlier one; random Unicode settles within three.
_MAX_PASSES = 6


class VariantTableError(Exception):
    """The table of variants is missing or malformed. No key is made without it."""


@cache
def _letters() -> dict[int, str]:
    """Kana and kanji that share one letter in a key."""
    raw = tomllib.loads(VARIANTS_FILE.read_text(encoding="utf-8"))
    if raw.get("schema") != SUPPORTED_SCHEMA:
        raise VariantTableError(f"unsupported schema {raw.get('schema')!r}")
    kanji = {ord(c): group[0] for group in raw["kanji"] for c in group[1:]}
    radicals = {
        ord(pair[0]): kanji.get(ord(pair[1]), pair[1]) for pair in raw["radicals"]
    }
    small = {code: chr(large) for code, large in _SMALL_TO_LARGE.items()}
    hiragana = {
        code: small.get(katakana, chr(katakana))
        for code, katakana in _HIRAGANA_TO_KATAKANA.items()
    }
    return kanji | radicals | small | hiragana


def search_key(text: str) -> str:
    """名前とかなを、書き方の違いによらず探すためのキー。保存や表示には使わない。

    Two spellings that a person would call the same give the same key: width, hiragana
    and katakana, joined or separate 濁点, small kana, ヴ, long vowels, dashes, spaces,
    variant kanji, radicals, 々. Distinct sounds stay apart (は and ば, ず and づ).
    The key is safe to store in either database: no NUL, no lone surrogate.
    """
    key = text
    for _ in range(_MAX_PASSES):
        previous, key = key, _fold_once(key)
        if key == previous:
            break
    return key


def _fold_once(text: str) -> str:
    key = _LEAVE_OUT.sub("", text.translate(_SEPARATE_MARKS))
    key = unicodedata.normalize("NFKC", key).casefold()
    key = _LONE_MARKS.sub("", _LEAVE_OUT.sub("", key))
    key = _write_out_repeats(key.translate(_letters()))
    for v_sound, b_sound in _V_SOUNDS:
        key = key.replace(v_sound, b_sound)
    return key


def _write_out_repeats(text: str) -> str:
    """佐々木 → 佐佐木, スヾキ → スズキ. A mark with nothing before it stays."""
    if not _ANY_REPEAT.search(text):
        return text
    written: list[str] = []
    for letter in text:
        if letter in _REPEAT and written:
            written.append(written[-1])
        elif letter == _REPEAT_VOICED and written:
            written.append(_voiced(written[-1]))
        else:
            written.append(letter)
    return "".join(written)


def _voiced(letter: str) -> str:
    joined = unicodedata.normalize("NFC", letter + _VOICED)
    return joined if len(joined) == 1 else letter


def to_fullwidth_katakana(text: str) -> str:
    """ひらがなと半角カナを全角カナにする。ほかの文字は変えない。

    For kana columns of imported files (national open data carries hiragana).
    """
    wide = _HALF_WIDTH_KANA.sub(lambda run: unicodedata.normalize("NFKC", run[0]), text)
    joined = _KANA_WITH_MARK.sub(
        lambda pair: unicodedata.normalize("NFC", pair[0].translate(_SEPARATE_MARKS)),
        wide,
    )
    return joined.translate(_HIRAGANA_TO_KATAKANA)


def has_nul(text: str) -> bool:
    """PostgreSQL cannot store NUL; whoever accepts text asks this first."""
    return "\x00" in text


def fold_spaces(text: str) -> str:
    """続いた空白（全角を含む）を半角1つにし、前後を落とす。名前には使わない。"""
    return " ".join(text.split())
