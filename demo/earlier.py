"""前の会議で話したこと: 種類ごとのひとことと、連絡会議の前の週までの検討事項。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from demo.calls import Person
from demo.world import World
from tsunagi.common.dates import TOKYO
from tsunagi.meetings.meeting.agenda_actions import items_of, write_said
from tsunagi.meetings.meeting.models import Meeting
from tsunagi.meetings.meeting.rules import ItemState
from tsunagi.meetings.review import actions
from tsunagi.meetings.review.agenda_actions import Decided, decide, list_items
from tsunagi.meetings.review.rules import NOTICE, WORRY, Decision
from tsunagi.meetings.series.models import Series

# So many meetings of each series have words for what was talked about.
MEETINGS_TOLD = 6
# By the kind of an agenda line, in turn. A difficult case ends with a helper by name, so
# it is told only where there is one (demo/supervision.py, demo/weekly.py).
SAID: Mapping[str, Sequence[tuple[str, str]]] = {
    "share": (
        (
            "送迎の足りない曜日が、二か所で重なっている。",
            "曜日を出し合って、次に比べる",
        ),
        ("新しく開いた日中の場所を、見学した人が話した。", ""),
    ),
    "progress": (
        ("三つの区とも、予定のとおりに開いている。", ""),
        ("西区は、集まる事業所が二つ増えた。", "呼ぶ相手の名簿を直す"),
    ),
    "opinion": (
        ("一人の事業所を訪ねる日を、分けて持つ案が出た。", "来月から二か月試す"),
    ),
    "attendance": (("休みの続く事業所に、声をかけた。", ""),),
    "report": (("請求の締めの日が、来月は一日早い。", ""),),
    "issue": (
        (
            "夜間に電話のつながる所が少ない、という声が三つ。",
            "数を出してから、もう一度",
        ),
    ),
    "approval": (("報告のとおり、続けることにした。", "このまま続ける"),),
    "result": (("案内の一枚を作り、窓口に置いた。", ""),),
    "notice": (("研修の申込みは、今月の終わりまで。", ""),),
    "supervision": (
        ("得意なことから考えると、次の一手が三つ出た。", ""),
        ("困っている人がだれかを、問いだけで確かめた。", ""),
        ("家族の休める日を先に決める、という考えが選ばれた。", ""),
    ),
    "follow_up": (
        ("前に選んだ一手を試し、会える日が増えた。", ""),
        ("試したが、まだ変わらない。もう一か月続ける。", ""),
    ),
}
# (だれが, 議題, ひとこと, 話題の札, 結論, その後)
TALKED: Sequence[tuple[str, int, str, str, Decided, str]] = (
    ("senmon", WORRY, "通院の送り迎えを、家族だけでしている", "moving",
     Decided(Decision.ADVISED, "移動の支援と、通院の介助を分けて考える",
             follow_what="使える時間を確かめる"),
     "週に一度、家族が休めるようになった"),
    ("kanri", WORRY, "事業所の職員が続けてやめ、引継ぎが浅い", "staff",
     Decided(Decision.ADVISED, "引継ぎの一枚を、地域でそろえる",
             follow_what="一枚の案を作る"),
     "案を使って、二人の引継ぎをした"),
    ("kikan", NOTICE, "災害のときの連絡先の表を、更新しました", "",
     Decided(Decision.TOLD), ""),
    ("senmon", WORRY, "学校を休む日が増えている", "child",
     Decided(Decision.TOGETHER, "学校の先生と、三人で会う",
             follow_what="会う日を決める"),
     "先生が、休んだ日の夕方に電話をするようになった"),
    ("kikan", NOTICE, "感染症がはやっています。訪問の前に電話を", "",
     Decided(Decision.TOLD), ""),
)  # fmt: skip
PER_MEETING = 2


def say_what_was_said(
    meeting: Meeting, who: Person, *, now: datetime, turn: int
) -> None:
    """Before the meeting ends: a line of words for what stood on its agenda."""
    if turn >= MEETINGS_TOLD:
        return
    for item in items_of(meeting).filter(review=None, state=ItemState.OPEN.value):
        words = SAID.get(item.kind, ())
        if not words:
            continue
        note, decision = words[(turn + item.position) % len(words)]
        values: dict[str, Any] = {"note": note, "state": ItemState.DONE.value}
        if decision:
            values["decision"] = decision
        write_said(
            item=item, values=values, version=item.version, by=who.actor, now=now
        )


def talk_in_earlier_weeks(
    world: World, series: Series, meetings: Sequence[Meeting]
) -> None:
    """The liaison meetings before the last one: brought, decided, followed up."""
    for turn, meeting in enumerate(meetings):
        at = datetime.combine(meeting.held_on, time(10, 0), tzinfo=TOKYO)
        for number in range(PER_MEETING):
            told = TALKED[(turn * PER_MEETING + number) % len(TALKED)]
            _talk(world, series, meeting, told, at)


def _talk(
    world: World, series: Series, meeting: Meeting,
    told: tuple[str, int, str, str, Decided, str], at: datetime,
) -> None:  # fmt: skip
    login, section, headline, topic, decided, result = told
    chair, presenter = Person(world, "kikan", at), Person(world, login, at)
    new = actions.NewWorry(section=section, headline=headline, topic=topic)
    item = actions.bring(
        series=series, new=new, by=presenter.actor, now=at, today=presenter.today
    )
    [slot] = list_items(meeting=meeting, items=[item], by=chair.actor, now=at)
    decide(slot=slot, decided=decided, version=slot.version, by=chair.actor, now=at)
    if not result:
        return
    later = Person(world, login, at + timedelta(days=5))
    item.refresh_from_db()
    actions.follow_up(
        item=item, result=result, told_on=None, told_note="特定の方の話ではないため",
        version=item.version, by=later.actor, now=later.now, today=later.today,
    )  # fmt: skip
