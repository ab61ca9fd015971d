"""グループスーパービジョンの決まり: 段、出せる言葉、いま。純粋関数だけを置く。"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled

# A month without one is said aloud from this day on (TSU-85).
SAID_FROM_DAY = 20
# So many lines of what the person is good at stand on one sheet.
MOST_STRENGTHS = 12


class State(Labelled):
    """一つのグループスーパービジョンのいま。"""

    GOING = "going", "話している"
    PICKED = "picked", "やることを決めた"
    REPORTED = "reported", "その後を聞いた"
    STOPPED = "stopped", "始めなかった（急ぐこと）"


class LineKind(Labelled):
    QUESTION = "question", "質問"
    ANSWER = "answer", "話したこと"
    STRENGTH = "strength", "よいところ"
    IDEA = "idea", "考え"


class StepRule(Labelled):
    """段の決まり。何を出してよいかが決まる。"""

    EARLIER = "earlier", "前の回の、その後を先に聞く"
    TALK = "talk", "話す"
    PRESENT = "present", "発表する人だけが話す"
    QUESTIONS = "questions", "質問だけ。助言や意見は言わない"
    AFFIRM = "affirm", "よいところだけを伝える"
    IDEAS = "ideas", "考えを出す。発表した人は聞く"
    PICK = "pick", "発表した人が選ぶ"
    ACT = "act", "やることと、聞く日を決める"


class Confidence(Labelled):
    """その段が、どこまで確かか。"""

    A = "A", "公的な資料で確かめた"
    B = "B", "実践の公表で確かめた"
    C = "C", "まだ確かめていない"


ACCEPTS: dict[StepRule, tuple[LineKind, ...]] = {
    StepRule.EARLIER: (),
    StepRule.TALK: (LineKind.ANSWER,),
    StepRule.PRESENT: (LineKind.ANSWER,),
    StepRule.QUESTIONS: (LineKind.QUESTION,),
    StepRule.AFFIRM: (LineKind.STRENGTH,),
    StepRule.IDEAS: (LineKind.IDEA,),
    StepRule.PICK: (),
    StepRule.ACT: (),
}


class Step(Frozen):
    code: str
    title: str
    minutes: int
    rule: StepRule
    text: str
    confidence: Confidence

    @property
    def accepts(self) -> tuple[LineKind, ...]:
        return ACCEPTS[self.rule]

    @property
    def is_unverified(self) -> bool:
        return self.confidence is Confidence.C


class Method(Frozen):
    """One version of one way to hold a group supervision."""

    code: str
    version: str
    valid_from: date
    title: str
    shape: str
    fits: str
    source: str
    confidence: Confidence
    roles: tuple[str, ...]
    steps: tuple[Step, ...]

    @property
    def minutes(self) -> int:
        return sum(step.minutes for step in self.steps)

    @property
    def unverified(self) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.is_unverified)

    def step_at(self, place: int) -> Step:
        """Nearest step: a shorter version never leaves a session without one."""
        return self.steps[min(max(place, 0), len(self.steps) - 1)]


def faults_of(steps: Sequence[Step]) -> list[str]:
    """What is wrong with the steps of a method; the tests read every file with it."""
    rules = [step.rule for step in steps]
    found = []
    if not rules or rules[0] is not StepRule.EARLIER:
        found.append("前の回の、その後が先にない")
    for rule in (StepRule.QUESTIONS, StepRule.IDEAS, StepRule.PICK, StepRule.ACT):
        if rules.count(rule) != 1:
            found.append(f"「{rule.label}」が一つでない")
    order = [rule for rule in rules if rule in ORDERED]
    if order != [rule for rule in ORDERED if rule in order]:
        found.append("質問、考え、選ぶ、やること、の順でない")
    if len({step.code for step in steps}) < len(steps):
        found.append("同じ名前の段がある")
    return found


ORDERED = (StepRule.QUESTIONS, StepRule.IDEAS, StepRule.PICK, StepRule.ACT)


def ends_at(started_at: datetime | None, minutes: int) -> datetime | None:
    """この段を終える目安の時刻。"""
    return None if started_at is None else started_at + timedelta(minutes=minutes)


def is_due(*, state: str, report_on: date | None, today: date) -> bool:
    """その後を聞く日が来た。"""
    return state == State.PICKED and report_on is not None and report_on <= today


def strength_lines(texts: Iterable[str]) -> list[str]:
    """得意なことを一行ずつ。同じ行は一度だけ、先の数行だけ。"""
    lines = (line.strip(" 　・-") for text in texts for line in text.splitlines())
    return list(dict.fromkeys(filter(None, lines)))[:MOST_STRENGTHS]


def areas_missing(
    areas: Iterable[tuple[int, str]], held_in: Iterable[str], *, today: date
) -> list[int]:
    """20日を過ぎて、今月まだ一度もない地域。

    areas: (key, path); held_in: the paths of the areas where there was one this month.
    One that was held for a larger area counts for all areas in it.
    """
    if today.day < SAID_FROM_DAY:
        return []
    held = list(held_in)
    return [
        key
        for key, path in areas
        if not any(path.startswith(one) or one.startswith(path) for one in held)
    ]
