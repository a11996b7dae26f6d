"""The ledger of clocks: extensions, escalation, what bank holidays moved."""

import uuid

import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models

import forms.vault

OCCASIONS = [
    ("aware", "the local authority became aware of the incident"),
    ("notified", "the notification was submitted"),
    ("rapid_review_completed", "the rapid review was completed"),
    ("sent_to_panel", "the rapid review was sent to the Panel"),
    ("panel_answered", "the Panel answered"),
    ("review_decided", "the partners decided on a review"),
    ("reviewer_appointed", "the reviewer was appointed"),
    ("bodies_told", "the national bodies were told of the review"),
    ("family_told", "the child and family were told of the review"),
    ("briefed", "the practitioners were briefed, or it was found that they need not be"),
    ("publication_planned", "publication is planned for"),
    ("advance_copy_sent", "the advance copy was sent"),
    ("published", "the report or its improvements were published"),
    ("on_request", "the report was moved to available on request"),
]


class Migration(migrations.Migration):
    dependencies = [("workflow", "0007_decisions"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AlterField(
            model_name="deadlinerule",
            name="starts_on",
            field=models.CharField(choices=OCCASIONS, max_length=40),
        ),
        migrations.AlterField(
            model_name="deadlinerule",
            name="met_by",
            field=models.CharField(choices=OCCASIONS, max_length=40),
        ),
        migrations.AddField(
            model_name="deadlinerule",
            name="escalation_offsets",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="Working days after the due date, for example [3, 10]; empty: never.",
            ),
        ),
        migrations.AddField(
            model_name="deadlinerule",
            name="escalates_to",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text='Who is told then: "coordinator", "deciders", "strategic" and others.',
            ),
        ),
        migrations.AddField(
            model_name="deadlinerule",
            name="longest_extension",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="At most so long after the date that is worked out; empty: never extended.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="deadlinerule",
            name="extension_unit",
            field=models.CharField(
                blank=True,
                choices=[("working_days", "working days"), ("months", "months")],
                default="",
                max_length=30,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="deadlinerule",
            name="extension_needs",
            field=models.CharField(
                blank=True,
                default="",
                help_text="What must be given or found before it may be extended.",
                max_length=300,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="bankholiday",
            name="entered_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(model_name="deadlinereminder", name="escalated", field=models.BooleanField(default=False)),
        migrations.RemoveConstraint(model_name="deadlinereminder", name="one_reminder_an_offset"),
        migrations.AddConstraint(
            model_name="deadlinereminder",
            constraint=models.UniqueConstraint(
                fields=("deadline", "due_on", "offset", "escalated"), name="one_reminder_an_offset"
            ),
        ),
        migrations.RemoveIndex(model_name="deadline", name="deadline_next_reminder"),
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(fields=["next_reminder_at"], name="deadline_next_reminder"),
        ),
        migrations.CreateModel(
            name="Recalculation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "holidays",
                    models.JSONField(
                        default=list, help_text='What changed: [{"id", "date", "name", "withdrawn", "changed_at"}].'
                    ),
                ),
                ("begun_at", models.DateTimeField()),
                ("is_finished", models.BooleanField(default=False)),
                ("finished_at", models.DateTimeField(null=True)),
                ("total", models.PositiveIntegerField(default=0)),
                ("done", models.PositiveIntegerField(default=0)),
                ("moved", models.PositiveIntegerField(default=0)),
                ("after", models.UUIDField(null=True)),
            ],
            options={
                "ordering": ["-begun_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("is_finished", False)),
                        fields=("is_finished",),
                        name="one_recalculation_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MovedDeadline",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("was_due_on", models.DateField()),
                ("due_on", models.DateField()),
                (
                    "deadline",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workflow.deadline"
                    ),
                ),
                (
                    "recalculation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="moves", to="workflow.recalculation"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("recalculation", "deadline"), name="one_move_a_recalculation")
                ],
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("approved", "Approved"),
                            ("declined", "Declined"),
                            ("withdrawn", "Withdrawn"),
                            ("taken_back", "Taken back"),
                        ],
                        db_index=True,
                        default="proposed",
                        editable=False,
                        max_length=50,
                        protected=True,
                    ),
                ),
                ("until", models.DateField(help_text="The date that is proposed.")),
                ("was_due_on", models.DateField(help_text="The date that stood when it was proposed.")),
                ("reason", forms.vault.SealedField(blank=True, null=True)),
                ("decided_on", models.DateField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="extensions", to="workflow.case"
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.datakey"
                    ),
                ),
                (
                    "deadline",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="extensions", to="workflow.deadline"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("deadline",),
                        name="one_proposed_extension_each",
                    )
                ],
            },
        ),
    ]
