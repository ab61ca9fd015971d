"""会議の前後の関わりの言葉。純粋関数だけを置く。"""

from __future__ import annotations

from tsunagi.common.words import Labelled


class When(Labelled):
    BEFORE = "before", "会議の前"
    AFTER = "after", "会議のあと"
    BOTH = "both", "前とあと"


class State(Labelled):
    OPEN = "open", "続けている"
    ENDED = "ended", "終えた"
