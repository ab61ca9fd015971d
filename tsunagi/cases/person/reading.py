"""利用者の情報を、読む形にする。"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, cast

from tsunagi.activity.record.categories import ChoiceList
from tsunagi.cases.person.models import Person, PersonRevision, RelatedPerson
from tsunagi.cases.person.rules import Section, Sex, SupportLevel
from tsunagi.cases.person.sealed import Whereabouts
from tsunagi.common.wareki import Precision, format_wareki
from tsunagi.ui import parts

HIDDEN = "見られません（秘匿、または渡されていない項目です）"
_OWN_LABELS = {
    "sealed_contact": "住所・連絡先", "tie": "つながり", "eco": "社会関係図",
}  # fmt: skip


def birth_words(person: Person) -> str:
    """生年月日を、分かっている細かさまで。"""
    if person.birth_on is None:
        return ""
    return format_wareki(person.birth_on, cast("Precision", person.birth_precision))


def identity_rows(
    person: Person, whereabouts: Whereabouts | None, kinds: ChoiceList
) -> list[parts.SummaryRow]:
    where = whereabouts or Whereabouts(*[HIDDEN] * 4)
    return [
        parts.SummaryRow("氏名", person.name),
        parts.SummaryRow("氏名（かな）", person.name_kana),
        parts.SummaryRow("生年月日", birth_words(person)),
        parts.SummaryRow("性別", Sex(person.sex).label),
        parts.SummaryRow("電話番号", where.phone),
        parts.SummaryRow("電子メール", where.email),
        parts.SummaryRow("郵便番号", where.postal_code),
        parts.SummaryRow("住所", where.address),
        parts.SummaryRow("住んでいる地域", person.area.name if person.area else ""),
        parts.SummaryRow(
            "障害種別",
            "、".join(kinds.label_of(code) for code in person.disability_kinds),
        ),
        parts.SummaryRow("障害・疾患の名称", person.diagnosis),
        parts.SummaryRow("障害支援区分", SupportLevel(person.support_level).label),
        parts.SummaryRow("世帯の状況", person.household),
    ]


@dataclass(frozen=True)
class RevisionLine:
    """One step of the history: the words of the fields and what changed."""

    revision: PersonRevision
    changes: tuple[tuple[str, str, str], ...]


def revision_lines(revisions: Iterable[PersonRevision]) -> list[RevisionLine]:
    return [
        RevisionLine(
            revision,
            tuple(
                (_label(name), _spelled(name, before), _spelled(name, after))
                for name, (before, after) in revision.changes.items()
            ),
        )
        for revision in revisions
    ]


def _label(name: str) -> str:
    if name in _OWN_LABELS:
        return _OWN_LABELS[name]
    if name in {section.value for section in Section}:
        return Section(name).label
    model: Any = Person
    if name.startswith("related."):
        model, name = RelatedPerson, name.removeprefix("related.")
    return str(model._meta.get_field(name).verbose_name)


def _spelled(name: str, value: Any) -> str:
    if value is None or value == "" or value == []:
        return "（空）"
    if name == "birth_on":
        return format_wareki(date.fromisoformat(value))
    if name == "sex":
        return Sex(value).label
    if name == "support_level":
        return SupportLevel(value).label
    return "、".join(value) if isinstance(value, list) else str(value)
