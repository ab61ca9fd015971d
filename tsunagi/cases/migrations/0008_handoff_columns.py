"""受付のつなぎが、引継ぎの依頼と同じ言葉で返事を待つ: 欄を足し、前の決まりを外す。

In three steps, each in one transaction: PostgreSQL alters no table whose rows were changed
in the same one.
"""

import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import tsunagi.access.fields


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0007_meeting_event'),
        ('organisations', '0002_area_point'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='handoff',
            name='handoff_answer_has_its_day',
        ),
        migrations.RemoveIndex(
            model_name='handoff',
            name='handoff_open_by_office',
        ),
        migrations.RenameField(
            model_name='handoff',
            old_name='answer_method',
            new_name='answer_way',
        ),
        migrations.AlterField(
            model_name='handoff',
            name='answer_way',
            field=models.CharField(blank=True, choices=[('system', 'この画面で'), ('phone', '電話で'), ('visit', '来所・同行で'), ('paper', '書面・ファクスで')], max_length=20, verbose_name='どう受けたか'),
        ),
        migrations.AddField(
            model_name='handoff',
            name='answer_by',
            field=models.DateField(default=datetime.date(2026, 1, 1), verbose_name='返事の期限'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='handoff',
            name='arrival_note',
            field=tsunagi.access.fields.LongText(blank=True, max_length=1000, verbose_name='そのときの様子'),
        ),
        migrations.AddField(
            model_name='handoff',
            name='arrived_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='つながったことを確かめた職員'),
        ),
        migrations.AddField(
            model_name='handoff',
            name='arrived_on',
            field=models.DateField(blank=True, null=True, verbose_name='本人がつながったことを確かめた日'),
        ),
        migrations.AddField(
            model_name='handoff',
            name='decline',
            field=models.CharField(blank=True, choices=[('full', '空きがない'), ('unfit', '体制が合わない'), ('other', 'その他')], max_length=8, verbose_name='引き受けられないわけ'),
        ),
        migrations.AddField(
            model_name='handoff',
            name='question',
            field=tsunagi.access.fields.LongText(blank=True, max_length=1000, verbose_name='尋ねられたこと'),
        ),
        migrations.AddField(
            model_name='handoff',
            name='reply',
            field=tsunagi.access.fields.LongText(blank=True, max_length=2000, verbose_name='答えたこと'),
        ),
        migrations.AddField(
            model_name='handoff',
            name='version',
            field=models.PositiveIntegerField(default=1, verbose_name='版'),
        ),
        migrations.AlterField(
            model_name='handoff',
            name='answer_note',
            field=tsunagi.access.fields.LongText(blank=True, max_length=1000, verbose_name='返事のメモ'),
        ),
        migrations.AlterField(
            model_name='handoff',
            name='state',
            field=models.CharField(choices=[('asked', '頼んだ'), ('seen', '相手が開いた'), ('questioned', '尋ねられている'), ('accepted', '引き受けた'), ('declined', '引き受けられない'), ('elsewhere', 'ほかで決まった'), ('withdrawn', '取り下げた')], default='asked', max_length=12, verbose_name='いま'),
        ),
    ]
