"""モニタリング報告の決まりと言葉。純粋関数だけを置く。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tsunagi.cases.plan.sheet_rules import Item
from tsunagi.common.frozen import Frozen, names_of
from tsunagi.common.words import Labelled


class Satisfaction(Labelled):
    """本人の感想。聞けなかったことも、答えの一つ。"""

    GLAD = "glad", "とてもよい"
    GOOD = "good", "よい"
    EVEN = "even", "どちらともいえない"
    BAD = "bad", "よくない"
    SAD = "sad", "とてもよくない"
    UNHEARD = "unheard", "聞けなかった"


class Achieved(Labelled):
    """支援目標の達成度。"""

    MET = "met", "達成した"
    NEARLY = "nearly", "ほぼ達成した"
    PARTLY = "partly", "一部達成した"
    NOT_YET = "not_yet", "まだ"
    DROPPED = "dropped", "目標を見直す"


class Result(Frozen):
    """How one goal of the plan went. need, goal, when are copied from the plan's row."""

    key: str
    need: str = ""
    goal: str = ""
    when: str = ""
    provided: str = ""
    person_words: str = ""
    satisfaction: str = ""
    achieved: str = ""
    ahead: str = ""
    remarks: str = ""

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in names_of(self)}

    @property
    def satisfaction_words(self) -> str:
        return Satisfaction(self.satisfaction).label if self.satisfaction else ""

    @property
    def achieved_words(self) -> str:
        return Achieved(self.achieved).label if self.achieved else ""


RESULT_TEXTS = {
    "provided": "サービス提供状況（事業者から聞いたこと）",
    "person_words": "本人の感想・満足度（本人の言葉で）",
    "ahead": "今後の課題・解決方法",
    "remarks": "その他留意事項",
}


def result_of(row: Mapping[str, Any]) -> Result:
    return Result(**{name: str(row.get(name, "")) for name in names_of(Result)})


def results_of(rows: Sequence[Mapping[str, Any]]) -> tuple[Result, ...]:
    return tuple(result_of(row) for row in rows)


def results_from(items: Sequence[Item]) -> tuple[Result, ...]:
    """報告の始まり: 計画の行ごとに一つ。"""
    return tuple(
        Result(key=one.key, need=one.need, goal=one.goal, when=one.when)
        for one in items
    )


# The three questions of the form, in its order.
CHANGES = {
    "change_kind": "サービスの種類の変更",
    "change_amount": "サービスの量の変更",
    "change_week": "週間計画の変更",
}


def wants_new_plan(answers: Mapping[str, bool | None]) -> bool:
    """三つのどれかが「有」なら、新しい計画案へ進む。"""
    return any(answers.get(name) for name in CHANGES)


def report_hints(results: Sequence[Result], *, overall: str) -> tuple[str, ...]:
    """出す前に見直したいところ。止めない。"""

    def numbers(missing: Sequence[bool]) -> str:
        return "、".join(str(n) for n, yes in enumerate(missing, start=1) if yes)

    found = []
    if not overall.strip():
        found.append("全体の状況がまだ書かれていません。")
    for words, missing in (
        ("本人の感想がありません", [
            not (one.person_words.strip() or one.satisfaction) for one in results
        ]),
        ("達成度が選ばれていません", [not one.achieved for one in results]),
        ("「まだ」なのに、これからのことが書かれていません", [
            one.achieved in (Achieved.NOT_YET, Achieved.DROPPED)
            and not one.ahead.strip()
            for one in results
        ]),
    ):  # fmt: skip
        if any(missing):
            found.append(f"{words}（優先順位 {numbers(missing)}）。")
    return tuple(found)
