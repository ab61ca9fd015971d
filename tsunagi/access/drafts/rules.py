"""下書きの内容の合わせ方。保存したと答えた文は、別の画面の保存では消えない。

Two pages may write one draft at once. A page is named by a random `tab`, and each field
remembers which tab wrote it in which revision. When a page overwrites what another page
wrote after the page last looked, the other text is kept beside it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from tsunagi.common.frozen import Frozen

KEEP_FOR = timedelta(days=90)
# Forms that promise to be seen by nobody but the author and whom the municipality or the
# author has named: their drafts pass to no colleague.
STAYS_WITH_AUTHOR = frozenset({"growth_assessment.write", "rights.report"})
MOST_BODY_BYTES = 1_000_000
MOST_CONTENT_BYTES = 2_000_000
MOST_FIELDS = 1_000
LONGEST_NAME = 100
LONGEST_TAB = 32

Changes = Mapping[str, list[str] | None]


class SeenDraft(Frozen):
    """Which draft a form was drawn from, and how much of it that page has shown."""

    form: str
    subject_ref: str
    revision: int
    tab: str


class Written(Frozen):
    """Values of one field, by which tab and in which revision."""

    values: list[str]
    tab: str
    revision: int


@dataclass
class Content:
    """fields: the newest values by name. other: by name, what other tabs wrote."""

    fields: dict[str, Written] = field(default_factory=dict)
    other: dict[str, list[Written]] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, list[str]]:
        return {name: written.values for name, written in self.fields.items()}

    def has_news_for(self, *, tab: str, revision: int) -> bool:
        """Has another page written something since this revision?"""
        everything = [
            *self.fields.values(),
            *(written for kept in self.other.values() for written in kept),
        ]
        return any(w.tab != tab and w.revision > revision for w in everything)

    def as_text(self) -> str:
        return json.dumps(
            {
                "fields": {n: _as_list(w) for n, w in self.fields.items()},
                "other": {n: [_as_list(w) for w in k] for n, k in self.other.items()},
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_text(cls, text: str) -> Content:
        stored = json.loads(text)
        return cls(
            fields={name: Written(*parts) for name, parts in stored["fields"].items()},
            other={
                name: [Written(*parts) for parts in kept]
                for name, kept in stored["other"].items()
            },
        )


def _as_list(written: Written) -> list[Any]:
    return [written.values, written.tab, written.revision]


def merged(
    content: Content, changes: Changes, *, tab: str, base: int, revision: int
) -> tuple[Content, bool]:
    """The content after these changes, and whether another page had been ahead.

    base: the revision the page has shown; revision: the one that is being written. None as
    values takes a field out of the draft; the form then shows its own default again.
    """
    result = Content(
        dict(content.fields), {name: list(k) for name, k in content.other.items()}
    )
    for name, values in changes.items():
        before = result.fields.get(name)
        # Whatever this tab wrote earlier it has replaced itself.
        kept = [written for written in result.other.get(name, []) if written.tab != tab]
        if (
            before is not None
            and before.tab != tab
            and before.revision > base
            and before.values != values
        ):
            kept = [written for written in kept if written.tab != before.tab]
            kept.append(before)
        result.other[name] = kept
        if values is None:
            result.fields.pop(name, None)
        else:
            result.fields[name] = Written(values, tab, revision)
    result.other = {name: kept for name, kept in result.other.items() if kept}
    return result, content.has_news_for(tab=tab, revision=base)


def is_subject_ref(text: str) -> bool:
    """Empty, or a random id in its usual spelling."""
    if not text:
        return True
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False


def read_changes(value: object) -> dict[str, list[str] | None] | None:
    """Names with lists of texts (or None), as the browser sends them; else nothing."""
    if not isinstance(value, dict) or len(value) > MOST_FIELDS:
        return None
    for name, values in value.items():
        if not (_is_text(name) and 0 < len(name) <= LONGEST_NAME):
            return None
        if values is None:
            continue
        if not isinstance(values, list) or not all(map(_is_text, values)):
            return None
    return value


def _is_text(value: object) -> bool:
    """JSON can carry half a character (a lone surrogate), which nothing can store."""
    return isinstance(value, str) and not any("\ud800" <= c <= "\udfff" for c in value)
