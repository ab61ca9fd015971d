"""文を語に切る辞書（SudachiPy）。はじめて使うときに読み込む。

The dictionary is a mapped file of about 190 MB: a process that never draws furigana
pays nothing, and several processes share the pages they touch. A tokenizer must not be
used by two threads at once, so each thread has its own.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from tsunagi.common.frozen import replace
from tsunagi.common.furigana import Word

log = logging.getLogger(__name__)
LONGEST = 4_000


class Dictionary:
    """Loads itself once; `analyse` answers None where it cannot be loaded."""

    def __init__(self, load: Callable[[], Any] | None = None) -> None:
        self._load = load or _load_sudachi
        self._lock = threading.Lock()
        self._loaded: Any = None
        self._failed = False
        self._mine = threading.local()

    @property
    def is_loaded(self) -> bool:
        return self._loaded is not None

    def analyse(self, text: str) -> tuple[Word, ...] | None:
        """The words of the text in order, or None: then it stays without furigana."""
        if not text or len(text) > LONGEST:
            return () if not text else None
        try:
            tokenizer = self._tokenizer()
            if tokenizer is None:
                return None
            found = [_words(one) for one in tokenizer.tokenize(text)]
            return tuple(word for words in found for word in words)
        except Exception:  # whatever it refuses, the page must still come
            log.warning("a text could not be cut into words", exc_info=False)
            return None

    def _tokenizer(self) -> Any:
        found = getattr(self._mine, "tokenizer", None)
        if found is None:
            with self._lock:
                if self._loaded is None and not self._failed:
                    self._try()
            if self._loaded is None:
                return None
            found = self._mine.tokenizer = self._loaded.tokenizer()
        return found

    def _try(self) -> None:
        try:
            self._loaded = self._load()
        except Exception as error:  # a missing package, a missing file, no memory
            self._failed = True
            log.warning(
                "the dictionary of words is not there: %s", type(error).__name__
            )


def _load_sudachi() -> Any:
    import sudachipy

    return sudachipy.Dictionary(dict="core")


def _words(one: Any) -> tuple[Word, ...]:
    """就労継続支援 as 就労・継続・支援, where the short readings make up the long one."""
    whole = _word(one)
    parts = [_word(part) for part in one.split(_shortest())]
    if (
        len(parts) < 2
        or "".join(part.kana for part in parts) != whole.kana
        or "".join(part.surface for part in parts) != whole.surface
    ):
        return (whole,)
    return (parts[0], *(replace(part, is_inside=True) for part in parts[1:]))


def _shortest() -> Any:
    from sudachipy import SplitMode

    return SplitMode.A


def _word(one: Any) -> Word:
    return Word(
        one.surface(), one.reading_form(), tuple(one.part_of_speech()[:4]),
        one.dictionary_form(),
    )  # fmt: skip


DICTIONARY = Dictionary()


def analyse(text: str) -> tuple[Word, ...] | None:
    """As `Dictionary.analyse` of the process."""
    return DICTIONARY.analyse(text)
