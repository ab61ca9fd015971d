from django.db import migrations

from tsunagi.cases.search.index_sql import drop_days, index_days


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0017_name_pieces'),
    ]

    operations = [
        migrations.RunPython(index_days, drop_days),
    ]
