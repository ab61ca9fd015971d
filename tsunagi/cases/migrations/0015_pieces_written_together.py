from django.db import migrations

from tsunagi.cases.search.index_sql import write_together


class Migration(migrations.Migration):
    """Backwards nothing: an index that writes together answers the same."""

    dependencies = [
        ('cases', '0014_access_by_named_staff'),
    ]

    operations = [
        migrations.RunPython(write_together, migrations.RunPython.noop),
    ]
