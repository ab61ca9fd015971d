"""計画書の中身の決まり: 行と順番、支援の量、提出の前の気づき。純粋関数だけを置く。"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from tsunagi.cases.assessment.rules import Domain
from tsunagi.common.frozen import Frozen
from tsunagi.common.words import Labelled

MOST_ITEMS = 30
MOST_SUPPORTS = 6


class SheetStage(Labelled):
    """一つの計画に、書面が三つ: いまの暮らし（別紙2）、計画案、計画。"""

    PRESENT = "present", "現在の生活"
    DRAFT = "draft", "計画案"
    PLAN = "plan", "計画"


class SupportKind(Labelled):
    """身近な支えも、福祉サービスと同じ一つの支援として数える。"""

    SERVICE = "service", "福祉サービス"
    MEDICAL = "medical", "医療・保健"
    INFORMAL = "informal", "身近な支え（家族・友人・地域）"
    OTHER = "other", "その他の制度・相談"


class Unit(Labelled):
    DAYS_MONTH = "days_month", "日/月"
    TIMES_MONTH = "times_month", "回/月"
    HOURS_MONTH = "hours_month", "時間/月"
    NIGHTS_MONTH = "nights_month", "泊/月"
    TIMES_WEEK = "times_week", "回/週"
    DAYS_WEEK = "days_week", "日/週"
    HOURS_WEEK = "hours_week", "時間/週"
    HOURS_TIME = "hours_time", "時間/回"
    TIMES_YEAR = "times_year", "回/年"
    AS_NEEDED = "as_needed", "必要なとき"


# The texts of one need row, with the words of the official form.
ITEM_TEXTS = {
    "need": "解決すべき課題（本人のニーズ）",
    "goal": "支援目標",
    "when": "達成時期",
    "person_part": "課題解決のための本人の役割",
    "strength": "生かす力・得意なこと",
    "evaluate": "評価時期",
    "remarks": "その他留意事項",
}
SUPPORT_TEXTS = ("service", "content", "provider", "contact")


class Support(Frozen):
    """One line of 福祉サービス等. amount with its unit; provider with whom to ask."""

    kind: SupportKind
    service: str
    content: str = ""
    amount: Decimal | None = None
    unit: Unit | None = None
    provider: str = ""
    contact: str = ""

    @property
    def amount_words(self) -> str:
        """「週のうち2回」ではなく、様式の書き方で「2回/週」。"""
        if self.unit is None:
            return ""
        if self.unit is Unit.AS_NEEDED or self.amount is None:
            return self.unit.label if self.unit is Unit.AS_NEEDED else ""
        return f"{self.amount.normalize():f}{self.unit.label}"

    @property
    def words(self) -> str:
        """種類・内容・量を一行で。"""
        return "　".join(
            part for part in (self.service, self.content, self.amount_words) if part
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value, "service": self.service, "content": self.content,
            "amount": None if self.amount is None else str(self.amount),
            "unit": self.unit.value if self.unit else "", "provider": self.provider,
            "contact": self.contact,
        }  # fmt: skip


class Item(Frozen):
    """One need row. Its place in the list is its priority, so none is missing or twice.

    need_ids: the rows of the needs sheet that it came from; decision_id: the record of
    how the person decided that led to it, or "".
    """

    key: str
    need: str
    goal: str = ""
    when: str = ""
    person_part: str = ""
    strength: str = ""
    evaluate: str = ""
    remarks: str = ""
    domain: str = ""
    need_ids: tuple[str, ...] = ()
    decision_id: str = ""
    supports: tuple[Support, ...] = ()

    @property
    def has_informal(self) -> bool:
        return any(one.kind is SupportKind.INFORMAL for one in self.supports)

    def as_json(self) -> dict[str, Any]:
        return {
            **{name: getattr(self, name) for name in ITEM_TEXTS},
            "key": self.key, "domain": self.domain, "need_ids": list(self.need_ids),
            "decision_id": self.decision_id,
            "supports": [one.as_json() for one in self.supports],
        }  # fmt: skip


def support_of(row: Mapping[str, Any]) -> Support:
    amount, unit = row.get("amount"), row.get("unit")
    return Support(
        kind=SupportKind(row["kind"]),
        amount=Decimal(amount) if amount not in (None, "") else None,
        unit=Unit(unit) if unit else None,
        **{name: str(row.get(name, "")) for name in SUPPORT_TEXTS},
    )


def item_of(row: Mapping[str, Any]) -> Item:
    return Item(
        key=str(row["key"]), domain=str(row.get("domain", "")),
        need_ids=_needs_of(row), decision_id=str(row.get("decision_id", "")),
        supports=tuple(support_of(one) for one in row.get("supports", ())),
        **{name: str(row.get(name, "")) for name in ITEM_TEXTS},
    )  # fmt: skip


def _needs_of(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Rows written before a row could have several needs name one as need_id."""
    given = row.get("need_ids", [row.get("need_id", "")])
    return tuple(str(one) for one in given if one)


