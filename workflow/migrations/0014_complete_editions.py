"""Gives editions of the procedure that are in the database what the program asks for since: lists, limits, wording.

Nothing that an edition says is changed; only what it does not say at all is taken from the shipped one.
"""

import json
from pathlib import Path

from django.db import migrations

FOLDER = Path(__file__).resolve().parent.parent / "procedures"
EDITION = "working-together-2018-as-amended-2024-07"


def complete(apps, schema_editor):
    shipped = json.loads((FOLDER / f"{EDITION}.json").read_text(encoding="utf-8"))
    for procedure in apps.get_model("workflow", "ProcedureVersion").objects.all():
        procedure.content = {**shipped["content"], **procedure.content}
        procedure.save()
        for model, part in (("DeadlineRule", "rules"), ("NoticeTemplate", "notices")):
            add_missing(apps.get_model("workflow", model), procedure, shipped[part])


def add_missing(model, procedure, entries):
    """The rows this version lacks, and in those it has, what was empty because there was no column for it."""
    known = {row.key: row for row in model.objects.filter(procedure=procedure)}
    for entry in entries:
        row = known.get(entry["key"])
        if row is None:
            model.objects.create(procedure=procedure, **entry)
            continue
        for name, value in entry.items():
            if getattr(row, name) in (None, "", [], {}):
                setattr(row, name, value)
        row.save()


class Migration(migrations.Migration):
    dependencies = [("workflow", "0013_returns_and_audits")]

    operations = [migrations.RunPython(complete, migrations.RunPython.noop)]
