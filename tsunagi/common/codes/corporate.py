"""法人番号（13けた）。先頭の1けたが検査数字である。"""

from __future__ import annotations

from tsunagi.common.codes import messages
from tsunagi.common.codes.check_digits import corporate_modulus_9
from tsunagi.common.codes.reading import CodeKind, CodeReading, plain

_CORPORATE = CodeKind("corporate", "法人番号", 13)


def read_corporate_number(given: str) -> CodeReading:
    text = plain(given)
    refusal = _CORPORATE.refusal_of_digits(given, text)
    if refusal is not None:
        return refusal
    if len(text) == 12:
        # Spreadsheets and real open data lose the first digit; it is shown, not used.
        candidate = corporate_modulus_9(text) + text
        return _CORPORATE.error(
            given, messages.CORPORATE_FIRST_DIGIT_LOST.format(candidate=candidate)
        )
    if len(text) != _CORPORATE.length:
        return _CORPORATE.wrong_length(given, text)
    expected, actual = corporate_modulus_9(text[1:]), text[0]
    if actual != expected:
        message = messages.CORPORATE_DIGIT_WRONG.format(
            expected=expected, actual=actual
        )
        return _CORPORATE.error(given, message)
    return _CORPORATE.ok(given, text)
