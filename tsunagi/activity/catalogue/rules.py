"""カタログの規則: 市町村の手直しを当てる、二つの版を比べる、採用の状態を決める。"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType

from tsunagi.activity.catalogue.items import (
    AdoptionAdvice,
    Catalogue,
    Confidence,
    Example,
    Item,
)
from tsunagi.common.frozen import Frozen, replace

OWN_PREFIX = "own-"
OWN_DOCUMENT = "この市町村の定め"


class ChangeKind(StrEnum):
    """One thing a municipality does to a shipped catalogue."""

    HIDE = "hide"
    RELABEL = "relabel"
    EXPLAIN = "explain"
    PLACE = "place"
    ADD = "add"
    MOVE = "move"

    @property
    def label(self) -> str:
        return _CHANGE_LABELS[self]


_CHANGE_LABELS = {
    ChangeKind.HIDE: "使わない",
    ChangeKind.RELABEL: "呼び名を変える",
    ChangeKind.EXPLAIN: "説明を変える",
    ChangeKind.PLACE: "配置を変える",
    ChangeKind.ADD: "項目を加える",
    ChangeKind.MOVE: "順を変える",
}


class Change(Frozen):
    """手直し一つ。どの値を使うかは kind で決まる。position は 1 から数える。"""

    kind: ChangeKind
    item_code: str
    label: str = ""
    group: str = ""
    explanation: str = ""
    placement_key: str = ""
    placement_value: str = ""
    position: int | None = None


def apply_changes(items: Sequence[Item], changes: Iterable[Change]) -> tuple[Item, ...]:
    """手直しを当てた項目。元にない項目への手直しは、何もしない。

    Order: own items join at the end, then words and placements, then hiding, and
    last the moves from the smallest position on.
    """
    given = tuple(changes)
    result = {item.code: item for item in items}
    for change in given:
        if change.kind is ChangeKind.ADD:
            result[change.item_code] = own_item(change)
    for change in given:
        item = result.get(change.item_code)
        if item is not None:
            result[change.item_code] = _changed(item, change)
    hidden = {c.item_code for c in given if c.kind is ChangeKind.HIDE}
    ordered = [item for code, item in result.items() if code not in hidden]
    moves = [c for c in given if c.kind is ChangeKind.MOVE and c.position is not None]
    for move in sorted(moves, key=lambda c: (c.position or 0, c.item_code)):
        moving = next((i for i in ordered if i.code == move.item_code), None)
        if moving is not None:
            ordered.remove(moving)
            ordered.insert(max((move.position or 1) - 1, 0), moving)
    return tuple(ordered)


def own_item(change: Change) -> Item:
    """市町村が自分で加えた項目。"""
    return Item(
        code=change.item_code,
        label=change.label,
        group=change.group,
        explanation=change.explanation,
        lines="",
        confidence=Confidence.OWN,
        document=OWN_DOCUMENT,
    )


def _changed(item: Item, change: Change) -> Item:
    if change.kind is ChangeKind.RELABEL:
        return replace(item, label=change.label)
    if change.kind is ChangeKind.EXPLAIN:
        return replace(item, explanation=change.explanation)
    if change.kind is ChangeKind.PLACE:
        placements = {**item.placements, change.placement_key: change.placement_value}
        return replace(
            item,
            placements=MappingProxyType(placements),
            placement_confidence=Confidence.OWN,
            placement_note="この市町村が決めました。",
        )
    return item


def still_apply(items: Sequence[Item], changes: Iterable[Change]) -> list[Change]:
    """新しい版へ引き継げる手直し: 項目がまだあるもの、自分で加えたもの。"""
    given = tuple(changes)
    codes = {item.code for item in items}
    codes |= {c.item_code for c in given if c.kind is ChangeKind.ADD}
    return [change for change in given if change.item_code in codes]


def next_own_code(codes: Iterable[str]) -> str:
    """own-1, own-2 …: a number that was used is not used again."""
    used = [
        int(code.removeprefix(OWN_PREFIX))
        for code in codes
        if code.startswith(OWN_PREFIX) and code.removeprefix(OWN_PREFIX).isdigit()
    ]
    return f"{OWN_PREFIX}{max(used, default=0) + 1}"


class FieldChange(Frozen):
    label: str
    before: str
    after: str


class ItemChange(Frozen):
    before: Item
    after: Item
    changes: tuple[FieldChange, ...]


class Difference(Frozen):
    """二つの版の違い。"""

    added: tuple[Item, ...]
    removed: tuple[Item, ...]
    changed: tuple[ItemChange, ...]
    is_reordered: bool

    @property
    def is_empty(self) -> bool:
        return not (self.added or self.removed or self.changed or self.is_reordered)


def difference(
    old: Sequence[Item],
    new: Sequence[Item],
    *,
    placement_labels: Mapping[str, str] = MappingProxyType({}),
) -> Difference:
    """加わった、なくなった、変わった項目。並び順だけの違いも知らせる。"""
    before = {item.code: item for item in old}
    after = {item.code: item for item in new}
    changed = []
    for code, item in after.items():
        earlier = before.get(code)
        if earlier is not None:
            words = _field_changes(earlier, item, placement_labels)
            if words:
                changed.append(ItemChange(earlier, item, words))
    common_before = [code for code in before if code in after]
    common_after = [code for code in after if code in before]
    return Difference(
        added=tuple(item for code, item in after.items() if code not in before),
        removed=tuple(item for code, item in before.items() if code not in after),
        changed=tuple(changed),
        is_reordered=common_before != common_after,
    )


_COMPARED = {
    "label": "呼び名",
    "group": "区分",
    "subgroup": "小さな区分",
    "explanation": "説明",
    "cadence": "回数",
    "confidence": "たしかさ",
}


def _field_changes(
    before: Item, after: Item, placement_labels: Mapping[str, str]
) -> tuple[FieldChange, ...]:
    found = [
        FieldChange(label, getattr(before, name), getattr(after, name))
        for name, label in _COMPARED.items()
        if getattr(before, name) != getattr(after, name)
    ]
    for key in dict.fromkeys((*before.placements, *after.placements)):
        was, now = before.placements.get(key, ""), after.placements.get(key, "")
        if was != now:
            found.append(
                FieldChange(f"配置（{placement_labels.get(key, key)}）", was, now)
            )
    examples = [_joined(item.examples) for item in (before, after)]
    if examples[0] != examples[1]:
        found.append(FieldChange("例", *examples))
    return tuple(found)


def _joined(examples: Iterable[Example]) -> str:
    return "／".join(example.text for example in examples)


class AdoptionState(StrEnum):
    REFERENCE = "reference"
    NOT_ADOPTED = "not_adopted"
    WAITING = "waiting"
    ADOPTED = "adopted"
    NEWER = "newer"
    DRAFT = "draft"


STATE_WORDS: Mapping[AdoptionState, tuple[str, str]] = MappingProxyType(
    {
        AdoptionState.REFERENCE: ("参考", "neutral"),
        AdoptionState.NOT_ADOPTED: ("採用していない", "neutral"),
        AdoptionState.WAITING: ("採用を待っている", "waiting"),
        AdoptionState.ADOPTED: ("採用した", "done"),
        AdoptionState.NEWER: ("新しい版がある", "warning"),
        AdoptionState.DRAFT: ("下書きがある", "info"),
    }
)


def adoption_state(
    newest: Catalogue,
    *,
    adopted_version: str | None,
    has_draft: bool,
    kind_is_adopted: bool,
) -> AdoptionState:
    """この市町村にとっての状態。すすめる種類は、どれか一つの採用で足りる。"""
    if newest.is_reference:
        return AdoptionState.REFERENCE
    if has_draft:
        return AdoptionState.DRAFT
    if adopted_version is not None:
        is_newest = adopted_version == newest.version
        return AdoptionState.ADOPTED if is_newest else AdoptionState.NEWER
    if newest.adoption is AdoptionAdvice.RECOMMENDED and (
        newest.is_national or not kind_is_adopted
    ):
        return AdoptionState.WAITING
    return AdoptionState.NOT_ADOPTED


# Only the free word is changed: before a kanji it is part of a name (障害福祉サービス,
# 障がい者相談支援センター), and names are not ours to spell.
_FREE_WORD = re.compile("障(?:害|がい|碍)(?=[ぁ-ん、。）」]|$)")


def spelled(text: str, spelling: str) -> str:
    """自分たちの説明文の「障害」を、市町村が選んだ書き方にする。

    >>> spelled("障害のある人と障害福祉サービス", "障がい")
    '障がいのある人と障害福祉サービス'
    """
    return _FREE_WORD.sub(spelling, text)


def item_spelled(item: Item, spelling: str) -> Item:
    """Explanation and examples only; label and wordings stay as in the source."""
    return replace(
        item,
        explanation=spelled(item.explanation, spelling),
        examples=tuple(
            Example(spelled(one.text, spelling), one.lines) for one in item.examples
        ),
    )


class CompleterFigures(Frozen):
    """What the table of completers says in a few numbers."""

    municipalities: int
    total: int
    nobody: tuple[str, ...]
    nobody_at_core: tuple[str, ...]
    exactly_one: tuple[str, ...]
    two_largest: tuple[str, ...]
    two_largest_sum: int


def completer_figures(items: Sequence[Item]) -> CompleterFigures:
    """修了者の表から読めること。基幹にいない市町村には、だれもいない所も数える。"""
    ordered = sorted(items, key=lambda item: -item.counts["total"])
    return CompleterFigures(
        municipalities=len(items),
        total=sum(item.counts["total"] for item in items),
        nobody=tuple(i.label for i in items if not i.counts["total"]),
        nobody_at_core=tuple(i.label for i in items if not i.counts["core_centre"]),
        exactly_one=tuple(i.label for i in items if i.counts["total"] == 1),
        two_largest=tuple(item.label for item in ordered[:2]),
        two_largest_sum=sum(item.counts["total"] for item in ordered[:2]),
    )
