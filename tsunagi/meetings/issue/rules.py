"""地域課題の候補の言葉と、くり返し出る話題の数え方。純粋関数だけを置く。"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from tsunagi.common.dates import YearMonth
from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled
from tsunagi.meetings.series.rules import Level

# A topic that came up so often within so many months proposes a training (TSU-105).
LEAST_SEEN = 3
MONTHS_LOOKED_AT = 12


class State(Labelled):
    """候補のいま。取り上げたあとは、協議会の地域課題になる。"""

    CANDIDATE = "candidate", "候補"
    TAKEN = "taken", "取り上げた"
    DROPPED = "dropped", "見送った"


class Viewpoint(Labelled):
    """だれの側から見た困りごとか。"""

    PERSON = "person", "本人"
    FAMILY = "family", "家族"
    AREA = "area", "地域"


class Cause(Labelled):
    """何が足りないか、何が妨げているか。"""

    ENVIRONMENT = "environment", "身近な環境"
    SOCIETY = "society", "社会のしくみ・考え方"
    RESOURCE = "resource", "資源の不足"


class Source(Labelled):
    """候補が、どこから来たか。"""

    ITEM = "item", "会議の議題"
    THEME = "theme", "くり返す要望・苦情"
    MISSING = "missing", "足りない資源"
    VOICES = "voices", "聞いた声"
    WORK = "work", "ふだんの仕事"


# These are raised once: the key says which one it was, and is nobody's number.
KEYED = (Source.THEME, Source.MISSING, Source.VOICES)


class RiseState(Labelled):
    """上の会議に上げた候補のいま。一度に一つの会議にだけ上がる。"""

    RAISED = "raised", "上げている"
    RETURNED = "returned", "返ってきた"
    WITHDRAWN = "withdrawn", "取り下げた"


class SeenIn(Labelled):
    """話題がどこに出たか。"""

    CANDIDATE = "candidate", "地域課題の候補"
    SUPERVISION = "supervision", "グループスーパービジョン"
    REVIEW = "review", "会議に出たこと"


class Seen(Frozen):
    """One time that a topic came up."""

    topic: str
    source: SeenIn
    on: date


class Recurrent(Frozen):
    """A topic that keeps coming up, and where it did."""

    topic: str
    counts: tuple[tuple[SeenIn, int], ...]

    @property
    def total(self) -> int:
        return sum(count for _, count in self.counts)


def text_of_theme(theme: str) -> str:
    """くり返す要望・苦情の題から、はじめの文。題だけで、言われた言葉は入らない。"""
    return f"「{theme.strip()}」という声が、くり返し寄せられている。"


def wider_than(level: Level) -> tuple[Level, ...]:
    """上の段。事業所、担当地域、区、市町村、圏域、都道府県の順に広い。"""
    order = tuple(Level)
    return order[order.index(level) + 1 :]


def looked_at_from(today: date) -> date:
    """12か月前の同じ日。月末は、その月の末日。"""
    month = YearMonth.of(today).plus(-MONTHS_LOOKED_AT)
    return month.first_day.replace(day=min(today.day, month.last_day.day))


def recurrent_topics(seen: Iterable[Seen], *, today: date) -> list[Recurrent]:
    """この12か月に3回以上出た話題。多い順、同じなら札の名前の順。"""
    first = looked_at_from(today)
    counted: dict[str, Counter[SeenIn]] = {}
    for one in seen:
        if one.topic and first < one.on <= today:
            counted.setdefault(one.topic, Counter())[one.source] += 1
    found = [
        Recurrent(
            topic,
            tuple((source, count[source]) for source in SeenIn if count[source]),
        )
        for topic, count in counted.items()
        if count.total() >= LEAST_SEEN
    ]
    return sorted(found, key=lambda one: (-one.total, one.topic))
