"""The tables of the room as of November 2026, and the triggers that keep the ledger's sums by month."""

import django.db.models.deletion
import tsunagi.access.fields
import tsunagi.common.ids
import uuid
from django.conf import settings
from django.db import migrations, models

from tsunagi.access.tables import CreateTables
from tsunagi.activity.record.total_sql import create_triggers, drop_triggers


class Migration(migrations.Migration):

    replaces = [
        ('activity', '0001_initial'),
        ('activity', '0002_ledger'),
        ('activity', '0003_mode'),
        ('activity', '0004_duty_state'),
        ('activity', '0005_cross_table_index'),
        ('activity', '0006_purposes'),
        ('activity', '0007_knowledge'),
        ('activity', '0008_month_totals'),
    ]

    initial = True

    dependencies = [
        ('organisations', '0001_house'),
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='CatalogueAdoption',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', tsunagi.access.fields.PublicIdField(default=tsunagi.common.ids.new_public_id, editable=False, unique=True, verbose_name='公開ID')),
                    ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.municipality', verbose_name='市町村')),
                    ('name', models.CharField(max_length=60, verbose_name='カタログ')),
                    ('title', tsunagi.access.fields.TextLine(max_length=120, verbose_name='題')),
                    ('base_version', models.CharField(max_length=20, verbose_name='もとの版')),
                    ('number', models.PositiveIntegerField(verbose_name='番号')),
                    ('status', models.CharField(choices=[('draft', '下書き'), ('published', '公開')], max_length=12, verbose_name='状態')),
                    ('items', models.JSONField(default=list, verbose_name='項目')),
                    ('changes_count', models.PositiveIntegerField(default=0, verbose_name='手直しの数')),
                    ('note', tsunagi.access.fields.LongText(blank=True, max_length=500, verbose_name='採用のメモ')),
                    ('effective_from', models.DateField(null=True, verbose_name='使い始める日')),
                    ('adopted_at', models.DateTimeField(verbose_name='取り入れた日時')),
                    ('adopted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='取り入れた職員')),
                    ('published_at', models.DateTimeField(null=True, verbose_name='公開した日時')),
                    ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='公開した職員')),
                    ('version', models.PositiveIntegerField(default=1, verbose_name='版')),
                ],
                options={
                    'verbose_name': 'カタログの採用',
                    'constraints': [models.UniqueConstraint(fields=('municipality', 'name', 'number'), name='catalogue_adoption_number_once'), models.UniqueConstraint(condition=models.Q(('status', 'draft')), fields=('municipality', 'name'), name='catalogue_one_draft'), models.CheckConstraint(condition=models.Q(models.Q(('published_at', None), ('status', 'draft')), models.Q(('effective_from__isnull', False), ('published_at__isnull', False), ('status', 'published')), _connector='OR'), name='catalogue_published_has_day_and_instant')],
                },
            ),
            migrations.CreateModel(
                name='CatalogueOverride',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', tsunagi.access.fields.PublicIdField(default=tsunagi.common.ids.new_public_id, editable=False, unique=True, verbose_name='公開ID')),
                    ('adoption', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='overrides', to='activity.catalogueadoption', verbose_name='カタログの採用')),
                    ('kind', models.CharField(choices=[('hide', '使わない'), ('relabel', '呼び名を変える'), ('explain', '説明を変える'), ('place', '配置を変える'), ('add', '項目を加える'), ('move', '順を変える')], max_length=12, verbose_name='手直しの種類')),
                    ('item_code', models.CharField(max_length=40, verbose_name='項目のコード')),
                    ('label', tsunagi.access.fields.TextLine(blank=True, max_length=120, verbose_name='呼び名')),
                    ('group', tsunagi.access.fields.TextLine(blank=True, max_length=120, verbose_name='区分')),
                    ('explanation', tsunagi.access.fields.LongText(blank=True, max_length=1000, verbose_name='説明')),
                    ('placement_key', models.CharField(blank=True, max_length=30, verbose_name='配置')),
                    ('placement_value', models.CharField(blank=True, choices=[('主', '主'), ('協力', '協力'), ('なし', 'なし')], max_length=4, verbose_name='配置の値')),
                    ('position', models.PositiveIntegerField(null=True, verbose_name='順')),
                    ('reason', tsunagi.access.fields.LongText(blank=True, max_length=500, verbose_name='手直しの理由')),
                    ('made_at', models.DateTimeField(verbose_name='手直しした日時')),
                    ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='手直しした職員')),
                ],
                options={
                    'verbose_name': 'カタログの手直し',
                    'constraints': [models.UniqueConstraint(fields=('adoption', 'kind', 'item_code', 'placement_key'), name='catalogue_override_once')],
                },
            ),
            migrations.CreateModel(
                name='DutyState',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.municipality', verbose_name='市町村')),
                    ('item_code', models.CharField(max_length=20, verbose_name='務め')),
                    ('progress', models.CharField(choices=[('not_begun', 'まだ'), ('under_way', '進めている'), ('in_place', 'できている')], max_length=12, verbose_name='進み具合')),
                    ('owner', tsunagi.access.fields.TextLine(blank=True, max_length=120, verbose_name='受け持つ人・課')),
                    ('note', tsunagi.access.fields.LongText(blank=True, max_length=1000, verbose_name='いまの様子と次にすること')),
                    ('version', models.PositiveIntegerField(default=1, verbose_name='版')),
                    ('updated_at', models.DateTimeField(verbose_name='直した日時')),
                    ('updated_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='直した職員')),
                ],
                options={
                    'verbose_name': '務めの進み具合',
                    'constraints': [models.UniqueConstraint(fields=('municipality', 'item_code'), name='duty_state_once')],
                },
            ),
            migrations.CreateModel(
                name='Article',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', tsunagi.access.fields.PublicIdField(default=tsunagi.common.ids.new_public_id, editable=False, unique=True, verbose_name='公開ID')),
                    ('record_id', models.UUIDField(default=uuid.uuid4, verbose_name='読み物の番号')),
                    ('version', models.PositiveIntegerField(default=1, verbose_name='版')),
                    ('is_current', models.BooleanField(default=True, verbose_name='いまの版')),
                    ('is_retired', models.BooleanField(default=False, verbose_name='取り下げた')),
                    ('supersedes', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='activity.article', verbose_name='前の版')),
                    ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.municipality', verbose_name='市町村')),
                    ('kind', models.CharField(choices=[('article', '読み物'), ('agreement', '地域の取り決め')], max_length=10, verbose_name='種類')),
                    ('title', tsunagi.access.fields.TextLine(max_length=120, verbose_name='題')),
                    ('summary', tsunagi.access.fields.TextLine(blank=True, max_length=200, verbose_name='一言で')),
                    ('body', tsunagi.access.fields.LongText(max_length=20000, verbose_name='本文')),
                    ('tags', models.JSONField(default=list, verbose_name='言葉の札')),
                    ('source', tsunagi.access.fields.TextLine(blank=True, max_length=300, verbose_name='もとにしたもの')),
                    ('confidence', models.CharField(choices=[('A', '公の文書で確かめた'), ('B', '解説などで確かめた'), ('C', '未確認（経験や一般の知識）')], max_length=1, verbose_name='確かさ')),
                    ('recorded_at', models.DateTimeField(verbose_name='記録した日時')),
                    ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='書いた職員')),
                ],
                options={
                    'verbose_name': '読み物',
                    'indexes': [models.Index(condition=models.Q(('is_current', True), ('is_retired', False)), fields=['municipality', 'kind'], name='article_in_use')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('record_id',), name='article_one_current_version'), models.UniqueConstraint(fields=('record_id', 'version'), name='article_version_once')],
                },
            ),
            migrations.CreateModel(
                name='ArticleReading',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='activity.article', verbose_name='読み物')),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.office', verbose_name='事業所')),
                    ('confirmed_at', models.DateTimeField(verbose_name='読んだ日時')),
                    ('confirmed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='読んだ職員')),
                ],
                options={
                    'verbose_name': '読んだ記録',
                    'constraints': [models.UniqueConstraint(fields=('article', 'office'), name='article_read_once_per_office')],
                },
            ),
            migrations.CreateModel(
                name='Activity',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', tsunagi.access.fields.PublicIdField(default=tsunagi.common.ids.new_public_id, editable=False, unique=True, verbose_name='公開ID')),
                    ('municipality', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.municipality', verbose_name='市町村')),
                    ('office', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.office', verbose_name='事業所')),
                    ('area', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.area', verbose_name='地域')),
                    ('staff', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='職員')),
                    ('kind', models.CharField(choices=[('contact', '相談・支援')], max_length=16, verbose_name='活動の種類')),
                    ('occurred_on', models.DateField(verbose_name='行った日')),
                    ('occurred_month', models.PositiveIntegerField(verbose_name='行った月')),
                    ('started_at_time', models.TimeField(null=True, verbose_name='始めた時刻')),
                    ('minutes', models.PositiveSmallIntegerField(null=True, verbose_name='分')),
                    ('travel_minutes', models.PositiveSmallIntegerField(null=True, verbose_name='移動の分')),
                    ('method', tsunagi.access.fields.TextLine(max_length=40, verbose_name='支援方法')),
                    ('work_kind', tsunagi.access.fields.TextLine(blank=True, max_length=40, verbose_name='業務の種類')),
                    ('mode', tsunagi.access.fields.TextLine(blank=True, max_length=16, verbose_name='関わり方')),
                    ('purposes', models.JSONField(default=list, verbose_name='関わりのねらい')),
                    ('is_direct', models.BooleanField(default=False, verbose_name='直接の支援')),
                    ('change', models.CharField(blank=True, choices=[('unknown', 'まだ分からない'), ('none', '変わらない'), ('some', '少し変わった'), ('much', '大きく変わった')], max_length=8, verbose_name='関わって変わったこと')),
                    ('work_kind_version', tsunagi.access.fields.TextLine(blank=True, max_length=80, verbose_name='業務の種類の版')),
                    ('category_version', tsunagi.access.fields.TextLine(blank=True, max_length=80, verbose_name='区分の版')),
                    ('anonymous', models.PositiveSmallIntegerField(default=0, verbose_name='匿名の人の数')),
                    ('served_count', models.PositiveSmallIntegerField(verbose_name='延件数')),
                    ('record_key', models.UUIDField(verbose_name='記録の鍵')),
                    ('version', models.PositiveIntegerField(default=1, verbose_name='版')),
                    ('is_current', models.BooleanField(default=True, verbose_name='いまの版')),
                    ('is_withdrawn', models.BooleanField(default=False, verbose_name='取り下げた')),
                    ('supersedes', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='activity.activity', verbose_name='前の版')),
                    ('recorded_at', models.DateTimeField(verbose_name='記録した日時')),
                    ('recorded_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='記録した職員')),
                    ('superseded_at', models.DateTimeField(null=True, verbose_name='次の版ができた日時')),
                    ('source_ref', tsunagi.access.fields.TextLine(blank=True, max_length=80, verbose_name='もとになった記録')),
                ],
                options={
                    'verbose_name': '活動の記録',
                    'indexes': [models.Index(condition=models.Q(('is_current', True), ('is_withdrawn', False)), fields=['municipality', 'occurred_month', 'method', 'office', 'kind', 'served_count', 'minutes', 'travel_minutes'], name='activity_cross_table'), models.Index(fields=['office', 'occurred_month'], name='activity_by_office'), models.Index(fields=['staff', 'occurred_on'], name='activity_by_staff')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('record_key',), name='activity_one_current_version'), models.UniqueConstraint(fields=('record_key', 'version'), name='activity_version_once'), models.CheckConstraint(condition=models.Q(models.Q(('is_current', True), ('superseded_at', None)), models.Q(('is_current', False), ('superseded_at__isnull', False)), _connector='OR'), name='activity_current_or_superseded'), models.CheckConstraint(condition=models.Q(('is_withdrawn', False), models.Q(('anonymous', 0), ('served_count', 0)), _connector='OR'), name='activity_withdrawn_counts_nothing'), models.CheckConstraint(condition=models.Q(('anonymous__lte', 1)), name='activity_at_most_one_anonymous'), models.CheckConstraint(condition=models.Q(models.Q(('minutes', None), ('minutes__lte', 1440), _connector='OR'), models.Q(('travel_minutes', None), ('travel_minutes__lte', 1440), _connector='OR')), name='activity_minutes_within_a_day')],
                },
            ),
            migrations.CreateModel(
                name='ActivitySubject',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('activity', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='subjects', to='activity.activity', verbose_name='活動の記録')),
                    ('subject_key', models.UUIDField(db_index=True, verbose_name='相手の鍵')),
                    ('original_key', models.UUIDField(db_index=True, verbose_name='もとの相手の鍵')),
                    ('is_child', models.BooleanField(null=True, verbose_name='児童')),
                    ('is_new', models.BooleanField(default=False, verbose_name='新規')),
                ],
                options={
                    'verbose_name': '活動の相手',
                    'constraints': [models.UniqueConstraint(fields=('activity', 'original_key'), name='activity_subject_once')],
                },
            ),
            migrations.CreateModel(
                name='ActivityContent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('activity', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='contents', to='activity.activity', verbose_name='活動の記録')),
                    ('code', tsunagi.access.fields.TextLine(max_length=40, verbose_name='支援内容')),
                ],
                options={
                    'verbose_name': '活動の内容',
                    'constraints': [models.UniqueConstraint(fields=('activity', 'code'), name='activity_content_once')],
                },
            ),
            migrations.CreateModel(
                name='SubjectDisability',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('subject', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='disabilities', to='activity.activitysubject', verbose_name='活動の相手')),
                    ('code', tsunagi.access.fields.TextLine(max_length=40, verbose_name='障害種別')),
                ],
                options={
                    'verbose_name': '活動の相手の障害種別',
                    'constraints': [models.UniqueConstraint(fields=('subject', 'code'), name='subject_disability_once')],
                },
            ),
            migrations.CreateModel(
                name='MonthClose',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', tsunagi.access.fields.PublicIdField(default=tsunagi.common.ids.new_public_id, editable=False, unique=True, verbose_name='公開ID')),
                    ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.municipality', verbose_name='市町村')),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.office', verbose_name='事業所')),
                    ('month', models.PositiveIntegerField(verbose_name='締めた月')),
                    ('closed_at', models.DateTimeField(verbose_name='締めた日時')),
                    ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='締めた職員')),
                    ('figures', models.JSONField(verbose_name='締めた時の数')),
                    ('records', models.JSONField(verbose_name='数えた記録')),
                ],
                options={
                    'verbose_name': '月の締め',
                    'constraints': [models.UniqueConstraint(fields=('municipality', 'office', 'month'), name='month_closed_once')],
                },
            ),
            migrations.CreateModel(
                name='MonthTotal',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('municipality', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.municipality', verbose_name='市町村')),
                    ('office', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.office', verbose_name='事業所')),
                    ('for_city', models.BooleanField(default=True, verbose_name='市町村全体に数える')),
                    ('month', models.PositiveIntegerField(verbose_name='月')),
                    ('kind', models.CharField(max_length=16, verbose_name='活動の種類')),
                    ('method', tsunagi.access.fields.TextLine(max_length=40, verbose_name='支援方法')),
                    ('served', models.IntegerField(verbose_name='延件数')),
                    ('records', models.IntegerField(verbose_name='記録の数')),
                    ('minutes', models.IntegerField(verbose_name='分')),
                    ('travel_minutes', models.IntegerField(verbose_name='移動の分')),
                ],
                options={
                    'verbose_name': '台帳の月ごとの計',
                    'indexes': [models.Index(condition=models.Q(('for_city', True)), fields=['municipality', 'month'], name='month_total_of_city'), models.Index(fields=['municipality', 'office', 'month'], name='month_total_of_office')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('office__isnull', False), ('for_city', True), _connector='OR'), name='month_total_of_office_or_city')],
                },
            ),
        ]),
        migrations.RunPython(create_triggers, drop_triggers),
    ]
