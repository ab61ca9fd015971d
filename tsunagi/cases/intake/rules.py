"""相談受付の規則と言葉。純粋関数だけを置く。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled

# どこまでが短い一覧か。同じ人かの問い合わせは、探し回るための道具にしない。
MOST_MATCH_REQUESTS_A_DAY = 20
MATCH_OPEN_FOR = timedelta(hours=24)
MOST_OWN_MATCHES = 5


class Route(Labelled):
    """どうやってここに来たか。"""

    SELF = "self", "自分で調べて"
    FAMILY = "family", "家族・知人から聞いて"
    GOVERNMENT = "government", "行政の紹介"
    CORE = "core", "基幹・委託の紹介"
    OFFICE = "office", "福祉の事業所の紹介"
    MEDICAL = "medical", "医療機関の紹介"
    SCHOOL = "school", "学校・園の紹介"
    COMMISSIONER = "commissioner", "民生委員・児童委員の紹介"
    OUTREACH = "outreach", "こちらから訪ねて"
    OTHER = "other", "その他"


class Knows(Labelled):
    """本人は、この相談を知っているか。"""

    YES = "yes", "知っている"
    NO = "no", "知らない"
    UNKNOWN = "unknown", "分からない"


class Urgency(Labelled):
    NOW = "now", "すぐに動く"
    DAYS = "days", "数日のうちに動く"
    WEEKLY = "weekly", "週の会議まで待てる"


_RANK = {Urgency.NOW: 3, Urgency.DAYS: 2, Urgency.WEEKLY: 1}


class DangerSign(Labelled):
    """一つでもあれば緊急度が上がる。"""

    LIFE = "life", "命の危険（自殺をほのめかす、食べていない、助けを呼べない）"
    VIOLENCE = "violence", "暴力を受けている・ふるっている"
    MEDICAL = "medical", "急いで医療が要る（意識、けが、薬が切れた）"
    ABUSE = "abuse", "虐待が疑われる"
    EVICTION = "eviction", "住むところを失いそう"
    ALONE = "alone", "支える人が急にいなくなった"
    MONEY = "money", "お金や電気・水道・ガスが止まりそう"

    @property
    def short(self) -> str:
        """The word before the bracket, for lists."""
        return self.label.split("（")[0]


AT_ONCE = frozenset({DangerSign.LIFE, DangerSign.VIOLENCE, DangerSign.MEDICAL})


class UrgencyDecision(Frozen):
    """urgency: what holds; raised_by: the signs that raised it, empty if none did."""

    urgency: Urgency | None
    raised_by: tuple[DangerSign, ...] = ()

    @property
    def sentence(self) -> str:
        """Why it stands higher than was chosen; empty if it does not."""
        if self.urgency is None or not self.raised_by:
            return ""
        signs = "、".join(sign.short for sign in self.raised_by)
        return (
            f"緊急度を「{self.urgency.label}」に上げました。"
            f"危険のしるし（{signs}）があるためです。"
            "下げるときは、下げる理由を書いてください。"
        )


def lowest_urgency(signs: Iterable[DangerSign]) -> Urgency | None:
    """危険のしるしから決まる、いちばん低い緊急度。しるしがなければ None。"""
    found = frozenset(signs)
    if not found:
        return None
    return Urgency.DAYS if found.isdisjoint(AT_ONCE) else Urgency.NOW


def decide_urgency(
    chosen: Urgency | None, signs: Iterable[DangerSign], *, reason: str
) -> UrgencyDecision:
    """上げるのは自由。しるしより低くするには、理由が要る。"""
    signs = tuple(sign for sign in DangerSign if sign in frozenset(signs))
    floor = lowest_urgency(signs)
    if floor is None:
        return UrgencyDecision(chosen)
    if chosen is not None and (_RANK[chosen] >= _RANK[floor] or reason.strip()):
        return UrgencyDecision(chosen)
    causes = signs if floor == Urgency.DAYS else [s for s in signs if s in AT_ONCE]
    return UrgencyDecision(floor, tuple(causes))


class Result(Labelled):
    """受付の結果。"""

    INFORMATION = "information", "情報提供のみ"
    REFER = "refer", "ほかへつなぐ"
    SHORT = "short", "短期の支援"
    CONTINUING = "continuing", "継続（委託）"
    PLAN = "plan", "計画相談へ"
    EMERGENCY = "emergency", "緊急対応"
    MEETING = "meeting", "受理会議へ"


# 名前のある一人の記録が要るもの。
NEEDS_CASE = frozenset({Result.CONTINUING, Result.PLAN})
# 名前が分かっていれば記録を始めるもの。分からなくても止めない。
CASE_IF_NAMED = NEEDS_CASE | {Result.SHORT, Result.EMERGENCY}


def opens_case(result: Result | None, *, is_named: bool) -> bool:
    """この結果で、利用者の記録を始めるか。"""
    return result in CASE_IF_NAMED and is_named


def is_named(name: str, *, is_anonymous: bool) -> bool:
    return bool(name.strip()) and not is_anonymous


class State(Labelled):
    """受付のいま。結果、つなぎ先、基幹への相談から決まり、人が選ぶことはない。"""

    UNDECIDED = "undecided", "結果を決めていない"
    MEETING = "meeting", "受理会議を待つ"
    HANDOFF = "handoff", "つなぎ先の返事を待つ"
    ASKED = "asked", "基幹などの答えを待つ"
    KEPT = "kept", "つなぎ先を決める"
    SETTLED = "settled", "済み"


def state_of(
    result: Result | None,
    *,
    has_open_question: bool,
    has_open_handoff: bool,
    has_taken_handoff: bool,
) -> State:
    """まだ要ることがある間は済みにしない。つなぐだけでは、つながったことにならない。"""
    if has_open_handoff:
        return State.HANDOFF
    if has_open_question:
        return State.ASKED
    if result is None:
        return State.SETTLED if has_taken_handoff else State.UNDECIDED
    if result == Result.MEETING:
        return State.MEETING
    if result == Result.REFER and not has_taken_handoff:
        return State.KEPT
    return State.SETTLED


class HandoffWay(Labelled):
    """丁寧なつなぎ方。相談した人に「かけ直して」とは言わない。"""

    PHONE = "phone", "こちらから電話で伝えた"
    TOGETHER = "together", "いっしょに行った・同席した"
    LETTER = "letter", "文書を渡した・送った"
    MEETING = "meeting", "会議で伝えた"
    ONLINE = "online", "オンラインで伝えた"


class MatchAnswer(Labelled):
    SAME = "same", "同じ人"
    DIFFERENT = "different", "別の人"
    UNKNOWN = "unknown", "分からない"


class OutreachState(Labelled):
    OPEN = "open", "まだ会えていない"
    MET = "met", "会えた"
    CLOSED = "closed", "区切りをつけた"


class OutreachClosing(Labelled):
    """会えないまま区切りをつける理由。"""

    CONNECTED = "connected", "ほかの機関とつながっていた"
    DECLINED = "declined", "本人が望まなかった"
    MOVED = "moved", "転居・死亡"
    NOT_FOUND = "not_found", "どこの人か分からなかった"
    NO_NEED = "no_need", "困りごとがなくなった"
    OTHER = "other", "その他"


def is_reporter(asker_kinship: str, signs: Iterable[str]) -> bool:
    """虐待を知らせた人か。だれが知らせたかは、受けた窓口の外に出さない。"""
    return DangerSign.ABUSE in set(signs) and asker_kinship != "self"


def may_file_match(filed_today: int) -> bool:
    return filed_today < MOST_MATCH_REQUESTS_A_DAY
