"""The queue reads each of its orders from an index, and so do other lists that grow with the cases."""

from django.db import migrations, models

from forms.online import AddIndexOnline

INDEXES = [
    models.Index(fields=["state", "next_due", "-opened_at", "id", "partnership"], name="case_by_state_and_due"),
    models.Index(fields=["next_due", "-opened_at", "id", "partnership"], name="case_by_due"),
    models.Index(fields=["state", "opened_at", "id", "partnership"], name="case_by_state_and_age"),
    models.Index(fields=["opened_at", "id", "partnership"], name="case_by_age"),
    models.Index(fields=["reference_number"], name="case_by_number"),
]


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("workflow", "0025_due_next_filled")]

    operations = [
        *[AddIndexOnline("case", index) for index in INDEXES],
        AddIndexOnline("waiting", models.Index(fields=["due", "since", "id"], name="waiting_by_day")),
        AddIndexOnline("messagethread", models.Index(fields=["agency", "-last_at"], name="threads_of_agency")),
        AddIndexOnline("deadline", models.Index(fields=["state", "rule", "due_on"], name="deadline_of_rule")),
        AddIndexOnline(
            "publication", models.Index(fields=["planned_on", "-created_at", "id"], name="publication_by_day")
        ),
    ]
