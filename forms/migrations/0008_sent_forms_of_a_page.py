"""What was sent with a form, and for an agency, is read from an index in its order."""

from django.db import migrations, models

from forms.online import AddIndexOnline


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("forms", "0007_sent_forms_found_fast")]

    operations = [
        AddIndexOnline("submission", models.Index(fields=["page", "-submitted_at", "-id"], name="submissions_of_page")),
        AddIndexOnline("submission", models.Index(fields=["-submitted_at", "-id"], name="submissions_by_age")),
        AddIndexOnline(
            "submission", models.Index(fields=["written_for", "-submitted_at"], name="submissions_written_for")
        ),
    ]
