"""市区町村の二つの番号。総務省の全国地方公共団体コードと、国保連の市町村番号。

The first five digits look alike, the last does not, and neither is ever made from the
other: 宇都宮市 is 092011 in one and 092015 in the other.
"""

from __future__ import annotations

from tsunagi.common.codes import messages
from tsunagi.common.codes.check_digits import modulus_10_split, modulus_11
from tsunagi.common.codes.reading import CodeKind, CodeReading, plain

_MUNICIPALITY = CodeKind("municipality", "全国地方公共団体コード", 6)
_KOKUHOREN = CodeKind("kokuhoren-municipality", "国保連の市町村番号", 6)


def read_municipality_code(given: str) -> CodeReading:
    """全国地方公共団体コード（6けた）。検査数字のない5けたは、補って注意を添える。"""
    text = plain(given)
    refusal = _MUNICIPALITY.refusal_of_digits(given, text)
    if refusal is not None:
        return refusal
    if len(text) == 4 and _is_prefecture(f"0{text}"):
        return _MUNICIPALITY.zero_lost(given, text, _completed(f"0{text}"))
    if len(text) not in (5, 6):
        return _MUNICIPALITY.wrong_length(given, text)
    if not _is_prefecture(text):
        return _wrong_prefecture(_MUNICIPALITY, given, text)
    if len(text) == 5:
        return _five_digits(given, text)
    expected, actual = modulus_11(text[:5]), text[5]
    if actual == expected:
        return _MUNICIPALITY.ok(given, text)
    if actual == modulus_10_split(text[:5]):
        message = messages.MUNICIPALITY_IS_KOKUHOREN
    else:
        message = messages.CHECK_DIGIT_WRONG
    return _MUNICIPALITY.error(
        given,
        message.format(name=_MUNICIPALITY.name, expected=expected, actual=actual),
    )


def read_kokuhoren_municipality_number(given: str) -> CodeReading:
    """国保連の市町村番号（6けた）。検査数字の違いは、例外がありうるので注意に止める。"""
    text = plain(given)
    refusal = _KOKUHOREN.refusal_of_digits(given, text)
    if refusal is not None:
        return refusal
    if len(text) == 5:
        return _KOKUHOREN.error(given, messages.KOKUHOREN_FIVE_DIGITS)
    if len(text) != 6:
        return _KOKUHOREN.wrong_length(given, text)
    if not _is_prefecture(text):
        return _wrong_prefecture(_KOKUHOREN, given, text)
    expected, actual = modulus_10_split(text[:5]), text[5]
    if actual == expected:
        return _KOKUHOREN.ok(given, text)
    if actual == modulus_11(text[:5]):
        message = messages.KOKUHOREN_IS_MUNICIPALITY
    else:
        message = messages.KOKUHOREN_MISMATCH
    return _KOKUHOREN.warning(
        given, text, message.format(expected=expected, actual=actual)
    )


def _five_digits(given: str, text: str) -> CodeReading:
    full = _completed(text)
    with_zero = f"0{text}"
    if _is_prefecture(with_zero) and modulus_11(with_zero[:5]) == with_zero[5]:
        message = messages.MUNICIPALITY_COMPLETED_OR_ZERO_LOST
    else:
        message = messages.MUNICIPALITY_COMPLETED
    return _MUNICIPALITY.warning(
        given, full, message.format(full=full, candidate=with_zero)
    )


def _completed(five_digits: str) -> str:
    return five_digits + modulus_11(five_digits)


def _is_prefecture(text: str) -> bool:
    return 1 <= int(text[:2]) <= 47


def _wrong_prefecture(kind: CodeKind, given: str, text: str) -> CodeReading:
    message = messages.NO_SUCH_PREFECTURE.format(name=kind.name, prefecture=text[:2])
    return kind.error(given, message)
