"""育ちの記録: 二人の専門員と一人の受講者。一人は主任に見せ、ことばをもらっている。"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from demo.calls import Person, moment
from demo.world import World
from tsunagi.activity.growth import (
    actions,
    aim_actions,
    evidence_actions,
    queries,
    share_actions,
)
from tsunagi.activity.growth.actions import Sheet
from tsunagi.activity.growth.aim_actions import NewAim, NewTaken
from tsunagi.activity.growth.evidence_actions import Chosen
from tsunagi.activity.growth.models import SelfAssessment
from tsunagi.activity.growth.rules import AimState, EvidenceKind
from tsunagi.cases.growth.actions import attach_record
from tsunagi.cases.growth.sources import Source, own_sources
from tsunagi.organisations.staff.models import Staff

CATALOGUE = "tokyo-competencies"
SHOWN, ALONE, TRAINEE, CHIEF = "senmon", "hitori", "jukosei", "shunin"
AHEAD, HELP, ALONE_CAN, TELLS = "ahead", "with_help", "alone", "telling"
# login → days ago, one sentence, {item: (step, note)}
STORIES: dict[str, tuple[tuple[int, str, dict[str, tuple[str, str]]], ...]] = {
    SHOWN: (
        (330, "一年目。先に答えを言ってしまう。", {
            "TOKYO-VAL1": (HELP, ""), "TOKYO-VAL3": (AHEAD, ""),
            "TOKYO-SKI1": (ALONE_CAN, ""), "TOKYO-SKI2": (HELP, "沈黙がこわい"),
            "TOKYO-SKI3": (HELP, ""), "TOKYO-SKI4": (AHEAD, "選択肢を口で並べるだけ"),
            "TOKYO-SKI5": (HELP, ""),
        }),
        (150, "待つことが、少しできるようになった。", {
            "TOKYO-SKI1": (ALONE_CAN, ""), "TOKYO-SKI2": (ALONE_CAN, "十秒は待てる"),
            "TOKYO-SKI3": (HELP, ""), "TOKYO-SKI4": (HELP, "絵を使い始めた"),
            "TOKYO-SKI5": (HELP, ""), "TOKYO-REG3": (AHEAD, ""),
        }),
        (9, "本人の言葉から始める、が体に入ってきた。", {
            "TOKYO-VAL1": (ALONE_CAN, "提案より先に、したいことを聞けた"),
            "TOKYO-VAL3": (ALONE_CAN, ""), "TOKYO-SKI2": (TELLS, "新人に待ち方を話した"),
            "TOKYO-SKI3": (ALONE_CAN, ""),
            "TOKYO-SKI4": (ALONE_CAN, "決めないことも選択肢に入れた"),
            "TOKYO-SKI5": (ALONE_CAN, ""), "TOKYO-REG3": (HELP, "候補を一つ書いた"),
        }),
    ),
    ALONE: (
        (220, "一人の事業所。くらべる人がいないので、ここに書く。", {
            "TOKYO-KNO2": (ALONE_CAN, ""), "TOKYO-KNO5": (HELP, ""),
            "TOKYO-SKI6": (HELP, ""), "TOKYO-REG4": (AHEAD, ""),
        }),
        (20, "部会に顔を出すようになった。", {
            "TOKYO-KNO5": (ALONE_CAN, "報酬の改定を自分で読めた"),
            "TOKYO-SKI6": (ALONE_CAN, ""), "TOKYO-REG4": (HELP, "二か所と一緒に動いた"),
        }),
    ),
    TRAINEE: (
        (60, "実習の前。分からないことが分からない。", {
            "TOKYO-VAL1": (AHEAD, ""), "TOKYO-KNO4": (AHEAD, ""), "TOKYO-SKI2": (AHEAD, ""),
        }),
        (15, "実習の一日目を終えて。", {
            "TOKYO-VAL1": (HELP, "本人に聞いてから書く、を見た"),
            "TOKYO-KNO4": (HELP, ""), "TOKYO-SKI2": (HELP, "始め方を練習した"),
        }),
    ),
}  # fmt: skip
OWN_WORDS = {
    EvidenceKind.DECISION: "絵と実物で二つに分け、もう一日おいて聞き直した",
    EvidenceKind.REFLECTION: "先に提案しすぎた自分に気づけた",
    EvidenceKind.OBSERVATION: "待てていたと言ってもらえた場面",
    EvidenceKind.TRAINING: "演習でやってみて、次の日に使った",
}
ITEMS = {
    EvidenceKind.DECISION: "TOKYO-SKI4",
    EvidenceKind.REFLECTION: "TOKYO-VAL1",
    EvidenceKind.OBSERVATION: "TOKYO-SKI2",
    EvidenceKind.TRAINING: "TOKYO-SKI5",
}


def grow(world: World) -> None:
    """Everything through the actions, on the days when it was written."""
    for login in STORIES:
        _take_trainings(world, login)
        rows = [_assess(world, login, *story) for story in STORIES[login]]
        _set_aims(world, login)
        _attach(world, login, rows[-1])
        if login == SHOWN:
            _show(world, rows[-1])


def _assess(
    world: World, login: str, ago: int, words: str, said: dict[str, tuple[str, str]]
) -> SelfAssessment:
    who = Person(world, login, moment(world, ago))
    found = queries.competencies(actor=who.actor, name=CATALOGUE)
    asked = tuple(one for one in found.asked if one.code in said)
    return actions.write_assessment(
        sheet=Sheet(found.name, found.title, found.version, found.asked, asked),
        said=said, words=words, on=who.today, by=who.actor, now=who.now,
        today=who.today,
    )  # fmt: skip


def _take_trainings(world: World, login: str) -> None:
    who = Person(world, login, world.now)
    given: dict[str, Any] = {
        "by": who.actor,
        "now": world.now,
        "today": world.today,
    }
    for event in queries.trainings_to_take(actor=who.actor, now=world.now)[:2]:
        new = NewTaken(
            event.held_on, event_id=event.record_id,
            learned="できていることを一行目に書く。次の計画で試した。",
        )  # fmt: skip
        aim_actions.add_taken(new=new, **given)
    on = world.today - timedelta(days=200)
    elsewhere = NewTaken(
        on, "面接技術の基礎（架空）", "架空県研修センター", "待つ練習。"
    )
    aim_actions.add_taken(new=elsewhere, **given)


def _set_aims(world: World, login: str) -> None:
    """One that was reached, one that is on the way."""
    past = Person(world, login, moment(world, 190))
    row = aim_actions.set_aim(
        new=NewAim(
            "はじめの面接で、提案の前に三つ聞く", past.today + timedelta(days=150),
            "面接の前に、聞くことを紙に書いておく",
        ),
        by=past.actor, now=past.now, today=past.today,
    )  # fmt: skip
    then = Person(world, login, moment(world, 40))
    aim_actions.settle_aim(
        row=row, state=AimState.DONE, version=1, by=then.actor, now=then.now,
        looking_back="紙はもう要らなくなった。聞いてから話すほうが早い。",
        today=then.today,
    )  # fmt: skip
    aim_actions.set_aim(
        new=NewAim(
            "担当者会議の前に、本人と準備をする", then.today + timedelta(days=180),
            "「はじめての担当者会議」の紙を使い、主任に一度見てもらう",
        ),
        by=then.actor, now=then.now, today=then.today,
    )  # fmt: skip


def _attach(world: World, login: str, row: SelfAssessment) -> None:
    """The newest own record of each kind, and plain words."""
    who = Person(world, login, world.now)
    found: dict[EvidenceKind, Source] = {}
    for one in own_sources(actor=who.actor, now=world.now):
        found.setdefault(one.kind, one)
    answered = {one["code"] for one in row.answers}
    for kind, source in found.items():
        item = ITEMS[kind] if ITEMS[kind] in answered else row.answers[0]["code"]
        if kind is EvidenceKind.TRAINING:
            evidence_actions.attach_own(
                assessment=row, item=item, chosen=Chosen(kind, source.on, source.ref),
                words=OWN_WORDS[kind], by=who.actor, now=world.now,
            )  # fmt: skip
            continue
        attach_record(
            assessment=row, item=item, kind=kind, ref=source.ref, words=OWN_WORDS[kind],
            by=who.actor, now=world.now,
        )  # fmt: skip
    evidence_actions.attach_own(
        assessment=row, item=row.answers[-1]["code"], words="帰り道に、次に聞くことを三つ書いている",
        chosen=Chosen(EvidenceKind.WORDS, world.today), by=who.actor, now=world.now,
    )  # fmt: skip


def _show(world: World, row: SelfAssessment) -> None:
    """The author chooses the chief; the chief says a word."""
    who = Person(world, SHOWN, moment(world, 8))
    chief = Person(world, CHIEF, moment(world, 6))
    share_actions.begin_share(
        shown_to=Staff.objects.get(login_name=CHIEF), by=who.actor, now=who.now,
        today=world.today,
    )  # fmt: skip
    share_actions.write_remark(
        assessment=row, by=chief.actor, now=chief.now,
        text="「決めない」を選択肢に入れたところ、とてもよいです。次の担当者会議の準備、一緒にしませんか。",
    )  # fmt: skip
