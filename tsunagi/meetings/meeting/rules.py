"""会議の言葉。純粋関数だけを置く。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time

from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled

DAY_MINUTES = 24 * 60
# 旗: これより長く考える議題には、何のために話すかを一行で書く（つなぎの決まり）。
LONG_TALK_MINUTES = 15


class Mode(Labelled):
    """どう集まるか。"""

    IN_PERSON = "in_person", "集まって"
    ONLINE = "online", "オンラインで"
    HYBRID = "hybrid", "集まる人とオンラインの人"
    WRITTEN = "written", "書面で"


class State(Labelled):
    """会議のいま。準備、会議、まとめ、終わり。"""

    PLANNED = "planned", "準備している"
    HELD = "held", "開いている"
    WRAPPING = "wrapping", "まとめている"
    DONE = "done", "終えた"
    CANCELLED = "cancelled", "取りやめた"


class Presence(Labelled):
    """出席。"""

    INVITED = "invited", "返事を待つ"
    COMING = "coming", "出る"
    PRESENT = "present", "出た"
    ONLINE = "online", "オンラインで出た"
    WRITTEN = "written", "書面で意見を出した"
    ABSENT = "absent", "出ない・出なかった"


THERE = (Presence.PRESENT, Presence.ONLINE, Presence.WRITTEN)


class TalkMode(Labelled):
    """一つの議題の進め方。はじめは、ひとことの共有。"""

    SHARE = "share", "ひとこと報告"
    DISCUSS = "discuss", "みんなで考える"


class ItemState(Labelled):
    """議題のいま。"""

    OPEN = "open", "これから"
    DONE = "done", "済み"
    CARRIED = "carried", "次の会議へ"


def item_word(item: str, meeting: str) -> str:
    """議題のいまを言葉で。終えた会議に残った議題は、もう「これから」ではない。"""
    if item == ItemState.OPEN and meeting in (State.DONE, State.CANCELLED):
        return "話した記録がない"
    return ItemState(item).label


class MinutesState(Labelled):
    """会議録のいま。"""

    DRAFT = "draft", "下書き"
    CHECKING = "checking", "出席者が確かめている"
    AGREED = "agreed", "確かめた"


class CheckAnswer(Labelled):
    """会議録を確かめた人の答え。"""

    AGREED = "agreed", "このとおり"
    COMMENT = "comment", "直してほしい"


class TaskState(Labelled):
    """決めたことの、その後。"""

    OPEN = "open", "これから"
    DONE = "done", "済み"
    DROPPED = "dropped", "やめた"


def minutes_between(started_at: datetime | None, ended_at: datetime) -> int | None:
    """かかった分。始めた記録がなければ、分からない。一日を超える分は数えない。"""
    if started_at is None or ended_at < started_at:
        return None
    took = round((ended_at - started_at).total_seconds() / 60)
    return took if took <= DAY_MINUTES else None


def needs_purpose(talk_mode: TalkMode, minutes: int | None, purpose: str) -> bool:
    """くわしく考える議題は、何のためかを書いてから（目的を見失わないために）。"""
    return (
        talk_mode is TalkMode.DISCUSS
        and minutes is not None
        and minutes > LONG_TALK_MINUTES
        and not purpose.strip()
    )


class Slot(Frozen):
    """When an item begins, as planned. starts: None if the meeting has no time yet."""

    starts: time | None
    minutes: int


def slots(starts: time | None, minutes: Iterable[int | None]) -> list[Slot]:
    """議題ごとの、始まる予定の時刻。分のない議題は、0分として数える。"""
    found = []
    passed = 0 if starts is None else starts.hour * 60 + starts.minute
    for one in minutes:
        took = one or 0
        hour, minute = divmod(passed % DAY_MINUTES, 60)
        at = None if starts is None else starts.replace(hour=hour, minute=minute)
        found.append(Slot(at, took))
        passed += took
    return found


class Said(Frozen):
    """One agenda item as far as the minutes need it."""

    title: str
    note: str
    decision: str
    is_carried: bool = False


def draft_minutes(
    *, heading: str, people: Iterable[str], items: Iterable[Said],
    tasks: Iterable[str],
) -> str:  # fmt: skip
    """議題から作る会議録の下書き。書いていないところは、書いていないまま。"""
    lines = [heading, "", "出席: " + ("、".join(people) or "—"), ""]
    for number, item in enumerate(items, start=1):
        lines.append(f"{number}. {item.title}")
        if item.note.strip():
            lines.append(f"　話したこと: {item.note.strip()}")
        if item.is_carried:
            lines.append("　次の会議で話します。")
        elif item.decision.strip():
            lines.append(f"　決めたこと: {item.decision.strip()}")
    listed = list(tasks)
    if listed:
        lines += ["", "すること", *(f"・{one}" for one in listed)]
    return "\n".join(lines)
