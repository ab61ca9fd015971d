"""要望・苦情の言葉と規則。返事をした日が入るまで、受け持つ人の一覧から消えない。"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID, uuid5

from tsunagi.common.text import search_key
from tsunagi.common.words import Labelled

SMALL_NUMBER = 10


class ComplaintKind(Labelled):
    WISH = "wish", "要望"
    COMPLAINT = "complaint", "苦情"


class Way(Labelled):
    """返事のしかた。"""

    VISIT = "visit", "会って"
    PHONE = "phone", "電話で"
    LETTER = "letter", "手紙・メールで"
    EASY = "easy", "わかりやすい紙を渡して"
    OTHER = "other", "そのほか"


class Satisfied(Labelled):
    """本人は納得したか。「分からない」も答え。"""

    YES = "yes", "納得した"
    PARTLY = "partly", "一部は納得した"
    NO = "no", "納得していない"
    UNKNOWN = "unknown", "分からない"


class Standing(Labelled):
    OPEN = "open", "返事を待っている"
    LATE = "late", "期限を過ぎている"
    ANSWERED = "answered", "返事をした"


def standing_of(due_on: date, answered_on: date | None, *, today: date) -> Standing:
    """期限の日のうちは、まだ過ぎていない。"""
    if answered_on is not None:
        return Standing.ANSWERED
    return Standing.LATE if due_on < today else Standing.OPEN


def counts_by_theme(
    rows: Iterable[tuple[int, str, str]],
) -> list[tuple[int, str, int, int]]:
    """(受けた事業所, 題, 件数, いくつの所のことか)。多い順、同じなら題の順。題のないものは数えない。

    rows: the office that was told, the theme, and the place that it is about.
    """
    places: dict[tuple[str, int], list[str]] = defaultdict(list)
    for office, theme, place in rows:
        if theme:
            places[theme, office].append(place)
    return [
        (office, theme, len(found), len(set(filter(None, found))))
        for (theme, office), found in sorted(
            places.items(), key=lambda pair: (-len(pair[1]), pair[0])
        )
    ]


def theme_key(office_id: UUID, theme: str) -> UUID:
    """一つの事業所の、一つの題の番号。書き方の違いによらず同じ。番号から題は分からない。"""
    return uuid5(office_id, search_key(theme))


def shown_count(count: int, *, is_own: bool) -> str:
    """自分の事業所の数はそのまま。ほかには、10より小さい数を出さない（0は0）。"""
    if is_own or count == 0 or count >= SMALL_NUMBER:
        return f"{count}件"
    return f"{SMALL_NUMBER}件未満"
