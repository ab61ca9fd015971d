"""週の連絡会議: 集まった議題、前の会議の結論とその後、会議録、次の会議の議題。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from demo.calls import Person
from demo.earlier import talk_in_earlier_weeks
from demo.world import World
from tsunagi.cases.consent.actions import NewConsent, record_consent
from tsunagi.cases.consent.rules import ConsentMethod, Explanation, Purpose
from tsunagi.cases.field_classes import FieldClass
from tsunagi.cases.models import Case, Plan
from tsunagi.cases.scope import HOLDERS, sight_of
from tsunagi.common.dates import TOKYO
from tsunagi.meetings.meeting import minutes_actions as minutes
from tsunagi.meetings.meeting.agenda_actions import write_said
from tsunagi.meetings.meeting.models import Meeting
from tsunagi.meetings.meeting.rules import CheckAnswer, State, TalkMode
from tsunagi.meetings.meeting.task_actions import NewTask, add_task
from tsunagi.meetings.models import Attendance, Series
from tsunagi.meetings.pledge.actions import sign
from tsunagi.meetings.review import actions
from tsunagi.meetings.review.agenda_actions import Decided, decide, list_items
from tsunagi.meetings.review.collect import LOOK_BACK, MADE, collect
from tsunagi.meetings.review.models import ReviewItem
from tsunagi.meetings.review.rules import (
    NOTICE,
    PLAN,
    WORRY,
    Decision,
    IntervalAnswer,
    Urgency,
)
from tsunagi.meetings.review.rules import State as ItemState
from tsunagi.meetings.series.rules import SignedKind
from tsunagi.organisations.models import Office

CORE, WORKER, MANAGER = "kikan", "senmon", "kanri"
WEEKS = 11  # of so many meetings it is known what was talked about
# (だれが, 議題, ひとこと, ほかのこと)
EARLIER: Sequence[tuple[str, int, str, Mapping[str, Any]]] = (
    (WORKER, WORRY, "日中に通う場所を、本人が決めきれない", {"topic": "relation"}),
    (MANAGER, WORRY, "18歳の誕生日のあと、児童のサービスから移る時期がずれる",
     {"topic": "child"}),
    (CORE, NOTICE, "個別避難計画の書き方の勉強会を、来月開きます", {}),
)  # fmt: skip
DECISIONS = (
    Decided(Decision.TOGETHER, "基幹が一度、同席する", follow_what="見学に一緒に行く"),
    Decided(
        Decision.ADVISED, "誕生日の半年前から、学校と日を合わせる",
        follow_what="学校の進路の先生に電話する",
    ),
    Decided(Decision.TOLD),
)  # fmt: skip
NOW_OPEN: Sequence[tuple[str, int, str, Mapping[str, Any]]] = (
    (WORKER, WORRY, "夜に眠れない日が続いている", {"topic": "medical"}),
    (MANAGER, WORRY, "家賃が二か月遅れていて、大家が来週までと言っている",
     {"urgency": Urgency.NOW, "topic": "money"}),
    (MANAGER, WORRY, "児童から成人へ移るときの、事業所どうしの申し送り",
     {"topic": "child", "talk_mode": TalkMode.DISCUSS,
      "purpose": "申し送りの一枚を決める"}),
    (CORE, NOTICE, "年末年始の夜の連絡先の一覧を配ります", {}),
)  # fmt: skip


def hold_weekly(world: World) -> None:
    """前の連絡会議で話し、次の連絡会議の議題を組み立てる。小さなデモでは、あるものだけで。"""
    who = Person(world, CORE, world.now)
    for login in (WORKER, MANAGER, CORE, "itaku", "hitori", "ku"):
        _sign(world, login)
    series = (
        Series.objects.visible_to(who.actor, now=world.now)
        .filter(kind="liaison", office=who.actor.office_id)
        .first()
    )
    if series is None:
        return
    meetings = Meeting.objects.visible_to(who.actor, now=world.now).filter(
        series=series
    )
    held = list(meetings.filter(state=State.DONE.value).order_by("-held_on")[:WEEKS])
    coming = (
        meetings.filter(held_on__gte=world.today, state=State.PLANNED.value)
        .order_by("held_on")
        .first()
    )
    _agree(world, who)
    if held:
        talk_in_earlier_weeks(world, series, held[1:])
        _talked(world, series, held[0])
    collect(series=series, by=who.actor, now=world.now, today=world.today)
    for told in NOW_OPEN:
        _bring(world, series, told, world.now)
    _think(world, series)
    if coming is not None:
        _agenda(world, coming)


def _sign(world: World, login: str) -> None:
    who = Person(world, login, world.now)
    for kind in SignedKind:
        sign(kind=kind, name=who.actor.name, by=who.actor, now=world.now)


def _bring(
    world: World, series: Series, told: tuple[str, int, str, Mapping[str, Any]],
    now: datetime,
) -> ReviewItem:  # fmt: skip
    login, section, headline, more = told
    who = Person(world, login, now)
    about = _own_case(who) if login == WORKER else None
    return actions.bring(
        series=series, by=who.actor, now=now, today=who.today,
        new=actions.NewWorry(section=section, headline=headline, case=about, **more),
    )  # fmt: skip


def _agree(world: World, core: Person) -> None:
    """Some agree to be talked about: by the core centre, or without a name."""
    who = Person(world, MANAGER, world.now - timedelta(days=20))
    plans = Plan.objects.visible_to(who.actor, now=world.now).filter(
        office=who.actor.office_id, stage__in=[one.value for one in MADE],
        begun_on__gte=world.today - LOOK_BACK,
        case__responsible_office=who.actor.office_id, case__closed_on=None,
        case__opened_on__lt=who.today,
    )  # fmt: skip
    centre = Office.objects.filter(pk=core.actor.office_id or 0)
    known = [
        plan
        for plan in plans.select_related("case__person").order_by("-pk")[:20]
        if sight_of(plan.case, actor=who.actor, now=who.now).relations & HOLDERS
    ]
    for number, plan in enumerate(known[:4]):
        named = number % 2 == 0
        record_consent(
            case=plan.case, by=who.actor, now=who.now,
            new=NewConsent(
                purposes=(Purpose.CONFERENCE if named else Purpose.COUNCIL,),
                classes=(FieldClass.IDENTITY, FieldClass.SUPPORT),
                offices=tuple(centre) if named else (),
                other_recipients=() if named else ("協議会（名前のない形で）",),
                explained_on=who.today, given_on=who.today,
                explanation=Explanation.EASY, method=ConsentMethod.SIGNATURE,
                own_words="みんなで考えてもらえるなら、話していいです。",
            ),
        )  # fmt: skip


def _own_case(who: Person) -> Case | None:
    rows = Case.objects.visible_to(who.actor, now=who.now).filter(
        responsible_staff=who.staff, closed_on=None
    )
    return rows.order_by("pk").first()


def _talked(world: World, series: Series, meeting: Meeting) -> None:
    """The meeting of last week: a plan, two worries, a notice; then what came of it."""
    at = datetime.combine(meeting.held_on, time(10, 0), tzinfo=TOKYO)
    who = Person(world, CORE, at)
    brought = [_bring(world, series, told, at) for told in EARLIER]
    collect(series=series, by=who.actor, now=at, today=who.today)
    plans = ReviewItem.objects.visible_to(who.actor, now=world.now).filter(
        series=series, section=PLAN, state=ItemState.WAITING.value
    )
    plan = plans.order_by("since", "pk").first()
    chosen = [*brought, *([plan] if plan is not None else [])]
    slots = list_items(meeting=meeting, items=chosen, by=who.actor, now=at)
    answers = [
        *DECISIONS,
        Decided(
            Decision.AGREE, "本人の言葉から始まっていて、よい計画",
            interval=IntervalAnswer.SHORTER, interval_months=1,
            interval_reason="ひとり暮らしを始めたばかりのため",
            follow_what="間隔を短くする案を、本人に話す",
        ),
    ]  # fmt: skip
    for slot, answer in zip(slots, answers, strict=False):
        decide(slot=slot, decided=answer, version=slot.version, by=who.actor, now=at)
    first = slots[0]
    write_said(
        item=first, values={"note": "体験の日を選べると、決めやすいかもしれない。"},
        version=first.version, by=who.actor, now=at,
    )  # fmt: skip
    _tasks(world, meeting, who)
    _minutes(world, meeting, who, at)
    manager = Person(world, MANAGER, world.now)
    told = brought[1]
    told.refresh_from_db()
    actions.follow_up(
        item=told, result="半年前の打合せを、学校の年間の予定に入れてもらえた",
        told_on=None, told_note="特定の方の話ではないため", version=told.version,
        by=manager.actor, now=world.now, today=world.today,
    )  # fmt: skip


def _tasks(world: World, meeting: Meeting, who: Person) -> None:
    worker = Person(world, WORKER, who.now)
    for what, days, owner in (
        ("体験できる日を、二つの事業所に聞く", 1, worker.staff),
        ("申し送りの一枚の、ひな形を作る", 9, who.staff),
    ):
        add_task(
            meeting=meeting, by=who.actor, now=who.now,
            new=NewTask(
                what, due_on=world.today - timedelta(days=1) + timedelta(days=days - 1),
                owner=owner,
            ),
        )  # fmt: skip


def _minutes(world: World, meeting: Meeting, who: Person, at: datetime) -> None:
    text = (
        f"{meeting.title}\n\n1. 日中に通う場所　基幹が一度、同席する。\n"
        "2. 18歳の変わり目　半年前から学校と日を合わせる。\n3. 連絡　勉強会を来月開く。"
    )
    minutes.write_minutes(
        meeting=meeting, text=text, reason="", version=0, by=who.actor, now=at
    )
    row = minutes.current_minutes(meeting)
    if row is None:
        return
    asked = minutes.ask_check(
        minutes=row, check_by=world.today + timedelta(days=3), version=row.version,
        by=who.actor, now=at,
    )  # fmt: skip
    manager = Person(world, MANAGER, world.now)
    mine = Attendance.objects.visible_to(manager.actor, now=world.now).filter(
        meeting=meeting, office=manager.actor.office_id, is_struck=False
    )
    if (attendance := mine.first()) is not None:
        minutes.answer_check(
            minutes=asked, attendance=attendance, answer=CheckAnswer.AGREED,
            comment="", by=manager.actor, now=world.now,
        )  # fmt: skip


def _think(world: World, series: Series) -> None:
    """「しばらく悩んでみる」の日が、きょう来たもの。"""
    ago = world.now - timedelta(days=10)
    who = Person(world, WORKER, ago)
    actions.bring(
        series=series, by=who.actor, now=ago, today=who.today,
        new=actions.NewWorry(
            section=WORRY, headline="訪問の曜日を変えるかどうか", topic="relation",
            think_until=world.today,
        ),
    )  # fmt: skip


def _agenda(world: World, meeting: Meeting) -> None:
    """Half of what waits stands on the next agenda; the rest is for whoever tries it."""
    who = Person(world, CORE, world.now)
    rows = ReviewItem.objects.visible_to(who.actor, now=world.now).filter(
        series=meeting.series, state=ItemState.WAITING.value
    )
    waiting = list(rows.select_related("series").order_by("section", "since", "pk"))
    list_items(
        meeting=meeting, items=waiting[: max(2, len(waiting) // 2)][:6], by=who.actor,
        now=world.now,
    )  # fmt: skip
