"""The ledger's sums by month, the triggers that keep them, and what there is already."""

import django.db.models.deletion
import tsunagi.access.fields
from django.db import migrations, models

from tsunagi.activity.record.total_sql import create_triggers, drop_triggers, fill


class Migration(migrations.Migration):

    dependencies = [
        ('activity', '0007_knowledge'),
        ('organisations', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='MonthTotal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('for_city', models.BooleanField(default=True, verbose_name='市町村全体に数える')),
                ('month', models.PositiveIntegerField(verbose_name='月')),
                ('kind', models.CharField(max_length=16, verbose_name='活動の種類')),
                ('method', tsunagi.access.fields.TextLine(max_length=40, verbose_name='支援方法')),
                ('served', models.IntegerField(verbose_name='延件数')),
                ('records', models.IntegerField(verbose_name='記録の数')),
                ('minutes', models.IntegerField(verbose_name='分')),
                ('travel_minutes', models.IntegerField(verbose_name='移動の分')),
                ('municipality', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.municipality', verbose_name='市町村')),
                ('office', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.office', verbose_name='事業所')),
            ],
            options={
                'verbose_name': '台帳の月ごとの計',
                'indexes': [models.Index(condition=models.Q(('for_city', True)), fields=['municipality', 'month'], name='month_total_of_city'), models.Index(fields=['municipality', 'office', 'month'], name='month_total_of_office')],
                'constraints': [models.CheckConstraint(condition=models.Q(('office__isnull', False), ('for_city', True), _connector='OR'), name='month_total_of_office_or_city')],
            },
        ),
        # The triggers first: on PostgreSQL they keep writers away until the commit.
        migrations.RunPython(create_triggers, drop_triggers),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
