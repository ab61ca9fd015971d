"""Field bases that every room uses."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models

from tsunagi.common.ids import new_public_id


class PublicIdField(models.UUIDField):  # type: ignore[type-arg]
    """The random id that may stand in a URL. Integers stay inside the database."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("default", new_public_id)
        kwargs.setdefault("unique", True)
        kwargs.setdefault("editable", False)
        kwargs.setdefault("verbose_name", "公開ID")
        super().__init__(**kwargs)


def refuse_nul(value: str) -> None:
    """PostgreSQL cannot store NUL and SQLite can: refuse it on both (ADR 0008)."""
    if "\x00" in value:
        raise ValidationError("使えない文字（NUL）が入っています。消してください。")


class CheckedText:
    """Length and NUL are checked on every save, on both engines alike.

    SQLite ignores max_length, PostgreSQL refuses with an error of its own words;
    checking before the statement gives one behaviour.
    """

    max_length: int | None

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)  # type: ignore[misc]
        if isinstance(prepared, str):
            refuse_nul(prepared)
            if self.max_length is not None and len(prepared) > self.max_length:
                raise ValidationError(
                    f"{len(prepared)} 文字あります。{self.max_length} 文字までにしてください。"
                )
        return prepared


class TextLine(CheckedText, models.CharField):  # type: ignore[type-arg]
    """One line of text; what was typed is stored code point for code point."""


class LongText(CheckedText, models.TextField):  # type: ignore[type-arg]
    """Many lines, at most 20,000 characters unless told."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 20_000)
        super().__init__(*args, **kwargs)
