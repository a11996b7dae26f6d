"""When a case is due next, and the number of its reference, of the cases that are there."""

from typing import Any

from django.db import migrations
from django.db.models import Min

from workflow.parties.reference_counter import number_in

BATCH = 200


def fill(apps: Any, schema_editor: Any) -> None:
    """A few hundred cases at once, each batch by itself: nobody waits for it. Again does no harm."""
    using = schema_editor.connection.alias
    cases = apps.get_model("workflow", "Case").objects.using(using)
    deadlines = apps.get_model("workflow", "Deadline").objects.using(using)
    running = deadlines.filter(state="running").order_by()
    every = list(cases.order_by("pk").values_list("pk", "reference"))
    for start in range(0, len(every), BATCH):
        batch = dict(every[start : start + BATCH])
        due = dict(running.filter(case__in=batch).values_list("case").annotate(soonest=Min("due_on")))
        rows = [
            cases.model(pk=pk, next_due=due.get(pk), reference_number=number_in(reference))
            for pk, reference in batch.items()
        ]
        cases.bulk_update(rows, ["next_due", "reference_number"])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("workflow", "0024_due_next")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
