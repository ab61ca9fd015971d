"""引継ぎの言葉: いまの様子、だれの番か、期限。画面と印刷が同じ言葉を使う。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tsunagi.activity.record.categories import ChoiceList
from tsunagi.cases.case.rules import Mode
from tsunagi.cases.handover.models import Handover, HandoverAsk
from tsunagi.cases.handover.rules import (
    WAITING,
    Answer,
    Choice,
    Decline,
    Purpose,
    Side,
    Stage,
    is_late,
    waits_on,
)
from tsunagi.common.dates import age_on
from tsunagi.common.frozen import Frozen, asdict

KINDS = {
    Answer.ASKED: "info",
    Answer.SEEN: "info",
    Answer.QUESTIONED: "warning",
    Answer.ACCEPTED: "done",
    Answer.DECLINED: "neutral",
    Answer.ELSEWHERE: "neutral",
    Answer.WITHDRAWN: "neutral",
}
STAGE_KINDS = {
    Stage.PREPARED: "info",
    Stage.ASKING: "info",
    Stage.ACCEPTED: "warning",
    Stage.MET: "warning",
    Stage.DONE: "done",
    Stage.WITHDRAWN: "neutral",
}
NEXT = {
    Stage.PREPARED: "どこに頼むかを選びます。",
    Stage.ACCEPTED: "本人と新しい相談先が顔を合わせる日を決め、その日を記します。",
    Stage.MET: "本人がつながったことを確かめて、引継ぎを終えます。",
}


class Outline(Frozen):
    """What a place learns before it takes over: nothing that tells who it is."""

    facts: tuple[str, ...]
    text: str


def outline_of(handover: Handover, kinds: ChoiceList, *, today: date) -> Outline:
    """Age in tens, area, kind of support, kinds of disability, and the asker's text.

    kinds: the names of the disabilities as the ledger's catalogue has them.
    """
    case, person = handover.case, handover.case.person
    facts = []
    if person.birth_on is not None:
        years = age_on(person.birth_on, today)
        facts.append("10歳未満" if years < 10 else f"{years // 10 * 10}代")
    if person.area is not None:
        facts.append(person.area.name)
    facts.append(Mode(case.mode).label)
    facts += [kinds.label_of(code) for code in person.disability_kinds]
    return Outline(tuple(facts), handover.outline)


class AnswerWords(Frozen):
    """One request's answer in words: of a case's handover and of a reception alike."""

    answer: Answer
    word: str
    kind: str
    is_waiting: bool
    is_late: bool
    decline: str


class AskLine(AnswerWords):
    """One request with its words, for a table."""

    ask: HandoverAsk


def answer_words(
    answer: Answer, answer_by: date, decline: str, *, today: date
) -> AnswerWords:
    late = is_late(answer, answer_by, today=today)
    return AnswerWords(
        answer=answer,
        word="期限切れ" if late else answer.label,
        kind="danger" if late else KINDS[answer],
        is_waiting=answer in WAITING,
        is_late=late,
        decline=Decline(decline).label if decline else "",
    )


def ask_line(ask: HandoverAsk, *, today: date) -> AskLine:
    words = answer_words(Answer(ask.answer), ask.answer_by, ask.decline, today=today)
    return AskLine(**asdict(words), ask=ask)


class HandoverLine(Frozen):
    """One handover with its words. turn: whose move it is, in words."""

    handover: Handover
    purpose: str
    stage_word: str
    stage_kind: str
    choice: str
    asks: list[AskLine]
    turn: str

    @property
    def is_late(self) -> bool:
        return any(line.is_late for line in self.asks)


def handover_line(handover: Handover, *, today: date) -> HandoverLine:
    stage = Stage(handover.stage)
    asks = [ask_line(ask, today=today) for ask in handover.asks.all()]
    return HandoverLine(
        handover=handover,
        purpose=Purpose(handover.purpose).label,
        stage_word=stage.label,
        stage_kind=STAGE_KINDS[stage],
        choice=Choice(handover.choice).label,
        asks=asks,
        turn=turn_of(stage, asks),
    )


def turn_of(stage: Stage, asks: Sequence[AnswerWords]) -> str:
    """だれの番か、つぎに何をするか。"""
    if stage is not Stage.ASKING:
        return NEXT.get(stage, "")
    side = waits_on(line.answer for line in asks)
    if side is Side.PLACE and all(line.is_late for line in asks if line.is_waiting):
        return "返事の期限が過ぎました。電話で確かめるか、次の依頼先に頼みます。"
    if side is Side.PLACE:
        return "相手の返事を待っています。返事があるまで、責任はこちらにあります。"
    if any(line.answer is Answer.QUESTIONED for line in asks):
        return "尋ねられています。答えてください。"
    return "引き受けるところがまだありません。次の依頼先を選びます。"
