"""The tables of the room as of November 2026, and the triggers that keep audit rows as they are."""

import django.db.models.deletion
import tsunagi.access.fields
import tsunagi.access.permissions
import tsunagi.common.ids
from django.db import migrations, models

from tsunagi.access.tables import CreateTables
from tsunagi.access.triggers import forbid_changes, permit_changes


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('access', '0001_house'),
    ]

    dependencies = [
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='GrantRow',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('staff_id', models.BigIntegerField(db_index=True, verbose_name='職員')),
                    ('role', models.CharField(choices=[(tsunagi.access.permissions.Role['SPECIALIST'], tsunagi.access.permissions.Role['SPECIALIST']), (tsunagi.access.permissions.Role['ASSISTANT'], tsunagi.access.permissions.Role['ASSISTANT']), (tsunagi.access.permissions.Role['OFFICE_MANAGER'], tsunagi.access.permissions.Role['OFFICE_MANAGER']), (tsunagi.access.permissions.Role['CONSULTANT'], tsunagi.access.permissions.Role['CONSULTANT']), (tsunagi.access.permissions.Role['CORE_STAFF'], tsunagi.access.permissions.Role['CORE_STAFF']), (tsunagi.access.permissions.Role['CHIEF'], tsunagi.access.permissions.Role['CHIEF']), (tsunagi.access.permissions.Role['RIGHTS_STAFF'], tsunagi.access.permissions.Role['RIGHTS_STAFF']), (tsunagi.access.permissions.Role['MUNICIPAL_OFFICER'], tsunagi.access.permissions.Role['MUNICIPAL_OFFICER']), (tsunagi.access.permissions.Role['WARD_OFFICER'], tsunagi.access.permissions.Role['WARD_OFFICER']), (tsunagi.access.permissions.Role['SECRETARIAT'], tsunagi.access.permissions.Role['SECRETARIAT']), (tsunagi.access.permissions.Role['COUNCIL_MEMBER'], tsunagi.access.permissions.Role['COUNCIL_MEMBER']), (tsunagi.access.permissions.Role['PREFECTURAL_OFFICER'], tsunagi.access.permissions.Role['PREFECTURAL_OFFICER']), (tsunagi.access.permissions.Role['ADVISER'], tsunagi.access.permissions.Role['ADVISER']), (tsunagi.access.permissions.Role['TRAINEE'], tsunagi.access.permissions.Role['TRAINEE']), (tsunagi.access.permissions.Role['INFORMATION_OFFICER'], tsunagi.access.permissions.Role['INFORMATION_OFFICER']), (tsunagi.access.permissions.Role['SYSTEM_ADMINISTRATOR'], tsunagi.access.permissions.Role['SYSTEM_ADMINISTRATOR'])], max_length=40, verbose_name='役割')),
                    ('municipality_id', models.BigIntegerField(verbose_name='市町村')),
                    ('office_id', models.BigIntegerField(blank=True, null=True, verbose_name='事業所')),
                    ('area_id', models.BigIntegerField(blank=True, null=True, verbose_name='地域')),
                    ('valid_from', models.DateField(verbose_name='始まる日')),
                    ('valid_before', models.DateField(blank=True, null=True, verbose_name='終わる日の翌日')),
                    ('source_ref', models.CharField(max_length=80, verbose_name='もとになった記録')),
                    ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='記録した日時')),
                    ('created_by_id', models.BigIntegerField(null=True, verbose_name='記録した職員')),
                ],
                options={
                    'verbose_name': '役割の付与',
                    'indexes': [models.Index(fields=['municipality_id', 'role'], name='grant_by_role'), models.Index(fields=['source_ref'], name='grant_by_source')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('valid_before', None), ('valid_before__gte', models.F('valid_from')), _connector='OR'), name='grant_interval_is_not_backwards'), models.CheckConstraint(condition=models.Q(('office_id', None), ('area_id', None), _connector='OR'), name='grant_is_for_office_or_area_not_both')],
                },
            ),
            migrations.CreateModel(
                name='AuditEvent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('at', models.DateTimeField(db_index=True, verbose_name='日時')),
                    ('action', tsunagi.access.fields.TextLine(max_length=80, verbose_name='操作')),
                    ('outcome', models.CharField(choices=[('done', '行った'), ('denied', '許可されなかった'), ('not_found', '見つからなかった'), ('failed', '失敗した')], max_length=12, verbose_name='結果')),
                    ('actor_staff_id', models.BigIntegerField(null=True, verbose_name='操作した職員')),
                    ('actor_name', tsunagi.access.fields.TextLine(blank=True, max_length=120, verbose_name='操作した人または処理')),
                    ('municipality_id', models.BigIntegerField(null=True, verbose_name='市町村')),
                    ('office_id', models.BigIntegerField(null=True, verbose_name='事業所')),
                    ('target_kind', tsunagi.access.fields.TextLine(blank=True, max_length=80, verbose_name='対象の種類')),
                    ('target_public_id', models.UUIDField(null=True, verbose_name='対象')),
                    ('details', models.JSONField(default=dict, verbose_name='詳しい内容')),
                    ('source', models.CharField(max_length=12, verbose_name='入口')),
                    ('request_ref', models.UUIDField(null=True, verbose_name='要求番号')),
                ],
                options={
                    'verbose_name': '監査の記録',
                    'indexes': [models.Index(fields=['municipality_id', '-id'], name='audit_by_municipality'), models.Index(fields=['municipality_id', 'actor_staff_id', '-id'], name='audit_by_actor'), models.Index(fields=['municipality_id', 'action', '-id'], name='audit_by_action'), models.Index(fields=['target_public_id', '-id'], name='audit_by_target')],
                    'constraints': [],
                },
            ),
            migrations.CreateModel(
                name='AuditSubject',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='subjects', to='access.auditevent', verbose_name='監査の記録')),
                    ('subject_public_id', models.UUIDField(db_index=True, verbose_name='閲覧された人')),
                ],
                options={
                    'verbose_name': '閲覧された人',
                    'indexes': [],
                    'constraints': [],
                },
            ),
            migrations.CreateModel(
                name='AuditSeal',
                fields=[
                    ('number', models.BigIntegerField(primary_key=True, serialize=False, verbose_name='封印番号')),
                    ('event_id', models.BigIntegerField(unique=True, verbose_name='監査の記録')),
                    ('hash', models.CharField(max_length=64, verbose_name='封印')),
                    ('sealed_at', models.DateTimeField(verbose_name='封印した日時')),
                ],
                options={
                    'verbose_name': '監査の封印',
                    'indexes': [],
                    'constraints': [],
                },
            ),
            migrations.CreateModel(
                name='LoginThrottle',
                fields=[
                    ('key', models.CharField(max_length=64, primary_key=True, serialize=False, verbose_name='鍵')),
                    ('failures', models.PositiveIntegerField(default=0, verbose_name='続けて失敗した回数')),
                    ('last_failed_at', models.DateTimeField(verbose_name='最後に失敗した日時')),
                ],
                options={
                    'verbose_name': 'ログインの失敗',
                    'indexes': [],
                    'constraints': [],
                },
            ),
            migrations.CreateModel(
                name='SecondFactorRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('municipality_id', models.BigIntegerField(verbose_name='市町村')),
                    ('role', models.CharField(max_length=40, verbose_name='役割')),
                    ('required_from', models.DateField(verbose_name='求め始める日')),
                    ('decided_by_id', models.BigIntegerField(null=True, verbose_name='決めた職員')),
                ],
                options={
                    'verbose_name': '二段階の確認を求める役割',
                    'constraints': [models.UniqueConstraint(fields=('municipality_id', 'role'), name='second_factor_rule_once')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='OneTimeCode',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', tsunagi.access.fields.PublicIdField(default=tsunagi.common.ids.new_public_id, editable=False, unique=True, verbose_name='公開ID')),
                    ('kind', models.CharField(choices=[('invitation', '招待'), ('recovery', 'ログインの再設定')], max_length=12, verbose_name='種類')),
                    ('staff_id', models.BigIntegerField(db_index=True, verbose_name='職員')),
                    ('municipality_id', models.BigIntegerField(verbose_name='市町村')),
                    ('code_hash', models.CharField(blank=True, max_length=64, verbose_name='照合用の値')),
                    ('requested_by_id', models.BigIntegerField(null=True, verbose_name='申し出た職員')),
                    ('requested_at', models.DateTimeField(verbose_name='申し出た日時')),
                    ('approved_by_id', models.BigIntegerField(null=True, verbose_name='認めた職員')),
                    ('approved_at', models.DateTimeField(null=True, verbose_name='認めた日時')),
                    ('expires_at', models.DateTimeField(verbose_name='使える期限')),
                    ('used_at', models.DateTimeField(null=True, verbose_name='使った日時')),
                    ('cancelled_at', models.DateTimeField(null=True, verbose_name='取り消した日時')),
                ],
                options={
                    'verbose_name': '一回限りの番号',
                    'constraints': [models.CheckConstraint(condition=models.Q(('approved_by_id', None), ('requested_by_id', None), models.Q(('approved_by_id', models.F('requested_by_id')), _negated=True), _connector='OR'), name='recovery_is_approved_by_a_second_person')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='IdempotencyKey',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('staff_id', models.BigIntegerField(verbose_name='職員')),
                    ('key', models.UUIDField(verbose_name='鍵')),
                    ('action', models.CharField(max_length=80, verbose_name='操作')),
                    ('body_hash', models.CharField(max_length=64, verbose_name='内容の照合値')),
                    ('result_ref', models.CharField(max_length=200, verbose_name='結果')),
                    ('created_at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='日時')),
                ],
                options={
                    'verbose_name': '二重送信の防止',
                    'constraints': [models.UniqueConstraint(fields=('staff_id', 'key'), name='idempotency_once')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='CacheEntry',
                fields=[
                    ('cache_key', models.CharField(max_length=255, primary_key=True, serialize=False, verbose_name='鍵')),
                    ('value', models.TextField(verbose_name='値')),
                    ('expires', models.DateTimeField(db_index=True, verbose_name='期限')),
                ],
                options={
                    'verbose_name': '共有の控え',
                    'db_table': 'access_cache',
                    'indexes': [],
                    'constraints': [],
                },
            ),
            migrations.CreateModel(
                name='Draft',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', tsunagi.access.fields.PublicIdField(default=tsunagi.common.ids.new_public_id, editable=False, unique=True, verbose_name='公開ID')),
                    ('municipality_id', models.BigIntegerField(verbose_name='市町村')),
                    ('staff_id', models.BigIntegerField(verbose_name='書いている職員')),
                    ('form', tsunagi.access.fields.TextLine(max_length=80, verbose_name='画面')),
                    ('subject_ref', tsunagi.access.fields.TextLine(blank=True, max_length=36, verbose_name='書いている対象')),
                    ('content', tsunagi.access.fields.EncryptedText(verbose_name='内容')),
                    ('revision', models.PositiveIntegerField(default=1, verbose_name='版')),
                    ('started_at', models.DateTimeField(verbose_name='書き始めた日時')),
                    ('saved_at', models.DateTimeField(verbose_name='最後に保存した日時')),
                    ('expires_at', models.DateTimeField(db_index=True, verbose_name='消える日時')),
                ],
                options={
                    'verbose_name': '下書き',
                    'constraints': [models.UniqueConstraint(fields=('municipality_id', 'staff_id', 'form', 'subject_ref'), name='draft_once_per_author_and_form')],
                    'indexes': [],
                },
            ),
        ]),
        migrations.RunPython(forbid_changes, permit_changes),
    ]
