"""The tables of the room as of November 2026."""

import django.db.models.deletion
import tsunagi.access.fields
import tsunagi.common.ids
from django.db import migrations, models

from tsunagi.access.tables import CreateTables


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('exchange', '0001_house'),
    ]

    dependencies = [
        ('organisations', '0001_house_november'),
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='ImportBatch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', tsunagi.access.fields.PublicIdField(default=tsunagi.common.ids.new_public_id, editable=False, unique=True, verbose_name='公開ID')),
                    ('kind', models.CharField(max_length=20, verbose_name='種類')),
                    ('municipality_id', models.BigIntegerField(verbose_name='市町村')),
                    ('office_id', models.BigIntegerField(null=True, verbose_name='事業所')),
                    ('content', models.BinaryField(verbose_name='読んだ内容')),
                    ('digest', models.CharField(max_length=64, verbose_name='見せた内容の照合値')),
                    ('created_at', models.DateTimeField(verbose_name='読んだ日時')),
                    ('created_by_id', models.BigIntegerField(verbose_name='読んだ職員')),
                    ('committed_at', models.DateTimeField(null=True, verbose_name='書いた日時')),
                    ('summary', tsunagi.access.fields.TextLine(blank=True, max_length=200, verbose_name='結果')),
                ],
                options={
                    'verbose_name': '取り込みの一束',
                    'indexes': [],
                    'constraints': [],
                },
            ),
            migrations.CreateModel(
                name='ContactNumber',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.office', verbose_name='事業所')),
                    ('number', tsunagi.access.fields.TextLine(max_length=60, verbose_name='記録番号')),
                    ('record_id', models.UUIDField(unique=True, verbose_name='記録の番号')),
                ],
                options={
                    'verbose_name': '記録番号',
                    'constraints': [models.UniqueConstraint(fields=('office', 'number'), name='contact_number_once_per_office')],
                    'indexes': [],
                },
            ),
        ]),
    ]
