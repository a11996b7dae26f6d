"""When a case is due next, and the number of its reference, are kept with it: the queue finds and orders by an index."""

from typing import Any

from django.db import migrations, models
from django.db.models import Min

from forms.online import AddIndexOnline
from workflow.parties.reference_counter import number_in

BATCH = 500
INDEXES = [
    models.Index(fields=["state", "next_due", "-opened_at", "id", "partnership"], name="case_by_state_and_due"),
    models.Index(fields=["next_due", "-opened_at", "id", "partnership"], name="case_by_due"),
    models.Index(fields=["state", "opened_at", "id", "partnership"], name="case_by_state_and_age"),
    models.Index(fields=["opened_at", "id", "partnership"], name="case_by_age"),
    models.Index(fields=["reference_number"], name="case_by_number"),
]


def fill(apps: Any, schema_editor: Any) -> None:
    """A few hundred cases at once, each batch by itself: nobody waits for it. Again does no harm."""
    using = schema_editor.connection.alias
    cases = apps.get_model("workflow", "Case").objects.using(using)
    deadlines = apps.get_model("workflow", "Deadline").objects.using(using)
    due = dict(deadlines.filter(state="running").order_by().values_list("case").annotate(soonest=Min("due_on")))
    batch = []
    for case_id, reference in list(cases.order_by("pk").values_list("pk", "reference")):
        number = number_in(reference)
        batch.append(cases.model(pk=case_id, next_due=due.get(case_id), reference_number=number))
        if len(batch) == BATCH:
            cases.bulk_update(batch, ["next_due", "reference_number"])
            batch = []
    if batch:
        cases.bulk_update(batch, ["next_due", "reference_number"])


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("workflow", "0023_statistics_noted")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="next_due",
            field=models.DateField(
                editable=False,
                help_text="The soonest last day of a clock that runs in it; kept as it is settled.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="reference_number",
            field=models.PositiveIntegerField(
                editable=False, help_text="The number at the end of the reference, by which it is found.", null=True
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        *[AddIndexOnline("case", index) for index in INDEXES],
        AddIndexOnline("waiting", models.Index(fields=["due", "since", "id"], name="waiting_by_day")),
        AddIndexOnline("messagethread", models.Index(fields=["agency", "-last_at"], name="threads_of_agency")),
        AddIndexOnline("deadline", models.Index(fields=["state", "rule", "due_on"], name="deadline_of_rule")),
        AddIndexOnline(
            "publication", models.Index(fields=["planned_on", "-created_at", "id"], name="publication_by_day")
        ),
    ]
