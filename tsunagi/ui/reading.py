"""Reading what people type into fields. Pure functions; names are never changed."""

from __future__ import annotations

import re
import unicodedata

# Hiragana, katakana with phonetic extensions, half-width katakana, marks, spaces.
_KANA = re.compile(
    r"[\u3041-\u309f\u30a0-\u30ff\u31f0-\u31ff\uff65-\uff9f"
    r"\u3000 ・･ー\-‐‑–—―−]+"
)
_DASHES = re.compile(r"[‐‑‒–—―−ー－ｰ()（）.．\s]+")
_PHONE = re.compile(r"0[0-9]{1,4}-?[0-9]{1,4}-?[0-9]{3,4}|\+[0-9]{1,3}-?[0-9-]{6,14}")
_SHORTEST_PHONE = 10
_LONGEST_PHONE = 11
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}")


def read_kana(text: str) -> bool:
    """かなと、かなの間の記号・空白だけか。"""
    return _KANA.fullmatch(text) is not None


def read_phone(text: str) -> str | None:
    """半角の数字とハイフンにそろえる。日本の番号は10桁か11桁。"""
    plain = unicodedata.normalize("NFKC", _DASHES.sub("-", text.strip()))
    plain = re.sub(r"-+", "-", plain).strip("-")
    if not _PHONE.fullmatch(plain):
        return None
    digits = sum(letter.isdigit() for letter in plain)
    is_abroad = plain.startswith("+")
    if not is_abroad and not _SHORTEST_PHONE <= digits <= _LONGEST_PHONE:
        return None
    return plain


def read_number(text: str) -> int | None:
    """全角の数字と、桁を区切るコンマを受け入れる。小数は受け入れない。"""
    plain = unicodedata.normalize("NFKC", text).strip()
    plain = re.sub(r"[−–—―]", "-", plain)
    if re.fullmatch(r"[+-]?[0-9]{1,3}(,[0-9]{3})+", plain):
        plain = plain.replace(",", "")
    return int(plain) if _NUMBER.fullmatch(plain) else None
