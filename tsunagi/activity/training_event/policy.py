"""研修の開催は、その市町村のだれもが見てよい。事業所ごとの人数は、開いた側と行政だけ。"""

from __future__ import annotations

from collections.abc import Iterable

from tsunagi.access.actor import Subject
from tsunagi.access.policy import Among, Related
from tsunagi.activity.office_support.policy import givers


def _here(subject: Subject) -> Iterable[int]:
    municipality = subject.actor.municipality_id
    return () if municipality is None else (municipality,)


CAN_SEE_TRAINING = Among("municipality_id", _here)
CAN_SEE_TURNOUT = Related(
    "activity.TrainingEvent", "pk",
    CAN_SEE_TRAINING & Among("office_id", givers), via="event_id",
)  # fmt: skip
