"""できることのふり返りと、育ちのもくひょう: 歩み、答えの合わせ方、くらべ方。純粋関数だけ。

For growing, never for ranking: nothing here adds anything up.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from tsunagi.common.dates import YearMonth
from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled

TABLE = Path(__file__).parent / "data" / "steps.toml"
SCHEMA = 1
AIM_MONTHS = 6


class EvidenceKind(Labelled):
    """できることの根拠になるもの。"""

    DECISION = "decision", "意思決定支援の記録"
    REFLECTION = "reflection", "支援のふり返り"
    OBSERVATION = "observation", "面接・同行の気づき"
    TRAINING = "training", "出た研修"
    WORDS = "words", "ことば"


# These lead to a person supported: what they say is read by their own rules only.
OF_PERSONS = frozenset(
    {EvidenceKind.DECISION, EvidenceKind.REFLECTION, EvidenceKind.OBSERVATION}
)


class AimState(Labelled):
    """もくひょうの、いま。できなかった、という言葉は置かない。"""

    OPEN = "open", "取り組んでいる"
    DONE = "done", "できた"
    CARRIED = "carried", "次へ続けた"
    LET_GO = "let_go", "手放した"


class Step(Frozen):
    code: str
    label: str


class Scale(Frozen):
    """The steps in one dated version."""

    valid_from: date
    source: str
    steps: tuple[Step, ...]

    def label(self, code: str) -> str:
        return next((one.label for one in self.steps if one.code == code), "")


@cache
def scales() -> tuple[Scale, ...]:
    """All versions as they are shipped, the oldest first."""
    raw = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    if raw.get("schema") != SCHEMA:
        raise ValueError(f"unsupported schema {raw.get('schema')!r}")
    found = [
        Scale(
            version["valid_from"],
            version["source"],
            tuple(Step(**one) for one in version["steps"]),
        )
        for version in raw["versions"]
    ]
    return tuple(sorted(found, key=lambda one: one.valid_from))


def scale_on(day: date) -> Scale:
    """その日に効く歩み。はじめの版より前の日は、はじめの版。"""
    begun = [one for one in scales() if one.valid_from <= day]
    return begun[-1] if begun else scales()[0]


class Asked(Frozen):
    """One item of the catalogue, as it was worded when it was asked."""

    code: str
    label: str
    group: str


class Answer(Frozen):
    """What somebody said of one item. on: the day they last looked at it.

    The wording is kept with the answer, so that it stays readable when the catalogue
    changes or goes.
    """

    code: str
    label: str
    group: str
    step: str
    note: str
    on: date

    def as_json(self) -> dict[str, str]:
        return {
            "code": self.code, "label": self.label, "group": self.group,
            "step": self.step, "note": self.note, "on": self.on.isoformat(),
        }  # fmt: skip


def answers_of(stored: Iterable[Mapping[str, Any]]) -> tuple[Answer, ...]:
    """The stored answers as values."""
    return tuple(
        Answer(**{**one, "on": date.fromisoformat(one["on"])}) for one in stored
    )


Said = Mapping[str, tuple[str, str]]


def merged_answers(
    before: Sequence[Answer], asked: Sequence[Asked], said: Said, *, on: date
) -> tuple[Answer, ...]:
    """今回たずねた項目は今回の答え、たずねなかった項目は前のまま（前の日付のまま）。

    said: {code: (step, note)}. An item that was asked and left open has no answer.
    """
    known = {one.code for one in scale_on(on).steps}
    now = {}
    for one in asked:
        step, note = said.get(one.code, ("", ""))
        step, note = (step if step in known else ""), note.strip()
        if step or note:
            now[one.code] = Answer(one.code, one.label, one.group, step, note, on)
    codes = {one.code for one in asked}
    kept = [one for one in before if one.code not in codes]
    return (*kept, *now.values())


class Change(Labelled):
    """前の回とくらべて。"""

    SAME = "same", ""
    MOVED = "moved", "変わった"
    NEW = "new", "新しく"
    GONE = "gone", "今回は選んでいない"
    NOTED = "noted", "書き足した"


class Compared(Frozen):
    """One item beside itself. earlier or later None: not answered then."""

    code: str
    label: str
    group: str
    earlier: Answer | None
    later: Answer | None

    @property
    def change(self) -> Change:
        if self.earlier is None:
            return Change.NEW
        if self.later is None:
            return Change.GONE
        if self.earlier.step != self.later.step:
            return Change.MOVED
        has_news = self.later.note and self.later.note != self.earlier.note
        return Change.NOTED if has_news else Change.SAME


def compared(earlier: Sequence[Answer], later: Sequence[Answer]) -> list[Compared]:
    """項目ごとに並べる。いまの順、次に、前の回だけにあるもの。"""
    old = {one.code: one for one in earlier}
    new = {one.code: one for one in later}
    return [
        Compared(one.code, one.label, one.group, old.get(code), new.get(code))
        for code, one in {
            **new,
            **{c: o for c, o in old.items() if c not in new},
        }.items()
    ]


def grouped(
    rows: Iterable[Compared], groups: Sequence[str] = ()
) -> list[tuple[str, list[Compared]]]:
    """区分ごとに。groups: カタログの順。そこにない区分は、出てきた順に後へ。"""
    found: dict[str, list[Compared]] = {name: [] for name in groups}
    for row in rows:
        found.setdefault(row.group, []).append(row)
    return [(name, ones) for name, ones in found.items() if ones]


def usual_due(today: date) -> date:
    """半年あとの月の終わり。"""
    return YearMonth.of(today).plus(AIM_MONTHS).last_day


def may_settle(state: AimState) -> bool:
    """終わりを決められるのは、取り組んでいるものだけ。"""
    return state is AimState.OPEN


def may_reopen(state: AimState) -> bool:
    """続けたものは、次のもくひょうがもうある。"""
    return state in (AimState.DONE, AimState.LET_GO)
