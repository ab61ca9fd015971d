"""できることのふり返りの規則: 歩み、引き継ぎ、くらべ方、もくひょうの区切り。"""

from __future__ import annotations

from datetime import date

import pytest

from tsunagi.activity.growth.rules import (
    AimState,
    Answer,
    Asked,
    Change,
    Compared,
    answers_of,
    compared,
    grouped,
    may_reopen,
    may_settle,
    merged_answers,
    scale_on,
    scales,
    usual_due,
)

SPRING, AUTUMN = date(2026, 5, 1), date(2026, 11, 1)


def asked(code: str, group: str = "技術") -> Asked:
    return Asked(code, f"項目{code}", group)


def answer(code: str, step: str = "ahead", note: str = "", on: date = SPRING) -> Answer:
    return Answer(code, f"項目{code}", "技術", step, note, on)


def test_every_scale_says_whose_proposal_it_is() -> None:
    for one in scales():
        assert "つなぎの提案" in one.source
        codes = [step.code for step in one.steps]
        assert len(codes) == len(set(codes)) == 4
    assert scale_on(date(2000, 1, 1)) == scales()[0]
    assert scale_on(SPRING).label("alone") == "一人でできる"
    assert scale_on(SPRING).label("best") == ""


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        pytest.param(
            {"A": ("alone", "")},
            [("B", "ahead", "", SPRING), ("A", "alone", "", AUTUMN)],
            id="たずねた項目は今回、ほかは前のまま",
        ),
        pytest.param({}, [("B", "ahead", "", SPRING)], id="たずねて選ばなければ消える"),
        pytest.param(
            {"A": ("best", " 絵で示した ")},
            [("B", "ahead", "", SPRING), ("A", "", "絵で示した", AUTUMN)],
            id="知らない歩みは落とし、言葉は残す",
        ),
        pytest.param(
            {"A": ("", ""), "X": ("alone", "")},
            [("B", "ahead", "", SPRING)],
            id="たずねていない項目の答えは受けない",
        ),
    ],
)
def test_what_an_assessment_keeps(
    said: dict[str, tuple[str, str]], expected: list[tuple[str, str, str, date]]
) -> None:
    before = (answer("A", "with_help"), answer("B"))
    found = merged_answers(before, [asked("A")], said, on=AUTUMN)
    assert [(one.code, one.step, one.note, one.on) for one in found] == expected


def test_an_answer_is_stored_and_read_back_whole() -> None:
    one = answer("A", "alone", "一言", AUTUMN)
    assert answers_of([one.as_json()]) == (one,)


@pytest.mark.parametrize(
    ("earlier", "later", "change"),
    [
        (None, answer("A"), Change.NEW),
        (answer("A"), None, Change.GONE),
        (answer("A"), answer("A", "alone"), Change.MOVED),
        (answer("A", "alone"), answer("A", "ahead"), Change.MOVED),
        (answer("A"), answer("A", note="足した"), Change.NOTED),
        (answer("A", note="前"), answer("A"), Change.SAME),
        (answer("A"), answer("A"), Change.SAME),
    ],
    ids=["はじめて", "選ばない", "進む", "戻る", "言葉", "言葉は日ごと", "同じ"],
)
def test_what_changed_between_two(
    earlier: Answer | None, later: Answer | None, change: Change
) -> None:
    assert Compared("A", "項目A", "技術", earlier, later).change is change


def test_two_assessments_stand_side_by_side() -> None:
    rows = compared([answer("A"), answer("C")], [answer("B"), answer("A", "alone")])
    assert [(one.code, one.change) for one in rows] == [
        ("B", Change.NEW), ("A", Change.MOVED), ("C", Change.GONE),
    ]  # fmt: skip
    assert grouped(rows) == [("技術", rows)]
    assert grouped(rows, ["価値", "技術"]) == [("技術", rows)]


@pytest.mark.parametrize(
    ("today", "due"),
    [
        (date(2026, 4, 1), date(2026, 10, 31)),
        (date(2026, 8, 31), date(2027, 2, 28)),
        (date(2026, 11, 22), date(2027, 5, 31)),
    ],
)
def test_an_aim_is_for_half_a_year(today: date, due: date) -> None:
    assert usual_due(today) == due


def test_which_aims_can_be_settled_and_taken_up_again() -> None:
    assert [one for one in AimState if may_settle(one)] == [AimState.OPEN]
    assert [one for one in AimState if may_reopen(one)] == [
        AimState.DONE, AimState.LET_GO,
    ]  # fmt: skip
