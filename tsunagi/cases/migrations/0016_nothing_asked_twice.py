"""Indexes that begin as a longer one does or that nobody asks, and checks of the text
index that those of its records repeat: together a tenth of writing a record.

Written out because on SQLite Django would build the tables anew, without the triggers
that lie on them. There the checks stay: they stand in the table's own text.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

INDEXES = (
    ('cases_case', 'municipality_id'),  # case_by_office begins with it
    ('cases_caseaccess', 'case_id'),  # access_by_case
    ('cases_caseaccess', 'municipality_id'),  # access_by_office
    ('cases_caseevent', 'case_id'),  # case_event_by_case
    ('cases_person', 'municipality_id'),  # person_by_birth
    ('cases_contact', 'municipality_id'),  # nobody asks for old versions by these
    ('cases_contact', 'office_id'),
    ('cases_contact', 'recorded_by_id'),
)
CHECKED = ('municipality_id', 'case_id', 'office_id')
SEARCH = 'cases_contactsearch'


def drop(apps, schema_editor):
    for table, column in INDEXES:
        for name, about in _constraints(schema_editor, table):
            is_plain = about['index'] and not (about['unique'] or about['primary_key'])
            if is_plain and about['columns'] == [column]:
                schema_editor.execute(f'DROP INDEX "{name}"')
    if schema_editor.connection.vendor != 'postgresql':
        return
    for name, about in _constraints(schema_editor, SEARCH):
        if about['foreign_key'] and about['columns'][0] in CHECKED:
            schema_editor.execute(f'ALTER TABLE {SEARCH} DROP CONSTRAINT "{name}"')


def make_again(apps, schema_editor):
    """The indexes; what the checks would find, those of the records have found."""
    for table, column in INDEXES:
        schema_editor.execute(f'CREATE INDEX {table}_{column} ON {table} ({column})')


def _constraints(schema_editor, table):
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, table)
    return sorted(found.items())


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0015_pieces_written_together'),
        ('organisations', '0001_house_november'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunPython(drop, make_again)],
            state_operations=[
                migrations.AlterField(
                    model_name='case',
                    name='municipality',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.municipality', verbose_name='市町村'),
                ),
                migrations.AlterField(
                    model_name='caseaccess',
                    name='case',
                    field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='access_rows', to='cases.case', verbose_name='ケース'),
                ),
                migrations.AlterField(
                    model_name='caseaccess',
                    name='municipality',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.municipality', verbose_name='市町村'),
                ),
                migrations.AlterField(
                    model_name='caseevent',
                    name='case',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='cases.case', verbose_name='ケース'),
                ),
                migrations.AlterField(
                    model_name='contact',
                    name='municipality',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.municipality', verbose_name='市町村'),
                ),
                migrations.AlterField(
                    model_name='contact',
                    name='office',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.office', verbose_name='記録した事業所'),
                ),
                migrations.AlterField(
                    model_name='contact',
                    name='recorded_by',
                    field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='記録した職員'),
                ),
                migrations.AlterField(
                    model_name='contactsearch',
                    name='case',
                    field=models.ForeignKey(blank=True, db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case', verbose_name='ケース'),
                ),
                migrations.AlterField(
                    model_name='contactsearch',
                    name='municipality',
                    field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.municipality', verbose_name='市町村'),
                ),
                migrations.AlterField(
                    model_name='contactsearch',
                    name='office',
                    field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.office', verbose_name='記録した事業所'),
                ),
                migrations.AlterField(
                    model_name='person',
                    name='municipality',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.municipality', verbose_name='市町村'),
                ),
            ],
        ),
    ]
