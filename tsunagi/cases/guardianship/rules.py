"""成年後見の相談の言葉と規則: 段階、いまどこか、次に進むのに要ること。"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled


class Stage(Labelled):
    CONSULT = "consult", "相談"
    NEED = "need", "必要性の検討"
    PREPARE = "prepare", "申立ての準備"
    PETITION = "petition", "申立て"
    RULING = "ruling", "審判"
    APPOINTED = "appointed", "選任"
    STARTED = "started", "後見の開始"
    WITHDRAWN = "withdrawn", "取り下げ・見送り"


PATH = tuple(stage for stage in Stage if stage is not Stage.WITHDRAWN)
OVER = frozenset({Stage.STARTED, Stage.WITHDRAWN})
# From here on somebody has been appointed and can be written among the people.
WITH_GUARDIAN = frozenset({Stage.APPOINTED, Stage.STARTED})
# What is laid before the court names a kind and who asks for it.
BEFORE_COURT = frozenset({Stage.PETITION, Stage.RULING, Stage.APPOINTED, Stage.STARTED})


class GuardianKind(Labelled):
    GUARDIAN = "guardian", "後見"
    CURATOR = "curator", "保佐"
    ASSISTANT = "assistant", "補助"
    VOLUNTARY = "voluntary", "任意後見"


class Petitioner(Labelled):
    """だれが申し立てるか。"""

    PERSON = "person", "本人"
    FAMILY = "family", "親族"
    MAYOR = "mayor", "市町村長"
    OTHER = "other", "そのほか"


class Agency(Labelled):
    """連絡・相談した機関。"""

    CORE = "core", "中核機関"
    COUNCIL = "council", "社会福祉協議会"
    COURT = "court", "家庭裁判所"
    LAWYER = "lawyer", "弁護士・司法書士"
    SOCIAL_WORKER = "social_worker", "社会福祉士"
    CITY = "city", "市町村"
    OTHER = "other", "そのほか"


class PathStep(Frozen):
    """One stage of the picture. state: done | current | waiting; on: its last day."""

    stage: Stage
    state: str
    on: date | None


def path_of(recorded: Sequence[tuple[Stage, date]]) -> list[PathStep]:
    """段階の図。recorded は書いた順。最後に書いた行がいまの段階（戻ったら、戻ったところ）。

    After a withdrawal the picture ends there: what lay ahead is not drawn.
    """
    if not recorded:
        return [PathStep(stage, "waiting", None) for stage in PATH]
    days = dict(recorded)
    current = recorded[-1][0]
    if current is Stage.WITHDRAWN:
        reached = [stage for stage in PATH if stage in days]
        return [
            *(PathStep(stage, "done", days[stage]) for stage in reached),
            PathStep(current, "current", days[current]),
        ]
    place = PATH.index(current)
    return [
        PathStep(
            stage, _state(index, place), days.get(stage) if index <= place else None
        )
        for index, stage in enumerate(PATH)
    ]


def _state(index: int, place: int) -> str:
    if index < place or (index == place and PATH[place] in OVER):
        return "done"
    return "current" if index == place else "waiting"


def is_over(stage: Stage) -> bool:
    return stage in OVER


def missing_for(stage: Stage, *, kind: str, petitioner: str) -> list[str]:
    """この段階に進む前に、決まっていなければならないこと。任意後見には申立ての種類がある。"""
    if stage not in BEFORE_COURT:
        return []
    missing = []
    if not kind:
        missing.append("後見・保佐・補助・任意後見のどれか")
    if not petitioner:
        missing.append("だれが申し立てるか")
    return missing
