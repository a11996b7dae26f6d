"""Puts the first edition of the procedure in force, so that a fresh database can open cases and work out dates."""

import json
from pathlib import Path

from django.db import migrations
from django.utils import timezone

EDITION = "working-together-2018-as-amended-2024-07"
FOLDER = Path(__file__).resolve().parent.parent / "procedures"


def load(apps, schema_editor):
    # The models as they were at this migration: workflow.procedures.load() works with those of today.
    version_model = apps.get_model("workflow", "ProcedureVersion")
    if version_model.objects.filter(key=EDITION).exists():
        return
    document = json.loads((FOLDER / f"{EDITION}.json").read_text(encoding="utf-8"))
    names = ("key", "title", "source", "effective_from", "content")
    version = version_model.objects.create(published_at=timezone.now(), **{name: document[name] for name in names})
    for model, part in (("DeadlineRule", "rules"), ("NoticeTemplate", "notices")):
        rows = apps.get_model("workflow", model)
        # What the file says since then is filled in by 0014, once there is a column for it.
        known = {field.name for field in rows._meta.get_fields()}
        entries = [{name: value for name, value in entry.items() if name in known} for entry in document[part]]
        rows.objects.bulk_create(rows(procedure=version, **entry) for entry in entries)


class Migration(migrations.Migration):
    dependencies = [("workflow", "0002_audit_triggers")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
