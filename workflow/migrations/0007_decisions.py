"""Decisions: seats held by delegates, absent or in conflict; weighing; the Panel's answers."""

import uuid

import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models

import forms.vault


class Migration(migrations.Migration):
    dependencies = [
        ("forms", "0003_questions_of_every_kind"),
        ("workflow", "0006_referrals_areas_and_retention"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Advice",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("question", models.PositiveSmallIntegerField(default=1)),
                ("at", models.DateTimeField()),
                ("round", models.PositiveSmallIntegerField()),
                ("text", forms.vault.SealedField(blank=True, null=True)),
            ],
            options={
                "ordering": ["question", "round", "at"],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("question", models.PositiveSmallIntegerField(default=1)),
                ("at", models.DateTimeField()),
                ("choice", models.CharField(max_length=60)),
                (
                    "route",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("unanimous", "Unanimous"),
                            ("majority", "By majority, after the scrutineer’s advice"),
                            ("without_seat", "By the seats that could vote, which agree"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "dissent",
                    forms.vault.SealedField(
                        blank=True, help_text='[{"seat": "…", "choice": "…", "reason": "…"}]', null=True
                    ),
                ),
                (
                    "not_voting",
                    forms.vault.SealedField(
                        blank=True,
                        help_text='The seats that did not vote: [{"seat": "…", "why": "…", "reason": "…"}]',
                        null=True,
                    ),
                ),
                (
                    "text",
                    forms.vault.SealedField(
                        blank=True,
                        help_text="The rationale for the family (D11); of a reconsidered one its justification (D17).",
                        null=True,
                    ),
                ),
                ("is_reconsidered", models.BooleanField(default=False)),
                (
                    "changed",
                    models.BooleanField(
                        default=False, help_text="The reconsidered decision differs from the one before."
                    ),
                ),
                (
                    "met_on",
                    models.DateField(help_text="When the deciders and the scrutineer met again (D16).", null=True),
                ),
                ("attendees", forms.vault.SealedField(blank=True, null=True)),
                ("reopened_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["at"],
            },
        ),
        migrations.CreateModel(
            name="NationalDecision",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("carried_out", models.BooleanField()),
                ("decided_on", models.DateField()),
                ("reason", forms.vault.SealedField(blank=True, null=True)),
                ("discussed_on", models.DateField(null=True)),
                (
                    "discussion",
                    forms.vault.SealedField(
                        blank=True,
                        help_text="Scope and method, as the Panel discussed them with the partners (D46).",
                        null=True,
                    ),
                ),
                (
                    "weighing",
                    forms.vault.SealedField(
                        blank=True, help_text='[{"list", "key", "text", "answer", "reason"}]', null=True
                    ),
                ),
            ],
            options={
                "ordering": ["at"],
            },
        ),
        migrations.CreateModel(
            name="PanelAnswer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("answer", models.CharField(help_text="Its key among the answers of the edition.", max_length=60)),
                ("means", models.CharField(max_length=20)),
                ("response", forms.vault.SealedField(blank=True, null=True)),
                ("answered_on", models.DateField()),
                ("received_on", models.DateField()),
                ("question", models.PositiveSmallIntegerField(null=True)),
            ],
            options={
                "ordering": ["at"],
            },
        ),
        migrations.CreateModel(
            name="SeatArrangement",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "seat",
                    models.CharField(
                        choices=[
                            ("local_authority", "Local authority"),
                            ("police", "Police"),
                            ("icb", "Integrated care board"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("delegate", "Delegate"), ("absent", "Absent"), ("conflict", "Conflict of interest")],
                        max_length=10,
                    ),
                ),
                ("until", models.DateField(help_text="The last day on which the delegate may vote.", null=True)),
                ("reason", forms.vault.SealedField(blank=True, null=True)),
                ("at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_reason", forms.vault.SealedField(blank=True, null=True)),
            ],
            options={
                "ordering": ["at"],
            },
        ),
        migrations.AlterModelOptions(
            name="vote",
            options={"ordering": ["question", "round", "at"]},
        ),
        migrations.RemoveConstraint(
            model_name="vote",
            name="one_vote_a_seat_and_round",
        ),
        migrations.AddField(
            model_name="rapidreview",
            name="agencies_informed_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="rapidreview",
            name="communicated",
            field=forms.vault.SealedField(
                blank=True, help_text='[{"audience": "…", "told_on": "…", "through": "…"}] (D11)', null=True
            ),
        ),
        migrations.AddField(
            model_name="rapidreview",
            name="early_review_at",
            field=models.DateTimeField(help_text="A review was commissioned before the Panel answered.", null=True),
        ),
        migrations.AddField(
            model_name="rapidreview",
            name="family_informed_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="rapidreview",
            name="national",
            field=models.BooleanField(default=False, help_text="The Panel carries out a national review (D45)."),
        ),
        migrations.AddField(
            model_name="rapidreview",
            name="not_voting",
            field=forms.vault.SealedField(
                blank=True, help_text='[{"seat": "…", "why": "…", "reason": "…"}]', null=True
            ),
        ),
        migrations.AddField(
            model_name="rapidreview",
            name="panel_silence",
            field=forms.vault.SealedField(
                blank=True, help_text="Why the case goes on without the Panel's answer.", null=True
            ),
        ),
        migrations.AddField(
            model_name="rapidreview",
            name="panel_silent_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="rapidreview",
            name="question",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="rapidreview",
            name="reconvened_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="rapidreview",
            name="reconvened_with",
            field=forms.vault.SealedField(
                blank=True, help_text="Who took part in the meeting on the Panel's answer (D16).", null=True
            ),
        ),
        migrations.AddField(
            model_name="rapidreview",
            name="stop_proposal",
            field=forms.vault.SealedField(blank=True, help_text="Why the criteria are found not to be met.", null=True),
        ),
        migrations.AddField(
            model_name="rapidreview",
            name="stop_proposed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="rapidreview",
            name="stop_proposed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="rapidreview",
            name="stopped_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="rapidreview",
            name="weighed_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="rapidreview",
            name="weighed_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="rapidreview",
            name="weighed_text",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.submission"
            ),
        ),
        migrations.AddField(
            model_name="rapidreview",
            name="weighing",
            field=forms.vault.SealedField(
                blank=True, help_text='[{"list", "key", "text", "answer", "reason"}] (D10)', null=True
            ),
        ),
        migrations.AddField(
            model_name="vote",
            name="as_delegate",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="vote",
            name="question",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="vote",
            name="set_aside_at",
            field=models.DateTimeField(
                help_text="The holder has a conflict of interest: it does not count.", null=True
            ),
        ),
        migrations.AlterField(
            model_name="deadline",
            name="stop_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("withdrawn", "the notification or referral was withdrawn"),
                    ("not_required", "it was found not to be required"),
                    ("joined", "the case was joined to another"),
                    ("review_stopped", "the review was stopped"),
                    ("not_published", "the strategic body decided not to publish"),
                    ("replanned", "the date was planned anew"),
                    ("taken_down", "the publication was taken down"),
                    ("closed", "the case was closed"),
                    ("procedure", "the case moved to a version of the procedure without this limit"),
                    ("criteria_not_met", "it was found that the criteria are not met"),
                    ("no_answer", "the Panel did not answer"),
                    ("reopened", "the decision was opened again"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="rapidreview",
            name="choice",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AlterField(
            model_name="rapidreview",
            name="route",
            field=models.CharField(
                blank=True,
                choices=[
                    ("unanimous", "Unanimous"),
                    ("majority", "By majority, after the scrutineer’s advice"),
                    ("without_seat", "By the seats that could vote, which agree"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="rapidreview",
            name="state",
            field=django_fsm.FSMField(
                choices=[
                    ("opened", "Opened"),
                    ("gathering", "Gathering returns"),
                    ("meeting", "Meeting held"),
                    ("drafted", "Drafted"),
                    ("decided", "Decided"),
                    ("sent", "Sent to the Panel"),
                    ("awaiting_panel", "Awaiting the Panel"),
                    ("reconsidering", "Reconsidering"),
                    ("concluded", "Concluded"),
                    ("stopped", "Stopped"),
                ],
                db_index=True,
                default="opened",
                editable=False,
                max_length=50,
                protected=True,
            ),
        ),
        migrations.AlterField(
            model_name="vote",
            name="choice",
            field=models.CharField(max_length=60),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.UniqueConstraint(
                fields=("rapid_review", "seat", "question", "round"), name="one_vote_a_seat_and_round"
            ),
        ),
        migrations.AddField(
            model_name="advice",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="advice",
            name="data_key",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.datakey"),
        ),
        migrations.AddField(
            model_name="advice",
            name="rapid_review",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="advices", to="workflow.rapidreview"
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="data_key",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.datakey"),
        ),
        migrations.AddField(
            model_name="decision",
            name="rapid_review",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="workflow.rapidreview"
            ),
        ),
        migrations.AddField(
            model_name="nationaldecision",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="nationaldecision",
            name="data_key",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.datakey"),
        ),
        migrations.AddField(
            model_name="nationaldecision",
            name="rapid_review",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="national_decisions",
                to="workflow.rapidreview",
            ),
        ),
        migrations.AddField(
            model_name="panelanswer",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="panelanswer",
            name="data_key",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.datakey"),
        ),
        migrations.AddField(
            model_name="panelanswer",
            name="rapid_review",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="panel_answers", to="workflow.rapidreview"
            ),
        ),
        migrations.AddField(
            model_name="seatarrangement",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="seatarrangement",
            name="data_key",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.datakey"),
        ),
        migrations.AddField(
            model_name="seatarrangement",
            name="delegate",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="seatarrangement",
            name="ended_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="seatarrangement",
            name="rapid_review",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="arrangements", to="workflow.rapidreview"
            ),
        ),
        migrations.AddConstraint(
            model_name="seatarrangement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("rapid_review", "seat", "kind"),
                name="one_arrangement_a_seat",
            ),
        ),
    ]
