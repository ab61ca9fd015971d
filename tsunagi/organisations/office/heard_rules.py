"""空きの表（Excel）の約束: 列、読める言葉、読めない行のわけ。純粋関数だけを置く。"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from uuid import UUID

from tsunagi.common.frozen import Frozen
from tsunagi.common.text import search_key
from tsunagi.common.wareki import format_wareki, parse_date

NAME, KINDS = "事業所", "種別"
NOW_NEW, NOW_FREE = "いまの新しい相談", "いまの受けられる人数"
NOW_MOST, NOW_DAY = "いまの受け持てる人数", "確かめた日"
ANSWER, FREE, MOST = "新しい相談", "受けられる人数", "受け持てる人数"
NOTE, WHO, DAY = "ひとこと", "聞いた相手", "聞いた日"
MARK = "行の印（消さないでください）"
HEADERS = (
    NAME, KINDS, NOW_NEW, NOW_FREE, NOW_MOST, NOW_DAY, ANSWER, FREE, MOST, NOTE, WHO,
    DAY, MARK,
)  # fmt: skip
WRITTEN = (ANSWER, FREE, MOST, NOTE, WHO, DAY)
LONGEST_NOTE, LONGEST_WHO = 300, 60
MOST_FREE, MOST_CAPACITY = 999, 9999
YES, NO, SAME = "受けられる", "いまは受けられない", "同じ"
WORDS = {
    YES: (YES, "受けます", "受ける", "可", "はい", "あり", "○", "◯", "〇"),
    NO: (NO, "受けられない", "受けない", "不可", "いいえ", "なし", "×", "✕"),
    SAME: (SAME, "いまも同じ", "変わらない", "変わりなし"),
}
ANSWERS = {
    search_key(word): answer for answer, words in WORDS.items() for word in words
}


class Figures(Frozen):
    """What an office says of its room. None: not known."""

    accepts_new: bool
    free: int | None
    most: int | None
    note: str = ""

    @property
    def word(self) -> str:
        return YES if self.accepts_new else NO


class Known(Frozen):
    """One office that the file may speak of. figure: the key of its row now; 0: none."""

    key: UUID
    name: str
    now: Figures | None = None
    confirmed_on: date | None = None
    figure: int = 0


class Line(Frozen):
    """What the file says of one office. line: its number in the sheet."""

    line: int
    known: Known
    new: Figures
    who: str
    on: date


class Mistake(Frozen):
    line: int
    reason: str


class Read(Frozen):
    lines: Sequence[Line]
    mistakes: Sequence[Mistake]

    @property
    def is_good(self) -> bool:
        return bool(self.lines) and not self.mistakes


def read_sheet(
    rows: Iterable[tuple[int, Mapping[str, str]]], known: Iterable[Known], *,
    today: date,
) -> Read:  # fmt: skip
    """行ごとに読む。一つでも読めない行があれば、全部を取り込まない。

    A line in which nobody wrote anything leaves the office as it is.
    """
    by_key = {one.key: one for one in known}
    seen: dict[UUID, int] = {}
    lines: list[Line] = []
    mistakes: list[Mistake] = []
    for number, row in rows:
        written = {name: row.get(name, "").strip() for name in WRITTEN}
        if not any(written.values()):
            continue
        one = _known(row, by_key)
        reason = _WRONG_MARK if one is None else ""
        if one is not None and one.key in seen:
            reason = f"{seen[one.key]}行目と同じ事業所の行です。"
        found = reason or (_line(number, written, one, today) if one else "")
        if isinstance(found, str):
            mistakes.append(Mistake(number, found))
        else:
            seen[found.known.key] = number
            lines.append(found)
    return Read(lines, mistakes)


_WRONG_MARK = "この表で聞く事業所の行ではありません。行の印を確かめてください。"


def _known(row: Mapping[str, str], known: Mapping[UUID, Known]) -> Known | None:
    try:
        return known.get(UUID(row.get(MARK, "").strip()))
    except ValueError:
        return None


def _line(
    number: int, written: Mapping[str, str], one: Known, today: date
) -> Line | str:
    """The line, or why it cannot be read."""
    answer = ANSWERS.get(search_key(written[ANSWER]))
    if not written[ANSWER]:
        return (
            "「新しい相談」が空です。受けられる・いまは受けられない・同じで書きます。"
        )
    if answer is None:
        return (
            f"新しい相談の「{written[ANSWER]}」が読めません。"
            "受けられる・いまは受けられない・同じで書きます。"
        )
    new = _figures(answer, written, one)
    if isinstance(new, str):
        return new
    who = written[WHO]
    if not who:
        return "「聞いた相手」が空です。だれから聞いたかを書いてください。"
    if len(who) > LONGEST_WHO:
        return f"聞いた相手が長すぎます（{LONGEST_WHO}文字まで）。"
    on = _day(written[DAY], one, today)
    return on if isinstance(on, str) else Line(number, one, new, who, on)


def _figures(answer: str, written: Mapping[str, str], one: Known) -> Figures | str:
    same = answer == SAME
    if same and one.now is None:
        return "「同じ」とありますが、前の数字がまだありません。数字を書いてください。"
    free = _number(written[FREE], FREE, MOST_FREE)
    most = _number(written[MOST], MOST, MOST_CAPACITY)
    if isinstance(free, str):
        return free
    if isinstance(most, str):
        return most
    if len(written[NOTE]) > LONGEST_NOTE:
        return f"ひとことが長すぎます（{LONGEST_NOTE}文字まで）。"
    if not same or one.now is None:
        # Few ask for it by telephone; unsaid, it stays as the office said it before.
        kept = one.now.most if most is None and one.now is not None else most
        return Figures(answer == YES, free, kept, written[NOTE])
    if (written[FREE] and free != one.now.free) or (
        written[MOST] and most != one.now.most
    ):
        return (
            "「同じ」とありますが、前とちがう数字があります。どちらかにしてください。"
        )
    note = written[NOTE] or one.now.note
    return Figures(one.now.accepts_new, one.now.free, one.now.most, note)


def _number(text: str, name: str, most: int) -> int | str | None:
    if not text:
        return None
    folded = unicodedata.normalize("NFKC", text).strip().removesuffix("人")
    folded = folded.removesuffix("名").strip()
    is_number = folded.isascii() and folded.isdigit() and len(folded) <= len(str(most))
    if not is_number or int(folded) > most:
        return f"{name}の「{text}」が読めません。0から{most}までの数で書きます。"
    return int(folded)


def _day(text: str, one: Known, today: date) -> date | str:
    if not text:
        return "「聞いた日」が空です。"
    read = parse_date(text)
    if read.date is None or read.precision != "day":
        return f"聞いた日の「{text}」が読めません。年月日で書きます。"
    if read.date > today:
        return f"聞いた日（{format_wareki(read.date)}）が、きょうより後です。"
    if one.confirmed_on is not None and one.confirmed_on > read.date:
        newer = format_wareki(one.confirmed_on)
        return f"この事業所には、それより新しい{newer}の数字があります。"
    return read.date
