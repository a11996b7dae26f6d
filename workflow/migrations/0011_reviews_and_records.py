"""Reviews: holds on conduct, family, practitioners, parallel processes, conflicts of interest."""

import uuid

import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models

import forms.vault

PERSON = {
    "blank": True,
    "null": True,
    "on_delete": django.db.models.deletion.PROTECT,
    "related_name": "+",
    "to": settings.AUTH_USER_MODEL,
}
KEY = {"on_delete": django.db.models.deletion.PROTECT, "related_name": "+", "to": "forms.datakey"}
ENTRY_KINDS = [
    ("reviewer", "Reviewer"),
    ("family_told", "The family was told"),
    ("not_told", "Why the family is not told yet"),
    ("not_told_agreed", "Agreed: the family is not told yet"),
    ("member", "Member of the family"),
    ("contact", "Contact with the family"),
    ("terms", "Terms of reference"),
    ("advice", "Advice on chronologies, reports, other areas and parallel processes"),
    ("practitioners", "Practitioners’ part"),
    ("briefing", "Briefing session"),
    ("progress", "Progress and quality"),
    ("request", "Request to the reviewer"),
    ("answer", "Answer of the reviewer"),
    ("conflict", "Declaration of interests"),
    ("learning", "Learning that was shared"),
    ("risk", "Finding or emerging risk"),
    ("scope", "Discussion of scope and method with the Panel"),
    ("strategic_told", "The strategic body was told"),
    ("cooperation", "Local cooperation"),
    ("struck", "Struck out"),
]
STATES = [
    ("commissioned", "Commissioned"),
    ("scoping", "Scoping"),
    ("evidence", "Gathering evidence"),
    ("drafting", "Drafting"),
    ("sign_off", "With the sign-off group"),
    ("signed_off", "Signed off"),
    ("stopped", "Stopped"),
    ("concluded", "Published by the Panel"),
]


def sealed(help_text=""):
    return forms.vault.SealedField(blank=True, null=True, help_text=help_text)


def to_self(field, **options):
    return field(
        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="workflow.reviewentry", **options
    )


class Migration(migrations.Migration):
    dependencies = [("workflow", "0010_letters_and_copies")]

    operations = [
        migrations.CreateModel(
            name="ParallelProcess",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[("open", "Open"), ("ended", "Ended")],
                        db_index=True,
                        default="open",
                        editable=False,
                        max_length=50,
                        protected=True,
                    ),
                ),
                (
                    "kind",
                    models.CharField(help_text="A key of the procedure’s list of parallel processes.", max_length=40),
                ),
                ("reference", sealed()),
                ("link", sealed("Where it is kept: the other review’s reference or address.")),
                ("contact", sealed()),
                ("effect_on_conduct", sealed()),
                ("effect_on_publication", sealed()),
                ("expected_end", models.DateField(blank=True, null=True)),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("outcome", sealed()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parallel_processes",
                        to="workflow.case",
                    ),
                ),
                ("data_key", models.ForeignKey(**KEY)),
            ],
            options={"ordering": ["created_at"], "verbose_name_plural": "parallel processes"},
        ),
        migrations.CreateModel(
            name="ReviewEntry",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(choices=ENTRY_KINDS, max_length=20)),
                ("said", sealed("What was typed, by question.")),
                ("lines", sealed("The same as it was asked: [[question, answer], …].")),
                ("at", models.DateTimeField()),
                ("about", to_self(models.ForeignKey, related_name="+")),
                ("corrects", to_self(models.OneToOneField, related_name="correction")),
                ("by", models.ForeignKey(**{**PERSON, "blank": False})),
                ("data_key", models.ForeignKey(**KEY)),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="workflow.review"
                    ),
                ),
            ],
            options={"ordering": ["at"], "verbose_name_plural": "review entries"},
        ),
        migrations.AlterField(
            model_name="review",
            name="state",
            field=django_fsm.FSMField(
                choices=STATES, db_index=True, default="commissioned", editable=False, max_length=50, protected=True
            ),
        ),
        migrations.AddField(model_name="review", name="reviewer_account", field=models.ForeignKey(**PERSON)),
        migrations.AddField(
            model_name="review",
            name="hold_grounds",
            field=models.CharField(blank=True, default="", max_length=40),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="review",
            name="hold_process",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="held_reviews",
                to="workflow.parallelprocess",
            ),
        ),
        migrations.AddField(model_name="review", name="hold_until", field=models.DateField(blank=True, null=True)),
        migrations.AddField(model_name="review", name="hold_reason", field=sealed()),
        migrations.AddField(
            model_name="review", name="hold_proposed_on", field=models.DateField(blank=True, null=True)
        ),
        migrations.AddField(model_name="review", name="hold_proposed_by", field=models.ForeignKey(**PERSON)),
        migrations.AddField(
            model_name="review", name="hold_approved_on", field=models.DateField(blank=True, null=True)
        ),
        migrations.AddField(model_name="review", name="hold_approved_by", field=models.ForeignKey(**PERSON)),
        migrations.AddField(
            model_name="review",
            name="hold_delay_until",
            field=models.DateField(blank=True, help_text="Publication by then, as approved (D35).", null=True),
        ),
        migrations.AddField(
            model_name="review", name="panel_published_on", field=models.DateField(blank=True, null=True)
        ),
        migrations.AddField(
            model_name="review",
            name="panel_address",
            field=models.URLField(blank=True, default="", max_length=500),
            preserve_default=False,
        ),
    ]
