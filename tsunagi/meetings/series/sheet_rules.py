"""出欠の表（Excel）の約束: 列、読める言葉、読めない行のわけ。純粋関数だけを置く。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from tsunagi.common.frozen import Frozen
from tsunagi.common.text import search_key
from tsunagi.meetings.meeting.rules import Presence

PART, PLACE, NAME = "立場", "事業所・相手", "氏名"
ANSWER, NOTE, MARK = "出欠", "ひとこと", "行の印（消さないでください）"
HEADERS = (PART, PLACE, NAME, ANSWER, NOTE, MARK)
LONGEST_NOTE = 300
WORDS = {
    Presence.PRESENT: ("出席", "出る", "出た", "参加", "○", "◯", "〇"),
    Presence.ONLINE: ("オンライン", "オンラインで出る", "オンラインで出た"),
    Presence.WRITTEN: ("書面", "書面で意見を出した"),
    Presence.ABSENT: ("欠席", "出ない", "出なかった", "不参加", "×", "✕"),
}
ANSWERS = {
    search_key(word): presence for presence, words in WORDS.items() for word in words
}


class Known(Frozen):
    """One line that the file may speak of."""

    key: UUID
    name: str
    presence: Presence
    note: str


class Answer(Frozen):
    """What the file says of one line. line: its number in the sheet."""

    line: int
    known: Known
    presence: Presence
    note: str

    @property
    def word(self) -> str:
        """The word that reads as this answer again, whatever the day."""
        came = self.presence is Presence.COMING
        return WORDS[Presence.PRESENT if came else self.presence][0]


class Mistake(Frozen):
    line: int
    reason: str


class Read(Frozen):
    answers: Sequence[Answer]
    mistakes: Sequence[Mistake]

    @property
    def is_good(self) -> bool:
        return bool(self.answers) and not self.mistakes


def read_answers(
    rows: Iterable[tuple[int, Mapping[str, str]]], known: Iterable[Known], *,
    is_ahead: bool,
) -> Read:  # fmt: skip
    """行ごとに読む。一つでも読めない行があれば、全部を取り込まない。

    An empty answer leaves the line as it is. is_ahead: the meeting has not been held,
    so that 出席 means 「出る」.
    """
    by_key = {one.key: one for one in known}
    seen: dict[UUID, int] = {}
    answers: list[Answer] = []
    mistakes: list[Mistake] = []
    for line, row in rows:
        found = _line(line, row, by_key, is_ahead=is_ahead)
        if found is None:
            continue
        if isinstance(found, Answer) and found.known.key in seen:
            earlier = seen[found.known.key]
            found = Mistake(line, f"{earlier}行目と同じ相手の行です。")
        if isinstance(found, Mistake):
            mistakes.append(found)
        else:
            seen[found.known.key] = line
            answers.append(found)
    return Read(answers, mistakes)


def _line(
    line: int, row: Mapping[str, str], known: Mapping[UUID, Known], *, is_ahead: bool
) -> Answer | Mistake | None:
    text, note = row.get(ANSWER, "").strip(), row.get(NOTE, "").strip()
    if not text:
        has_note = bool(note) and _known(row, known) is not None
        return Mistake(line, "ひとことだけで、出欠が空です。") if has_note else None
    one = _known(row, known)
    if one is None:
        return Mistake(
            line, "この会議に呼んだ相手の行ではありません。行の印を確かめてください。"
        )
    presence = ANSWERS.get(search_key(text))
    if presence is None:
        return Mistake(
            line,
            f"出欠の「{text}」が読めません。出席・欠席・オンライン・書面で書きます。",
        )
    if len(note) > LONGEST_NOTE:
        return Mistake(line, f"ひとことが長すぎます（{LONGEST_NOTE}文字まで）。")
    if is_ahead and presence in (Presence.PRESENT, Presence.ONLINE):
        presence = Presence.COMING
    return Answer(line, one, presence, note)


def _known(row: Mapping[str, str], known: Mapping[UUID, Known]) -> Known | None:
    try:
        return known.get(UUID(row.get(MARK, "").strip()))
    except ValueError:
        return None
