"""会議の言葉。純粋関数だけを置く。"""

from __future__ import annotations

from tsunagi.common.words import Labelled


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
