"""Field bases that every room uses."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models

from tsunagi.access import encryption
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
        # Most values are texts already: Django's own steps would only say so.
        is_text = type(value) is str
        prepared = value if is_text else super().get_prep_value(value)  # type: ignore[misc]
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


class EncryptedText(models.TextField):  # type: ignore[type-arg]
    """A column that holds ciphertext only; text that was not sealed is refused.

    A field sees a value without its row, and the value is bound to its row. So the
    row seals and opens it: see `SealedRow`. Reading the attribute gives the token.
    """

    def get_prep_value(self, value: Any) -> Any:
        prepared = super().get_prep_value(value)
        if prepared and not encryption.is_token(prepared):
            raise ValueError(f"{self.name}: call row.seal() instead of assigning text")
        return prepared


class SealedRow(models.Model):
    """Base of tables with `EncryptedText` columns; needs public_id, municipality_id.

    A value is bound to table, column, public id and municipality: copied to another
    row or column it does not open. An empty text stays empty, so that "nothing was
    written" can be seen without a key.
    """

    class Meta:
        abstract = True

    def seal(self, name: str, text: str) -> None:
        """Set the column to the sealed text; save the row as usual afterwards."""
        token = encryption.encrypt(text, binding=self._binding(name)) if text else ""
        setattr(self, name, token)

    def open_sealed(self, name: str) -> str:
        """The text of the column. KeyProblem if it was moved, changed or has no key."""
        token: str = getattr(self, name)
        if not token:
            return ""
        return encryption.decrypt(token, binding=self._binding(name))

    def _binding(self, name: str) -> tuple[str, ...]:
        field = self._meta.get_field(name)
        if not isinstance(field, EncryptedText):
            raise TypeError(f"{name} is not an EncryptedText column")
        row: Any = self
        if row.public_id is None or row.municipality_id is None:
            raise ValueError(f"{name}: public_id and municipality_id come first")
        return (
            self._meta.db_table,
            str(field.column),
            str(UUID(str(row.public_id))),
            str(row.municipality_id),
        )
