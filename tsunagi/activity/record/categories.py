"""相談記録の区分と業務の種類を、選ぶための形にする。言葉からコードへの読み替えも。"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from tsunagi.activity.catalogue.items import Item
from tsunagi.common.frozen import Frozen
from tsunagi.common.text import search_key

METHOD_GROUP = "支援方法"
CONTENT_GROUP = "支援内容"
DISABILITY_GROUP = "障害種別"
# 読み替えのときだけ同じとみなす、「障害」の書き方。
DISABILITY_SPELLINGS = ("障がい", "障碍")


class Choice(Frozen):
    """One item of a list of categories. words: other ways of writing the label."""

    code: str
    label: str
    confidence: str
    words: tuple[str, ...] = ()


class ChoiceList(Frozen, dict=True):
    """支援方法・支援内容・障害種別の一つ。カタログの順に並ぶ。"""

    choices: tuple[Choice, ...]

    @cached_property
    def _labels(self) -> dict[str, str]:
        return {choice.code: choice.label for choice in self.choices}

    @cached_property
    def _codes(self) -> dict[str, str]:
        """Labels win over the other words, and earlier items over later ones."""
        found: dict[str, str] = {}
        for choice in reversed(self.choices):
            found |= {_key(word): choice.code for word in choice.words}
        for choice in reversed(self.choices):
            found[_key(choice.label)] = choice.code
        return found

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(choice.code for choice in self.choices)

    def label_of(self, code: str) -> str:
        """呼び名。いまの版にないコードは、コードのまま見せる。"""
        return self._labels.get(code, code)

    def code_of(self, text: str) -> str | None:
        """「メール」「来所」のような書き方の違いも読む。読めなければ None。"""
        return self._codes.get(_key(text)) if text.strip() else None

    def by_label(self, counts: Mapping[str, int]) -> dict[str, int]:
        """コードごとの数を、呼び名ごとの数にする。数のない区分も 0 で並べる。"""
        labelled = {choice.label: 0 for choice in self.choices}
        for code, value in counts.items():
            label = self.label_of(code)
            labelled[label] = labelled.get(label, 0) + value
        return labelled


def _key(text: str) -> str:
    for spelling in DISABILITY_SPELLINGS:
        text = text.replace(spelling, "障害")
    return search_key(text)


class Categories(Frozen):
    """一つの版の三つの一覧。is_adopted が偽なら、まだ採用していない配布の版。"""

    version: str
    is_adopted: bool
    methods: ChoiceList
    contents: ChoiceList
    disability_kinds: ChoiceList


def categories_from(
    items: Sequence[Item], *, shipped: Iterable[Item], version: str, is_adopted: bool
) -> Categories:
    """shipped: the items as distributed, whose words stay readable after renaming."""
    known = {item.code: item for item in shipped}
    lists = {
        group: ChoiceList(
            tuple(
                _choice(item, known.get(item.code))
                for item in items
                if item.group == group
            )
        )
        for group in (METHOD_GROUP, CONTENT_GROUP, DISABILITY_GROUP)
    }
    return Categories(
        version=version,
        is_adopted=is_adopted,
        methods=lists[METHOD_GROUP],
        contents=lists[CONTENT_GROUP],
        disability_kinds=lists[DISABILITY_GROUP],
    )


def _choice(item: Item, shipped: Item | None) -> Choice:
    words = [*item.variants, *(wording.text for wording in item.wordings)]
    if shipped is not None:
        words += [shipped.label, *shipped.variants]
    return Choice(
        code=item.code,
        label=item.label,
        confidence=item.confidence,
        words=tuple(dict.fromkeys(words)),
    )


class WorkKind(Frozen):
    """One kind of work. heading: the main part (Ⅰ・Ⅱ・Ⅲ); group: the part below it."""

    code: str
    label: str
    group: str
    heading: str = ""


class WorkKinds(Frozen):
    """業務の種類の選択肢。"""

    catalogue: str
    version: str
    is_adopted: bool
    choices: tuple[WorkKind, ...]

    @property
    def codes(self) -> frozenset[str]:
        return frozenset(choice.code for choice in self.choices)

    @property
    def stored_version(self) -> str:
        """What the ledger keeps beside the code."""
        return f"{self.catalogue} {self.version}"
