"""計画や報告の中身から、わかりやすい版のはじめの行を作る。純粋関数だけを置く。

What comes out is a beginning: the specialist shortens and rewrites it with the person.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from tsunagi.cases.assessment.rules import Domain
from tsunagi.cases.easy.rules import (
    LONGEST_TEXT,
    ROOM,
    Line,
    Section,
    picture_for,
)
from tsunagi.cases.monitoring.report_rules import Achieved, Result, Satisfaction
from tsunagi.cases.plan.sheet_rules import Item, Support, SupportKind, Unit
from tsunagi.cases.plan.week_rules import DAY, WEEK, Entry, EntryKind, Weekday
from tsunagi.common.frozen import Frozen

SENTENCE = re.compile(r"[^。\n]+。?")
EASY_UNITS = {
    Unit.DAYS_MONTH: "1か月に {}日", Unit.TIMES_MONTH: "1か月に {}回",
    Unit.HOURS_MONTH: "1か月に {}時間", Unit.NIGHTS_MONTH: "1か月に {}泊",
    Unit.TIMES_WEEK: "1週間に {}回", Unit.DAYS_WEEK: "1週間に {}日",
    Unit.HOURS_WEEK: "1週間に {}時間", Unit.TIMES_YEAR: "1年に {}回",
    Unit.HOURS_TIME: "1回に {}時間",
}  # fmt: skip
FELT = {
    Satisfaction.GLAD: "とても よかったです。", Satisfaction.GOOD: "よかったです。",
    Satisfaction.EVEN: "どちらとも いえません。",
    Satisfaction.BAD: "あまり よくなかったです。",
    Satisfaction.SAD: "とても いやでした。",
}  # fmt: skip


class Around(Frozen):
    """What the plan does not hold itself. next_words: 「12月15日」 or 「12月ごろ」."""

    specialist: str = ""
    phone: str = ""
    next_words: str = ""


def sentences(text: str) -> list[str]:
    """「。」と改行で分ける。句点のない最後の文は、そのまま。"""
    return [one.strip() for one in SENTENCE.findall(text) if one.strip()]


def lines_for_plan(
    *,
    wishes: str,
    items: Sequence[Item],
    week: Sequence[Entry],
    around: Around,
) -> tuple[Line, ...]:
    """望みと目標、本人の役割、支える人、曜日と時間、困ったとき、次に会う日。"""
    found = [(Section.WISH, text, "") for text in sentences(wishes)]
    usual = [one for one in items if one.domain != Domain.EMERGENCY]
    for item in usual:
        found += [(Section.WISH, text, item.key) for text in sentences(item.goal)]
    for item in usual:
        found += [
            (Section.SELF, text, item.key) for text in sentences(item.person_part)
        ]
    for item in usual:
        found += [(Section.HELP, support_words(one), item.key) for one in item.supports]
    found += [(Section.WHEN, text, "") for text in week_lines(week)]
    timed = {one.label for one in week}
    for item in usual:
        for support in item.supports:
            amount = amount_words(support)
            if amount and not _stands_in(support.service, timed):
                name = support.service or support.content
                found.append((Section.WHEN, f"{name}は、{amount}です。", item.key))
    for item in items:
        if item.domain == Domain.EMERGENCY:
            found += _emergency(item)
    return _made([*found, *_closing(around)])


def lines_for_report(
    *, results: Sequence[Result], items: Sequence[Item], around: Around
) -> tuple[Line, ...]:
    """感想、できたこと、これから。計画の、本人のすることと支える人も続けて置く。"""
    found: list[tuple[Section, str, str]] = []
    for one in results:
        felt = FELT.get(Satisfaction(one.satisfaction)) if one.satisfaction else None
        own = sentences(one.person_words)
        told = own or ([f"「{one.goal.rstrip('。')}」は、{felt}"] if felt else [])
        found += [(Section.FEELING, text, one.key) for text in told]
        if one.goal and one.achieved in (Achieved.MET, Achieved.NEARLY):
            found.append(
                (Section.DONE, f"{one.goal.rstrip('。')}。できました。", one.key)
            )
        found += [(Section.AHEAD, text, one.key) for text in sentences(one.ahead)]
    for item in items:
        if item.domain == Domain.EMERGENCY:
            found += _emergency(item)
    return _made([*found, *_closing(around)])


def _emergency(item: Item) -> list[tuple[Section, str, str]]:
    found = [(Section.TROUBLE, text, item.key) for text in sentences(item.person_part)]
    for one in item.supports:
        who = one.provider or one.service
        called = f"{who}（{one.contact}）に 電話します。" if one.contact else ""
        text = called if who and called else support_words(one)
        found.append((Section.TROUBLE, text, item.key))
    return found


def _closing(around: Around) -> list[tuple[Section, str, str]]:
    found: list[tuple[Section, str, str]] = []
    if around.specialist:
        phone = f"（{around.phone}）" if around.phone else ""
        text = f"相談の人、{around.specialist}さん{phone}に 話します。"
        found.append((Section.TROUBLE, text, ""))
    if around.next_words:
        found.append((Section.NEXT, f"つぎは、{around.next_words}に 会います。", ""))
    return found


def support_words(one: Support) -> str:
    """「架空ホームさんに、居宅介護を たのみます。」。身近な支えは、だれが何を。"""
    what = one.content or one.service
    if not one.provider:
        return what
    if one.kind is SupportKind.INFORMAL:
        return f"{one.provider}：{what}"
    return f"{one.provider}に、{one.service or what}を たのみます。"


def amount_words(one: Support) -> str:
    """「2回/週」を「1週間に 2回」に。"""
    if one.unit is None or one.amount is None or one.unit not in EASY_UNITS:
        return ""
    return EASY_UNITS[one.unit].format(f"{one.amount.normalize():f}")


def _stands_in(service: str, labels: Iterable[str]) -> bool:
    return any(service and (service in one or one in service) for one in labels)


def week_lines(week: Sequence[Entry]) -> list[str]:
    """同じ予定を曜日でまとめる。本人の時間と祝日の列は、書かない。"""
    days: dict[tuple[int, int, str, str], list[Weekday]] = {}
    for one in week:
        if one.kind is not EntryKind.OWN and one.day is not Weekday.HOLIDAY:
            where = (one.start, one.end, one.label, one.provider)
            days.setdefault(where, []).append(one.day)
    groups = sorted(days.items(), key=lambda pair: (min(pair[1]), pair[0][0]))
    return [
        f"{days_words(on)}は、{label}（{hour_words(start)}から {hour_words(end)}まで）"
        for (start, end, label, _), on in groups
    ]


def hour_words(minutes: int) -> str:
    """「午後3時30分」。夜の12時は「夜の12時」。"""
    hour, minute = divmod(minutes % DAY, 60)
    rest = f"{minute}分" if minute else ""
    if hour in (0, 12):
        return f"{'夜' if hour == 0 else '昼'}の12時{rest}"
    return f"午前{hour}時{rest}" if hour < 12 else f"午後{hour - 12}時{rest}"


def days_words(days: Iterable[Weekday]) -> str:
    """「月曜日から 金曜日」「月曜日と 水曜日」「毎日」。"""
    found = sorted(set(days))
    if len(found) == len(WEEK):
        return "毎日"
    numbers = [int(day) for day in found]
    if len(found) >= 3 and numbers[-1] - numbers[0] == len(found) - 1:
        return f"{found[0].label}曜日から {found[-1].label}曜日"
    return "と ".join(f"{day.label}曜日" for day in found)


def _made(found: Iterable[tuple[Section, str, str]]) -> tuple[Line, ...]:
    """Each text once in its section, and as many as the paper has room for."""
    lines: list[Line] = []
    for section, text, key in found:
        short = text.strip()[:LONGEST_TEXT]
        inside = [one for one in lines if one.section is section]
        is_new = all(one.text != short for one in inside)
        if short and is_new and len(inside) < ROOM:
            lines.append(Line(section, short, picture_for(short, section), key))
    return tuple(lines)
