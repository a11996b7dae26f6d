"""The log refuses to be changed or cut: triggers on SQLite and PostgreSQL."""

from typing import ClassVar

from django.db import migrations

from workflow import audit


def install(apps, schema_editor):
    audit.install_triggers(schema_editor.connection)


def drop(apps, schema_editor):
    audit.drop_triggers(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("workflow", "0001_initial")]

    operations: ClassVar = [migrations.RunPython(install, drop, elidable=False)]
