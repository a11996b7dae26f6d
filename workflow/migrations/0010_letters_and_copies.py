"""Letters, channels and sealed copies."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import forms.vault

TOPICS = [
    ("referral", "The referral"),
    ("notification", "The notification"),
    ("rapid_review", "The rapid review and its decision"),
    ("review", "The review"),
    ("publication", "The report and its publication"),
    ("follow_up", "What follows a report: recommendations, audits"),
    ("form", "A form that was sent"),
    ("deadline", "A deadline"),
    ("correction", "An earlier message"),
]
CHANNELS = [
    ("email", "E-mail"),
    ("sealed", "E-mail with a sealed download"),
    ("attached", "E-mail with the report attached"),
    ("letter", "Letter"),
    ("by_hand", "By hand, or by the body’s own service"),
]
STATES = [
    ("queued", "Waiting to be sent"),
    ("sending", "Being sent"),
    ("sent", "Sent"),
    ("failed", "Not delivered: look at the address, then send again"),
    ("parked", "Set aside: sending it broke off three times"),
    ("by_hand", "To be sent by hand"),
    ("sent_by_hand", "Sent by hand"),
    ("set_aside", "Not sent: it no longer holds"),
]


def to(model, **options):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=model, **options)


class Migration(migrations.Migration):
    dependencies = [
        ("workflow", "0009_procedure_versions"),
        ("forms", "0003_questions_of_every_kind"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="noticetemplate",
            name="about",
            field=models.CharField(blank=True, choices=TOPICS, default="", max_length=20, verbose_name="tells of"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="noticetemplate",
            name="letter_title",
            field=models.CharField(blank=True, default="", max_length=200, verbose_name="title of the letter"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="noticetemplate",
            name="letter",
            field=models.TextField(
                blank=True,
                default="",
                help_text="An empty line parts paragraphs; a line that begins with # is a heading.",
                verbose_name="text of the letter",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="noticetemplate",
            name="offered_to",
            field=models.CharField(
                blank=True,
                choices=[("officers", "Officers of the support office")],
                default="",
                help_text="For example, a letter to a family through their practitioner.",
                max_length=10,
                verbose_name="who may write it from a case file",
            ),
        ),
        migrations.AddField(
            model_name="noticetemplate",
            name="encloses",
            field=models.CharField(
                blank=True,
                choices=[
                    ("report", "A sealed copy of the report, or of the improvements where only they are published"),
                ],
                default="",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="bodyaddress",
            name="copies",
            field=models.CharField(
                choices=[
                    ("download", "Sealed download: a link by e-mail, opened with a one-time code"),
                    ("attachment", "Attached to the e-mail (the report only; letters as a sealed download)"),
                    ("by_hand", "By hand: the support office sends them by its own secure route"),
                ],
                default="download",
                help_text="Letters to the body, and copies of reports before and after publication.",
                max_length=10,
                verbose_name="how letters and copies go",
            ),
        ),
        migrations.AlterField(
            model_name="bodyaddress",
            name="body",
            field=models.SlugField(
                help_text="The body’s key in the procedure: panel, ofsted, dfe, nspcc …", max_length=40
            ),
        ),
        migrations.CreateModel(
            name="FrozenReport",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("improvements_only", models.BooleanField(default=False)),
                (
                    "file_name",
                    models.CharField(help_text="Neutral: it names neither case nor person.", max_length=80),
                ),
                ("size", models.PositiveIntegerField(help_text="Bytes, before encryption.")),
                (
                    "digest",
                    models.CharField(help_text="SHA-256 of the file before encryption.", max_length=64),
                ),
                ("stored_name", models.CharField(max_length=80, unique=True)),
                ("made_at", models.DateTimeField()),
                ("case", to("workflow.case", related_name="frozen_reports")),
                ("data_key", to("forms.datakey", related_name="+")),
                ("publication", to("workflow.publication", related_name="frozen_reports")),
            ],
            options={"ordering": ["made_at"]},
        ),
        migrations.CreateModel(
            name="SealedCopy",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("recipient_name", models.CharField(max_length=160)),
                ("recipient_email", models.EmailField(blank=True, max_length=254)),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("download", "Sealed download"),
                            ("attachment", "Attached to the e-mail"),
                            ("by_hand", "By hand"),
                        ],
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(null=True)),
                ("link_number", models.PositiveSmallIntegerField(default=1)),
                (
                    "link_digest",
                    models.CharField(
                        blank=True, help_text="SHA-256 of the token; empty without a link.", max_length=64
                    ),
                ),
                ("code_number", models.PositiveIntegerField(default=0)),
                ("code_until", models.DateTimeField(null=True)),
                ("code_tries", models.PositiveSmallIntegerField(default=0)),
                ("wrong_codes", models.PositiveSmallIntegerField(default=0, help_text="Since the link was made.")),
                (
                    "opened_at",
                    models.DateTimeField(help_text="The first time: the proof that it arrived.", null=True),
                ),
                ("openings", models.PositiveIntegerField(default=0)),
                ("revoked_at", models.DateTimeField(null=True)),
                ("case", to("workflow.case", related_name="sealed_copies")),
                ("report", to("workflow.frozenreport", null=True, related_name="copies")),
                ("revoked_by", to(settings.AUTH_USER_MODEL, null=True, related_name="+")),
            ],
            options={"ordering": ["made_at", "recipient_name"], "verbose_name_plural": "sealed copies"},
        ),
        migrations.AddConstraint(
            model_name="sealedcopy",
            constraint=models.UniqueConstraint(
                condition=models.Q(("link_digest", ""), _negated=True),
                fields=("link_digest",),
                name="one_sealed_copy_a_link",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="channel",
            field=models.CharField(choices=CHANNELS, default="email", max_length=10),
        ),
        migrations.AddField(
            model_name="notice",
            name="letter",
            field=forms.vault.SealedField(
                blank=True,
                help_text="The letter as it was when the notice was queued: see workflow.letters.writing.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="sealed_copy",
            field=to("workflow.sealedcopy", null=True, related_name="notices"),
        ),
        migrations.AddField(
            model_name="notice",
            name="corrects",
            field=to("workflow.notice", null=True, related_name="corrections"),
        ),
        migrations.AlterField(
            model_name="notice",
            name="state",
            field=models.CharField(choices=STATES, default="queued", max_length=15),
        ),
    ]
