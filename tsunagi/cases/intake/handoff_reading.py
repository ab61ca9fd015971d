"""つなぎの言葉。引継ぎの依頼と同じ言葉で、いまの様子とだれの番かを言う。"""

from __future__ import annotations

from datetime import date

from tsunagi.cases.handover.reading import (
    NEXT,
    STAGE_KINDS,
    AnswerWords,
    answer_words,
    turn_of,
)
from tsunagi.cases.handover.rules import Answer, Stage, stage_of_one
from tsunagi.cases.intake.models import Handoff, Reception
from tsunagi.common.frozen import Frozen

PURPOSE = "受付からのつなぎ"
UNNAMED = "名前の分からない方"


class HandoffLine(Frozen):
    """One つなぎ with its words. turn: whose move it is."""

    handoff: Handoff
    words: AnswerWords
    stage: Stage
    turn: str

    @property
    def stage_word(self) -> str:
        return self.stage.label

    @property
    def stage_kind(self) -> str:
        return STAGE_KINDS[self.stage]


def handoff_line(handoff: Handoff, *, today: date) -> HandoffLine:
    answer = Answer(handoff.state)
    words = answer_words(answer, handoff.answer_by, handoff.decline, today=today)
    stage = stage_of_one(answer, has_arrived=handoff.arrived_on is not None)
    # There is no day of meeting in a reception: the arrival itself is what is made sure of.
    turn = NEXT[Stage.MET] if stage is Stage.ACCEPTED else turn_of(stage, [words])
    return HandoffLine(handoff=handoff, words=words, stage=stage, turn=turn)


def name_of(reception: Reception) -> str:
    """As the list of receptions names whoever called."""
    if reception.case is not None:
        return f"{reception.case.person.name}さん"
    is_named = reception.person_name and not reception.is_anonymous
    return f"{reception.person_name}さん" if is_named else UNNAMED
