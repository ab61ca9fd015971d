"""計画の状態の図と日付の決まりを、規則そのものから文書にする（`bin/tsunagi docs`）。"""

from __future__ import annotations

from tsunagi.cases.plan.rules import (
    NEEDS_BEFORE,
    ORDERS,
    WHO_ACTS,
    Actor,
    Stage,
    Step,
    transitions,
)


def states_page() -> str:
    """docs/plan-states.md: the picture (mermaid) and the tables behind it."""
    lines = [
        "# 計画の状態と日付の決まり",
        "",
        "`tsunagi/cases/plan/rules.py` から作られます（`bin/tsunagi docs`）。",
        "",
        "```mermaid",
        "stateDiagram-v2",
        "  [*] --> begun",
    ]
    lines += [f"  {stage.value}: {stage.label}" for stage in Stage]
    lines += [
        f"  {before.value} --> {after.value}: {words}"
        for before, after, words in transitions()
        if after is not Stage.ENDED
    ]
    lines += ["```", "", "どの状態からも、理由とともに「終わった」へ移れます。"]
    lines += [
        "",
        "## 歩み",
        "",
        "| 歩み | だれの番か | 先に記すこと |",
        "| --- | --- | --- |",
    ]
    for step in Step:
        needed = NEEDS_BEFORE.get(step)
        actor = WHO_ACTS.get(step, Actor.OFFICE).label
        lines.append(f"| {step.label} | {actor} | {needed.label if needed else '—'} |")
    lines += [
        "", "## 日付の順", "",
        "| 先 | あと | 合わないとき | わけ |", "| --- | --- | --- | --- |",
    ]  # fmt: skip
    lines += [
        f"| {order.earlier.label} | {order.later.label} | {order.severity.label} | {order.why} |"
        for order in ORDERS
    ]
    return "\n".join(lines) + "\n"
