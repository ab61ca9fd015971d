"""ピアカウンセリングの言葉と規則: 名簿に載せてよいか、申し込みがいまどこにあるか。"""

from __future__ import annotations

from datetime import date

from tsunagi.common.words import Labelled


class Topic(Labelled):
    """ピアサポーターの経験。"""

    MENTAL = "mental", "精神の病気・障害"
    PHYSICAL = "physical", "身体の障害"
    INTELLECTUAL = "intellectual", "知的な障害"
    DEVELOPMENTAL = "developmental", "発達の障害"
    ILLNESS = "illness", "難病・高次脳機能障害"
    HOSPITAL = "hospital", "長い入院と退院"
    ALONE = "alone", "一人ぐらし"
    WORK = "work", "働くこと"
    FAMILY = "family", "家族との関わり"
    PARENT = "parent", "子育て"
    SCHOOL = "school", "学校"


class State(Labelled):
    """申し込みのいま。"""

    WISHED = "wished", "相手をさがしている"
    MATCHED = "matched", "相手が決まった"
    UNDER_WAY = "under_way", "会って話している"
    CLOSED = "closed", "終わった"


class Answer(Labelled):
    """会ってみるか。決めるのは本人。"""

    OFFERED = "offered", "本人に伝えた"
    CHOSEN = "chosen", "本人が選んだ"
    DECLINED = "declined", "本人が選ばなかった"
    BUSY = "busy", "ピアサポーターの都合がつかなかった"


class Going(Labelled):
    """次も会うか。"""

    YES = "yes", "また会う"
    NO = "no", "もうよい"
    THINKING = "thinking", "考えている"


def may_be_listed(
    agreed_on: date | None, ended_on: date | None, *, today: date
) -> bool:
    """名簿に載せてよいのは、載ることに同意した日から、終わった日まで（その日を含む）。"""
    if agreed_on is None or agreed_on > today:
        return False
    return ended_on is None or today <= ended_on


def state_after(answers: list[Answer], *, sessions: int, is_closed: bool) -> State:
    """試した相手と、会った回数から。"""
    if is_closed:
        return State.CLOSED
    if sessions:
        return State.UNDER_WAY
    return State.MATCHED if Answer.CHOSEN in answers else State.WISHED
