"""相談記録を読む形にする: 区分の言葉、版の違い。"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from typing import Any

from tsunagi.activity.record.categories import Categories, WorkKinds
from tsunagi.activity.record.purposes import SeenChange, SupportPurpose
from tsunagi.cases.contact.models import Contact
from tsunagi.cases.contact.rules import Place
from tsunagi.cases.person.rules import Kinship
from tsunagi.common.frozen import Frozen
from tsunagi.common.wareki import format_wareki

COMPARED = (
    "occurred_on", "started_at_time", "minutes", "travel_minutes", "place", "method",
    "contents", "counterpart", "counterpart_name", "work_kind", "text", "judgement",
    "next_action", "next_on", "purposes", "is_direct", "direct_reason", "change",
    "change_note", "is_withdrawn",
)  # fmt: skip


class ContactReading(Frozen):
    """Turns the codes of records into the words of the catalogue in force."""

    categories: Categories
    kinds: WorkKinds
    rows: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(
        cls, contact: Contact, categories: Categories, kinds: WorkKinds
    ) -> ContactReading:
        """The facts of one record, ready for a summary list."""
        words = cls(categories, kinds)
        names = (
            "occurred_on", "started_at_time", "minutes", "travel_minutes", "place",
            "method", "contents", "counterpart", "counterpart_name", "work_kind",
            "next_action", "next_on", "purposes", "is_direct", "direct_reason",
            "change", "change_note",
        )  # fmt: skip
        rows = tuple(
            (words.label_of(name), words.spelled(name, getattr(contact, name)))
            for name in names
        )
        return cls(categories, kinds, rows)

    @staticmethod
    def label_of(name: str) -> str:
        field: Any = Contact._meta.get_field(name)
        return str(field.verbose_name)

    def spelled(self, name: str, value: Any) -> str:
        """One value as a reader sees it; empty for what is not known."""
        if name == "work_kind":
            labels = {kind.code: kind.label for kind in self.kinds.choices}
            return str(labels.get(value, value))
        if name == "method":
            return self.categories.methods.label_of(value)
        if name == "contents":
            return "、".join(self.categories.contents.label_of(c) for c in value)
        if name == "purposes":
            return "、".join(SupportPurpose(word).label for word in value)
        if name == "change":
            return SeenChange(value).label if value else ""
        if name == "is_direct":
            return "した" if value else ""
        if name == "counterpart":
            return "、".join(Kinship(word).label for word in value)
        if name == "place":
            return Place(value).label if value else ""
        if name in ("minutes", "travel_minutes"):
            return "" if value is None else f"{value}分"
        if name == "is_withdrawn":
            return "取り消した" if value else "いいえ"
        if name in ("occurred_on", "next_on"):
            return format_wareki(value) if value else ""
        if name == "started_at_time":
            return f"{value:%H:%M}" if value else ""
        return str(value)


class Piece(Frozen):
    """A run of text: kind is "same", "gone" or "new"."""

    kind: str
    text: str


class Change(Frozen):
    label: str
    pieces: tuple[Piece, ...]


class VersionStep(Frozen):
    """A version and what it changed against the one before."""

    contact: Contact
    changes: tuple[Change, ...]


def version_steps(
    versions: Sequence[Contact], reading: ContactReading
) -> list[VersionStep]:
    """Newest first, as given; the first version changed nothing."""
    steps = []
    for newer, older in zip(versions, [*versions[1:], None], strict=True):
        changes = (
            ()
            if older is None
            else tuple(
                Change(reading.label_of(name), pieces)
                for name in COMPARED
                if (pieces := _pieces(name, older, newer, reading))
            )
        )
        steps.append(VersionStep(newer, changes))
    return steps


def _pieces(
    name: str, older: Contact, newer: Contact, reading: ContactReading
) -> tuple[Piece, ...]:
    before = reading.spelled(name, getattr(older, name))
    after = reading.spelled(name, getattr(newer, name))
    return compared(before, after) if before != after else ()


def compared(before: str, after: str) -> tuple[Piece, ...]:
    """Letter by letter: what stayed, what went, what came."""
    found: list[Piece] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            found.append(Piece("same", before[i:j]))
            continue
        if before[i:j]:
            found.append(Piece("gone", before[i:j]))
        if after[k:m]:
            found.append(Piece("new", after[k:m]))
    return tuple(found)
