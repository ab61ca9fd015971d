"""事業所への支援（訪問・助言）の決まりと、訪ねる先の提案。純粋関数だけ。"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, timedelta

from tsunagi.common.dates import YearMonth
from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled
from tsunagi.organisations.office.rules import OfficeKind


class Way(Labelled):
    VISIT = "visit", "訪問"
    ADVICE = "advice", "助言"
    PHONE = "phone", "電話"
    MANAGEMENT = "management", "運営相談"


class Topic(Labelled):
    SYSTEM = "system", "制度"
    SERVICE = "service", "サービス"
    WORK = "work", "業務管理"
    CLAIMS = "claims", "請求事務"
    MANAGEMENT = "management", "運営"
    STARTING = "starting", "新規立ち上げ"
    GROWTH = "growth", "人材育成"


class Mandate(Labelled):
    """だれから言い出したか。"""

    OFFICE = "office", "その事業所に頼まれた"
    OWN = "own", "こちらから声をかけた"
    MUNICIPALITY = "municipality", "市町村に頼まれた"


class State(Labelled):
    GOING = "going", "つづいている"
    DONE = "done", "終えた"


class PlanState(Labelled):
    PLANNED = "planned", "予定"
    VISITED = "visited", "訪ねた"
    CHANGED = "changed", "日を変えた"
    DROPPED = "dropped", "やめた"


# Offices of these kinds support others; elsewhere only somebody who is a chief does.
SUPPORTING = frozenset(
    {
        OfficeKind.CORE_CENTRE, OfficeKind.COMMISSIONED, OfficeKind.ACTIVITY_CENTRE,
        OfficeKind.DESK,
    }
)  # fmt: skip
# Whom to visit regularly: the offices of the first layer.
VISITED = (
    OfficeKind.DESIGNATED_PLAN, OfficeKind.DESIGNATED_CHILD,
    OfficeKind.DESIGNATED_GENERAL,
)  # fmt: skip


def may_support(kinds: Iterable[str], *, is_chief: bool) -> bool:
    """基幹・委託・地活・行政の窓口の人と、主任。"""
    return is_chief or any(kind in SUPPORTING for kind in kinds)


def lies_within(path: str, areas: Collection[str]) -> bool:
    """The path of an office's area lies in one of these areas (paths as well)."""
    return any(path.startswith(area) for area in areas)


def state_of_new(follow_on: date | None) -> State:
    """次に様子を聞く日があれば、つづいている。なければ、その一回で終えている。"""
    return State.DONE if follow_on is None else State.GOING


# --- 事業所の様子 ---------------------------------------------------------------------------
class Intake(Labelled):
    """新しい相談の受け入れ。名簿の「空き」とは別の、その日に聞いた様子。"""

    OPEN = "open", "受けられる"
    FEW = "few", "少しなら受けられる"
    FULL = "full", "いまは受けられない"


class Seen(Frozen):
    """What was heard of an office on one day; what is empty was not asked."""

    on: date
    people: int | None = None
    intake: str = ""
    worries: str = ""
    strengths: str = ""


SHEET: tuple[tuple[str, Callable[[Seen], str]], ...] = (
    ("相談員の人数", lambda one: "" if one.people is None else f"{one.people}人"),
    ("受け入れ", lambda one: Intake(one.intake).label if one.intake else ""),
    ("困りごと", lambda one: one.worries.strip()),
    ("得意なこと", lambda one: one.strengths.strip()),
)


class SheetLine(Frozen):
    """One part of the sheet: its last value and the day it was heard; None: never."""

    label: str
    words: str
    on: date | None


def status_sheet(seen: Iterable[Seen]) -> tuple[SheetLine, ...]:
    """事業所の様子。欄ごとに、いちばん新しく聞いたこと。何も聞いていなければ、空。

    seen: newest first; of one day the first stands. What is left empty at a later visit
    changes nothing.
    """
    told = list(seen)
    lines = []
    for label, words_of in SHEET:
        last = next((one for one in told if words_of(one)), None)
        lines.append(
            SheetLine(label, words_of(last), last.on)
            if last
            else SheetLine(label, "", None)
        )
    return tuple(lines) if any(line.on for line in lines) else ()


# --- 訪問の予定 ---------------------------------------------------------------------------
class Intervals(Frozen):
    """Months after which somebody should come. Our own numbers, kept as dated data."""

    valid_from: date
    source: str
    new_office_months: int
    alone_months: int
    others_months: int


class Why(Labelled):
    """なぜ訪ねるか。先に書いたものほど、先に並ぶ。"""

    NEW = "new", "新しく開いて、まだ訪ねていない"
    NEVER = "never", "まだ一度も訪ねていない"
    ALONE = "alone", "一人の事業所"
    LONG_AGO = "long_ago", "しばらく訪ねていない"


class Place(Frozen):
    """What the proposal looks at. people: staff with a post today; 0 means not known."""

    opened_on: date
    people: int
    last_visit: date | None


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last day where there is none."""
    month = YearMonth.of(day).plus(months)
    return month.first_day.replace(day=min(day.day, month.last_day.day))


def why_visit(place: Place, *, intervals: Intervals, today: date) -> Why | None:
    """None: nobody has to come yet. What opens later than today is not visited yet."""
    if place.opened_on > today:
        return None
    if place.last_visit is None:
        new_until = months_after(place.opened_on, intervals.new_office_months)
        return Why.NEW if today <= new_until else Why.NEVER
    alone = place.people == 1
    months = intervals.alone_months if alone else intervals.others_months
    if months_after(place.last_visit, months) > today:
        return None
    return Why.ALONE if alone else Why.LONG_AGO


def urgency(why: Why, last_visit: date | None, opened_on: date) -> tuple[int, date]:
    """新しい事業所、一度も訪ねていない事業所、一人の事業所、の順。中では古い順。"""
    return list(Why).index(why), last_visit or opened_on


# --- 事業所からの問い ---------------------------------------------------------------------
class QuestionState(Labelled):
    OPEN = "open", "答えを待っている"
    ANSWERED = "answered", "答えた"
    WITHDRAWN = "withdrawn", "取り下げた"


def who_answers(path: str, centres: Mapping[int, Collection[str]]) -> int | None:
    """その地域を受け持つ基幹。いくつもあれば、いちばん狭く受け持つところ。

    centres: office → the paths of the areas it answers for. None: nobody does.
    """
    found = [
        (len(area), -office)
        for office, areas in centres.items()
        for area in areas
        if path.startswith(area)
    ]
    return -max(found)[1] if found else None


def who_could_answer(path: str, desks: Mapping[int, Collection[str]]) -> list[int]:
    """その地域を受け持つところの、すべて。desks: office → the paths of its areas."""
    return [pk for pk, areas in desks.items() if lies_within(path, areas)]


def elapsed_words(passed: timedelta) -> str:
    """答えるまでの時間。一日までは時間で、それからは日で。"""
    hours = int(passed.total_seconds() // 3600)
    if hours < 1:
        return "1時間以内"
    return f"{hours}時間" if hours < 24 else f"{hours // 24}日"
