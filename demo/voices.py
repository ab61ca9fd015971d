"""わかりやすい版、本人の声、どう決めたか。使っている計画の、二つに一つにある。"""

from __future__ import annotations

from datetime import timedelta

from demo.care import WORKER
from demo.renewals import plans_of_worker
from demo.world import World
from tsunagi.access.actor import Actor
from tsunagi.cases.easy.actions import EasyText, choose_format, write_paper
from tsunagi.cases.easy.decision_actions import record_decision
from tsunagi.cases.easy.rules import Expressed, Format, Outcome, Shown, Size, VoiceKind
from tsunagi.cases.easy.start_rules import Around, lines_for_plan
from tsunagi.cases.easy.voice_actions import NewVoice, answer_voice, hear_voice
from tsunagi.cases.plan.models import Plan, PlanSheet
from tsunagi.cases.plan.rules import Stage
from tsunagi.cases.plan.sheet_rules import SheetStage, items_of
from tsunagi.cases.plan.week_rules import entries_of
from tsunagi.common.dates import YearMonth
from tsunagi.common.wareki import format_wareki
from tsunagi.organisations.staff.models import Staff

FORMATS = (
    Format(Size.LARGEST, furigana=True, spaced=True, pictures=True),
    Format(Size.LARGE, furigana=True, spaced=False, pictures=True),
    Format(Size.LARGEST, furigana=False, spaced=False, pictures=False),
)
OPTIONS = (
    ["作業所に週二回通う", "作業所に週三回通う", "いまは家で過ごし、月に一度見に行く"],
    ["一人で電車に乗る", "友人と一緒に行く", "ヘルパーと行く", "冬は行かない"],
)


def hear_voices(world: World) -> None:
    """All plans in use of the main account, and every second one of the others."""
    rows = Plan._base_manager.filter(stage=Stage.ACTIVE, staff__isnull=False)
    others = rows.exclude(staff__login_name=WORKER).select_related(
        "case__person", "case__responsible_office__municipality", "office", "staff"
    )
    plans = [*plans_of_worker(world, Stage.ACTIVE), *others.order_by("id")[::2]]
    for number, plan in enumerate(plans):
        sheet = (
            PlanSheet._base_manager.filter(
                plan=plan, stage=SheetStage.PLAN, is_current=True
            )
            .select_related("plan", "case__person")
            .first()
        )
        if sheet is None or plan.staff is None:
            continue  # a self-made plan
        actor = world.acting_for(plan.case.responsible_office.municipality)
        _write_easily(world, sheet, plan.staff, number, actor)
        _hear(world, sheet, plan.staff, number, actor)
        _decide(world, sheet, number, actor)


def _write_easily(
    world: World, sheet: PlanSheet, staff: Staff, number: int, actor: Actor
) -> None:
    case = sheet.case
    month = YearMonth.of(world.today).plus(1).first_day
    around = Around(
        staff.name,
        case.responsible_office.phone,
        f"{format_wareki(month, 'month')}ごろ",
    )
    lines = lines_for_plan(
        wishes=sheet.wishes_person, items=items_of(sheet.items),
        week=entries_of(sheet.week), around=around,
    )  # fmt: skip
    write_paper(
        source=sheet, by=actor, now=world.now, today=world.today,
        text=EasyText("わたしの けいかく", world.today - timedelta(days=2), lines),
    )  # fmt: skip
    choose_format(
        case=case, wanted=FORMATS[number % len(FORMATS)], version=0, by=actor,
        now=world.now,
    )  # fmt: skip


def _hear(
    world: World, sheet: PlanSheet, staff: Staff, number: int, actor: Actor
) -> None:
    """「ちがう」 waits for its answer; 「こうしたい」 has been answered."""
    items = items_of(sheet.items)
    day = world.today - timedelta(days=6)
    wrong = NewVoice(
        VoiceKind.WRONG, "ちがう。朝じゃなくて、ひるから行きたい。", Expressed.SPOKEN,
        day, plan=sheet.plan, item_key=items[0].key,
    )  # fmt: skip
    want = NewVoice(
        VoiceKind.WANT, "（買い物の写真を指さし、にっこりする）", Expressed.PICTURE,
        day - timedelta(days=20), plan=sheet.plan, item_key=items[-1].key,
    )  # fmt: skip
    if number % 3 != 2:
        hear_voice(
            case=sheet.case, new=wrong, staff=staff, by=actor, now=world.now,
            today=world.today,
        )  # fmt: skip
    voice = hear_voice(
        case=sheet.case, new=want, staff=staff, by=actor, now=world.now,
        today=world.today,
    )  # fmt: skip
    answer_voice(
        voice=voice, answer="土曜の午前に、ヘルパーと買い物に行くと決めた。絵で確かめ、うなずいた。",
        answered_on=day - timedelta(days=9), staff=staff, version=voice.version,
        by=actor, now=world.now, today=world.today,
    )  # fmt: skip


def _decide(world: World, sheet: PlanSheet, number: int, actor: Actor) -> None:
    options = OPTIONS[number % len(OPTIONS)]
    is_open = number % 4 == 3
    record_decision(
        case=sheet.case, by=actor, now=world.now, today=world.today,
        values={
            "plan": sheet.plan, "item_key": items_of(sheet.items)[0].key,
            "held_on": world.today - timedelta(days=30), "place": "作業所を見たあと、本人の家で",
            "question": "これから、どこで、どのように過ごすか", "options": options,
            "shown": [Shown.VISIT.value, Shown.PICTURES.value],
            "shown_words": "二か所を見学し、写真を三枚ならべた。",
            "expressions": "一枚目の写真を手に取り、はなさなかった。「ここ、しずか」。",
            "took_part": "本人、姉、架空作業所の職員",
            "outcome": Outcome.NOT_YET if is_open else Outcome.TOGETHER,
            "decided": "" if is_open else options[0], "grounds": "",
            "left_open": "もう一度、雨の日に見に行ってから決める。" if is_open else "",
        },
    )  # fmt: skip
