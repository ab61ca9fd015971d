"""利用者の情報を、読む形にする。"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from tsunagi.activity.record.categories import ChoiceList
from tsunagi.cases.field_classes import Sight
from tsunagi.cases.person import rules
from tsunagi.cases.person.models import Person, PersonRevision, RelatedPerson
from tsunagi.cases.person.rules import RelatedRole, Section, Sex, SupportLevel
from tsunagi.cases.person.sealed import (
    RELATED_WHEREABOUTS,
    WITH_WHEREABOUTS,
    Whereabouts,
)
from tsunagi.common.frozen import Frozen
from tsunagi.ui import parts

HIDDEN = "見られません（秘匿、または渡されていない項目です）"
EMPTY = "（空）"
_BIRTH = ("birth_on", "birth_precision")
_WHERE = WITH_WHEREABOUTS | {f"related.{name}" for name in RELATED_WHEREABOUTS}
_OWN_LABELS = {
    "sealed_contact": "住所・連絡先", "tie": "つながり", "eco": "社会関係図",
}  # fmt: skip


def birth_words(person: Person) -> str:
    """生年月日を、分かっている細かさまで。"""
    return rules.birth_words(person.birth_on, person.birth_precision)


def identity_rows(
    person: Person, whereabouts: Whereabouts | None, kinds: ChoiceList
) -> list[parts.SummaryRow]:
    where = whereabouts or Whereabouts(*[HIDDEN] * 4)
    area = person.area.name if person.area else ""
    return [
        parts.SummaryRow("氏名", person.name),
        parts.SummaryRow("氏名（かな）", person.name_kana),
        parts.SummaryRow("生年月日", birth_words(person)),
        parts.SummaryRow("性別", Sex(person.sex).label),
        parts.SummaryRow("電話番号", where.phone),
        parts.SummaryRow("電子メール", where.email),
        parts.SummaryRow("郵便番号", where.postal_code),
        parts.SummaryRow("住所", where.address),
        parts.SummaryRow("住んでいる地域", area if whereabouts else HIDDEN),
        parts.SummaryRow(
            "障害種別",
            "、".join(kinds.label_of(code) for code in person.disability_kinds),
        ),
        parts.SummaryRow("障害・疾患の名称", person.diagnosis),
        parts.SummaryRow("障害支援区分", SupportLevel(person.support_level).label),
        parts.SummaryRow("世帯の状況", person.household),
    ]


class RevisionLine(Frozen):
    """One step of the history: the words of the fields and what changed."""

    revision: PersonRevision
    changes: tuple[tuple[str, str, str], ...]


def revision_lines(
    revisions: Iterable[PersonRevision],
    *,
    person: Person,
    sight: Sight,
    kinds: ChoiceList,
) -> list[RevisionLine]:
    """Newest first, as given. Where the person lives and can be reached stays hidden
    in the history too, from whoever may not see it now."""
    born: list[Any] = [
        person.birth_on.isoformat() if person.birth_on else None,
        person.birth_precision,
    ]
    lines = []
    for revision in revisions:
        changes = dict(revision.changes)
        steps = [
            changes.pop(name, [known, known])
            for name, known in zip(_BIRTH, born, strict=True)
        ]
        words = [
            (_label(name), HIDDEN, HIDDEN)
            if name in _WHERE and not sight.sees_whereabouts
            else (
                _label(name),
                _spelled(name, before, kinds),
                _spelled(name, after, kinds),
            )
            for name, (before, after) in changes.items()
        ]
        born, after = ([step[side] for step in steps] for side in (0, 1))
        if born != after:
            words.insert(0, (_label("birth_on"), _born(*born), _born(*after)))
        lines.append(RevisionLine(revision, tuple(words)))
    return lines


def _born(day: str | None, precision: str) -> str:
    """The birth as it was known at that step."""
    return rules.birth_words(date.fromisoformat(day), precision) if day else EMPTY


def _label(name: str) -> str:
    if name in _OWN_LABELS:
        return _OWN_LABELS[name]
    if name in {section.value for section in Section}:
        return Section(name).label
    model: Any = Person
    if name.startswith("related."):
        model, name = RelatedPerson, name.removeprefix("related.")
    return str(model._meta.get_field(name).verbose_name)


def _spelled(name: str, value: Any, kinds: ChoiceList) -> str:
    """The words of the screen, never the codes of the table."""
    if value is None or value == "" or value == []:
        return EMPTY
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if name == "disability_kinds":
        return "、".join(kinds.label_of(code) for code in value)
    if name == "related.roles":
        return "、".join(RelatedRole(role).label for role in value)
    return "、".join(value) if isinstance(value, list) else _choice(name, value)


def _choice(name: str, value: Any) -> str:
    """A value of a closed list by its word; anything else as it was written."""
    model: Any = RelatedPerson if name.startswith("related.") else Person
    own = {field.name: field for field in model._meta.get_fields()}
    field = own.get(name.removeprefix("related."))
    words = dict(getattr(field, "choices", None) or ())
    return str(words.get(value, value))


class EarlierText(Frozen):
    """What stood under one heading from a day on. is_now: it stands there still."""

    text: str
    revision: PersonRevision
    is_now: bool


def earlier_texts(
    revisions: Iterable[PersonRevision], section: Section
) -> list[EarlierText]:
    """Every text of one heading, newest first; revisions newest first."""
    found = [one for one in revisions if section.value in one.changes]
    return [
        EarlierText(str(one.changes[section.value][1] or ""), one, is_now=place == 0)
        for place, one in enumerate(found)
    ]
