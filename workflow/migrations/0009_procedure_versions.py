"""Procedure versions that staff prepare."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("workflow", "0008_clocks"),
    ]

    operations = [
        migrations.AddField(
            model_name="procedureversion",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.CreateModel(
            name="ProcedureChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("made", "made the draft"),
                            ("imported", "imported the draft from a file"),
                            ("edited", "changed the draft"),
                            ("deleted", "deleted the draft"),
                            ("published", "published the version"),
                            ("withdrawn", "withdrew the version before its date"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "part",
                    models.CharField(
                        blank=True, help_text="What of the version was changed, in words.", max_length=160
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "procedure",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="changes",
                        to="workflow.procedureversion",
                    ),
                ),
            ],
            options={"ordering": ["-at", "-pk"]},
        ),
        migrations.AlterField(
            model_name="partnership",
            name="coordinator_title",
            field=models.CharField(blank=True, max_length=120, verbose_name="title of the coordinator"),
        ),
        migrations.AlterField(
            model_name="partnership",
            name="sign_off_group_name",
            field=models.CharField(blank=True, max_length=120, verbose_name="sign-off and assurance group"),
        ),
        migrations.AlterField(
            model_name="partnership",
            name="strategic_body_name",
            field=models.CharField(blank=True, max_length=120, verbose_name="strategic body"),
        ),
    ]
