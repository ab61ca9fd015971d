"""受付のつなぎが、引継ぎの依頼と同じ言葉で返事を待つ。前の三つの言葉を、新しい言葉に写す。"""

import datetime

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Left

import tsunagi.access.fields

# A request was waited for without a day; from now on as long as every request waits.
DAYS_TO_ANSWER = 7
STATES = {'open': 'asked', 'taken_up': 'accepted', 'not_taken': 'declined'}
STATES_BACK = {
    'asked': 'open', 'seen': 'open', 'questioned': 'open', 'accepted': 'taken_up',
    'declined': 'not_taken', 'elsewhere': 'not_taken', 'withdrawn': 'not_taken',
}
# The codes of the national categories; a local code has no word here and is let go.
WAYS = {
    'NAT-M1': 'visit', 'NAT-M2': 'visit', 'NAT-M3': 'visit', 'NAT-M4': 'phone',
    'NAT-M5': 'paper',
}
WAYS_BACK = {'visit': 'NAT-M2', 'phone': 'NAT-M4', 'paper': 'NAT-M5', 'system': ''}
OLD_NOTE_LENGTH = 300


def to_answers(apps, schema_editor):
    rows = apps.get_model('cases', 'Handoff')._base_manager.using(
        schema_editor.connection.alias
    )
    for day in set(rows.values_list('asked_on', flat=True)):
        answer_by = day + datetime.timedelta(days=DAYS_TO_ANSWER)
        rows.filter(asked_on=day).update(answer_by=answer_by)
    for old, way in WAYS.items():
        rows.filter(answer_way=old).update(answer_way=way)
    rows.exclude(answer_way__in=set(WAYS.values())).update(answer_way='')
    rows.filter(answer_way='', is_entered_for_other=False).exclude(
        state='open'
    ).update(answer_way='system')
    for old, answer in STATES.items():
        rows.filter(state=old).update(state=answer)


def to_three_words(apps, schema_editor):
    rows = apps.get_model('cases', 'Handoff')._base_manager.using(
        schema_editor.connection.alias
    )
    for answer, old in STATES_BACK.items():
        rows.filter(state=answer).update(state=old)
    for way, old in WAYS_BACK.items():
        rows.filter(answer_way=way).update(answer_way=old)
    rows.update(answer_note=Left('answer_note', OLD_NOTE_LENGTH))


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
        migrations.RunPython(to_answers, to_three_words),
        migrations.AddIndex(
            model_name='handoff',
            index=models.Index(condition=models.Q(('state__in', ['asked', 'questioned', 'seen'])), fields=['office', 'answer_by', 'id'], name='handoff_waiting_at_office'),
        ),
        migrations.AddConstraint(
            model_name='handoff',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_on', None), ('state__in', ['asked', 'questioned', 'seen'])), models.Q(models.Q(('state__in', ['asked', 'questioned', 'seen']), _negated=True), ('answered_on__isnull', False)), _connector='OR'), name='handoff_answer_has_its_day'),
        ),
        migrations.AddConstraint(
            model_name='handoff',
            constraint=models.CheckConstraint(condition=models.Q(('arrived_on', None), ('state', 'accepted'), _connector='OR'), name='handoff_arrival_follows_acceptance'),
        ),
    ]
