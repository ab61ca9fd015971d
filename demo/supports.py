"""事業所への支援: 基幹の訪問と助言、市の窓口の助言、様子を聞く日、訪問の予定。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.timezone import localdate

from demo.calls import Person
from demo.care import WORKER
from demo.world import World
from tsunagi.activity.knowledge.notice_actions import NewNotice, publish_notice
from tsunagi.activity.office_support.actions import NewSupport, give_support, plan_visit
from tsunagi.activity.office_support.queries import (
    areas_of_support,
    offices_to_support,
    visits_proposed,
)
from tsunagi.activity.office_support.question_actions import (
    answer_question,
    ask_question,
)
from tsunagi.activity.office_support.question_queries import desks_with_speciality
from tsunagi.activity.office_support.rules import Intake, Mandate, Topic, Way
from tsunagi.organisations.office.models import Office
from tsunagi.organisations.office.rules import OfficeKind

CORE, CITY = "kikan", "shi"
# way, topic, who asked, in one line, what came of it, minutes, days ago, asked again in
TOLD = (
    (Way.VISIT, Topic.MANAGEMENT, Mandate.OWN, "一人で続けるときの、休みの日の連絡先",
     "緊急のときの電話は、基幹が受けると決めた。", 60, 110, None),
    (Way.PHONE, Topic.CLAIMS, Mandate.OFFICE, "締めの前に見るところ",
     "見る順を一枚にして渡した。", 20, 35, None),
    (Way.ADVICE, Topic.SYSTEM, Mandate.OFFICE, "セルフプランからの切り替えの手順",
     "市の窓口に一緒に確かめた。", 30, 12, 10),
    (Way.VISIT, Topic.GROWTH, Mandate.OWN, "新しい職員の、はじめの三か月の学び方",
     "", 70, 6, 30),
    (Way.MANAGEMENT, Topic.WORK, Mandate.MUNICIPALITY, "記録を書く時間の取り方", "", 45, 3, None),
)  # fmt: skip
# What was heard of the office at the first and at the last of these.
HEARD: dict[int, dict[str, Any]] = {
    0: {"people": 3, "intake": Intake.FEW, "strengths": "精神科の病院との連絡に慣れている"},
    3: {"people": 3, "intake": Intake.FULL, "worries": "記録の時間が夜になりがち"},
    4: {"people": 4, "intake": Intake.OPEN, "worries": "計画の更新が春に重なる"},
}  # fmt: skip


def support_offices(world: World) -> None:
    """基幹 in its area, the city once; one visit is planned for next week."""
    core = Person(world, CORE, world.now)
    offices = [
        office
        for office in offices_to_support(actor=core.actor, today=world.today)
        if office.kind_periods.filter(kind=OfficeKind.DESIGNATED_PLAN).exists()
    ]
    if not offices:
        raise RuntimeError("nobody in the area of the core centre")
    for number, told in enumerate(TOLD):
        place = offices[number % min(2, len(offices))].pk
        _give(world, core, place, told, HEARD.get(number, {}))
    _give(world, Person(world, CITY, world.now), offices[0].pk, TOLD[1])
    _notify(world, core)
    _ask(world, core)
    waiting = [
        one.office
        for one in visits_proposed(actor=core.actor, now=world.now, today=world.today)
    ]
    for office in waiting[:1]:
        plan_visit(
            target=office, planned_on=world.today + timedelta(days=6),
            note="朝のうちに電話してから", by=core.actor, now=world.now,
            today=world.today,
        )  # fmt: skip


def _notify(world: World, core: Person) -> None:
    """A notice of the core centre that waits at the offices of its area."""
    area = areas_of_support(actor=core.actor, today=world.today)[0]
    publish_notice(
        new=NewNotice(
            "来月の事例検討会の時間が変わります",
            "（架空）はじまりが午後1時30分になりました。\n\n来られない方は、資料だけ受け取れます。",
            area,
        ),
        by=core.actor, now=world.now - timedelta(days=2), today=world.today,
    )  # fmt: skip


def _ask(world: World, core: Person) -> None:
    """From the main office: one is answered, two wait, one of them at a 地活."""
    worker = Person(world, WORKER, world.now)
    office = Office.objects.select_related("area").get(pk=worker.actor.office_id or 0)
    desks = desks_with_speciality(actor=worker.actor, office=office, today=world.today)
    for days_ago, topic, words, to in (
        (4, Topic.CLAIMS, "返戻になったときの、直し方の順", None),
        (1, Topic.SYSTEM, "住所地特例の方の、申請先の確かめ方", None),
        (1, Topic.SERVICE, "昼夜が逆になった方の、通いはじめの工夫", desks[0].office),
    ):
        asked_at = world.now - timedelta(days=days_ago)
        question = ask_question(
            office=office, topic=topic, question=words, detail="", by=worker.actor, to=to,
            now=asked_at, today=localdate(asked_at),
        )  # fmt: skip
        if days_ago > 1:
            answered_at = world.now - timedelta(days=2)
            answer_question(
                question=question, minutes=15, by=core.actor, now=answered_at,
                answer="まちがいの一覧を上から見て、番号、期間、単位の順に直します。",
                today=localdate(answered_at),
            )  # fmt: skip


def _give(
    world: World, who: Person, office_id: int,
    told: tuple[Way, Topic, Mandate, str, str, int, int, int | None],
    heard: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    way, topic, mandate, subject, result, minutes, days_ago, until = told
    day = world.today - timedelta(days=days_ago)
    target = offices_to_support(actor=who.actor, today=world.today).get(pk=office_id)
    give_support(
        target=target,
        new=NewSupport(
            way=way, topic=topic, mandate=mandate, subject=subject, result=result,
            minutes=minutes, occurred_on=day,
            follow_on=day + timedelta(days=until) if until is not None else None,
            **(heard or {}),
        ),
        by=who.actor, now=world.now, today=world.today,
    )  # fmt: skip
