"""漢数字と算用数字を、整数として読む。「二十三」「二〇二四」「十」「23」。"""

from __future__ import annotations

DIGITS = {
    **dict.fromkeys("〇零○◯", 0),
    **{mark: value for value, mark in enumerate("一二三四五六七八九", start=1)},
    **{mark: value for value, mark in enumerate("壱弐参", start=1)},
}
UNITS = {"十": 10, "拾": 10, "百": 100, "千": 1000}
KANJI_NUMERALS = "".join((*DIGITS, *UNITS))


def read_number(text: str) -> int | None:
    """A whole number written in ASCII digits or in kanji; None for anything else."""
    if text.isascii():
        return int(text) if text.isdigit() else None
    if all(mark in DIGITS for mark in text):
        return int("".join(str(DIGITS[mark]) for mark in text))
    return _read_with_units(text)


def _read_with_units(text: str) -> int | None:
    """二千二十四: each unit is smaller than the one before, one digit before each."""
    total = 0
    digit: int | None = None
    smallest_unit = 10_000
    for mark in text:
        if mark in UNITS:
            unit = UNITS[mark]
            if unit >= smallest_unit or digit == 0:
                return None
            total += (1 if digit is None else digit) * unit
            smallest_unit, digit = unit, None
        elif mark in DIGITS and digit is None:
            digit = DIGITS[mark]
        else:
            return None
    if digit == 0:
        return None
    return total + (digit or 0)
