"""When a case is due next, and the number of its reference, are kept with it: the queue finds and orders by them."""

from django.db import migrations, models


class Migration(migrations.Migration):
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
    ]
