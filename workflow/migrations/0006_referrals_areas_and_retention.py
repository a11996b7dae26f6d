"""Referrals undone, cases without one, several areas, retention and legal holds."""

import uuid

import django.core.validators
import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models

import forms.vault


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("workflow", "0005_notice_of_additions"),
        ("forms", "0003_questions_of_every_kind"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="learning_review",
            field=models.BooleanField(default=False, help_text="A learning review was chosen all the same (D14)."),
        ),
        migrations.AddField(
            model_name="case",
            name="retention_prompted_at",
            field=models.DateTimeField(help_text="When the office was told that its time is over.", null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="erasure_proposed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="case",
            name="erasure_proposed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="state",
            field=django_fsm.FSMField(
                choices=[("open", "Open"), ("closed", "Closed"), ("erased", "Erased")],
                db_index=True,
                default="open",
                editable=False,
                max_length=50,
                protected=True,
            ),
        ),
        migrations.AddField(
            model_name="notification",
            name="aware_by",
            field=forms.vault.SealedField(
                blank=True, help_text="Who became aware, and how, where it was notified without a referral.", null=True
            ),
        ),
        migrations.CreateModel(
            name="InvolvedArea",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="areas", to="workflow.case"
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.datakey"
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="workflow.partnership"
                    ),
                ),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("reason", forms.vault.SealedField(blank=True, help_text="Why this area is involved.", null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["since"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)),
                        fields=("case", "partnership"),
                        name="an_area_is_involved_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RetentionSchedule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "partnership",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="retention", to="workflow.partnership"
                    ),
                ),
                (
                    "with_review",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Counted from the day the case was closed. No statutory period is known for "
                        "these records. Leave empty to keep them.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1, "Enter at least 1 year."),
                            django.core.validators.MaxValueValidator(100, "Enter at most 100 years."),
                        ],
                        verbose_name="years to keep a case with a review",
                    ),
                ),
                (
                    "without_review",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="For referrals that were not accepted, and cases that ended with their rapid "
                        "review. Leave empty to keep them.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1, "Enter at least 1 year."),
                            django.core.validators.MaxValueValidator(100, "Enter at most 100 years."),
                        ],
                        verbose_name="years to keep a case without a review",
                    ),
                ),
            ],
            options={
                "ordering": ["partnership__name"],
            },
        ),
        migrations.CreateModel(
            name="LegalHold",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="legal_holds", to="workflow.case"
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.datakey"
                    ),
                ),
                ("placed_at", models.DateTimeField()),
                (
                    "placed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                ("reason", forms.vault.SealedField(blank=True, null=True)),
                ("lifted_at", models.DateTimeField(null=True)),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["placed_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at", None)), fields=("case",), name="one_legal_hold_a_case"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Tombstone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tombstone", to="workflow.case"
                    ),
                ),
                ("key_id", models.CharField(help_text="The data key that was destroyed.", max_length=32)),
                ("reference", models.CharField(max_length=24, unique=True)),
                ("opened_on", models.DateField()),
                ("closed_on", models.DateField(null=True)),
                ("erased_at", models.DateTimeField()),
                (
                    "proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["erased_at"],
            },
        ),
    ]
