"""書類の種類と、それを見られる区分。純粋関数だけを置く。"""

from __future__ import annotations

from tsunagi.cases.field_classes import FieldClass
from tsunagi.common.words import Labelled

# Of one record, of one consent or of the case itself: a page is enough to find one.
MOST_FILES = 200


class Purpose(Labelled):
    CONSENT = "consent", "同意書・委任状"
    CERTIFICATE = "certificate", "手帳・受給者証の写し"
    CONTRACT = "contract", "契約書・重要事項説明書"
    MEDICAL = "medical", "診断書・医療の書類"
    LETTER = "letter", "手紙・通知"
    PARTNER = "partner", "ほかの機関からの書類"
    PICTURE = "picture", "写真"
    RECORD = "record", "相談記録の資料"
    OTHER = "other", "その他"


# Papers that tell what is on the person's page; all others tell as much as a record.
_LIKE_SUPPORT = frozenset({Purpose.CONSENT, Purpose.CONTRACT})


def class_of(purpose: Purpose) -> FieldClass:
    """What a paper tells. Beside it whoever reads one may see the whereabouts, too:
    an address stands on most papers."""
    if purpose is Purpose.CERTIFICATE:
        return FieldClass.NUMBERS
    if purpose in _LIKE_SUPPORT:
        return FieldClass.SUPPORT
    return FieldClass.NARRATIVE


def size_words(count: int) -> str:
    """「240 KB」「1.5 MB」"""
    if count < 1024 * 1024:
        return f"{max(1, round(count / 1024)):,} KB"
    return f"{count / 1024 / 1024:.1f} MB"
