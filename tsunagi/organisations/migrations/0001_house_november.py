"""The tables of the room as of November 2026."""

import django.db.models.deletion
import django.db.models.functions.text
import tsunagi.access.fields
import tsunagi.common.ids
from django.conf import settings
from django.db import migrations, models

from tsunagi.access.tables import CreateTables


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('organisations', '0001_house'),
        ('organisations', '0002_area_point'),
        ('organisations', '0003_free_places_heard'),
        ('organisations', '0004_routing_rule'),
    ]

    dependencies = [
    ]

    operations = [
        CreateTables([
            migrations.CreateModel(
                name='Area',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', tsunagi.access.fields.PublicIdField(default=tsunagi.common.ids.new_public_id, editable=False, unique=True, verbose_name='公開ID')),
                    ('kind', models.CharField(choices=[('prefecture', '都道府県'), ('sphere', '圏域'), ('municipality', '市町村'), ('ward', '区'), ('catchment', '担当圏域'), ('joint', '共同設置の地域')], max_length=16, verbose_name='区分')),
                    ('name', tsunagi.access.fields.TextLine(max_length=80, verbose_name='名称')),
                    ('name_kana', tsunagi.access.fields.TextLine(blank=True, max_length=120, verbose_name='名称（かな）')),
                    ('search_key', tsunagi.access.fields.TextLine(blank=True, max_length=240, verbose_name='検索の鍵')),
                    ('code', models.CharField(blank=True, max_length=6, verbose_name='全国地方公共団体コード')),
                    ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='organisations.area', verbose_name='上の地域')),
                    ('path', models.CharField(blank=True, db_index=True, max_length=200, verbose_name='木の中の位置')),
                    ('municipality', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='areas', to='organisations.municipality', verbose_name='市町村')),
                    ('valid_from', models.DateField(verbose_name='始まる日')),
                    ('valid_before', models.DateField(blank=True, null=True, verbose_name='終わる日の翌日')),
                    ('version', models.PositiveIntegerField(default=1, verbose_name='版')),
                    ('latitude', models.FloatField(blank=True, null=True, verbose_name='代表点の緯度')),
                    ('longitude', models.FloatField(blank=True, null=True, verbose_name='代表点の経度')),
                ],
                options={
                    'verbose_name': '地域',
                    'indexes': [models.Index(fields=['municipality', 'kind'], name='area_by_kind')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('valid_before', None), ('valid_before__gt', models.F('valid_from')), _connector='OR'), name='area_interval_is_not_backwards'), models.CheckConstraint(condition=models.Q(models.Q(('latitude', None), ('longitude', None)), models.Q(('latitude__isnull', False), ('longitude__isnull', False)), _connector='OR'), name='area_point_has_both_coordinates')],
                },
            ),
            migrations.CreateModel(
                name='Municipality',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', tsunagi.access.fields.PublicIdField(default=tsunagi.common.ids.new_public_id, editable=False, unique=True, verbose_name='公開ID')),
                    ('area', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='tenant', to='organisations.area', verbose_name='地域')),
                    ('name', tsunagi.access.fields.TextLine(max_length=80, verbose_name='名称')),
                    ('code', models.CharField(max_length=6, unique=True, verbose_name='全国地方公共団体コード')),
                    ('kokuhoren_number', models.CharField(blank=True, max_length=6, verbose_name='国保連 市町村番号')),
                    ('disability_spelling', models.CharField(choices=[('障害', '障害'), ('障がい', '障がい'), ('障碍', '障碍')], default='障害', max_length=4, verbose_name='「障害」の書き方')),
                    ('version', models.PositiveIntegerField(default=1, verbose_name='版')),
                ],
                options={
                    'verbose_name': '市町村',
                    'indexes': [],
                    'constraints': [],
                },
            ),
            migrations.CreateModel(
                name='JointAreaMember',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('joint_area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='joint_members', to='organisations.area', verbose_name='共同の地域')),
                    ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='joint_memberships', to='organisations.area', verbose_name='加わる地域')),
                    ('valid_from', models.DateField(verbose_name='始まる日')),
                    ('valid_before', models.DateField(blank=True, null=True, verbose_name='終わる日の翌日')),
                ],
                options={
                    'verbose_name': '共同設置の参加',
                    'constraints': [models.UniqueConstraint(fields=('joint_area', 'member', 'valid_from'), name='joint_member_once')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='AreaOutline',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('area', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='outline', to='organisations.area', verbose_name='地域')),
                    ('rings', models.JSONField(verbose_name='輪郭')),
                    ('credit', tsunagi.access.fields.LongText(max_length=300, verbose_name='出典')),
                    ('imported_at', models.DateTimeField(verbose_name='取り込んだ日時')),
                    ('imported_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='取り込んだ職員')),
                ],
                options={
                    'verbose_name': '地図の輪郭',
                    'indexes': [],
                    'constraints': [],
                },
            ),
            migrations.CreateModel(
                name='Corporation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', tsunagi.access.fields.PublicIdField(default=tsunagi.common.ids.new_public_id, editable=False, unique=True, verbose_name='公開ID')),
                    ('name', tsunagi.access.fields.TextLine(max_length=200, verbose_name='法人名')),
                    ('name_kana', tsunagi.access.fields.TextLine(blank=True, max_length=300, verbose_name='法人名（かな）')),
                    ('search_key', tsunagi.access.fields.TextLine(blank=True, max_length=500, verbose_name='検索の鍵')),
                    ('corporate_number', models.CharField(blank=True, max_length=13, verbose_name='法人番号')),
                    ('number_problem', tsunagi.access.fields.TextLine(blank=True, help_text='公開データの番号が壊れているとき、その値と理由', max_length=200, verbose_name='法人番号の気になる点')),
                    ('address', tsunagi.access.fields.TextLine(blank=True, max_length=300, verbose_name='所在地')),
                    ('phone', tsunagi.access.fields.TextLine(blank=True, max_length=40, verbose_name='電話番号')),
                    ('version', models.PositiveIntegerField(default=1, verbose_name='版')),
                ],
                options={
                    'verbose_name': '法人',
                    'constraints': [models.UniqueConstraint(condition=models.Q(('corporate_number', ''), _negated=True), fields=('corporate_number',), name='corporate_number_once')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='Office',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', tsunagi.access.fields.PublicIdField(default=tsunagi.common.ids.new_public_id, editable=False, unique=True, verbose_name='公開ID')),
                    ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offices', to='organisations.municipality', verbose_name='市町村')),
                    ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offices', to='organisations.area', verbose_name='所在する地域')),
                    ('corporation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='offices', to='organisations.corporation', verbose_name='法人')),
                    ('name', tsunagi.access.fields.TextLine(max_length=200, verbose_name='事業所名')),
                    ('name_kana', tsunagi.access.fields.TextLine(blank=True, max_length=300, verbose_name='事業所名（かな）')),
                    ('search_key', tsunagi.access.fields.TextLine(blank=True, max_length=500, verbose_name='検索の鍵')),
                    ('postal_code', models.CharField(blank=True, max_length=7, verbose_name='郵便番号')),
                    ('address', tsunagi.access.fields.TextLine(blank=True, max_length=300, verbose_name='所在地')),
                    ('phone', tsunagi.access.fields.TextLine(blank=True, max_length=40, verbose_name='電話番号')),
                    ('fax', tsunagi.access.fields.TextLine(blank=True, max_length=40, verbose_name='FAX番号')),
                    ('url', tsunagi.access.fields.TextLine(blank=True, max_length=300, verbose_name='ホームページ')),
                    ('latitude', models.FloatField(blank=True, null=True, verbose_name='緯度')),
                    ('longitude', models.FloatField(blank=True, null=True, verbose_name='経度')),
                    ('hours_weekday', tsunagi.access.fields.TextLine(blank=True, max_length=60, verbose_name='平日の時間')),
                    ('hours_saturday', tsunagi.access.fields.TextLine(blank=True, max_length=60, verbose_name='土曜の時間')),
                    ('hours_sunday', tsunagi.access.fields.TextLine(blank=True, max_length=60, verbose_name='日曜の時間')),
                    ('hours_holiday', tsunagi.access.fields.TextLine(blank=True, max_length=60, verbose_name='祝日の時間')),
                    ('closed_days', tsunagi.access.fields.TextLine(blank=True, max_length=200, verbose_name='定休日')),
                    ('hours_note', tsunagi.access.fields.LongText(blank=True, max_length=500, verbose_name='時間の留意事項')),
                    ('introduction', tsunagi.access.fields.LongText(blank=True, max_length=2000, verbose_name='できること・得意なこと')),
                    ('how_to_ask', tsunagi.access.fields.LongText(blank=True, max_length=1000, verbose_name='相談の申し込み方')),
                    ('confirmed_on', models.DateField(blank=True, null=True, verbose_name='内容を確かめた日')),
                    ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='確かめた職員')),
                    ('closed_on', models.DateField(blank=True, null=True, verbose_name='廃止した日')),
                    ('version', models.PositiveIntegerField(default=1, verbose_name='版')),
                ],
                options={
                    'verbose_name': '事業所',
                    'indexes': [models.Index(fields=['municipality', 'search_key', 'id'], name='office_by_key'), models.Index(fields=['area', 'search_key', 'id'], name='office_by_area')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('latitude', None), ('longitude', None)), models.Q(('latitude__isnull', False), ('longitude__isnull', False)), _connector='OR'), name='office_coordinates_come_in_pairs')],
                },
            ),
            migrations.CreateModel(
                name='OfficeKindPeriod',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='kind_periods', to='organisations.office', verbose_name='事業所')),
                    ('kind', models.CharField(choices=[('core_centre', '基幹相談支援センター'), ('commissioned', '委託相談支援事業所'), ('activity_centre', '地域活動支援センター（生活支援型）'), ('designated_plan', '指定特定相談支援事業所'), ('designated_child', '指定障害児相談支援事業所'), ('designated_general', '指定一般相談支援事業所'), ('support_base', '地域生活支援拠点等'), ('service_provider', '障害福祉サービス事業所'), ('desk', '行政の窓口'), ('council', '協議会'), ('informal', '地域の社会資源')], max_length=24, verbose_name='種別')),
                    ('service_code', models.CharField(blank=True, max_length=4, verbose_name='公開データのサービス種類コード')),
                    ('service_name', tsunagi.access.fields.TextLine(blank=True, max_length=60, verbose_name='サービス種別')),
                    ('office_number', models.CharField(blank=True, max_length=10, verbose_name='事業所番号')),
                    ('open_data_no', models.CharField(blank=True, max_length=20, verbose_name='公開データの NO')),
                    ('capacity', models.PositiveIntegerField(blank=True, null=True, verbose_name='定員')),
                    ('valid_from', models.DateField(verbose_name='始まる日')),
                    ('valid_before', models.DateField(blank=True, null=True, verbose_name='終わる日の翌日')),
                ],
                options={
                    'verbose_name': '事業所の種別',
                    'indexes': [models.Index(fields=['kind', 'office'], name='kind_period_by_kind'), models.Index(fields=['office_number'], name='kind_period_by_number')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('valid_before', None), ('valid_before__gt', models.F('valid_from')), _connector='OR'), name='office_kind_interval_is_not_backwards'), models.UniqueConstraint(condition=models.Q(('open_data_no', ''), _negated=True), fields=('office_number', 'service_code', 'open_data_no'), name='open_data_row_once')],
                },
            ),
            migrations.CreateModel(
                name='OfficeArea',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responsible_areas', to='organisations.office', verbose_name='事業所')),
                    ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='responsible_offices', to='organisations.area', verbose_name='担当する地域')),
                    ('valid_from', models.DateField(verbose_name='始まる日')),
                    ('valid_before', models.DateField(blank=True, null=True, verbose_name='終わる日の翌日')),
                ],
                options={
                    'verbose_name': '担当地域',
                    'constraints': [models.UniqueConstraint(fields=('office', 'area', 'valid_from'), name='office_area_once')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='OfficeFeature',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='features', to='organisations.office', verbose_name='事業所')),
                    ('kind', models.CharField(choices=[('facility', '対応'), ('language', 'ことば'), ('disability', '得意な障害')], max_length=12, verbose_name='区分')),
                    ('value', tsunagi.access.fields.TextLine(max_length=40, verbose_name='内容')),
                ],
                options={
                    'verbose_name': '対応できること',
                    'indexes': [models.Index(fields=['kind', 'value'], name='feature_by_value')],
                    'constraints': [models.UniqueConstraint(fields=('office', 'kind', 'value'), name='office_feature_once')],
                },
            ),
            migrations.CreateModel(
                name='FreePlaces',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='free_places', to='organisations.office', verbose_name='事業所')),
                    ('accepts_new', models.BooleanField(verbose_name='新しい相談を受けられる')),
                    ('free_places', models.PositiveIntegerField(blank=True, null=True, verbose_name='受けられる人数')),
                    ('capacity', models.PositiveIntegerField(blank=True, null=True, verbose_name='受け持てる人数')),
                    ('note', tsunagi.access.fields.LongText(blank=True, max_length=300, verbose_name='ひとこと')),
                    ('confirmed_on', models.DateField(verbose_name='確かめた日')),
                    ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='確かめた職員')),
                    ('recorded_at', models.DateTimeField(verbose_name='記録した日時')),
                    ('is_current', models.BooleanField(default=True, verbose_name='いまの数字')),
                    ('is_for_other', models.BooleanField(default=False, verbose_name='代理入力')),
                    ('said_by', tsunagi.access.fields.TextLine(blank=True, max_length=60, verbose_name='聞いた相手')),
                ],
                options={
                    'verbose_name': '空きの状況',
                    'constraints': [models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('office',), name='one_current_free_places')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='OfficeRevision',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='revisions', to='organisations.office', verbose_name='事業所')),
                    ('version', models.PositiveIntegerField(verbose_name='版')),
                    ('changes', models.JSONField(default=dict, verbose_name='変更')),
                    ('source', tsunagi.access.fields.TextLine(max_length=40, verbose_name='もと')),
                    ('recorded_at', models.DateTimeField(verbose_name='記録した日時')),
                    ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='記録した職員')),
                ],
                options={
                    'verbose_name': '事業所の変更',
                    'constraints': [models.UniqueConstraint(fields=('office', 'version'), name='office_version_once')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='Staff',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('public_id', tsunagi.access.fields.PublicIdField(default=tsunagi.common.ids.new_public_id, editable=False, unique=True, verbose_name='公開ID')),
                    ('login_name', models.CharField(max_length=60, unique=True, verbose_name='ログイン名')),
                    ('name', tsunagi.access.fields.TextLine(max_length=80, verbose_name='氏名')),
                    ('name_kana', tsunagi.access.fields.TextLine(blank=True, max_length=120, verbose_name='氏名（かな）')),
                    ('search_key', tsunagi.access.fields.TextLine(blank=True, max_length=240, verbose_name='検索の鍵')),
                    ('phone', tsunagi.access.fields.TextLine(blank=True, max_length=40, verbose_name='連絡先')),
                    ('is_active', models.BooleanField(default=True, verbose_name='使える')),
                    ('is_invited', models.BooleanField(default=False, verbose_name='招待中（まだログインしていない）')),
                    ('joined_at', models.DateTimeField(auto_now_add=True, verbose_name='登録した日時')),
                    ('version', models.PositiveIntegerField(default=1, verbose_name='版')),
                ],
                options={
                    'verbose_name': '職員',
                    'indexes': [models.Index(fields=['search_key', 'id'], name='staff_by_key')],
                    'constraints': [models.UniqueConstraint(django.db.models.functions.text.Lower('login_name'), name='login_name_ignores_case')],
                },
            ),
            migrations.CreateModel(
                name='Post',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', tsunagi.access.fields.PublicIdField(default=tsunagi.common.ids.new_public_id, editable=False, unique=True, verbose_name='公開ID')),
                    ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to=settings.AUTH_USER_MODEL, verbose_name='職員')),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='organisations.office', verbose_name='事業所')),
                    ('kind', models.CharField(choices=[('manager', '管理者'), ('specialist', '相談支援専門員'), ('assistant', '相談支援員'), ('consultant', '相談員（委託）'), ('core_staff', '基幹の職員'), ('service_manager', 'サービス提供責任者（重度障害者等包括支援）'), ('municipal_officer', '市町村の担当者'), ('ward_officer', '区の担当者'), ('secretariat', '協議会の事務局'), ('council_member', '協議会の委員'), ('prefectural_officer', '都道府県の担当者'), ('adviser', 'アドバイザー'), ('trainee', '受講者'), ('information_officer', '個人情報管理者'), ('system_administrator', 'システム管理者'), ('other', 'その他の職員')], max_length=24, verbose_name='配置の種類')),
                    ('local_title', tsunagi.access.fields.TextLine(blank=True, help_text='例 相談支援機能強化員', max_length=40, verbose_name='呼び名')),
                    ('fte_hundredths', models.PositiveSmallIntegerField(default=100, verbose_name='常勤換算（100分の1）')),
                    ('valid_from', models.DateField(verbose_name='始まる日')),
                    ('valid_before', models.DateField(blank=True, null=True, verbose_name='終わる日の翌日')),
                    ('ended_reason', tsunagi.access.fields.TextLine(blank=True, max_length=80, verbose_name='終わった理由')),
                    ('recorded_by_id', models.BigIntegerField(null=True, verbose_name='記録した職員')),
                ],
                options={
                    'verbose_name': '配置',
                    'indexes': [models.Index(fields=['office', 'valid_before'], name='post_by_office')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('valid_before', None), ('valid_before__gte', models.F('valid_from')), _connector='OR'), name='post_interval_is_not_backwards'), models.CheckConstraint(condition=models.Q(('fte_hundredths__lte', 100)), name='post_fte_at_most_one'), models.UniqueConstraint(condition=models.Q(('valid_before', None)), fields=('staff', 'office', 'kind'), name='post_open_once')],
                },
            ),
            migrations.CreateModel(
                name='Qualification',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', tsunagi.access.fields.PublicIdField(default=tsunagi.common.ids.new_public_id, editable=False, unique=True, verbose_name='公開ID')),
                    ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='qualifications', to=settings.AUTH_USER_MODEL, verbose_name='職員')),
                    ('kind', models.CharField(choices=[('initial', '相談支援従事者初任者研修'), ('refresher', '相談支援従事者現任研修'), ('chief', '主任相談支援専門員研修'), ('special', '専門コース別研修')], max_length=16, verbose_name='研修')),
                    ('course_name', tsunagi.access.fields.TextLine(blank=True, max_length=80, verbose_name='コース名')),
                    ('completed_on', models.DateField(verbose_name='修了した日')),
                    ('certificate_number', tsunagi.access.fields.TextLine(blank=True, max_length=40, verbose_name='修了証の番号')),
                    ('issued_by', tsunagi.access.fields.TextLine(blank=True, max_length=60, verbose_name='実施した都道府県など')),
                    ('is_withdrawn', models.BooleanField(default=False, verbose_name='取り消した')),
                    ('withdrawn_reason', tsunagi.access.fields.TextLine(blank=True, max_length=120, verbose_name='取り消した理由')),
                    ('recorded_at', models.DateTimeField(auto_now_add=True, verbose_name='記録した日時')),
                    ('recorded_by_id', models.BigIntegerField(null=True, verbose_name='記録した職員')),
                ],
                options={
                    'verbose_name': '研修の修了',
                    'constraints': [models.UniqueConstraint(condition=models.Q(('is_withdrawn', False)), fields=('staff', 'kind', 'course_name', 'completed_on'), name='qualification_once')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='ChiefAppointment',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('public_id', tsunagi.access.fields.PublicIdField(default=tsunagi.common.ids.new_public_id, editable=False, unique=True, verbose_name='公開ID')),
                    ('staff', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='chief_appointments', to=settings.AUTH_USER_MODEL, verbose_name='職員')),
                    ('office', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='chief_appointments', to='organisations.office', verbose_name='配置先')),
                    ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='chief_appointments', to='organisations.area', verbose_name='受け持つ地域')),
                    ('municipality', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.municipality', verbose_name='市町村')),
                    ('mandate_by', tsunagi.access.fields.TextLine(max_length=120, verbose_name='位置づけた人・文書')),
                    ('how_to_ask', tsunagi.access.fields.LongText(max_length=500, verbose_name='頼み方')),
                    ('valid_from', models.DateField(verbose_name='始まる日')),
                    ('valid_before', models.DateField(blank=True, null=True, verbose_name='終わる日の翌日')),
                    ('recorded_by_id', models.BigIntegerField(null=True, verbose_name='記録した職員')),
                ],
                options={
                    'verbose_name': '主任の位置づけ',
                    'constraints': [models.CheckConstraint(condition=models.Q(('valid_before', None), ('valid_before__gte', models.F('valid_from')), _connector='OR'), name='chief_interval_is_not_backwards'), models.UniqueConstraint(condition=models.Q(('valid_before', None)), fields=('staff', 'area'), name='chief_appointed_once')],
                    'indexes': [],
                },
            ),
            migrations.CreateModel(
                name='RoutingRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('route', models.CharField(choices=[('core', '基幹へ'), ('commissioned', '委託があれば委託へ、なければ基幹へ'), ('office', '計画相談の事業所へ')], max_length=16, verbose_name='行き先')),
                    ('reason', tsunagi.access.fields.LongText(max_length=300, verbose_name='わけ・決めた場')),
                    ('valid_from', models.DateField(verbose_name='始まる日')),
                    ('valid_before', models.DateField(blank=True, null=True, verbose_name='終わる日の翌日')),
                    ('is_struck', models.BooleanField(default=False, verbose_name='取り消した')),
                    ('recorded_at', models.DateTimeField(verbose_name='記録した日時')),
                    ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='routing_rules', to='organisations.area', verbose_name='地域')),
                    ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='記録した職員')),
                ],
                options={
                    'verbose_name': '困難な相談の行き先',
                    'constraints': [models.CheckConstraint(condition=models.Q(('valid_before', None), ('valid_before__gt', models.F('valid_from')), _connector='OR'), name='routing_interval_is_not_backwards'), models.UniqueConstraint(condition=models.Q(('is_struck', False), ('valid_before', None)), fields=('area',), name='routing_one_open_rule'), models.UniqueConstraint(condition=models.Q(('is_struck', False)), fields=('area', 'valid_from'), name='routing_one_rule_from_a_day')],
                    'indexes': [],
                },
            ),
        ]),
    ]
