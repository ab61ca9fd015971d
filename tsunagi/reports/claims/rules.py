"""今月の請求のもと: 事実だけを並べる。単位も点数も出さない。純粋関数だけを置く。

請求の月は、計画は作成日の属する月、モニタリングは実施日の属する月（相談支援関係Q&A 平成29年3月）。
足りないものは、請求の前に気づけるように書き、行そのものは隠さない。
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from tsunagi.cases.person.rules import Kinship
from tsunagi.cases.plan.rules import PlanKind, Step
from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled


class Work(Labelled):
    PLAN = "plan", "計画作成"
    MONITORING = "monitoring", "モニタリング"


class Fact(Labelled):
    """加算に関わるかもしれない事実。加算になるかどうかは、ここでは言わない。"""

    VISIT = "visit", "訪問"
    MEETING = "meeting", "会議への参加"
    CONFERENCE = "conference", "サービス担当者会議"
    HOSPITAL = "hospital", "病院とのやりとり"
    SCHOOL = "school", "学校・園とのやりとり"
    EXTRA = "extra", "臨時のモニタリング"


class Happened(Frozen):
    """A fact with its day, and where it is written."""

    fact: Fact
    on: date


# What a plan needs before it is claimed, and the words when it is missing.
PLAN_NEEDS = {
    Step.VISITED: "アセスメントの訪問",
    Step.MEETING: "サービス担当者会議",
    Step.PLAN_EXPLAINED: "計画の説明",
    Step.PLAN_CONSENTED: "計画への同意",
    Step.PLAN_GIVEN: "本人への交付",
}


def missing_of_plan(steps: Mapping[Step, date]) -> tuple[str, ...]:
    """計画作成に、まだ記されていないこと。"""
    return tuple(words for step, words in PLAN_NEEDS.items() if step not in steps)


def missing_of_monitoring(
    *, has_report: bool, consented_on: date | None, explained_on: date | None
) -> tuple[str, ...]:
    """モニタリングに、まだ記されていないこと。"""
    if not has_report:
        return ("モニタリング報告",)
    found = []
    if explained_on is None:
        found.append("説明の日")
    if consented_on is None:
        found.append("同意の日")
    return tuple(found)


# How a contact of the month is read as a fact. Codes of the national categories.
METHOD_FACTS = {"NAT-M1": Fact.VISIT, "NAT-M6": Fact.MEETING}
WITH_FACTS = {Kinship.MEDICAL.value: Fact.HOSPITAL, Kinship.SCHOOL.value: Fact.SCHOOL}


def facts_of_contact(
    *, method: str, counterparts: Iterable[str], on: date
) -> tuple[Happened, ...]:
    """一つの相談記録から読めること: どうしたかと、だれとしたか。"""
    found = [METHOD_FACTS.get(method), *(WITH_FACTS.get(one) for one in counterparts)]
    return tuple(Happened(fact, on) for fact in found if fact is not None)


class Line(Frozen):
    """One person's one piece of work of the month. kind: which plan it belongs to.

    on: the day that decides the month; details: facts of the month beside it.
    """

    work: Work
    kind: PlanKind | None
    on: date
    consented_on: date | None
    missing: tuple[str, ...]
    facts: tuple[Happened, ...] = ()

    @property
    def is_whole(self) -> bool:
        return not self.missing
