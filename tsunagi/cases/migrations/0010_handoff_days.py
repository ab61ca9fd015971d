"""返事には日があり、つながったことは引受けのあとに確かめる。"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0009_handoff_words'),
    ]

    operations = [
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
