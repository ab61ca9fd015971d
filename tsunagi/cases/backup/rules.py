"""助言・同行・後方支援の決まり。主担当には、決して触れない。純粋関数だけ。

The third of three acts: 引継ぎ moves the responsibility, 一緒に支援 adds an office, this
one leaves everything where it is. It is written in one line, by whoever helped.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled


class Kind(Labelled):
    """何をしたか。"""

    ADVICE = "advice", "助言"
    ACCOMPANY = "accompany", "同行・同席"
    MEETING = "meeting", "会議への参加"
    SUPERVISION = "supervision", "支援方針のスーパーバイズ"


class Mandate(Labelled):
    """だれから言い出したか。"""

    OFFICE = "office", "担当の事業所に頼まれた"
    OWN = "own", "こちらから声をかけた"
    MUNICIPALITY = "municipality", "市町村に頼まれた"


class State(Labelled):
    GOING = "going", "つづいている"
    DONE = "done", "終えた"


def state_of_new(follow_on: date | None) -> State:
    """次に様子を聞く日があれば、つづいている。なければ、その一回で終えている。"""
    return State.DONE if follow_on is None else State.GOING


def may_give(
    *,
    giver: int | None,
    giver_office: int,
    responsible: int | None,
    responsible_office: int,
) -> bool:
    """担当者が自分の支援を書くところではない（それは相談記録）。

    Another office always; inside the own office a colleague of the one in charge
    (同行による OJT), so not while nobody is in charge yet.
    """
    if giver_office != responsible_office:
        return True
    return responsible is not None and responsible != giver


def is_due(state: State, follow_on: date | None, *, today: date) -> bool:
    """様子を聞く日が来た。両方の「きょう」に出る。"""
    return state is State.GOING and follow_on is not None and follow_on <= today


class Share(Frozen):
    """難しくする事情のある方が、続いている方のうち何件か。"""

    difficult: int
    everybody: int

    @property
    def percent(self) -> int | None:
        """四捨五入した百分率。だれもいなければ、言えない。"""
        if not self.everybody:
            return None
        return (self.difficult * 200 + self.everybody) // (self.everybody * 2)


class KindCount(Frozen):
    kind: Kind
    count: int
    minutes: int


def every_kind(sums: Iterable[tuple[str, int, int]]) -> list[KindCount]:
    """(kind, count, minutes) を、ない種類は 0 として、決まった順に。"""
    found = {kind: (count, minutes) for kind, count, minutes in sums}
    return [KindCount(kind, *found.get(kind.value, (0, 0))) for kind in Kind]