def items_of(rows: Sequence[Mapping[str, Any]]) -> tuple[Item, ...]:
    return tuple(item_of(row) for row in rows)


def with_item(items: Sequence[Item], item: Item) -> tuple[Item, ...]:
    """Put in its old place, or at the end."""
    if any(one.key == item.key for one in items):
        return tuple(item if one.key == item.key else one for one in items)
    return (*items, item)


def without_item(items: Sequence[Item], key: str) -> tuple[Item, ...]:
    return tuple(one for one in items if one.key != key)


def moved_item(items: Sequence[Item], key: str, *, by: int) -> tuple[Item, ...]:
    """One place up (-1) or down (+1); at either end it stays."""
    order = list(items)
    place = next((n for n, one in enumerate(order) if one.key == key), None)
    if place is None:
        return tuple(items)
    order.insert(max(0, min(place + by, len(order) - 1)), order.pop(place))
    return tuple(order)


class Content(Frozen):
    """What the hints look at. family wishes are apart, so that nobody speaks for both."""

    wishes_person: str
    policy: str
    long_goal: str
    short_goal: str
    items: tuple[Item, ...]
    has_week: bool
    interval: int | None
    interval_reason: str
    has_assessment: bool
    differs_from_standard: bool = False


class Hint(Frozen):
    """What might be missing. No hint stops anybody. target: the page where it is mended."""

    text: str
    target: str


def hints(content: Content) -> tuple[Hint, ...]:
    """提出の前に見直したいところ。法が止めないものは、止めない。"""
    found = []

    def say(condition: bool, text: str, target: str) -> None:
        if condition:
            found.append(Hint(text, target))

    say(
        not content.has_assessment,
        "アセスメントの記録がありません。計画は、本人に会って聞いたことから始まります。",
        "assessment",
    )
    say(
        not content.wishes_person.strip(),
        "本人の望む暮らしが、本人の言葉で書かれていません。",
        "text",
    )
    say(not content.policy.strip(), "総合的な援助の方針が空です。", "text")
    say(
        not (content.long_goal.strip() and content.short_goal.strip()),
        "長期目標と短期目標を、どちらも書いてください。",
        "text",
    )
    say(not content.items, "課題と支援の行がまだありません。", "items")
    if content.items:
        found += _item_hints(content.items)
    say(not content.has_week, "週間計画表がまだありません。", "week")
    say(
        content.interval is None,
        "モニタリングの間隔の提案がまだありません。",
        "interval",
    )
    say(
        content.interval is not None and not content.interval_reason.strip(),
        "モニタリングの間隔に、わけが添えられていません。"
        + (
            "標準の間隔と違うので、わけが要ります。"
            if content.differs_from_standard
            else ""
        ),
        "interval",
    )
    return tuple(found)  # fmt: skip


def _item_hints(items: Sequence[Item]) -> list[Hint]:
    def numbers(wanted: Sequence[bool]) -> str:
        return "、".join(str(n) for n, yes in enumerate(wanted, start=1) if yes)

    found = []
    for words, missing in (
        ("本人の役割が書かれていません。本人ができること、したいことを一緒に決めます",
         [not one.person_part.strip() for one in items]),
        ("ニーズに結び付かない目標があります。もとのニーズを選ぶと、なぜその目標かが本人にも伝わります",
         [bool(one.goal.strip()) and not one.need_ids for one in items]),
        ("支援目標が空です", [not one.goal.strip() for one in items]),
        ("達成時期か評価時期が空です",
         [not (one.when.strip() and one.evaluate.strip()) for one in items]),
        ("支える人やサービスが、まだ一つもありません",
         [not one.supports for one in items]),
    ):  # fmt: skip
        if any(missing):
            found.append(Hint(f"{words}（優先順位 {numbers(missing)}）。", "items"))
    if not any(one.has_informal for one in items):
        found.append(
            Hint("家族・友人・地域など、身近な支えが一つも入っていません。", "items")
        )
    if not any(one.strength.strip() for one in items):
        found.append(
            Hint("本人の力や得意なことを生かす行が、一つもありません。", "items")
        )
    if not any(one.domain == Domain.EMERGENCY for one in items):
        found.append(
            Hint("緊急・災害のときの行がありません。連絡先と、どこへ逃げるかだけでも。",
                 "items")
        )  # fmt: skip
    return found


def breadth(items: Sequence[Item]) -> dict[SupportKind, int]:
    """どの種類の支えを、いくつ組み合わせているか。"""
    found = dict.fromkeys(SupportKind, 0)
    for item in items:
        for support in item.supports:
            found[support.kind] += 1
    return found
