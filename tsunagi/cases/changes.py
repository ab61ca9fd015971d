"""変更の記録: どの項目を、何から何へ。保存する形と、読むときの言葉。"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import models

from tsunagi.common.frozen import Frozen
from tsunagi.common.wareki import format_wareki

Words = Callable[[Any], str]


class Change(Frozen):
    label: str
    before: str
    after: str


class Revised(Frozen):
    """One correction as the page shows it."""

    at: datetime
    who: str
    reason: str
    changes: list[Change]


def changes_of(row: models.Model, values: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What `values` would change in the row; rows by key and days as text, for JSON."""
    pairs = {name: [_kept(getattr(row, name)), _kept(v)] for name, v in values.items()}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def with_history(name: str, model: type[models.Model]) -> models.Prefetch[Any]:
    """For a list: the corrections of every row under `name`, the newest first."""
    rows = model._base_manager.select_related("recorded_by").order_by("-id")
    return models.Prefetch(name, queryset=rows)


def revised(
    model: type[models.Model],
    revisions: Iterable[Any],
    words: Mapping[str, Words] | None = None,
) -> list[Revised]:
    """The corrections in words. `words`: for fields that only their room can name."""
    return [
        Revised(
            at=one.recorded_at,
            who=one.recorded_by.name if one.recorded_by else "システム",
            reason=getattr(one, "reason", ""),
            changes=[
                _in_words(model._meta.get_field(name), pair, (words or {}).get(name))
                for name, pair in one.changes.items()
            ],
        )
        for one in revisions
    ]


def _kept(value: Any) -> Any:
    if isinstance(value, models.Model):
        return value.pk
    if isinstance(value, date):
        return value.isoformat()
    return value


def _in_words(field: Any, pair: list[Any], words: Words | None) -> Change:
    say = words or (lambda value: _value_words(field, value))
    return Change(str(field.verbose_name), say(pair[0]), say(pair[1]))


def _value_words(field: Any, value: Any) -> str:
    if value in (None, "", []):
        return "—"
    if isinstance(value, bool):
        return "はい" if value else "いいえ"
    if isinstance(field, models.DateField):
        return format_wareki(date.fromisoformat(value))
    return str(dict(field.choices or ()).get(value, value))
