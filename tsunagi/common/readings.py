"""入力を読んだ結果の三段階。日付と番号の読取りが、同じ言葉で答える。"""

from __future__ import annotations

from enum import StrEnum


class Result(StrEnum):
    """`warning` means: read, and the reader should look once more."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"
