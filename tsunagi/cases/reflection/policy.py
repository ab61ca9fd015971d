"""ふり返りを読める人: 書いた本人と、本人が見せると決めた一人だけ。"""

from __future__ import annotations

from collections.abc import Iterable

from tsunagi.access.actor import Subject
from tsunagi.access.policy import Among, Has
from tsunagi.cases.scope import IN_MY_MUNICIPALITY


def _me(subject: Subject) -> Iterable[int]:
    return () if subject.actor.staff_id is None else (subject.actor.staff_id,)


IS_MINE = IN_MY_MUNICIPALITY & Among("author_id", _me)
# What was shown once and taken back is not read in the older versions either.
SHOWN_TO_ME = Among("shown_to_id", _me) & Has("is_current", (True,))
CAN_READ_REFLECTION = IS_MINE | (IN_MY_MUNICIPALITY & SHOWN_TO_ME)
