"""The database notes each change itself: the triggers of workflow/desk/statistics/kept/triggers.py."""

from typing import Any

from django.db import migrations

from workflow.desk.statistics.kept import triggers


def lay(apps: Any, schema_editor: Any) -> None:
    triggers.install(using=schema_editor.connection.alias)


def take_away(apps: Any, schema_editor: Any) -> None:
    triggers.drop(using=schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [("workflow", "0022_statistics_kept")]

    operations = [migrations.RunPython(lay, take_away)]
