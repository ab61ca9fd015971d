"""The own search of an office walks along what it holds.

Written out because on SQLite Django would build the table anew, without the triggers that
lie on it. On PostgreSQL the index of the pieces is made again: row by row it would take
in a hundred pieces of each record anew.
"""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F

from tsunagi.cases.search.index_sql import create_index, drop_index

TABLE = 'cases_contactsearch'
FILL = f"""
UPDATE {TABLE} SET holder_id = COALESCE(
  (SELECT responsible_office_id FROM cases_case WHERE cases_case.id = {TABLE}.case_id),
  office_id)
"""


def add(apps, schema_editor):
    kind = 'bigint' if schema_editor.connection.vendor == 'postgresql' else 'integer'
    schema_editor.execute(
        f'ALTER TABLE {TABLE} ADD COLUMN holder_id {kind} NOT NULL DEFAULT 0'
    )
    if schema_editor.connection.vendor == 'postgresql':
        drop_index(apps, schema_editor)
    schema_editor.execute(FILL)
    if schema_editor.connection.vendor == 'postgresql':
        create_index(apps, schema_editor)
        # Who writes a row names the office.
        schema_editor.execute(f'ALTER TABLE {TABLE} ALTER holder_id DROP DEFAULT')


def remove(apps, schema_editor):
    schema_editor.execute(f'ALTER TABLE {TABLE} DROP COLUMN holder_id')


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0018_days_of_hits'),
        ('organisations', '0001_house_november'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(add, remove)],
            state_operations=[
                migrations.AddField(
                    model_name='contactsearch',
                    name='holder',
                    field=models.ForeignKey(db_constraint=False, db_index=False, default=0, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.office', verbose_name='いま持っている事業所'),
                    preserve_default=False,
                ),
            ],
        ),
        migrations.AddIndex(
            model_name='contactsearch',
            index=models.Index(F('holder'), F('occurred_on').desc(), F('contact').desc(), name='search_of_holder_newest'),
        ),
        migrations.RemoveIndex(
            model_name='contactsearch',
            name='search_of_office_anonymous',
        ),
    ]
