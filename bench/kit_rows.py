"""A million notes as rows, without an object for each.

The product's own bulk action writes the first batch. Whatever it wrote alike in every
row of that batch is taken over as it stands; the columns that differ are named in
`VARYING` and filled in here. A column that differs and is not named stops the load, so
a change of the product cannot be missed; tests/bench compares whole tables.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import count
from typing import Any

from django.db import connection, models

from tsunagi.activity.record.models import (
    Activity,
    ActivitySubject,
    SubjectDisability,
)
from tsunagi.cases.case.access_models import CaseAccess
from tsunagi.cases.case.models import Case, CaseEvent, CaseMode, CaseResponsibility
from tsunagi.cases.contact.models import Contact
from tsunagi.cases.person.models import Certificate, Person
from tsunagi.cases.search.models import ContactSearch

# In the order in which kit_many fills them.
VARYING: dict[type[models.Model], tuple[str, ...]] = {
    Person: (
        "id", "public_id", "name", "name_kana", "name_key", "kana_key", "birth_on",
        "sex", "address", "disability_kinds", "support_level",
    ),
    Certificate: ("id", "public_id", "person_id", "number"),
    Case: (
        "id", "public_id", "person_id", "responsible_office_id",
        "responsible_staff_id", "closed_on", "closing_reason", "retention_until",
        "activity_key",
    ),
    CaseResponsibility: ("id", "case_id", "office_id", "staff_id"),
    CaseMode: ("id", "case_id"),
    CaseAccess: (
        "id", "case_id", "grantee_kind", "office_id", "relation", "classes",
        "source_ref",
    ),
    CaseEvent: ("id", "public_id", "case_id", "kind", "on", "text"),
    Activity: (
        "id", "public_id", "record_key", "office_id", "staff_id", "occurred_on",
        "occurred_month", "minutes", "method", "category_version",
    ),
    ActivitySubject: (
        "id", "activity_id", "subject_key", "original_key", "is_child", "is_new",
    ),
    SubjectDisability: ("id", "subject_id", "code"),
    Contact: (
        "id", "public_id", "record_id", "activity_key", "case_id", "office_id",
        "staff_id", "occurred_on", "minutes", "method", "category_version", "text",
        "recorded_at",
    ),
    ContactSearch: (
        "contact_id", "case_id", "office_id", "holder_id", "occurred_on", "pieces",
    ),
}  # fmt: skip
Values = tuple[Any, ...]
# What COPY reads as something else than itself.
_COPY = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


class Writer:
    """Writes the varying values of one table beside the columns that are all alike."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        names = VARYING[model]
        fields = model._meta.concrete_fields
        alike = [field for field in fields if field.attname not in names]
        self.names = names
        self.columns = ", ".join(
            connection.ops.quote_name(str(field.column))
            for field in (*(_named(fields, name) for name in names), *alike)
        )
        self.table = connection.ops.quote_name(model._meta.db_table)
        self.constants = [
            field.get_db_prep_save(value, connection=connection)
            for field, value in zip(alike, _one_value_each(model, alike), strict=True)
        ]
        last = model._base_manager.aggregate(m=models.Max("pk"))["m"] or 0
        # Nobody else writes here: the next keys may be given out by counting.
        self.keys = count(last + 1)

    def write(self, rows: Sequence[Values]) -> None:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                marks = ", ".join(["%s"] * (len(self.names) + len(self.constants)))
                tail = tuple(self.constants)
                cursor.executemany(
                    f"INSERT INTO {self.table} ({self.columns}) VALUES ({marks})",  # noqa: S608
                    (row + tail for row in rows),
                )
                return
            line = "\t".join(["%s"] * len(self.names))
            line += "".join(f"\t{_spelled(value)}" for value in self.constants) + "\n"
            with cursor.copy(f"COPY {self.table} ({self.columns}) FROM STDIN") as copy:
                copy.write("".join([line % row for row in rows]))

    def finish(self) -> None:
        """The next key that the database gives comes after ours."""
        if connection.vendor == "sqlite" or self.names[0] != "id":
            return
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence(%s, 'id'), max(id)) FROM {self.table}",  # noqa: S608
                [self.table],
            )


def _named(fields: Sequence[Any], attname: str) -> Any:
    return next(field for field in fields if field.attname == attname)


def _one_value_each(model: type[models.Model], fields: Sequence[Any]) -> list[Any]:
    """The one value of each of these columns; a second one stops the load."""
    names = [field.attname for field in fields]
    if not names:
        return []
    found: list[set[str]] = [set() for _ in names]
    values: tuple[Any, ...] = ()
    for values in model._base_manager.values_list(*names):
        for seen, value in zip(found, values, strict=True):
            seen.add(repr(value))
    differing = [name for name, seen in zip(names, found, strict=True) if len(seen) > 1]
    if differing:
        raise RuntimeError(f"{model.__name__}: {differing} differ, see VARYING")
    return list(values)


def _spelled(value: Any) -> str:
    """A constant for COPY; never a percent sign, which the line would read as a mark."""
    if value is None:
        return r"\N"
    if hasattr(value, "obj"):  # psycopg's wrapper of JSON
        import json

        value = json.dumps(value.obj, ensure_ascii=False)
    return str(value).translate(_COPY).replace("%", "%%")


def truth(value: bool | None) -> str:
    """A truth value that both databases read; unknown does not occur in the kit."""
    if value is None:
        raise ValueError("the kit knows every birth date")
    return "1" if value else "0"


def nothing() -> str | None:
    """An empty column."""
    return None if connection.vendor == "sqlite" else r"\N"


def escaped() -> Callable[[str], str]:
    """How a text that varies is written for this database."""
    if connection.vendor == "sqlite":
        return lambda text: text
    return lambda text: text.translate(_COPY)


def instant(at: datetime) -> str:
    """A moment as both databases read it."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")


def random_ids(many: int) -> Iterator[str]:
    """Random UUIDs (version 4) in hexadecimal, as uuid4 draws them."""
    digits = os.urandom(16 * many).hex()
    for at in range(0, 32 * many, 32):
        one = digits[at : at + 32]
        variant = "89ab"[int(one[16], 16) & 3]
        yield f"{one[:12]}4{one[13:16]}{variant}{one[17:]}"
