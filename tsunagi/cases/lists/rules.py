"""ケースの一覧の条件、並び、書き出しの目的。純粋関数だけを置く。"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar
from urllib.parse import urlencode
from uuid import UUID

from tsunagi.cases.case.rules import Mode
from tsunagi.common.frozen import Frozen, replace
from tsunagi.common.words import Labelled

T = TypeVar("T", bound=Labelled)
TEAM = "team"


class ListKind(Labelled):
    MINE = "mine", "わたしのケース"
    OFFICE = "office", "事業所のケース"


class Quiet(Labelled):
    """何日、関わりがないか。"""

    MONTH = "30", "30日"
    TWO_MONTHS = "60", "60日"
    QUARTER = "90", "90日"
    HALF_YEAR = "180", "180日"


class Next(Labelled):
    NONE = "none", "決まっていない"
    OVERDUE = "overdue", "期限を過ぎている"


class Sort(Labelled):
    KANA = "kana", "かなの順"
    KANA_BACK = "-kana", "かなの逆順"
    LAST = "last", "最後に関わった日の古い順"
    LAST_BACK = "-last", "最後に関わった日の新しい順"
    NEXT = "next", "次にする日の近い順"
    NEXT_BACK = "-next", "次にする日の遠い順"
    OPENED = "opened", "始めた日の古い順"
    OPENED_BACK = "-opened", "始めた日の新しい順"

    @property
    def column(self) -> str:
        return self.value.lstrip("-")

    @property
    def is_back(self) -> bool:
        return self.value.startswith("-")


class Purpose(Labelled):
    """書き出しの目的。監査の記録と、書き出した紙の両方に残る。"""

    MEETING = "meeting", "会議・ケース検討の資料"
    HANDOVER = "handover", "担当の引継ぎ"
    VISITS = "visits", "訪問や連絡の予定を立てる"
    INSPECTION = "inspection", "運営指導・監査への対応"
    EMERGENCY = "emergency", "災害など緊急のときの備え"
    OTHER = "other", "その他の業務"


class CaseFilter(Frozen):
    """What a list shows. Nothing of it names a person who is supported.

    staff: "" all, "team" nobody yet (受理待ち), else the public id of a staff member.
    """

    staff: str = ""
    mode: Mode | None = None
    quiet: Quiet | None = None
    next: Next | None = None
    is_closed: bool = False
    sort: Sort = Sort.KANA

    @property
    def staff_id(self) -> UUID | None:
        return UUID(self.staff) if self.staff not in ("", TEAM) else None

    @property
    def days(self) -> int | None:
        return int(self.quiet.value) if self.quiet else None


def filter_from(values: Mapping[str, str]) -> CaseFilter:
    """アドレスの文字から条件を読む。分からないものは、条件なしとして読む。"""
    return CaseFilter(
        staff=_staff(values.get("staff", "")),
        mode=_member(Mode, values.get("mode", "")),
        quiet=_member(Quiet, values.get("quiet", "")),
        next=_member(Next, values.get("next", "")),
        is_closed=values.get("closed", "") in ("1", "on"),
        sort=_member(Sort, values.get("sort", "")) or Sort.KANA,
    )


def _staff(text: str) -> str:
    if text == TEAM:
        return TEAM
    try:
        return str(UUID(text))
    except ValueError:
        return ""


def _member(kind: type[T], text: str) -> T | None:
    try:
        return kind(text)
    except ValueError:
        return None


def parameters(wanted: CaseFilter) -> dict[str, str]:
    """The filter as words of an address, in one fixed order; defaults are left out."""
    values = {
        "staff": wanted.staff,
        "mode": wanted.mode.value if wanted.mode else "",
        "quiet": wanted.quiet.value if wanted.quiet else "",
        "next": wanted.next.value if wanted.next else "",
        "closed": "1" if wanted.is_closed else "",
        "sort": "" if wanted.sort is Sort.KANA else wanted.sort.value,
    }
    return {name: value for name, value in values.items() if value}


def query_of(wanted: CaseFilter) -> str:
    return urlencode(parameters(wanted))


def without(wanted: CaseFilter, name: str) -> CaseFilter:
    """The same list with one filter taken off."""
    rest = {key: v for key, v in parameters(wanted).items() if key != name}
    return filter_from(rest)


def for_list(wanted: CaseFilter, kind: ListKind) -> CaseFilter:
    """自分のケースの一覧では、担当者の条件は意味を持たない。"""
    return replace(wanted, staff="") if kind is ListKind.MINE else wanted
