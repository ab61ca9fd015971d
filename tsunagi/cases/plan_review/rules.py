"""計画の評価・助言: 観点と段階、どの行への助言か、二回を並べて比べる。純粋関数だけを置く。

観点は、計画の質の確かめ（提出前の気づき）と同じ柱に立つ。点数ではなく、次に何をするかの目印。
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tsunagi.cases.plan.sheet_rules import ITEM_TEXTS, Item
from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled


class Criterion(Labelled):
    OWN_WORDS = "own_words", "本人の言葉と意思から始まっている"
    NEEDS = "needs", "ニーズの見立てに事実の裏づけがある"
    STRENGTHS = "strengths", "力を生かし、本人の役割がある"
    WIDE = "wide", "サービスの調整に偏らず、身近な支えも数えている"
    GOALS = "goals", "目標が本人に分かり、達成を確かめられる"
    SAFE = "safe", "緊急・災害と権利への備えがある"
    CYCLE = "cycle", "モニタリングの間隔とわけが合っている"


class Level(Labelled):
    """段階。いまの姿を言い表すための四つ。"""

    SEED = "1", "これから"
    SPROUT = "2", "できはじめている"
    GROWN = "3", "できている"
    MODEL = "4", "ほかの人の手本になる"


class ReviewState(Labelled):
    ASKED = "asked", "助言を待つ"
    RETURNED = "returned", "助言が返った"
    SETTLED = "settled", "確かめ終えた"


KINDS = {
    ReviewState.ASKED: "warning", ReviewState.RETURNED: "info",
    ReviewState.SETTLED: "done",
}  # fmt: skip
# The texts of a sheet that a comment may be about, beside its rows.
TEXT_LINES = {
    "wishes_person": "本人の望む生活", "wishes_family": "家族の望み",
    "policy": "総合的な援助の方針", "long_goal": "長期目標", "short_goal": "短期目標",
    "week": "週間計画表", "interval": "モニタリングの間隔",
}  # fmt: skip
LONGEST_COMMENT = 1_000


class ReviewLine(Frozen):
    """One line of the sheet that can be commented. key: stored with the comment."""

    key: str
    label: str
    text: str


def lines_of(texts: Mapping[str, str], items: Sequence[Item]) -> tuple[ReviewLine, ...]:
    """書面の行。書かれていない行にも、助言はできる。"""
    found = [
        ReviewLine(name, label, texts.get(name, ""))
        for name, label in TEXT_LINES.items()
    ]
    for number, item in enumerate(items, start=1):
        parts = [
            f"{label}: {getattr(item, name)}"
            for name, label in ITEM_TEXTS.items()
            if getattr(item, name).strip()
        ]
        parts += [f"支え: {one.words}" for one in item.supports]
        found.append(
            ReviewLine(
                item.key, f"優先順位{number}　{item.need}"[:80], "\n".join(parts)
            )
        )
    return tuple(found)


class Step(Frozen):
    """One criterion in two reviews. moved: levels up (+) or down (-); None: not both."""

    criterion: Criterion
    before: str
    after: str
    moved: int | None


def compared(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Step, ...]:
    """前の評価と並べる。どちらにもない観点は出さない。"""
    found = []
    for criterion in Criterion:
        old, new = before.get(criterion.value, ""), after.get(criterion.value, "")
        if not (old or new):
            continue
        moved = int(new) - int(old) if old and new else None
        found.append(
            Step(criterion, Level(old).label if old else "—",
                 Level(new).label if new else "—", moved)
        )  # fmt: skip
    return tuple(found)
