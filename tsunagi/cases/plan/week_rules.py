"""週間計画表の決まり: 一日は6時に始まる。夜をまたぐ予定、祝日の列、種類ごとの計。純粋関数だけ。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled

DAY = 24 * 60
FIRST_HOUR = 6
MOST_ENTRIES = 120


class Weekday(Labelled):
    """1から7は曜日（データ標準と同じ、月が1）。8は祝日。"""

    MONDAY = "1", "月"
    TUESDAY = "2", "火"
    WEDNESDAY = "3", "水"
    THURSDAY = "4", "木"
    FRIDAY = "5", "金"
    SATURDAY = "6", "土"
    SUNDAY = "7", "日"
    HOLIDAY = "8", "祝"


WEEK = tuple(day for day in Weekday if day is not Weekday.HOLIDAY)


class EntryKind(Labelled):
    SERVICE = "service", "福祉サービス"
    MEDICAL = "medical", "医療"
    INFORMAL = "informal", "地域・友人・ボランティア"
    FAMILY = "family", "家族"
    OWN = "own", "本人の時間"
    OTHER = "other", "その他"


class Entry(Frozen):
    """One thing of one day. start, end: minutes after midnight; end <= start: next day.

    An end that equals the start is a whole day and night.
    """

    key: str
    day: Weekday
    start: int
    end: int
    label: str
    kind: EntryKind
    provider: str = ""

    @property
    def minutes(self) -> int:
        return (self.end - self.start) % DAY or DAY

    @property
    def crosses_midnight(self) -> bool:
        return self.end <= self.start and self.end != 0

    def as_json(self) -> dict[str, Any]:
        return {
            "key": self.key, "day": self.day.value, "start": self.start,
            "end": self.end, "label": self.label, "kind": self.kind.value,
            "provider": self.provider,
        }  # fmt: skip


def entry_of(row: Mapping[str, Any]) -> Entry:
    return Entry(
        key=str(row["key"]), day=Weekday(str(row["day"])), start=int(row["start"]),
        end=int(row["end"]), label=str(row["label"]), kind=EntryKind(row["kind"]),
        provider=str(row.get("provider", "")),
    )  # fmt: skip


def entries_of(rows: Iterable[Mapping[str, Any]]) -> tuple[Entry, ...]:
    """In the order of the week; within a day by the hour, the day beginning at six."""
    found = [entry_of(row) for row in rows]
    return tuple(sorted(found, key=lambda one: (one.day, _offset(one.start), one.key)))


def clock(minutes: int) -> str:
    """「7:30」。"""
    return f"{minutes // 60 % 24}:{minutes % 60:02d}"


def span_words(entry: Entry) -> str:
    """「22:00〜翌7:00」。"""
    if entry.minutes == DAY:
        return f"{clock(entry.start)}から丸一日"
    next_day = "翌" if entry.crosses_midnight else ""
    end = "24:00" if entry.end == 0 else clock(entry.end)
    return f"{clock(entry.start)}〜{next_day}{end}"


class Piece(Frozen):
    """A part of an entry in one column. top, bottom: minutes after six o'clock, 0-1440.

    lane, lanes: side by side where things overlap.
    """

    entry: Entry
    day: Weekday
    top: int
    bottom: int
    is_continued: bool = False
    lane: int = 0
    lanes: int = 1

    @property
    def minutes(self) -> int:
        return self.bottom - self.top


def pieces(entries: Sequence[Entry]) -> tuple[Piece, ...]:
    """どの列の、どこに描くか。6時を越えた分は、次の日の列の上に続く。

    日曜の夜は月曜の朝へ続く。祝日の列の夜は、次の日が決まらないので、6時で切れる。
    """
    found = []
    for entry in entries:
        top = _offset(entry.start)
        bottom = top + entry.minutes
        found.append(Piece(entry, entry.day, top, min(bottom, DAY)))
        if bottom > DAY and entry.day is not Weekday.HOLIDAY:
            following = WEEK[(WEEK.index(entry.day) + 1) % len(WEEK)]
            found.append(Piece(entry, following, 0, bottom - DAY, is_continued=True))
    return tuple(_laned(found))


def _laned(found: Sequence[Piece]) -> list[Piece]:
    """Overlapping pieces of one column share its width."""
    done = []
    for day in Weekday:
        column = sorted(
            (one for one in found if one.day is day), key=lambda p: (p.top, -p.bottom)
        )
        group: list[Piece] = []
        until = 0
        for piece in column:
            if group and piece.top >= until:
                done += _spread(group)
                group = []
            group.append(piece)
            until = max(until, piece.bottom) if len(group) > 1 else piece.bottom
        done += _spread(group)
    return done


def _spread(group: Sequence[Piece]) -> list[Piece]:
    ends: list[int] = []
    placed = []
    for piece in group:
        lane = next((n for n, end in enumerate(ends) if end <= piece.top), len(ends))
        if lane == len(ends):
            ends.append(piece.bottom)
        else:
            ends[lane] = piece.bottom
        placed.append((piece, lane))
    return [
        Piece(p.entry, p.day, p.top, p.bottom, p.is_continued, lane, len(ends))
        for p, lane in placed
    ]


def totals(entries: Iterable[Entry]) -> dict[EntryKind, int]:
    """種類ごとの、一週間の分。祝日の列は、ふだんの週には数えない。"""
    found = dict.fromkeys(EntryKind, 0)
    for entry in entries:
        if entry.day is not Weekday.HOLIDAY:
            found[entry.kind] += entry.minutes
    return {kind: minutes for kind, minutes in found.items() if minutes}


def duration_words(minutes: int) -> str:
    """「12時間30分」。"""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}分"
    return f"{hours}時間{rest}分" if rest else f"{hours}時間"


def _offset(minutes: int) -> int:
    return (minutes - FIRST_HOUR * 60) % DAY
