"""計画への評価・助言: 待っているもの、基幹が返したもの、二度目まで確かめ終えたもの。"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from demo.calls import Person
from demo.care import WORKER
from demo.renewals import plans_of_worker
from demo.world import World
from tsunagi.cases.consent.actions import NewConsent, record_consent
from tsunagi.cases.consent.rules import ConsentMethod, Explanation, Purpose
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.plan.models import Plan, PlanSheet
from tsunagi.cases.plan.rules import Stage
from tsunagi.cases.plan.sheet_rules import SheetStage
from tsunagi.cases.plan_review.actions import (
    answer_comment,
    ask_review,
    return_review,
    settle_review,
)
from tsunagi.cases.plan_review.models import PlanComment, PlanReview
from tsunagi.cases.plan_review.reading import sheet_lines
from tsunagi.common.frozen import Frozen

COLLEAGUE, CORE = "kanri", "kikan"


class Said(Frozen):
    """What a reviewer says. rows: the comments on the first rows of needs, in order."""

    good: str
    advice: str
    levels: Mapping[str, str]
    rows: tuple[str, ...]
    recheck_in: int


FIRST = Said(
    "本人の言葉がそのまま書かれている。", "目標を、本人が数えられる形にすると、次に確かめやすい。",
    {"own_words": "3", "needs": "2", "goals": "1", "wide": "2", "cycle": "2"},
    ("「通える」は、何回なら通えたことになるか、本人と決めてみては。", "姉の役目が重くないか、姉にも聞く。"),
    -10,
)  # fmt: skip
SECOND = Said(
    "回数の目標になり、本人が手帳に丸を付けている。", "緊急のときの行き先を、本人と歩いて確かめる。",
    {"own_words": "3", "needs": "3", "goals": "3", "wide": "2", "safe": "1"},
    ("夏の暑い日の通い方も、先に決めておくと安心。",), 90,
)  # fmt: skip
FROM_CORE = Said(
    "近所の友人を支えとして数えている。", "医療との連絡の道すじを、紙に一枚で。",
    {"wide": "4", "needs": "2", "strengths": "3", "safe": "2"},
    ("体調の悪い日の合図を、本人の言葉で書き足す。", "献立を決めるとき、写真を使えないか。"), -1,
)  # fmt: skip


def give_advice(world: World) -> None:
    """For the plans of the main account; one of a colleague waits for its advice."""
    worker = Person(world, WORKER, world.now)
    in_use = plans_of_worker(world, Stage.ACTIVE)
    for plan in in_use[:1]:
        for said, settled in (
            (FIRST, "数えられる目標にする。"),
            (SECOND, "備えの行を足す。"),
        ):
            row = _returned(world, plan, said, reviewer=COLLEAGUE)
            _settle(world, row, settled)
    for plan in in_use[1:2]:
        _agree(world, plan, worker)
        row = _returned(world, plan, FROM_CORE, reviewer=CORE)
        for comment in _comments(row)[:1]:
            _answer(world, comment)
    for plan in plans_of_worker(world, Stage.DRAFT_SUBMITTED)[:1]:
        _asked(world, plan, worker, "方針が長くなりました。どこを削れるでしょうか。")
    others = Plan._base_manager.filter(
        office=world.offices["hikari"], stage=Stage.DECIDED
    ).select_related("case__person", "office", "staff")
    for plan in others.exclude(staff__login_name=WORKER).order_by("id")[:1]:
        asking = Person(world, COLLEAGUE, world.now)
        _asked(world, plan, asking, "間隔の提案のわけは、これで伝わりますか。")


def _sheet(plan: Plan) -> PlanSheet:
    """The plan if it is written, else its draft."""
    rows = PlanSheet._base_manager.filter(plan=plan, is_current=True).select_related(
        "plan", "case__person"
    )
    found = {row.stage: row for row in rows}
    return found.get(SheetStage.PLAN) or found[SheetStage.DRAFT]


def _asked(world: World, plan: Plan, who: Person, words: str) -> PlanReview:
    return ask_review(sheet=_sheet(plan), words=words, by=who.actor, now=world.now)


def _returned(world: World, plan: Plan, said: Said, *, reviewer: str) -> PlanReview:
    """Each a minute after what was returned before, so that they can be compared."""
    worker = Person(world, WORKER, world.now)
    row = _asked(world, plan, worker, "目標の書き方に迷っています。")
    given = Person(world, reviewer, world.now)
    earlier = PlanReview._base_manager.exclude(returned_at=None).count()
    lines = sheet_lines(row.sheet)
    needs = [line.key for line in lines if line.label.startswith("優先順位")]
    values: dict[str, Any] = {
        "levels": said.levels, "good": said.good, "advice": said.advice,
        "recheck_on": world.today + timedelta(days=said.recheck_in),
    }  # fmt: skip
    return return_review(
        review=row, lines=lines, comments=dict(zip(needs, said.rows, strict=False)),
        values=values, version=row.version, by=given.actor,
        now=world.now + timedelta(minutes=earlier),
    )  # fmt: skip


def _comments(row: PlanReview) -> list[PlanComment]:
    rows = PlanComment._base_manager.filter(review=row)
    return list(
        rows.select_related("review__case__person", "case__person").order_by("id")
    )


def _answer(world: World, comment: PlanComment) -> None:
    answer_comment(
        comment=comment, answer="本人と話し、「週に二回、五週つづいたら」と書き直した。",
        by=Person(world, WORKER, world.now).actor, now=world.now,
    )  # fmt: skip


def _settle(world: World, row: PlanReview, words: str) -> None:
    for comment in _comments(row):
        _answer(world, comment)
    settle_review(
        review=row, words=words, version=row.version, now=world.now,
        by=Person(world, WORKER, world.now).actor,
    )  # fmt: skip


def _agree(world: World, plan: Plan, worker: Person) -> None:
    """The person agrees that the core centre sees the plan and advises on it."""
    on = world.today - timedelta(days=8)
    record_consent(
        case=plan.case,
        new=NewConsent(
            purposes=[Purpose.SUPPORT],
            classes=[FieldClass.IDENTITY, FieldClass.SUPPORT],
            offices=[world.offices["core_east"]], explained_on=on, given_on=on,
            explanation=Explanation.PLAIN, method=ConsentMethod.SIGNATURE,
        ),
        by=worker.actor, now=world.now,
    )  # fmt: skip
