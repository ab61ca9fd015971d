"""受給者証番号（10けた）。

The rule of the check digit is not confirmed by any official text we could read, so a
mismatch is only ever a warning. The number is unique per municipality, not nationally.
"""

from __future__ import annotations

from tsunagi.common.codes import messages
from tsunagi.common.codes.check_digits import modulus_10_split
from tsunagi.common.codes.reading import CodeKind, CodeReading, plain

_CERTIFICATE = CodeKind("certificate", "受給者証番号", 10)


def read_certificate_number(given: str) -> CodeReading:
    text = plain(given)
    refusal = _CERTIFICATE.refusal_of_digits(given, text)
    if refusal is not None:
        return refusal
    if len(text) == 9 and modulus_10_split(f"0{text[:8]}") == text[8]:
        return _CERTIFICATE.zero_lost(given, text, f"0{text}")
    if len(text) != _CERTIFICATE.length:
        return _CERTIFICATE.wrong_length(given, text)
    expected, actual = modulus_10_split(text[:9]), text[9]
    if actual != expected:
        message = messages.CERTIFICATE_MISMATCH.format(expected=expected, actual=actual)
        return _CERTIFICATE.warning(given, text, message)
    return _CERTIFICATE.ok(given, text)
