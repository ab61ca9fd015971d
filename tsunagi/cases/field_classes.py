"""記録の区分（C1〜C7）。どの理由が、どの区分までを見せるか。

A reason to see a case carries the classes that it opens, as a string of digits in
rising order ("123"). Pages, exports and forms ask `Sight.sees`; nothing else decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from tsunagi.common.frozen import Frozen


class FieldClass(StrEnum):
    """One digit per class, so that a set of them fits a short text column."""

    IDENTITY = "1"
    WHEREABOUTS = "2"
    SUPPORT = "3"
    NARRATIVE = "4"
    ABUSE = "5"
    REPORTER = "6"
    NUMBERS = "7"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    FieldClass.IDENTITY: "氏名・生年月日",
    FieldClass.WHEREABOUTS: "住所・連絡先",
    FieldClass.SUPPORT: "障害・健康・支援の内容",
    FieldClass.NARRATIVE: "相談の経過（本文）",
    FieldClass.ABUSE: "虐待に関する記録",
    FieldClass.REPORTER: "通報した人",
    FieldClass.NUMBERS: "受給者証などの番号",
}

# What each reason opens by default; consent and legal exceptions name their own.
RESPONSIBLE = "12347"
MUNICIPAL_DUTY = "1237"
MATCHING = "1"
EMERGENCY = "1234"
# Never opened by consent or in an emergency: their own compartments.
NEVER_SHARED = frozenset({FieldClass.ABUSE, FieldClass.REPORTER})


def spelled(classes: Iterable[FieldClass]) -> str:
    """The column's text: each class once, in rising order."""
    return "".join(sorted({FieldClass(item).value for item in classes}))


class Sight(Frozen):
    """What one actor may see of one case at one moment, and why.

    classes: union over all reasons in force, after exclusion and shield.
    relations: the kinds of reason, for the page and the audit row.
    """

    classes: frozenset[FieldClass]
    relations: frozenset[str]
    is_shielded: bool = False

    def sees(self, field_class: FieldClass) -> bool:
        return field_class in self.classes

    @property
    def sees_whereabouts(self) -> bool:
        return FieldClass.WHEREABOUTS in self.classes

    @property
    def sees_support(self) -> bool:
        return FieldClass.SUPPORT in self.classes

    @property
    def sees_narrative(self) -> bool:
        return FieldClass.NARRATIVE in self.classes

    @property
    def sees_numbers(self) -> bool:
        return FieldClass.NUMBERS in self.classes
