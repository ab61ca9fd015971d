"""引継ぎの決まり: どの操作が、どこから、どこへ。"""

from __future__ import annotations

from datetime import date

import pytest

from tsunagi.cases.handover.rules import (
    MOVES,
    STAGE_MOVES,
    Act,
    Answer,
    Known,
    Side,
    Stage,
    answer_after,
    first_answer_by,
    is_late,
    stage_after,
    telling_parts,
    waits_on,
)

A, S = Answer, Stage
# What may be done from where, and where it leads. What is not here is refused.
ALLOWED = {
    (Act.SEE, A.ASKED): A.SEEN,
    (Act.QUESTION, A.ASKED): A.QUESTIONED,
    (Act.QUESTION, A.SEEN): A.QUESTIONED,
    (Act.REPLY, A.QUESTIONED): A.SEEN,
    (Act.ACCEPT, A.ASKED): A.ACCEPTED,
    (Act.ACCEPT, A.SEEN): A.ACCEPTED,
    (Act.ACCEPT, A.QUESTIONED): A.ACCEPTED,
    (Act.DECLINE, A.ASKED): A.DECLINED,
    (Act.DECLINE, A.SEEN): A.DECLINED,
    (Act.DECLINE, A.QUESTIONED): A.DECLINED,
    (Act.EXTEND, A.ASKED): A.ASKED,
    (Act.EXTEND, A.SEEN): A.SEEN,
    (Act.EXTEND, A.QUESTIONED): A.QUESTIONED,
    (Act.WITHDRAW, A.ASKED): A.WITHDRAWN,
    (Act.WITHDRAW, A.SEEN): A.WITHDRAWN,
    (Act.WITHDRAW, A.QUESTIONED): A.WITHDRAWN,
}
STAGES = {
    (Act.ASK, S.PREPARED): S.ASKING,
    (Act.ASK, S.ASKING): S.ASKING,
    (Act.ACCEPT, S.ASKING): S.ACCEPTED,
    (Act.MEET, S.ACCEPTED): S.MET,
    (Act.FINISH, S.ACCEPTED): S.DONE,
    (Act.FINISH, S.MET): S.DONE,
    (Act.WITHDRAW, S.PREPARED): S.WITHDRAWN,
    (Act.WITHDRAW, S.ASKING): S.WITHDRAWN,
}


@pytest.mark.parametrize("act", MOVES)
@pytest.mark.parametrize("answer", Answer)
def test_every_act_from_every_answer(act: Act, answer: Answer) -> None:
    assert answer_after(act, answer) == ALLOWED.get((act, answer))


@pytest.mark.parametrize("act", STAGE_MOVES)
@pytest.mark.parametrize("stage", Stage)
def test_every_act_from_every_stage(act: Act, stage: Stage) -> None:
    assert stage_after(act, stage) == STAGES.get((act, stage))


@pytest.mark.parametrize(
    ("answer", "answer_by", "late"),
    [
        (A.ASKED, date(2026, 11, 21), True),
        (A.ASKED, date(2026, 11, 22), False),
        (A.QUESTIONED, date(2026, 11, 1), True),
        (A.DECLINED, date(2026, 11, 1), False),
        (A.ACCEPTED, date(2026, 11, 1), False),
    ],
)
def test_a_day_that_has_passed_is_no_refusal(
    answer: Answer, answer_by: date, late: bool
) -> None:
    assert is_late(answer, answer_by, today=date(2026, 11, 22)) is late


def test_a_place_has_a_week() -> None:
    assert first_answer_by(date(2026, 12, 28)) == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("answers", "side"),
    [
        ([], Side.ASKER),
        ([A.DECLINED], Side.ASKER),
        ([A.DECLINED, A.ASKED], Side.PLACE),
        ([A.SEEN], Side.PLACE),
        ([A.SEEN, A.QUESTIONED], Side.ASKER),
    ],
)
def test_whose_turn_it_is(answers: list[Answer], side: Side) -> None:
    assert waits_on(answers) is side


KNOWN = Known(
    "架空 髙橋", "かくう たかはし", ("000-1111-2222", ""), "架空県つなぎ市東区1番地"
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("本人は家の近くで相談したい。", []),
        ("架空さんは家の近くで相談したい。", ["架空"]),
        ("高橋さんの希望。", ["髙橋"]),
        ("タカハシさんの希望。", ["たかはし"]),
        ("電話は０００－１１１１－２２２２。", ["000-1111-2222"]),
        ("架空県つなぎ市東区１番地に住む。", ["架空", "架空県つなぎ市東区1番地"]),
        ("東区に住む人。", []),
    ],
)
def test_what_tells_who_it_is(text: str, found: list[str]) -> None:
    assert telling_parts(text, KNOWN) == found


def test_short_parts_of_a_name_are_no_name() -> None:
    assert (
        telling_parts("東の方の事業所。きのう話した。", Known("東 木", "ひがし き"))
        == []
    )
