"""What the overview counts stands until a case changes; the sweep reads what is due next from one index."""

from django.db import migrations, models

from forms.online import AddIndexOnline, RemoveIndexOnline


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("workflow", "0027_walked_by_case")]

    operations = [
        migrations.CreateModel(
            name="WaitingMark",
            fields=[("id", models.BigAutoField(primary_key=True, serialize=False)), ("at", models.DateTimeField())],
        ),
        AddIndexOnline("deadline", models.Index(fields=["state", "next_reminder_at"], name="deadline_by_reminder")),
        RemoveIndexOnline("deadline", "deadline_next_reminder"),
    ]
