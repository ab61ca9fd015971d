"""むずかしい言葉の言いかえと、ふだんの読みを、日付つきのデータ（data/words.toml）から読む。"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path

from tsunagi.common.frozen import Frozen

DATA = Path(__file__).parent / "data" / "words.toml"


class WordList(Frozen):
    """hard: word → easy words, the longest first. readings: surface → hiragana."""

    checked_on: date
    hard: dict[str, str]
    readings: dict[str, str]


@cache
def word_list(path: Path = DATA) -> WordList:
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    words = sorted(raw["words"].items(), key=lambda pair: (-len(pair[0]), pair[0]))
    return WordList(raw["checked_on"], dict(words), dict(raw["readings"]))
