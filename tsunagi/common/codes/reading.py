"""番号の読取り結果と、どの番号にも共通の下ごしらえ。"""

from __future__ import annotations

from tsunagi.common.codes import messages
from tsunagi.common.errors import Message
from tsunagi.common.frozen import Frozen
from tsunagi.common.readings import Result

MAX_INPUT = 40

_FULL_WIDTH = {
    **{ord("０") + n: ord("0") + n for n in range(10)},
    **{ord("Ａ") + n: ord("A") + n for n in range(26)},
    **{ord("ａ") + n: ord("A") + n for n in range(26)},
    **{ord("a") + n: ord("A") + n for n in range(26)},
}
# Only marks that separate groups of digits; anything else stays and is reported.
_SEPARATORS = dict.fromkeys(
    map(ord, "-‐‑‒–—―−－ー \t\r\n\u00a0\u3000\u200b\u200c\u200d\u2060\ufeff")
)


class CodeReading(Frozen):
    """番号ひとつの読取り結果。`normalized` は保存してよい形で、誤りのときは None。"""

    kind: str
    input: str
    normalized: str | None
    result: Result
    messages: tuple[Message, ...] = ()

    def as_json(self) -> dict[str, object]:
        return {
            "input": self.input,
            "normalized": self.normalized,
            "result": self.result.value,
            "messages": [message.as_json() for message in self.messages],
        }


class CodeKind(Frozen):
    """One kind of number: how it is called, and the three ways to answer."""

    key: str
    name: str
    length: int

    def ok(self, given: str, normalized: str) -> CodeReading:
        return CodeReading(self.key, given, normalized, Result.OK)

    def warning(self, given: str, normalized: str, message: Message) -> CodeReading:
        return CodeReading(self.key, given, normalized, Result.WARNING, (message,))

    def error(self, given: str, message: Message) -> CodeReading:
        return CodeReading(self.key, given, None, Result.ERROR, (message,))

    def wrong_length(self, given: str, text: str) -> CodeReading:
        message = messages.WRONG_LENGTH.format(
            name=self.name, length=self.length, count=len(text)
        )
        return self.error(given, message)

    def zero_lost(self, given: str, text: str, candidate: str) -> CodeReading:
        message = messages.ZERO_LOST.format(
            name=self.name,
            length=self.length,
            count=len(text),
            candidate=candidate,
        )
        return self.error(given, message)

    def refusal_of_text(self, given: str, text: str) -> CodeReading | None:
        """Empty or over-long input; None when the text can be looked at."""
        if len(given) > MAX_INPUT:
            message = messages.TOO_LONG.format(
                name=self.name, count=len(given), length=self.length
            )
            return self.error(given, message)
        if not text:
            return self.error(
                given, messages.EMPTY.format(name=self.name, length=self.length)
            )
        return None

    def refusal_of_digits(self, given: str, text: str) -> CodeReading | None:
        """Also refuses anything that is not a digit; the length is not looked at."""
        refusal = self.refusal_of_text(given, text)
        if refusal is None and not is_digits(text):
            strange = next(c for c in text if not is_digits(c))
            refusal = self.error(
                given, messages.NOT_DIGITS.format(name=self.name, strange=strange)
            )
        return refusal


def is_digits(text: str) -> bool:
    """ASCII digits only: `str.isdigit` alone also takes ² and ٣."""
    return text.isascii() and text.isdigit()


def plain(given: str) -> str:
    """Half-width, upper case, without hyphens and spaces."""
    return given.translate(_FULL_WIDTH).translate(_SEPARATORS)
