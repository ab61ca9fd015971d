"""研修の開催の決まりと、地域と年度ごとの数え方。純粋関数だけ。"""

from __future__ import annotations

from collections.abc import Iterable

from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled


class TrainingKind(Labelled):
    LECTURE = "lecture", "講義"
    CASE_STUDY = "case_study", "事例検討"
    PRACTICE = "practice", "演習・ロールプレイ"
    EXCHANGE = "exchange", "見学・交流"
    OTHER = "other", "そのほか"


class Held(Frozen):
    """One training as it is counted. minutes None: not known."""

    area: str
    is_joint: bool
    came: int
    offices: int
    minutes: int | None


class AreaCount(Frozen):
    """One area in a year. offices_came: how many times an office came, added up."""

    area: str
    held: int
    joint: int
    came: int
    offices_came: int
    minutes: int


def counts_by_area(rows: Iterable[Held]) -> list[AreaCount]:
    """地域ごとに。行われた回の多い順ではなく、渡された地域の順。"""
    found: dict[str, list[Held]] = {}
    for row in rows:
        found.setdefault(row.area, []).append(row)
    return [
        AreaCount(
            area, len(ones), sum(one.is_joint for one in ones),
            sum(one.came for one in ones), sum(one.offices for one in ones),
            sum(one.minutes or 0 for one in ones),
        )
        for area, ones in found.items()
    ]  # fmt: skip


def cleaned_turnout(said: dict[int, int | None]) -> dict[int, int]:
    """{事業所: 来た人数}。空けたところは呼んでいない、0 は呼んだが来なかった。"""
    return {office: count for office, count in said.items() if count is not None}
