"""前の三つの言葉を、引継ぎの依頼の言葉に写す。戻せる。"""

import datetime

from django.db import migrations
from django.db.models.functions import Left

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
        ('cases', '0008_handoff_columns'),
    ]

    operations = [
        migrations.RunPython(to_answers, to_three_words),
    ]
