"""引継ぎの状態の図を、規則そのものから文書にする（`bin/tsunagi docs`）。"""

from __future__ import annotations

from tsunagi.cases.handover.rules import (
    MOVES,
    OPEN_STAGES,
    STAGE_MOVES,
    WAITING,
    Answer,
    Stage,
    stage_of_one,
)


def states_page() -> str:
    """docs/handover-states.md: one picture of the handover, one of a single request."""
    lines = [
        "# 引継ぎの状態",
        "",
        "`tsunagi/cases/handover/rules.py` から作られます（`bin/tsunagi docs`）。",
        "",
        "## 引継ぎ全体",
        "",
        "```mermaid",
        "stateDiagram-v2",
        f"  [*] --> {Stage.PREPARED.value}",
        *(f"  {stage.value}: {stage.label}" for stage in Stage),
    ]
    for act, (before, after) in STAGE_MOVES.items():
        lines += [
            f"  {stage.value} --> {after.value}: {act.label}"
            for stage in Stage
            if stage in before and stage is not after
        ]
    lines += [
        "```",
        "",
        f"開いている間: {'、'.join(stage.label for stage in OPEN_STAGES)}。一人に一つだけ開きます。"
        "主担当が移るのは「引受けが決まった」ときだけです。",
        "",
        "## 一つの依頼",
        "",
        "```mermaid",
        "stateDiagram-v2",
        f"  [*] --> {Answer.ASKED.value}",
        *(f"  {answer.value}: {answer.label}" for answer in Answer),
    ]
    for move in MOVES.values():
        lines += [
            f"  {answer.value} --> {move.after.value}: {move.act.label}"
            for answer in Answer
            if answer in move.before and move.after not in (None, answer)
        ]
    lines += [
        *(
            f"  {answer.value} --> {Answer.ELSEWHERE.value}: ほかが引き受けた"
            for answer in Answer
            if answer in WAITING
        ),
        "```",
        "",
        "| 操作 | だれの番か | どこから |",
        "| --- | --- | --- |",
        *(
            f"| {move.act.label} | {move.side.label} | "
            f"{'、'.join(answer.label for answer in Answer if answer in move.before)} |"
            for move in MOVES.values()
        ),
        "",
        "返事の期限が過ぎても、断ったことにはなりません。両方に知らせ、決めるのは頼んだ側です。"
        "登録のない相手の返事は、頼んだ側が代わりに入れます（代理入力）。",
        "",
        "## 受付からのつなぎ",
        "",
        "まだケースのない相談を、受付からほかへつなぐときも、同じ依頼です。返事の言葉、操作、期限、"
        "代理入力は上の表のとおりで、引受けまで受け付けた窓口が持ちます。",
        "",
        "| 返事 | 引継ぎ全体では |",
        "| --- | --- |",
        *(
            f"| {answer.label} | {stage_of_one(answer, has_arrived=False).label} |"
            for answer in Answer
            if answer is not Answer.ELSEWHERE
        ),
        f"| {Answer.ACCEPTED.label}、つながったと確かめた | "
        f"{stage_of_one(Answer.ACCEPTED, has_arrived=True).label} |",
        "",
        "「準備している」は、次の依頼先を考えるところに戻ったという意味です。"
        "つながったことを確かめるまで、両方の「きょう」に残ります。",
    ]
    return "\n".join(lines) + "\n"
