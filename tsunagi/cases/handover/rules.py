"""引継ぎの決まり: 頼む、開く、尋ねる、引き受ける、顔を合わせる、終える。純粋関数だけ。

Three acts are told apart by what they do to the responsibility. 引継ぎ moves it, and only
when the other side takes over; 一緒に支援 adds an office and leaves it; 助言・同行・後方支援
never touches it. This file is the first of them: one machine for every reason there is to
hand a person over. 受理 (deciding on an intake) is another word, and is not used here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from tsunagi.common.frozen import Frozen
from tsunagi.common.text import search_key
from tsunagi.common.words import Labelled

# How long a place has before both sides are reminded. Our own habit, not a law: the asker
# changes the day for each request.
DAYS_TO_ANSWER = 7


class Purpose(Labelled):
    """何のための引継ぎか。どれも同じ流れを通る。"""

    BETTER_PLACE = "better_place", "本人に合う相談先へ"
    TO_PLAN = "to_plan", "委託相談から計画相談へ"
    TO_ENTRUSTED = "to_entrusted", "計画相談から委託相談へ"
    HARD_CASE = "hard_case", "基幹から、むずかしい相談の引受けを頼む"
    OTHER_FIELD = (
        "other_field",
        "ほかの分野が中心になる（医療・教育・高齢・生活困窮など）",
    )
    MOVED_AWAY = "moved_away", "転出先の市町村へ"
    OVER_LIMIT = "over_limit", "事業所の持てる数をこえている"
    STAFF_LEAVES = "staff_leaves", "担当者の退職・異動"
    OFFICE_CLOSES = "office_closes", "事業所の休止・廃止"


class Choice(Labelled):
    """本人は相談先を選んだか。選んだ先は、どの並び順よりも先に来る。"""

    CHOSEN = "chosen", "本人が選んだ"
    LEFT_TO_US = "left_to_us", "任せたい"
    UNDECIDED = "undecided", "まだ決めていない"


class Answer(Labelled):
    """一つの依頼先の、いま。"""

    ASKED = "asked", "頼んだ"
    SEEN = "seen", "相手が開いた"
    QUESTIONED = "questioned", "尋ねられている"
    ACCEPTED = "accepted", "引き受けた"
    DECLINED = "declined", "引き受けられない"
    ELSEWHERE = "elsewhere", "ほかで決まった"
    WITHDRAWN = "withdrawn", "取り下げた"


class Decline(Labelled):
    """引き受けられないわけ。よい悪いではなく、次にどこへ頼むかを決めるために聞く。"""

    FULL = "full", "空きがない"
    UNFIT = "unfit", "体制が合わない"
    OTHER = "other", "その他"


class Act(Labelled):
    ASK = "ask", "頼んだ"
    SEE = "see", "相手が開いた"
    QUESTION = "question", "相手が尋ねた"
    REPLY = "reply", "答えた"
    ACCEPT = "accept", "引き受けた"
    DECLINE = "decline", "引き受けられないと返事があった"
    EXTEND = "extend", "返事の期限を延ばした"
    WITHDRAW = "withdraw", "取り下げた"
    PREPARE = "prepare", "準備を始めた"
    MEET = "meet", "初めて顔を合わせた"
    FINISH = "finish", "引継ぎを終えた"


class Side(Labelled):
    """だれの番か。"""

    ASKER = "asker", "頼んだ側"
    PLACE = "place", "頼まれた側"


class Stage(Labelled):
    """引継ぎ全体の、いま。引受けが決まるまで、責任は頼んだ側にある。"""

    PREPARED = "prepared", "準備している"
    ASKING = "asking", "返事を待っている"
    ACCEPTED = "accepted", "引受けが決まった"
    MET = "met", "顔を合わせた"
    DONE = "done", "終えた"
    WITHDRAWN = "withdrawn", "取り下げた"


class Way(Labelled):
    """登録のない相手の返事を、どう受けたか。"""

    SYSTEM = "system", "この画面で"
    PHONE = "phone", "電話で"
    VISIT = "visit", "来所・同行で"
    PAPER = "paper", "書面・ファクスで"


WAITING = frozenset({Answer.ASKED, Answer.SEEN, Answer.QUESTIONED})
OPEN_STAGES = (Stage.PREPARED, Stage.ASKING, Stage.ACCEPTED, Stage.MET)
# Nobody has taken over: the asker may still change or withdraw everything.
UNDECIDED_STAGES = (Stage.PREPARED, Stage.ASKING)
# After the acceptance both offices still work on it, so that nobody is let go in between.
TOGETHER = (Stage.ACCEPTED, Stage.MET)


class Move(Frozen):
    """`act` brings an answer from one of `before` to `after`; `side` has the turn.

    The asking side may enter what the place has said by telephone or in person: then the
    entry says that it was made for the other (代理入力).
    """

    act: Act
    side: Side
    before: frozenset[Answer]
    after: Answer | None


MOVES: Mapping[Act, Move] = {
    move.act: move
    for move in (
        Move(Act.SEE, Side.PLACE, frozenset({Answer.ASKED}), Answer.SEEN),
        Move(
            Act.QUESTION, Side.PLACE, frozenset({Answer.ASKED, Answer.SEEN}),
            Answer.QUESTIONED,
        ),
        Move(Act.REPLY, Side.ASKER, frozenset({Answer.QUESTIONED}), Answer.SEEN),
        Move(Act.ACCEPT, Side.PLACE, WAITING, Answer.ACCEPTED),
        Move(Act.DECLINE, Side.PLACE, WAITING, Answer.DECLINED),
        Move(Act.EXTEND, Side.ASKER, WAITING, None),
        Move(Act.WITHDRAW, Side.ASKER, WAITING, Answer.WITHDRAWN),
    )
}  # fmt: skip
STAGE_MOVES: Mapping[Act, tuple[frozenset[Stage], Stage]] = {
    Act.ASK: (frozenset({Stage.PREPARED, Stage.ASKING}), Stage.ASKING),
    Act.ACCEPT: (frozenset({Stage.ASKING}), Stage.ACCEPTED),
    Act.MEET: (frozenset({Stage.ACCEPTED}), Stage.MET),
    Act.FINISH: (frozenset({Stage.ACCEPTED, Stage.MET}), Stage.DONE),
    Act.WITHDRAW: (frozenset({Stage.PREPARED, Stage.ASKING}), Stage.WITHDRAWN),
}


def answer_after(act: Act, now: Answer) -> Answer | None:
    """Where the act leads from here; None: it cannot be done from here."""
    move = MOVES[act]
    if now not in move.before:
        return None
    return move.after or now


def stage_after(act: Act, now: Stage) -> Stage | None:
    before, after = STAGE_MOVES[act]
    return after if now in before else None


def stage_of_one(answer: Answer, *, has_arrived: bool) -> Stage:
    """The stage of a handover of one request: つなぎ of a reception, before there is a case.

    Whoever was declined is again where the asker looks for a place.
    """
    if answer in WAITING:
        return Stage.ASKING
    if answer is Answer.ACCEPTED:
        return Stage.DONE if has_arrived else Stage.ACCEPTED
    return Stage.WITHDRAWN if answer is Answer.WITHDRAWN else Stage.PREPARED


def is_late(answer: Answer, answer_by: date, *, today: date) -> bool:
    """返事の期限が過ぎた。断ったことにはならない: 両方に知らせ、決めるのは頼んだ側。"""
    return answer in WAITING and answer_by < today


def first_answer_by(asked_on: date) -> date:
    return asked_on + timedelta(days=DAYS_TO_ANSWER)


def waits_on(answers: Iterable[Answer]) -> Side:
    """だれの番か: 一つでも尋ねられているか、どこにも頼んでいなければ、頼んだ側。"""
    waiting = [one for one in answers if one in WAITING]
    if not waiting or Answer.QUESTIONED in waiting:
        return Side.ASKER
    return Side.PLACE


# --- 相手に先に届く文には、だれかが分かることを書かない ----------------------------------
SHORTEST_NAME, SHORTEST_KANA = 2, 3


class Known(Frozen):
    """What of a person must not stand in an outline. phones: as written."""

    name: str
    kana: str
    phones: tuple[str, ...] = ()
    address: str = ""


def telling_parts(text: str, known: Known) -> list[str]:
    """文の中の、だれかが分かるところ。氏名・かなの一部、電話番号、番地のある住所。

    Spaces, widths and variants of kanji do not hide a name (search_key).
    """
    key = search_key(text)
    found = []
    for written, shortest in (
        (known.name, SHORTEST_NAME),
        (known.kana, SHORTEST_KANA),
    ):
        parts = [part for part in written.replace("　", " ").split(" ") if part]
        for part in ["".join(parts), *parts]:
            if len(part) >= shortest and search_key(part) in key:
                found.append(part)
                break
    digits = "".join(filter(str.isdigit, search_key(text)))
    for phone in known.phones:
        number = "".join(filter(str.isdigit, search_key(phone)))
        if len(number) >= 8 and number in digits:
            found.append(phone)
    if known.address and search_key(known.address) in key:
        found.append(known.address)
    return found
