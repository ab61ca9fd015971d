"""気づきを読める人: 書いた人と、書かれた人だけ。管理者も、市町村も、ケースの仲間も読まない。"""

from __future__ import annotations

from collections.abc import Iterable

from tsunagi.access.actor import Subject
from tsunagi.access.policy import Among
from tsunagi.cases.scope import IN_MY_MUNICIPALITY


def _me(subject: Subject) -> Iterable[int]:
    return () if subject.actor.staff_id is None else (subject.actor.staff_id,)


CAN_READ_OBSERVATION = IN_MY_MUNICIPALITY & (
    Among("observer_id", _me) | Among("observed_id", _me)
)
