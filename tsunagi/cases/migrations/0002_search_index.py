"""The index over the pieces of contacts: GIN on PostgreSQL, FTS5 on SQLite."""

from typing import ClassVar

from django.db import migrations

from tsunagi.cases.search.index_sql import create_index, drop_index


class Migration(migrations.Migration):
    dependencies: ClassVar = [("cases", "0001_initial")]

    operations: ClassVar = [migrations.RunPython(create_index, drop_index)]
