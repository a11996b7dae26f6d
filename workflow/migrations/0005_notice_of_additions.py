"""Gives every edition of the procedure the wording of a notice that the portal sends since: information was added."""

import json
from pathlib import Path

from django.db import migrations

KEY = "form-added-to"
FOLDER = Path(__file__).resolve().parent.parent / "procedures"


def add(apps, schema_editor):
    shipped = json.loads((FOLDER / "working-together-2018-as-amended-2024-07.json").read_text(encoding="utf-8"))
    notice = next(notice for notice in shipped["notices"] if notice["key"] == KEY)
    wording = {name: notice[name] for name in ("key", "subject", "body")}
    templates = apps.get_model("workflow", "NoticeTemplate")
    has_it = templates.objects.filter(key=KEY).values("procedure")
    for procedure in apps.get_model("workflow", "ProcedureVersion").objects.exclude(pk__in=has_it):
        templates.objects.create(procedure=procedure, **wording)


class Migration(migrations.Migration):
    dependencies = [("workflow", "0004_export")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
