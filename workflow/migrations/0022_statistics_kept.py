"""What changes in the numbers of a quarter is noted, so that statistics are counted anew only where it did."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("workflow", "0021_retention")]

    operations = [
        migrations.CreateModel(
            name="QuarterMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("partnership", models.BigIntegerField(null=True)),
                ("quarter", models.PositiveIntegerField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["partnership", "quarter", "id"], name="workflow_qu_partner_d8255b_idx")
                ],
            },
        ),
    ]
