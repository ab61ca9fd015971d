"""本文をさがす条件と、ページの続き。純粋関数だけを置く。"""

from __future__ import annotations

from datetime import date

from tsunagi.common.frozen import Frozen

Place = tuple[date, int]


class NoteQuery(Frozen):
    """words: folded, not empty; all of them must stand in the record.

    since, until: both days belong to the period. own_office: written by the actor's
    own office. best_first: by how often the words stand there, among the newest 1,000.
    """

    words: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None
    method: str = ""
    own_office: bool = False
    best_first: bool = False


def offset_of(text: str, *, most: int) -> int:
    """ページの始まり。数字でないもの、大きすぎるものは初めのページ。"""
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most))):
        return 0
    return min(int(text), most)
