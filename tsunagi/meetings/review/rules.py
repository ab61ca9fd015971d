"""事例検討（週の連絡会議）の決まり: 議題①〜⑥、決め方、会議の組み立て。純粋関数だけ。

会議を厳しくするためではなく、軽くするための決まり。はじめは、ひとことの共有。時計は、だれか
が出すまで出ない。「しばらく様子を見る」も結論。書面を出すことは、会議を待たない。
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled

ACCEPTANCE, PLAN, MONITORING, SUPERVISION, WORRY, NOTICE = range(1, 7)
SECTIONS: Mapping[int, str] = {
    ACCEPTANCE: "新規相談者の受理判断",
    PLAN: "新規(変更・更新)のプラン検討",
    MONITORING: "モニタリングの結果検討",
    SUPERVISION: "グループスーパービジョン",
    WORRY: "その他の検討事項(気になること等)",
    NOTICE: "連絡事項",
}
MARKS = {number: "①②③④⑤⑥"[number - 1] for number in SECTIONS}
# つなぎの案: ひとことは3分、みんなで考えるのは15分。進行が自由に変える。
SHARE_MINUTES, DISCUSS_MINUTES, NOTICE_MINUTES = 3, 15, 1
MOST_MINUTES = 120
# 資料が読める期間（構成員にとって）。
DAYS_BEFORE, DAYS_AFTER = 3, 7


def section_label(section: int) -> str:
    return f"{MARKS[section]} {SECTIONS[section]}" if section in SECTIONS else ""


class Urgency(Labelled):
    """この会議まで待てるか。"""

    WAIT = "wait", "会議まで待てる"
    NOW = "now", "待てない（すぐ基幹へ）"


class State(Labelled):
    """検討事項のいま。事前、会議、その後。"""

    CONSULTING = "consulting", "基幹と事前に相談している"
    WAITING = "waiting", "次の会議を待つ"
    THINKING = "thinking", "しばらく悩んでみる"
    LISTED = "listed", "議題に載っている"
    FOLLOWING = "following", "その後を見ている"
    CLOSED = "closed", "終えた"
    DROPPED = "dropped", "会議に出さない"


class Act(Labelled):
    """してよいこと。どこからどこへは MOVES。"""

    SEND_ON = "send_on", "会議に出すと決めた"
    THINK = "think", "しばらく悩んでみる"
    LIST = "list", "議題に載せた"
    UNLIST = "unlist", "議題から外した"
    DECIDE = "decide", "会議で決めた"
    CARRY = "carry", "次の会議へ"
    FOLLOW_UP = "follow_up", "その後を確かめて終えた"
    SOLVE = "solve", "自分たちで解決した"
    DROP = "drop", "会議に出さないことにした"
    REOPEN = "reopen", "もう一度会議へ"


class Move(Frozen):
    before: frozenset[State]
    after: State


_OPEN_BEFORE = frozenset({State.CONSULTING, State.WAITING, State.THINKING})
MOVES: Mapping[Act, Move] = {
    Act.SEND_ON: Move(frozenset({State.CONSULTING, State.THINKING}), State.WAITING),
    Act.THINK: Move(frozenset({State.WAITING, State.CONSULTING}), State.THINKING),
    Act.LIST: Move(frozenset({State.WAITING, State.THINKING}), State.LISTED),
    Act.UNLIST: Move(frozenset({State.LISTED}), State.WAITING),
    Act.DECIDE: Move(frozenset({State.LISTED}), State.FOLLOWING),
    Act.CARRY: Move(frozenset({State.LISTED}), State.WAITING),
    Act.FOLLOW_UP: Move(frozenset({State.FOLLOWING}), State.CLOSED),
    Act.SOLVE: Move(_OPEN_BEFORE, State.CLOSED),
    Act.DROP: Move(_OPEN_BEFORE, State.DROPPED),
    Act.REOPEN: Move(frozenset({State.FOLLOWING, State.DROPPED}), State.WAITING),
}
OPEN_STATES = tuple(one for one in State if one not in (State.CLOSED, State.DROPPED))


def state_after(act: Act, now: State) -> State | None:
    """Where the act leads; None: it cannot be done from here."""
    move = MOVES[act]
    return move.after if now in move.before else None


class Decision(Labelled):
    """会議の結論。番号の鍵で選べるよう、議題の区分ごとに並びがある。"""

    ACCEPT = "accept", "受理する"
    SHORT = "short", "短期で関わる"
    REFER = "refer", "ほかへつなぐ"
    MORE = "more", "もう少し話を聞く"
    INFORM = "inform", "情報提供で終える"
    AGREE = "agree", "このまま進める"
    REVISE = "revise", "直して進める"
    SHARED = "shared", "共有した"
    CHANGE = "change", "計画を見直す"
    ADVISED = "advised", "助言した"
    TOGETHER = "together", "一緒に動く"
    AGAIN = "again", "次もう一度"
    WATCH = "watch", "しばらく様子を見る"
    TOLD = "told", "伝えた"


D = Decision
DECISIONS: Mapping[int, tuple[Decision, ...]] = {
    ACCEPTANCE: (D.ACCEPT, D.SHORT, D.REFER, D.MORE, D.INFORM, D.WATCH),
    PLAN: (D.SHARED, D.AGREE, D.REVISE, D.TOGETHER, D.WATCH),
    MONITORING: (D.SHARED, D.AGREE, D.CHANGE, D.TOGETHER, D.WATCH),
    SUPERVISION: (D.ADVISED, D.AGAIN, D.WATCH),
    WORRY: (D.SHARED, D.ADVISED, D.TOGETHER, D.AGAIN, D.WATCH),
    NOTICE: (D.TOLD,),
}
# これらは、その後を確かめなくても終わる。
ENDS_AT_ONCE = frozenset({D.TOLD})


class IntervalAnswer(Labelled):
    """いまの（案の）モニタリングの間隔は、ちょうどよいか。②と③は、必ず答える。"""

    RIGHT = "right", "このままでよい"
    SHORTER = "shorter", "短くする"
    LONGER = "longer", "長くする"


NEEDS_INTERVAL = frozenset({PLAN, MONITORING})


class PreResult(Labelled):
    """モニタリングを会議に出すか、基幹と担当者で前もって相談した結果。"""

    TO_MEETING = "to_meeting", "会議で話す"
    NOT_NEEDED = "not_needed", "会議には出さない"
    LATER = "later", "次の機会に"


class Answered(Frozen):
    """What the meeting has written about one item."""

    section: int
    decision: Decision
    interval: IntervalAnswer | None = None
    interval_months: int | None = None


def missing_answer(answered: Answered) -> str:
    """決める前に足りないこと。空なら足りている。"""
    if answered.decision not in DECISIONS.get(answered.section, ()):
        return "decision"
    if answered.section not in NEEDS_INTERVAL:
        return ""
    if answered.interval is None:
        return "interval"
    if answered.interval is not IntervalAnswer.RIGHT and not answered.interval_months:
        return "interval_months"
    return ""


def state_of_decided(decision: Decision) -> State:
    """その後を確かめるまで、開いたまま。連絡事項は、伝えたら終わり。"""
    return State.CLOSED if decision in ENDS_AT_ONCE else State.FOLLOWING


class Candidate(Frozen):
    """One item that waits for a meeting. since: how long it has waited."""

    key: int
    section: int
    urgency: Urgency
    since: date
    minutes: int


class Proposed(Frozen):
    """The agenda as proposed. left: no room within the minutes; they come first next
    time."""

    chosen: tuple[Candidate, ...]
    left: tuple[Candidate, ...]
    minutes: int


def propose_agenda(
    waiting: Iterable[Candidate], *, limit: int = MOST_MINUTES, taken: int = 0
) -> Proposed:
    """待てないもの、古いものから、時間に入るだけ。並べる順は①〜⑥。進行が自由に変える。

    taken: minutes that fixed items already need. One that does not fit is passed over,
    a shorter one behind it may still find room.
    """
    first = sorted(
        waiting, key=lambda one: (one.urgency is not Urgency.NOW, one.since, one.key)
    )
    chosen: list[Candidate] = []
    left: list[Candidate] = []
    minutes = taken
    for one in first:
        if minutes + one.minutes <= limit:
            chosen.append(one)
            minutes += one.minutes
        else:
            left.append(one)
    chosen.sort(
        key=lambda one: (
            one.urgency is not Urgency.NOW, one.section, one.since, one.key,
        )
    )  # fmt: skip
    return Proposed(tuple(chosen), tuple(left), minutes)


def packet_is_open(held_on: date, *, today: date) -> bool:
    """構成員が資料を読めるのは、会議の3日前から7日後まで。"""
    return (
        held_on - timedelta(days=DAYS_BEFORE)
        <= today
        <= held_on + timedelta(days=DAYS_AFTER)
    )


def age_band(years: int | None) -> str:
    """年代。年齢そのものは出さない。"""
    if years is None:
        return ""
    return "10歳未満" if years < 10 else f"{years // 10 * 10}代"


def is_back(state: State, think_until: date | None, *, today: date) -> bool:
    """「しばらく悩んでみる」の日が来て、また議題の候補になった。"""
    return state is State.THINKING and think_until is not None and think_until <= today


def new_pseudonym(words: Sequence[str], used: Iterable[str], draw: int) -> str:
    """この会議でまだ使っていない呼び名から、くじで一つ。使い切ったら番号を足す。

    draw: a random number. The name says nothing about the person and is drawn anew for
    every meeting, so that two meetings cannot be linked.
    """
    taken = set(used)
    free = [word for word in words if word not in taken]
    if free:
        return free[draw % len(free)]
    number = 2
    while (name := f"{words[draw % len(words)]}{number}") in taken:
        number += 1
    return name
