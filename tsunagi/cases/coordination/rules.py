"""調整・交渉の決まり: 結果が入るまで残る。純粋関数だけを置く。

One row is one thing that was asked of one partner. How it was done (a call, a visit) is an
ordinary record of contact; here stands what became of it.
"""

from __future__ import annotations

from datetime import date

from tsunagi.common.words import Labelled


class Partner(Labelled):
    """どこと。"""

    OFFICE = "office", "事業所"
    ADMINISTRATION = "admin", "行政"
    MEDICAL = "medical", "医療"
    EDUCATION = "education", "学校・教育"
    WORK = "work", "職場・就労"
    HOME = "home", "住まい（大家・不動産）"
    OTHER = "other", "そのほか"


class Result(Labelled):
    """どうなったか。"""

    AGREED = "agreed", "ととのった"
    PARTLY = "partly", "一部だけととのった"
    NOT_AGREED = "not_agreed", "ととのわなかった"
    DROPPED = "dropped", "要らなくなった"


class Standing(Labelled):
    OPEN = "open", "結果を待つ"
    LATE = "late", "返事の日を過ぎた"
    DONE = "done", "結果が出た"
    WITHDRAWN = "withdrawn", "取り消した"


def standing_of(
    result: str, due_on: date | None, *, today: date, is_withdrawn: bool = False
) -> Standing:
    """返事の日のうちは、まだ過ぎていない。日がなければ、結果が入るまで待つだけ。"""
    if is_withdrawn:
        return Standing.WITHDRAWN
    if result:
        return Standing.DONE
    return Standing.LATE if due_on is not None and due_on < today else Standing.OPEN
