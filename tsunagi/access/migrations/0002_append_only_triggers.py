"""Audit rows cannot be changed or deleted: triggers on both engines."""

from django.db import migrations

from tsunagi.access.triggers import forbid_changes, permit_changes


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial")]
    operations = [migrations.RunPython(forbid_changes, permit_changes)]
