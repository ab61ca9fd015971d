"""Three indexes that only repeated the beginning of wider ones go."""

from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models

from tsunagi.cases.search.index_sql import create_index, drop_index, refill


def drop_on_sqlite(apps: Any, schema_editor: Any) -> None:
    """SQLite writes the table anew and forgets the triggers of its index."""
    if schema_editor.connection.vendor == "sqlite":
        drop_index(apps, schema_editor)


def create_on_sqlite(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "sqlite":
        create_index(apps, schema_editor)
        refill(schema_editor)


def without_index(name: str, to: str, label: str, **more: Any) -> migrations.AlterField:
    return migrations.AlterField(
        model_name="contactsearch",
        name=name,
        field=models.ForeignKey(
            db_index=False, on_delete=django.db.models.deletion.PROTECT,
            related_name="+", to=to, verbose_name=label, **more,
        ),
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("cases", "0006_ties"),
        ("organisations", "0001_initial"),
    ]

    operations: ClassVar = [
        migrations.RunPython(drop_on_sqlite, create_on_sqlite),
        without_index("case", "cases.case", "ケース", blank=True, null=True),
        without_index("municipality", "organisations.municipality", "市町村"),
        without_index("office", "organisations.office", "記録した事業所"),
        migrations.RunPython(create_on_sqlite, drop_on_sqlite),
    ]
