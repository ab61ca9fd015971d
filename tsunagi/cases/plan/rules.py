"""計画の流れ: だれが何をいつしたか。日付の順の決まりと、いまどこにいるか。純粋関数だけ。

根拠: 計画相談支援の基準（アセスメント、計画案、担当者会議、計画、交付の順）、相談支援関係Q&A
（平成24年3月、平成29年3月）。順を破れない組と、わけがあれば認める組を分ける。
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from itertools import pairwise

from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled


class PlanKind(Labelled):
    """だれが作る、どの制度の計画か。"""

    PLAN = "plan", "サービス等利用計画（計画相談支援）"
    CHILD = "child", "障害児支援利用計画（障害児相談支援）"
    SELF_PERSON = "self_person", "セルフプラン（本人が作る）"
    SELF_SUPPORTER = "self_supporter", "セルフプラン（支援者が手伝う）"

    @property
    def is_self_made(self) -> bool:
        return self in (PlanKind.SELF_PERSON, PlanKind.SELF_SUPPORTER)


class Occasion(Labelled):
    NEW = "new", "新規"
    RENEWAL = "renewal", "更新"
    CHANGE = "change", "変更"


class SelfWish(Labelled):
    """セルフプランは、本人が望んだものか。"""

    WISHED = "wished", "本人が望んだ"
    NOT_WISHED = "not_wished", "望んではいない（事業所が見つからないなど）"
    UNKNOWN = "unknown", "わからない"


class Step(Labelled):
    """流れの一歩。この順に進む。"""

    APPLIED = "applied", "支給申請"
    REQUESTED = "requested", "計画案の提出依頼"
    NOTIFIED = "notified", "相談支援依頼の届出"
    TERMS = "terms", "重要事項の説明"
    CONTRACTED = "contracted", "契約"
    VISITED = "visited", "アセスメントの訪問"
    DRAFT_MADE = "draft_made", "計画案の作成"
    DRAFT_EXPLAINED = "draft_explained", "計画案の説明"
    DRAFT_CONSENTED = "draft_consented", "計画案への同意"
    DRAFT_GIVEN = "draft_given", "計画案を本人に渡す"
    DRAFT_SUBMITTED = "draft_submitted", "計画案を市町村へ提出"
    DECIDED = "decided", "支給決定"
    MEETING = "meeting", "サービス担当者会議"
    PLAN_MADE = "plan_made", "計画の作成"
    PLAN_EXPLAINED = "plan_explained", "計画の説明"
    PLAN_CONSENTED = "plan_consented", "計画への同意"
    PLAN_GIVEN = "plan_given", "計画を本人に渡す"
    PLAN_TO_PROVIDERS = "plan_to_providers", "計画を事業所に渡す"
    PLAN_TO_CITY = "plan_to_city", "計画を市町村へ提出"


class Actor(Labelled):
    """次の一歩は、だれの番か。"""

    OFFICE = "office", "相談支援専門員"
    CITY = "city", "市町村"
    PERSON = "person", "本人・家族"


class Stage(Labelled):
    """いま、流れのどこにいるか。"""

    BEGUN = "begun", "始めた"
    REQUESTED = "requested", "提出依頼を受けた"
    CONTRACTED = "contracted", "契約した"
    ASSESSED = "assessed", "アセスメントをした"
    DRAFT_MADE = "draft_made", "計画案ができた"
    DRAFT_CONSENTED = "draft_consented", "計画案に同意を得た"
    DRAFT_SUBMITTED = "draft_submitted", "計画案を出した"
    DECIDED = "decided", "支給決定を受けた"
    MET = "met", "担当者会議をした"
    PLAN_MADE = "plan_made", "計画ができた"
    ACTIVE = "active", "計画で支援している"
    REPLACED = "replaced", "次の計画に替わった"
    ENDED = "ended", "終わった"


# Which step brings a plan to which stage; the furthest one counts.
REACHES: Mapping[Step, Stage] = {
    Step.REQUESTED: Stage.REQUESTED,
    Step.CONTRACTED: Stage.CONTRACTED,
    Step.VISITED: Stage.ASSESSED,
    Step.DRAFT_MADE: Stage.DRAFT_MADE,
    Step.DRAFT_CONSENTED: Stage.DRAFT_CONSENTED,
    Step.DRAFT_SUBMITTED: Stage.DRAFT_SUBMITTED,
    Step.DECIDED: Stage.DECIDED,
    Step.MEETING: Stage.MET,
    Step.PLAN_MADE: Stage.PLAN_MADE,
    Step.PLAN_CONSENTED: Stage.ACTIVE,
}
OVER = (Stage.REPLACED, Stage.ENDED)
WHO_ACTS: Mapping[Step, Actor] = {
    Step.APPLIED: Actor.PERSON,
    Step.REQUESTED: Actor.CITY,
    Step.NOTIFIED: Actor.PERSON,
    Step.DECIDED: Actor.CITY,
}
# A self-made plan has no contract, no meeting of its own, no second document.
SELF_STEPS = (
    Step.APPLIED, Step.REQUESTED, Step.DRAFT_MADE, Step.DRAFT_SUBMITTED, Step.DECIDED,
)  # fmt: skip
# Nobody waits for these: they are written where they happen.
OPTIONAL = frozenset({Step.APPLIED, Step.NOTIFIED})
# The law wants the specialist in person (相談支援関係Q&A 平成29年3月).
IN_PERSON = frozenset({Step.VISITED, Step.DRAFT_EXPLAINED, Step.PLAN_EXPLAINED})


class Severity(Labelled):
    REFUSED = "refused", "できません"
    REASON = "reason", "わけが要ります"


class Order(Frozen):
    """`earlier` lies on or before `later`; if not, `severity` says what happens."""

    earlier: Step
    later: Step
    severity: Severity
    why: str


ORDERS = (
    Order(Step.TERMS, Step.CONTRACTED, Severity.REASON,
          "契約の前に、重要事項を説明します。"),
    Order(Step.VISITED, Step.DRAFT_MADE, Severity.REASON,
          "計画案は、訪問してのアセスメントをもとに作ります。"),
    Order(Step.DRAFT_MADE, Step.DRAFT_EXPLAINED, Severity.REFUSED,
          "できていない計画案は説明できません。"),
    Order(Step.DRAFT_EXPLAINED, Step.DRAFT_CONSENTED, Severity.REFUSED,
          "同意は、説明のあとに得るものです。"),
    Order(Step.DRAFT_CONSENTED, Step.DRAFT_GIVEN, Severity.REASON,
          "同意を得た計画案を渡します。"),
    Order(Step.DRAFT_CONSENTED, Step.DRAFT_SUBMITTED, Severity.REASON,
          "同意を得た計画案を市町村へ出します。"),
    Order(Step.DRAFT_MADE, Step.DRAFT_SUBMITTED, Severity.REFUSED,
          "できていない計画案は提出できません。"),
    Order(Step.DRAFT_SUBMITTED, Step.DECIDED, Severity.REASON,
          "支給決定は、計画案を受けて行われます。"),
    Order(Step.DECIDED, Step.PLAN_MADE, Severity.REFUSED,
          "計画は、支給決定のあとに作ります。決定の前は計画案です。"),
    Order(Step.MEETING, Step.PLAN_MADE, Severity.REASON,
          "計画は、担当者会議の意見を踏まえて作ります。"),
    Order(Step.PLAN_MADE, Step.PLAN_EXPLAINED, Severity.REFUSED,
          "できていない計画は説明できません。"),
    Order(Step.PLAN_EXPLAINED, Step.PLAN_CONSENTED, Severity.REFUSED,
          "同意は、説明のあとに得るものです。"),
    Order(Step.PLAN_CONSENTED, Step.PLAN_GIVEN, Severity.REASON,
          "同意を得た計画を渡します。"),
    Order(Step.PLAN_CONSENTED, Step.PLAN_TO_PROVIDERS, Severity.REASON,
          "同意を得た計画を渡します。"),
    Order(Step.PLAN_CONSENTED, Step.PLAN_TO_CITY, Severity.REASON,
          "同意を得た計画を出します。"),
)  # fmt: skip
# What must stand before, whatever its day.
NEEDS_BEFORE: Mapping[Step, Step] = {
    Step.DRAFT_EXPLAINED: Step.DRAFT_MADE,
    Step.DRAFT_CONSENTED: Step.DRAFT_EXPLAINED,
    Step.DRAFT_SUBMITTED: Step.DRAFT_MADE,
    Step.PLAN_MADE: Step.DECIDED,
    Step.PLAN_EXPLAINED: Step.PLAN_MADE,
    Step.PLAN_CONSENTED: Step.PLAN_EXPLAINED,
}
Dates = Mapping[Step, date]


def steps_of(kind: PlanKind) -> tuple[Step, ...]:
    return SELF_STEPS if kind.is_self_made else tuple(Step)


class Finding(Frozen):
    """What is wrong with the order, in one sentence."""

    severity: Severity
    step: Step
    other: Step
    why: str


def findings(dates: Dates) -> tuple[Finding, ...]:
    """いまの日付の並びで、順に合わないところ。"""
    return tuple(
        Finding(order.severity, order.later, order.earlier, order.why)
        for order in ORDERS
        if order.earlier in dates
        and order.later in dates
        and dates[order.earlier] > dates[order.later]
    )


def findings_of_step(dates: Dates, step: Step, on: date) -> tuple[Finding, ...]:
    """この一歩をこの日に置くと、順に合わなくなるところ。"""
    return tuple(
        finding
        for finding in findings({**dates, step: on})
        if step in (finding.step, finding.other)
    )


def takes_decision(dates: Dates, on: date | None, *, today: date) -> bool:
    """支給決定の日を、待っていた計画に、わけを尋ねずに記せるか。"""
    if on is None or on > today or Step.DECIDED in dates:
        return False
    return not findings_of_step(dates, Step.DECIDED, on)


def missing_before(
    dates: Dates, step: Step, *, kind: PlanKind = PlanKind.PLAN
) -> Step | None:
    """先に記すことになっている一歩。なければ None。"""
    needed = NEEDS_BEFORE.get(step)
    if needed is None or needed in dates or needed not in steps_of(kind):
        return None
    return needed


def held_up_by(dates: Dates, step: Step) -> Step | None:
    """この一歩を消すと立たなくなる、あとの一歩。なければ None。"""
    return next(
        (
            later
            for later, needed in NEEDS_BEFORE.items()
            if needed is step and later in dates
        ),
        None,
    )


def stage_of(dates: Dates, *, kind: PlanKind = PlanKind.PLAN) -> Stage:
    """いちばん先まで進んだところ。日付の順ではなく、流れの順で見る。"""
    stage = Stage.BEGUN
    for step, reached in REACHES.items():
        if step in dates:
            stage = reached
    if kind.is_self_made and Step.DECIDED in dates:
        return Stage.ACTIVE
    return stage


def since_when(dates: Dates, stage: Stage) -> date | None:
    """いまのところに来た日。"""
    days = [
        dates[s] for s, reached in REACHES.items() if reached is stage and s in dates
    ]
    return days[0] if days else None


class NextStep(Frozen):
    step: Step
    actor: Actor


def next_steps(dates: Dates, *, kind: PlanKind) -> tuple[NextStep, ...]:
    """まだ記されていない一歩を、順に。任意の歩みは、次が記されていれば問わない。"""
    steps = steps_of(kind)
    furthest = max(
        (number for number, step in enumerate(steps) if step in dates), default=-1
    )
    return tuple(
        NextStep(step, WHO_ACTS.get(step, Actor.OFFICE))
        for number, step in enumerate(steps)
        if step not in dates and not (step in OPTIONAL and number < furthest)
    )


def transitions() -> tuple[tuple[Stage, Stage, str], ...]:
    """状態の図のもと: どこから、どこへ、どの一歩で。"""
    path = [Stage.BEGUN, *dict.fromkeys(REACHES.values())]
    words = {stage: step.label for step, stage in REACHES.items()}
    found = [(before, after, words[after]) for before, after in pairwise(path)]
    found.append((Stage.ACTIVE, Stage.REPLACED, "次の計画が始まる"))
    found += [(stage, Stage.ENDED, "終える（理由とともに）") for stage in path]
    return tuple(found)
