"""職員の規則: 配置と役割、研修の期限。純粋関数だけを置く。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from tsunagi.access.permissions import Role
from tsunagi.common.dates import fiscal_year
from tsunagi.common.frozen import Frozen


class PostKind(StrEnum):
    """配置の種類。土地の呼び名（機能強化員など）は、配置の「呼び名」に書く。"""

    MANAGER = "manager"
    SPECIALIST = "specialist"
    ASSISTANT = "assistant"
    CONSULTANT = "consultant"
    CORE_STAFF = "core_staff"
    SERVICE_MANAGER = "service_manager"
    MUNICIPAL_OFFICER = "municipal_officer"
    WARD_OFFICER = "ward_officer"
    SECRETARIAT = "secretariat"
    COUNCIL_MEMBER = "council_member"
    PREFECTURAL_OFFICER = "prefectural_officer"
    ADVISER = "adviser"
    TRAINEE = "trainee"
    INFORMATION_OFFICER = "information_officer"
    SYSTEM_ADMINISTRATOR = "system_administrator"
    OTHER = "other"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    PostKind.MANAGER: "管理者",
    PostKind.SPECIALIST: "相談支援専門員",
    PostKind.ASSISTANT: "相談支援員",
    PostKind.CONSULTANT: "相談員（委託）",
    PostKind.CORE_STAFF: "基幹の職員",
    PostKind.SERVICE_MANAGER: "サービス提供責任者（重度障害者等包括支援）",
    PostKind.MUNICIPAL_OFFICER: "市町村の担当者",
    PostKind.WARD_OFFICER: "区の担当者",
    PostKind.SECRETARIAT: "協議会の事務局",
    PostKind.COUNCIL_MEMBER: "協議会の委員",
    PostKind.PREFECTURAL_OFFICER: "都道府県の担当者",
    PostKind.ADVISER: "アドバイザー",
    PostKind.TRAINEE: "受講者",
    PostKind.INFORMATION_OFFICER: "個人情報管理者",
    PostKind.SYSTEM_ADMINISTRATOR: "システム管理者",
    PostKind.OTHER: "その他の職員",
}

# Which system role a post gives, and how far it reaches.
ROLE_OF_POST: dict[PostKind, Role] = {
    PostKind.MANAGER: Role.OFFICE_MANAGER,
    PostKind.SPECIALIST: Role.SPECIALIST,
    PostKind.ASSISTANT: Role.ASSISTANT,
    PostKind.CONSULTANT: Role.CONSULTANT,
    PostKind.CORE_STAFF: Role.CORE_STAFF,
    PostKind.SERVICE_MANAGER: Role.SPECIALIST,
    PostKind.MUNICIPAL_OFFICER: Role.MUNICIPAL_OFFICER,
    PostKind.WARD_OFFICER: Role.WARD_OFFICER,
    PostKind.SECRETARIAT: Role.SECRETARIAT,
    PostKind.COUNCIL_MEMBER: Role.COUNCIL_MEMBER,
    PostKind.PREFECTURAL_OFFICER: Role.PREFECTURAL_OFFICER,
    PostKind.ADVISER: Role.ADVISER,
    PostKind.TRAINEE: Role.TRAINEE,
    PostKind.INFORMATION_OFFICER: Role.INFORMATION_OFFICER,
    PostKind.SYSTEM_ADMINISTRATOR: Role.SYSTEM_ADMINISTRATOR,
}
MUNICIPALITY_WIDE = frozenset(
    {
        PostKind.MUNICIPAL_OFFICER,
        PostKind.SECRETARIAT,
        PostKind.COUNCIL_MEMBER,
        PostKind.PREFECTURAL_OFFICER,
        PostKind.ADVISER,
        PostKind.INFORMATION_OFFICER,
        PostKind.SYSTEM_ADMINISTRATOR,
    }
)
AREA_WIDE = frozenset({PostKind.WARD_OFFICER})
# Their desk keeps its entry in one municipality, but they work with all of them.
PREFECTURE_WIDE = frozenset({PostKind.PREFECTURAL_OFFICER, PostKind.ADVISER})
# Posts that a manager of an office may give; the others need a municipal officer.
OFFICE_POSTS = frozenset(PostKind) - MUNICIPALITY_WIDE - AREA_WIDE

# 初任者・現任の修了が要る配置。重度障害者等包括支援のサービス提供責任者も含む（TOKYO-06）。
NEEDS_TRAINING = frozenset({PostKind.SPECIALIST, PostKind.SERVICE_MANAGER})


class QualificationKind(StrEnum):
    """研修の種類（法定4種）。"""

    INITIAL = "initial"
    REFRESHER = "refresher"
    CHIEF = "chief"
    SPECIAL = "special"

    @property
    def label(self) -> str:
        return _QUALIFICATION_LABELS[self]


_QUALIFICATION_LABELS = {
    QualificationKind.INITIAL: "相談支援従事者初任者研修",
    QualificationKind.REFRESHER: "相談支援従事者現任研修",
    QualificationKind.CHIEF: "主任相談支援専門員研修",
    QualificationKind.SPECIAL: "専門コース別研修",
}
WINDOW_YEARS = 5
# 主任研修は現任研修に代わる（令和2年4月から）。
RENEWS = frozenset({QualificationKind.REFRESHER, QualificationKind.CHIEF})
DUE_SOON_DAYS = 365


class TrainingState(StrEnum):
    """Where a specialist stands with the renewal training."""

    NO_INITIAL = "no_initial"
    CURRENT = "current"
    DUE_SOON = "due_soon"
    LAPSED = "lapsed"

    @property
    def label(self) -> str:
        return {
            TrainingState.NO_INITIAL: "初任者研修の記録がありません",
            TrainingState.CURRENT: "有効",
            TrainingState.DUE_SOON: "更新の時期",
            TrainingState.LAPSED: "期限切れ",
        }[self]


class Completion(Frozen):
    """One completed course: what and on which day."""

    kind: QualificationKind
    completed_on: date


class TrainingStanding(Frozen):
    """The result: state, the current window of fiscal years, the last day to renew."""

    state: TrainingState
    window: tuple[int, int] | None = None
    due_on: date | None = None


def window_containing(initial_year: int, year: int) -> tuple[int, int]:
    """初任者研修の翌年度から5年度ずつ区切った期間のうち、その年度を含むもの。

    >>> window_containing(2019, 2024)
    (2020, 2024)
    >>> window_containing(2019, 2025)
    (2025, 2029)
    """
    index = max(0, (year - initial_year - 1) // WINDOW_YEARS)
    first = initial_year + 1 + index * WINDOW_YEARS
    return first, first + WINDOW_YEARS - 1


def training_standing(
    completions: Iterable[Completion], *, today: date
) -> TrainingStanding:
    """現任研修の5年度の期間と、次の期限。

    The windows are fixed by the year of the first 初任者研修; an early refresher does
    not move them. A window that passed without 現任 (or 主任) means lapsed until a
    new 初任者研修 starts a new count. 根拠: 指定基準の告示（実務経験・研修）。
    """
    done = sorted(completions, key=lambda c: c.completed_on)
    initials = [c for c in done if c.kind is QualificationKind.INITIAL]
    if not initials:
        return TrainingStanding(TrainingState.NO_INITIAL)
    this_year = fiscal_year(today)
    start = fiscal_year(initials[-1].completed_on)
    for initial in initials:
        start = fiscal_year(initial.completed_on)
        if not _missed_window(start, done, this_year):
            break
    if _missed_window(start, done, this_year):
        return TrainingStanding(
            TrainingState.LAPSED, _first_missed_window(start, done, this_year)
        )
    window = window_containing(start, this_year)
    if this_year == start:
        return TrainingStanding(TrainingState.CURRENT, window, _end_of(window))
    if _renewed_in(window, done):
        following = (window[1] + 1, window[1] + WINDOW_YEARS)
        return TrainingStanding(TrainingState.CURRENT, window, _end_of(following))
    due = _end_of(window)
    soon = (due - today).days <= DUE_SOON_DAYS
    state = TrainingState.DUE_SOON if soon else TrainingState.CURRENT
    return TrainingStanding(state, window, due)


def _end_of(window: tuple[int, int]) -> date:
    return date(window[1] + 1, 3, 31)


def _renewed_in(window: tuple[int, int], done: Iterable[Completion]) -> bool:
    return any(
        c.kind in RENEWS and window[0] <= fiscal_year(c.completed_on) <= window[1]
        for c in done
    )


def _first_missed_window(
    start: int, done: list[Completion], this_year: int
) -> tuple[int, int] | None:
    first = start + 1
    while first + WINDOW_YEARS - 1 < this_year:
        window = (first, first + WINDOW_YEARS - 1)
        if not _renewed_in(window, done):
            return window
        first += WINDOW_YEARS
    return None


def _missed_window(start: int, done: list[Completion], this_year: int) -> bool:
    return _first_missed_window(start, done, this_year) is not None


def total_fte_is_possible(hundredths: Iterable[int]) -> bool:
    """同じ日の配置の常勤換算を足して、1.00を超えない。"""
    return sum(hundredths) <= 100
