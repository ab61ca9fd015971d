"""事業所番号（10文字）。3文字目は事業所の区分で、英字のこともある。"""

from __future__ import annotations

from tsunagi.common.codes import messages
from tsunagi.common.codes.check_digits import modulus_10_split
from tsunagi.common.codes.reading import CodeKind, CodeReading, is_digits, plain

_OFFICE = CodeKind("office", "事業所番号", 10)
_LETTER_AT = 2


def read_office_number(given: str) -> CodeReading:
    text = plain(given)
    refusal = _OFFICE.refusal_of_text(given, text)
    if refusal is not None:
        return refusal
    for position, character in enumerate(text):
        if not _is_allowed(position, character):
            message = messages.OFFICE_STRANGE_CHARACTER.format(
                strange=character, position=position + 1
            )
            return _OFFICE.error(given, message)
    if len(text) == 9 and is_digits(text) and _matches(f"0{text}"):
        return _OFFICE.zero_lost(given, text, f"0{text}")
    if len(text) != _OFFICE.length:
        return _OFFICE.wrong_length(given, text)
    if not is_digits(text):
        message = messages.OFFICE_LETTER_UNVERIFIED.format(letter=text[_LETTER_AT])
        return _OFFICE.warning(given, text, message)
    if not _matches(text):
        message = messages.CHECK_DIGIT_WRONG.format(
            name=_OFFICE.name, expected=modulus_10_split(text[:9]), actual=text[9]
        )
        return _OFFICE.error(given, message)
    return _OFFICE.ok(given, text)


def _is_allowed(position: int, character: str) -> bool:
    if is_digits(character):
        return True
    return position == _LETTER_AT and character.isascii() and character.isalpha()


def _matches(text: str) -> bool:
    return text[9] == modulus_10_split(text[:9])
