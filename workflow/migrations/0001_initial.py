"""The tables of the workflow, the log that refuses to be changed, and the shipped edition of the procedure in force."""

import json
from pathlib import Path

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import forms.vault
import uuid
import workflow.calendar
from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

from workflow.engine import log

EDITION = "working-together-2018-as-amended-2024-07"
FOLDER = Path(__file__).resolve().parent.parent / "procedures"


def install(apps, schema_editor):
    log.install_triggers(schema_editor.connection)


def drop(apps, schema_editor):
    log.drop_triggers(schema_editor.connection)


def load(apps, schema_editor):
    """The shipped edition, in force. The models as they are at this migration, not those of today."""
    document = json.loads((FOLDER / f"{EDITION}.json").read_text(encoding="utf-8"))
    version_model = apps.get_model("workflow", "ProcedureVersion")
    names = ("key", "title", "source", "effective_from", "content")
    version = version_model.objects.create(published_at=timezone.now(), **{name: document[name] for name in names})
    for model, part in (("DeadlineRule", "rules"), ("NoticeTemplate", "notices")):
        rows = apps.get_model("workflow", model)
        known = {field.name for field in rows._meta.get_fields()}
        entries = [{name: value for name, value in entry.items() if name in known} for entry in document[part]]
        rows.objects.bulk_create(rows(procedure=version, **entry) for entry in entries)


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("forms", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailimages", "0027_image_description"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Agency",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=160, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("local_authority", "Children's social care"),
                            ("early_help", "Early help"),
                            ("police", "Police"),
                            ("icb", "Integrated care board or GP"),
                            ("acute", "Acute hospital trust"),
                            ("maternity", "Maternity service"),
                            ("child_health", "0 to 19 service"),
                            ("camhs", "Child and adolescent mental health service"),
                            ("mental_health", "Mental health service"),
                            ("ambulance", "Ambulance service"),
                            ("education", "School, college or early years"),
                            ("send", "Special educational needs and disabilities service"),
                            ("youth_justice", "Youth justice"),
                            ("probation", "Probation"),
                            ("cafcass", "Cafcass"),
                            ("housing", "Housing"),
                            ("adult", "Adult services"),
                            ("substance", "Substance misuse service"),
                            ("domestic_abuse", "Domestic abuse service"),
                            ("voluntary", "Voluntary sector"),
                            ("care_provider", "Care provider"),
                            ("cdop", "Child Death Overview Panel"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "contact_email",
                    models.EmailField(
                        help_text="A shared mailbox: requests for returns go here.",
                        max_length=254,
                        verbose_name="address for requests",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "agencies",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="AuditHead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveBigIntegerField(default=0)),
                ("digest", models.CharField(blank=True, max_length=64)),
                ("signature", models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="DeadlineRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=40)),
                ("label", models.CharField(max_length=120)),
                (
                    "starts_on",
                    models.CharField(
                        choices=[
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
                        ],
                        max_length=40,
                    ),
                ),
                (
                    "met_by",
                    models.CharField(
                        choices=[
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
                        ],
                        max_length=40,
                    ),
                ),
                (
                    "unit",
                    models.CharField(
                        choices=[
                            (workflow.calendar.Unit["WORKING_DAYS"], "working days after the start"),
                            (
                                workflow.calendar.Unit["CLEAR_WORKING_DAYS_BEFORE"],
                                "clear working days before the planned date",
                            ),
                            (workflow.calendar.Unit["CLEAR_WORKING_DAYS_AFTER"], "clear working days after the start"),
                            (workflow.calendar.Unit["MONTHS"], "months after the start"),
                            (workflow.calendar.Unit["YEARS"], "years after the start"),
                        ],
                        max_length=30,
                    ),
                ),
                ("length", models.PositiveSmallIntegerField()),
                ("legal_basis", models.CharField(max_length=300)),
                (
                    "duty",
                    models.CharField(
                        help_text="The numbered duties it serves, for example D39 D40 D41.", max_length=40
                    ),
                ),
                (
                    "is_prompt",
                    models.BooleanField(
                        default=False, help_text="Passing the date asks for a step and breaches nothing."
                    ),
                ),
                (
                    "reminder_offsets",
                    models.JSONField(default=list, help_text="Working days from the due date, for example [-2, 0, 1]."),
                ),
                ("reminds", models.JSONField(default=list, help_text='Who is reminded: "office", "local_authority".')),
                (
                    "escalation_offsets",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text="Working days after the due date, for example [3, 10]; empty: never.",
                    ),
                ),
                (
                    "escalates_to",
                    models.JSONField(
                        blank=True,
                        default=list,
                        help_text='Who is told then: "coordinator", "deciders", "strategic" and others.',
                    ),
                ),
                (
                    "longest_extension",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="At most so long after the date that is worked out; empty: never extended.",
                        null=True,
                    ),
                ),
                (
                    "extension_unit",
                    models.CharField(
                        blank=True,
                        choices=[
                            (workflow.calendar.Unit["WORKING_DAYS"], "working days"),
                            (workflow.calendar.Unit["MONTHS"], "months"),
                        ],
                        max_length=30,
                    ),
                ),
                (
                    "extension_needs",
                    models.CharField(
                        blank=True, help_text="What must be given or found before it may be extended.", max_length=300
                    ),
                ),
                (
                    "unconfirmed",
                    models.CharField(blank=True, help_text="What of this the source does not say [U].", max_length=300),
                ),
            ],
            options={
                "ordering": ["procedure", "key"],
            },
        ),
        migrations.CreateModel(
            name="WorkerHeartbeat",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seen_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="BankHoliday",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("date", models.DateField(unique=True)),
                ("name", models.CharField(max_length=100)),
                (
                    "withdrawn",
                    models.BooleanField(default=False, help_text="Tick when the day is no bank holiday after all."),
                ),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("applied_at", models.DateTimeField(editable=False, null=True)),
                (
                    "entered_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["date"],
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("closed", "Closed"), ("erased", "Erased")],
                        db_index=True,
                        default="open",
                        editable=False,
                        max_length=50,
                    ),
                ),
                ("reference", models.CharField(editable=False, max_length=24, unique=True)),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "headline",
                    forms.vault.SealedField(
                        blank=True, help_text="One line that tells case workers which case this is.", null=True
                    ),
                ),
                (
                    "learning_review",
                    models.BooleanField(default=False, help_text="A learning review was chosen all the same (D14)."),
                ),
                (
                    "retention_prompted_at",
                    models.DateTimeField(help_text="When the office was told that its time is over.", null=True),
                ),
                ("erasure_proposed_at", models.DateTimeField(null=True)),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.datakey"
                    ),
                ),
                (
                    "erasure_proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-opened_at"],
            },
        ),
        migrations.CreateModel(
            name="Child",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "details",
                    forms.vault.SealedField(
                        blank=True,
                        help_text='By meaning: {"child.name": "…", "child.birth_date": "2019-04-02"}.',
                        null=True,
                    ),
                ),
                ("name_index", models.CharField(blank=True, db_index=True, max_length=64)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="children", to="workflow.case"
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.datakey"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Deadline",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("machine", models.CharField(max_length=30)),
                ("record_id", models.UUIDField()),
                (
                    "state",
                    models.CharField(
                        choices=[("running", "Running"), ("met", "Met"), ("stopped", "Stopped")],
                        default="running",
                        max_length=10,
                    ),
                ),
                ("started_on", models.DateField()),
                ("due_on", models.DateField()),
                (
                    "skipped",
                    models.JSONField(default=list, help_text='The days that did not count: [{"date", "reason"}].'),
                ),
                (
                    "extended",
                    models.BooleanField(
                        default=False, help_text="The due date was approved by people, not worked out."
                    ),
                ),
                ("history", models.JSONField(default=list)),
                ("opened_at", models.DateTimeField()),
                ("met_on", models.DateField(null=True)),
                ("stopped_on", models.DateField(null=True)),
                (
                    "stop_reason",
                    models.CharField(
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
                ("breached_at", models.DateTimeField(null=True)),
                ("next_reminder_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="deadlines", to="workflow.case"
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="workflow.deadlinerule"
                    ),
                ),
            ],
            options={
                "ordering": ["due_on"],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("position", models.PositiveBigIntegerField(unique=True)),
                (
                    "kind",
                    models.CharField(
                        help_text='Machine and transition, "referral.accept"; or "case.read".', max_length=80
                    ),
                ),
                ("machine", models.CharField(blank=True, max_length=30)),
                ("record_id", models.UUIDField(null=True)),
                ("from_state", models.CharField(blank=True, max_length=50)),
                ("to_state", models.CharField(blank=True, max_length=50)),
                ("actor_role", models.CharField(blank=True, max_length=1)),
                ("at", models.DateTimeField()),
                ("data", forms.vault.SealedField(blank=True, null=True)),
                ("previous", models.CharField(max_length=64)),
                ("digest", models.CharField(max_length=64)),
                (
                    "actor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="workflow.case",
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.datakey"
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "state",
                    models.CharField(
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
            },
        ),
        migrations.CreateModel(
            name="LegalHold",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("placed_at", models.DateTimeField()),
                ("reason", forms.vault.SealedField(blank=True, null=True)),
                ("lifted_at", models.DateTimeField(null=True)),
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
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "placed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["placed_at"],
            },
        ),
        migrations.CreateModel(
            name="Notification",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("clock_running", "Clock running"),
                            ("submitted", "Submitted"),
                            ("withdrawn", "Withdrawn"),
                            ("not_required", "Not required"),
                        ],
                        db_index=True,
                        default="clock_running",
                        editable=False,
                        max_length=50,
                    ),
                ),
                (
                    "aware_on",
                    models.DateField(help_text="The local day on which the local authority became aware (D2)."),
                ),
                (
                    "aware_by",
                    forms.vault.SealedField(
                        blank=True,
                        help_text="Who became aware, and how, where it was notified without a referral.",
                        null=True,
                    ),
                ),
                ("nature", forms.vault.SealedField(blank=True, null=True)),
                (
                    "national_reference",
                    forms.vault.SealedField(
                        blank=True,
                        help_text="What the national service gave when it accepted the notification.",
                        null=True,
                    ),
                ),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "copied_at",
                    models.DateTimeField(blank=True, help_text="When the support office had its copy (D3).", null=True),
                ),
                (
                    "why_not_required",
                    forms.vault.SealedField(
                        blank=True, help_text='{"reason": "…", "decider": "…", "dissent": "…"}', null=True
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notifications", to="workflow.case"
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.datakey"
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.submission"
                    ),
                ),
            ],
            options={
                "ordering": ["created_at"],
            },
        ),
        migrations.CreateModel(
            name="ParallelProcess",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("ended", "Ended")],
                        db_index=True,
                        default="open",
                        editable=False,
                        max_length=50,
                    ),
                ),
                (
                    "kind",
                    models.CharField(help_text="A key of the procedure’s list of parallel processes.", max_length=40),
                ),
                ("reference", forms.vault.SealedField(blank=True, null=True)),
                (
                    "link",
                    forms.vault.SealedField(
                        blank=True, help_text="Where it is kept: the other review’s reference or address.", null=True
                    ),
                ),
                ("contact", forms.vault.SealedField(blank=True, null=True)),
                ("effect_on_conduct", forms.vault.SealedField(blank=True, null=True)),
                ("effect_on_publication", forms.vault.SealedField(blank=True, null=True)),
                ("expected_end", models.DateField(blank=True, null=True)),
                ("ended_on", models.DateField(blank=True, null=True)),
                ("outcome", forms.vault.SealedField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parallel_processes",
                        to="workflow.case",
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.datakey"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "parallel processes",
                "ordering": ["created_at"],
            },
        ),
        migrations.CreateModel(
            name="Partnership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, unique=True)),
                ("slug", models.SlugField(unique=True)),
                (
                    "code",
                    models.CharField(
                        help_text="Starts every case reference, for example NSCP-2026-0001.",
                        max_length=8,
                        unique=True,
                        validators=[
                            django.core.validators.RegexValidator("^[A-Z]{2,8}\\Z", "Use two to eight capital letters.")
                        ],
                        verbose_name="reference prefix",
                    ),
                ),
                (
                    "local_authority_name",
                    models.CharField(max_length=120, verbose_name="local authority that notifies"),
                ),
                (
                    "coordinator_title",
                    models.CharField(blank=True, max_length=120, verbose_name="title of the coordinator"),
                ),
                (
                    "sign_off_group_name",
                    models.CharField(blank=True, max_length=120, verbose_name="sign-off and assurance group"),
                ),
                ("strategic_body_name", models.CharField(blank=True, max_length=120, verbose_name="strategic body")),
                ("contact_email", models.EmailField(max_length=254, verbose_name="support office e-mail")),
                ("contact_phone", models.CharField(blank=True, max_length=40, verbose_name="support office telephone")),
                (
                    "brand_colour",
                    models.CharField(
                        default="#1d4f5c",
                        max_length=7,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^#[0-9a-fA-F]{6}\\Z", "Write the colour as # and six digits, like #1d4f5c."
                            )
                        ],
                    ),
                ),
                (
                    "home",
                    models.OneToOneField(
                        blank=True,
                        help_text="The home page of this partnership: its pages lie below it.",
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="partnership",
                        to=settings.WAGTAIL_PAGE_MODEL,
                    ),
                ),
                (
                    "logo",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="wagtailimages.image",
                    ),
                ),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("S", "Agency submitter"),
                            ("L", "Agency lead"),
                            ("O", "Support office officer"),
                            ("D", "Decision maker for a safeguarding partner"),
                            ("G", "Group member"),
                            ("I", "Independent scrutineer"),
                            ("R", "Reviewer"),
                            ("C", "Content editor"),
                            ("U", "Publisher"),
                            ("A", "Auditor"),
                            ("Y", "System administrator"),
                        ],
                        max_length=1,
                    ),
                ),
                (
                    "seat",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("local_authority", "Local authority"),
                            ("police", "Police"),
                            ("icb", "Integrated care board"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "group",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("review", "Child Safeguarding Practice Review Group"),
                            ("sign_off", "Sign-off and assurance group"),
                            ("strategic", "Strategic body"),
                        ],
                        max_length=20,
                    ),
                ),
                ("since", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="workflow.agency",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="workflow.partnership",
                    ),
                ),
            ],
            options={
                "ordering": ["user", "role"],
            },
        ),
        migrations.CreateModel(
            name="InvolvedArea",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("since", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
                ("reason", forms.vault.SealedField(blank=True, help_text="Why this area is involved.", null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
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
            ],
            options={
                "ordering": ["since"],
            },
        ),
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("csv", "CSV, one table for any program"),
                            ("xlsx", "Excel workbook, a sheet for each table"),
                            ("json", "JSON, for programs"),
                            ("pdf", "PDF, to print"),
                        ],
                        max_length=4,
                        verbose_name="format",
                    ),
                ),
                ("first_day", models.DateField(null=True)),
                ("last_day", models.DateField(null=True)),
                ("number", models.PositiveIntegerField(help_text="How many submissions, or events of a chronology.")),
                ("reason", forms.vault.SealedField(blank=True, null=True)),
                ("made_at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exports",
                        to="workflow.case",
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.datakey"
                    ),
                ),
                (
                    "page",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.formpage"
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="exports", to="workflow.partnership"
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at"],
            },
        ),
        migrations.AddField(
            model_name="case",
            name="partnership",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="workflow.partnership"
            ),
        ),
        migrations.CreateModel(
            name="BodyAddress",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "body",
                    models.SlugField(
                        help_text="The body’s key in the procedure: panel, ofsted, dfe, nspcc …", max_length=40
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                (
                    "copies",
                    models.CharField(
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
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="body_addresses",
                        to="workflow.partnership",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "body addresses",
                "ordering": ["partnership", "body"],
            },
        ),
        migrations.CreateModel(
            name="AuditRound",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "Planned"), ("sampled", "Sampled"), ("reported", "Reported")],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("size", models.PositiveSmallIntegerField()),
                ("seed", models.CharField(max_length=60)),
                ("population", models.JSONField(default=list)),
                ("planned_at", models.DateTimeField()),
                ("sampled_at", models.DateTimeField(blank=True, null=True)),
                ("reported_at", models.DateTimeField(blank=True, null=True)),
                (
                    "assurance",
                    forms.vault.SealedField(blank=True, help_text="What the strategic body is told.", null=True),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.datakey"
                    ),
                ),
                (
                    "planned_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="audit_rounds",
                        to="workflow.partnership",
                    ),
                ),
            ],
            options={
                "ordering": ["-planned_at"],
            },
        ),
        migrations.CreateModel(
            name="AuditPrompt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_on", models.DateField()),
                ("told_at", models.DateTimeField()),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workflow.partnership"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="agency",
            name="notifies_for",
            field=models.ForeignKey(
                blank=True,
                help_text="Set for the local authority that notifies the Panel (D2).",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notifying_agencies",
                to="workflow.partnership",
            ),
        ),
        migrations.AddField(
            model_name="agency",
            name="partnerships",
            field=models.ManyToManyField(related_name="agencies", to="workflow.partnership"),
        ),
        migrations.CreateModel(
            name="ProcedureVersion",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("key", models.SlugField(max_length=120, unique=True)),
                ("title", models.CharField(max_length=200)),
                (
                    "source",
                    models.TextField(help_text="The guidance and the local procedure that this version follows."),
                ),
                ("effective_from", models.DateField()),
                ("published_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("content", models.JSONField(default=dict)),
                (
                    "partnership",
                    models.ForeignKey(
                        blank=True,
                        help_text="Leave empty for a version that all partnerships share.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="procedures",
                        to="workflow.partnership",
                    ),
                ),
            ],
            options={
                "ordering": ["-effective_from"],
            },
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
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="NoticeTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=60)),
                (
                    "about",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("referral", "The referral"),
                            ("notification", "The notification"),
                            ("rapid_review", "The rapid review and its decision"),
                            ("review", "The review"),
                            ("publication", "The report and its publication"),
                            ("follow_up", "What follows a report: recommendations, audits"),
                            ("form", "A form that was sent"),
                            ("deadline", "A deadline"),
                            ("correction", "An earlier message"),
                        ],
                        max_length=20,
                        verbose_name="tells of",
                    ),
                ),
                ("subject", models.CharField(max_length=150)),
                ("body", models.TextField()),
                ("letter_title", models.CharField(blank=True, max_length=200, verbose_name="title of the letter")),
                (
                    "letter",
                    models.TextField(
                        blank=True,
                        help_text="An empty line parts paragraphs; a line that begins with # is a heading.",
                        verbose_name="text of the letter",
                    ),
                ),
                (
                    "offered_to",
                    models.CharField(
                        blank=True,
                        choices=[("officers", "Officers of the support office")],
                        default="",
                        help_text="For example, a letter to a family through their practitioner.",
                        max_length=10,
                        verbose_name="who may write it from a case file",
                    ),
                ),
                (
                    "encloses",
                    models.CharField(
                        blank=True,
                        choices=[
                            (
                                "report",
                                "A sealed copy of the report, or of the improvements where only they are published",
                            )
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                (
                    "procedure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notice_templates",
                        to="workflow.procedureversion",
                    ),
                ),
            ],
            options={
                "ordering": ["procedure", "key"],
            },
        ),
        migrations.AddField(
            model_name="deadlinerule",
            name="procedure",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="rules", to="workflow.procedureversion"
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="procedure",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="workflow.procedureversion"
            ),
        ),
        migrations.CreateModel(
            name="Publication",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Planned"),
                            ("identification_check", "Identification check"),
                            ("cleared", "Cleared"),
                            ("advance_copy_sent", "Advance copy sent"),
                            ("published", "Published"),
                            ("on_request", "Available on request"),
                            ("improvements_only", "Improvements published"),
                            ("withheld", "Withheld"),
                            ("taken_down", "Taken down"),
                        ],
                        db_index=True,
                        default="planned",
                        editable=False,
                        max_length=50,
                    ),
                ),
                (
                    "improvements_chosen",
                    models.BooleanField(default=False, help_text="The improvements instead of the report (D37)."),
                ),
                ("planned_on", models.DateField(blank=True, null=True)),
                ("cleared_on", models.DateField(blank=True, null=True)),
                ("advance_copy_on", models.DateField(blank=True, null=True)),
                ("approved_on", models.DateField(blank=True, null=True)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("nspcc_on", models.DateField(blank=True, null=True)),
                (
                    "on_site",
                    models.BooleanField(
                        default=False, help_text="Whether the public can read it now, also while corrected."
                    ),
                ),
                (
                    "check_run",
                    models.PositiveSmallIntegerField(default=0, help_text="How often the automatic check ran."),
                ),
                (
                    "checked_for",
                    models.CharField(blank=True, help_text="A fingerprint of what it looked for.", max_length=64),
                ),
                ("signed_off_digest", models.CharField(blank=True, max_length=64)),
                ("checked_digest", models.CharField(blank=True, max_length=64)),
                ("approved_digest", models.CharField(blank=True, max_length=64)),
                ("sent_digest", models.CharField(blank=True, max_length=64)),
                (
                    "impact_plan",
                    forms.vault.SealedField(
                        blank=True,
                        help_text="Who tells the family, practitioners and the media, by question (D36).",
                        null=True,
                    ),
                ),
                ("impact_planned_on", models.DateField(blank=True, null=True)),
                ("family_to_be_told_on", models.DateField(blank=True, null=True)),
                ("correction_open", models.BooleanField(default=False)),
                ("correction_substantive", models.BooleanField(blank=True, null=True)),
                ("findings_reported_on", models.DateField(blank=True, null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="publications", to="workflow.case"
                    ),
                ),
                (
                    "check_begun_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "cleared_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.datakey"
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="IdentificationHit",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("run", models.PositiveSmallIntegerField(help_text="The number of the check that found it.")),
                ("kind", models.CharField(max_length=24)),
                (
                    "mark",
                    models.CharField(help_text="A keyed fingerprint: the same find in a later check.", max_length=64),
                ),
                ("found", forms.vault.SealedField(blank=True, null=True)),
                (
                    "resolution",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not looked at yet"),
                            ("not_this_child", "It points to nobody of this case"),
                            ("to_change", "It identifies somebody: the text has to change"),
                            ("changed", "Changed: a later check did not find it"),
                        ],
                        default="",
                        max_length=16,
                    ),
                ),
                ("note", forms.vault.SealedField(blank=True, null=True)),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.datakey"
                    ),
                ),
                (
                    "resolved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="hits", to="workflow.publication"
                    ),
                ),
            ],
            options={
                "ordering": ["run", "kind", "id"],
            },
        ),
        migrations.CreateModel(
            name="FrozenReport",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("improvements_only", models.BooleanField(default=False)),
                ("file_name", models.CharField(help_text="Neutral: it names neither case nor person.", max_length=80)),
                ("size", models.PositiveIntegerField(help_text="Bytes, before encryption.")),
                ("digest", models.CharField(help_text="SHA-256 of the file before encryption.", max_length=64)),
                ("stored_name", models.CharField(max_length=80, unique=True)),
                ("made_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="frozen_reports", to="workflow.case"
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.datakey"
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="frozen_reports",
                        to="workflow.publication",
                    ),
                ),
            ],
            options={
                "ordering": ["made_at"],
            },
        ),
        migrations.CreateModel(
            name="PublicationHold",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("approved", "Approved"),
                            ("declined", "Declined"),
                            ("released", "Released"),
                        ],
                        db_index=True,
                        default="proposed",
                        editable=False,
                        max_length=50,
                    ),
                ),
                ("grounds", models.CharField(max_length=40)),
                ("process_kind", models.CharField(blank=True, max_length=40)),
                ("process_id", models.UUIDField(blank=True, null=True)),
                ("until", models.DateField()),
                (
                    "review_on",
                    models.DateField(
                        blank=True, help_text="When somebody looks whether it is still needed.", null=True
                    ),
                ),
                ("prompted_for", models.DateField(blank=True, editable=False, null=True)),
                ("reason", forms.vault.SealedField(blank=True, null=True)),
                ("proposed_on", models.DateField(blank=True, null=True)),
                ("decided_on", models.DateField(blank=True, null=True)),
                ("decline_reason", forms.vault.SealedField(blank=True, null=True)),
                ("released_on", models.DateField(blank=True, null=True)),
                ("release_reason", forms.vault.SealedField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publication_holds",
                        to="workflow.case",
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.datakey"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "proposed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="holds", to="workflow.publication"
                    ),
                ),
                (
                    "released_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "hold on publication",
                "ordering": ["-created_at"],
            },
        ),
        migrations.CreateModel(
            name="PublishedVersion",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "shown",
                    models.CharField(
                        choices=[
                            ("full", "The full report"),
                            ("improvements", "The improvements only"),
                            ("on_request", "Title and summary, available on request"),
                        ],
                        max_length=12,
                    ),
                ),
                ("digest", models.CharField(blank=True, max_length=64)),
                (
                    "corrections",
                    models.PositiveSmallIntegerField(default=0, help_text="How many notes of correction readers saw."),
                ),
                ("note", models.TextField(blank=True, help_text="What readers were told was corrected.")),
                ("published_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "publication",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="workflow.publication"
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revision",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="wagtailcore.revision",
                    ),
                ),
            ],
            options={
                "ordering": ["publication", "-number"],
            },
        ),
        migrations.CreateModel(
            name="RapidReview",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "state",
                    models.CharField(
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
                    ),
                ),
                ("met_on", models.DateField(blank=True, null=True)),
                ("attendees", forms.vault.SealedField(blank=True, null=True)),
                (
                    "weighing",
                    forms.vault.SealedField(
                        blank=True, help_text='[{"list", "key", "text", "answer", "reason"}] (D10)', null=True
                    ),
                ),
                ("weighed_at", models.DateTimeField(null=True)),
                ("question", models.PositiveSmallIntegerField(default=1)),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("advice", forms.vault.SealedField(blank=True, null=True)),
                ("advised_round", models.PositiveSmallIntegerField(default=0)),
                ("choice", models.CharField(blank=True, max_length=60)),
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
                        blank=True, help_text='[{"seat": "…", "why": "…", "reason": "…"}]', null=True
                    ),
                ),
                (
                    "rationale",
                    forms.vault.SealedField(blank=True, help_text="Why, in words for the family (D11).", null=True),
                ),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                (
                    "communicated",
                    forms.vault.SealedField(
                        blank=True, help_text='[{"audience": "…", "told_on": "…", "through": "…"}] (D11)', null=True
                    ),
                ),
                ("family_informed_on", models.DateField(null=True)),
                ("agencies_informed_on", models.DateField(null=True)),
                (
                    "early_review_at",
                    models.DateTimeField(help_text="A review was commissioned before the Panel answered.", null=True),
                ),
                (
                    "for_panel",
                    forms.vault.SealedField(
                        blank=True,
                        help_text='{"national_importance": "…", "national_importance_reason": "…"} (D9)',
                        null=True,
                    ),
                ),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("sent_proof", forms.vault.SealedField(blank=True, null=True)),
                ("panel_answered_on", models.DateField(blank=True, null=True)),
                ("panel_response", forms.vault.SealedField(blank=True, null=True)),
                ("no_answer_at", models.DateTimeField(null=True)),
                (
                    "no_answer_reason",
                    forms.vault.SealedField(
                        blank=True, help_text="Why the case goes on without the Panel's answer.", null=True
                    ),
                ),
                (
                    "national",
                    models.BooleanField(default=False, help_text="The Panel carries out a national review (D45)."),
                ),
                ("reconvened_on", models.DateField(null=True)),
                (
                    "reconvened_with",
                    forms.vault.SealedField(
                        blank=True, help_text="Who took part in the meeting on the Panel's answer (D16).", null=True
                    ),
                ),
                (
                    "justification",
                    forms.vault.SealedField(
                        blank=True, help_text="Why the partners kept or changed their decision (D17).", null=True
                    ),
                ),
                (
                    "stop_proposal",
                    forms.vault.SealedField(
                        blank=True, help_text="Why the criteria are found not to be met.", null=True
                    ),
                ),
                ("stop_proposed_at", models.DateTimeField(null=True)),
                ("stopped_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rapid_reviews", to="workflow.case"
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.datakey"
                    ),
                ),
                (
                    "stop_proposed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.submission"
                    ),
                ),
                (
                    "weighed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "weighed_text",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.submission"
                    ),
                ),
            ],
            options={
                "ordering": ["created_at"],
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
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.datakey"
                    ),
                ),
                (
                    "rapid_review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="panel_answers",
                        to="workflow.rapidreview",
                    ),
                ),
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
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.datakey"
                    ),
                ),
                (
                    "rapid_review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="national_decisions",
                        to="workflow.rapidreview",
                    ),
                ),
            ],
            options={
                "ordering": ["at"],
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
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.datakey"
                    ),
                ),
                (
                    "rapid_review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="workflow.rapidreview"
                    ),
                ),
            ],
            options={
                "ordering": ["at"],
            },
        ),
        migrations.CreateModel(
            name="AgencyReturn",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "Requested"),
                            ("started", "Started"),
                            ("submitted", "Submitted"),
                            ("sent_back", "Sent back"),
                            ("accepted", "Accepted"),
                            ("not_involved", "Not involved"),
                            ("recalled", "No longer needed"),
                        ],
                        db_index=True,
                        default="requested",
                        editable=False,
                        max_length=50,
                    ),
                ),
                (
                    "asked_for",
                    models.CharField(
                        choices=[
                            ("return", "Return with chronology"),
                            ("chronology", "Chronology only"),
                            ("management_review", "Individual management review"),
                        ],
                        default="return",
                        max_length=20,
                    ),
                ),
                (
                    "request",
                    forms.vault.SealedField(
                        blank=True, help_text="What the agency is asked, in the words of the support office.", null=True
                    ),
                ),
                ("due_on", models.DateField()),
                ("dated_at", models.DateTimeField(blank=True, null=True)),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "change_asked",
                    forms.vault.SealedField(
                        blank=True, help_text="What the support office asked to change, for the agency.", null=True
                    ),
                ),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("escalated_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="returns", to="workflow.agency"
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.datakey"
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.submission"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="returns", to="workflow.case"
                    ),
                ),
                (
                    "rapid_review",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="returns",
                        to="workflow.rapidreview",
                    ),
                ),
            ],
            options={
                "ordering": ["due_on"],
            },
        ),
        migrations.CreateModel(
            name="Advice",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("question", models.PositiveSmallIntegerField(default=1)),
                ("at", models.DateTimeField()),
                ("round", models.PositiveSmallIntegerField()),
                ("text", forms.vault.SealedField(blank=True, null=True)),
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
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.datakey"
                    ),
                ),
                (
                    "rapid_review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="advices", to="workflow.rapidreview"
                    ),
                ),
            ],
            options={
                "ordering": ["question", "round", "at"],
            },
        ),
        migrations.CreateModel(
            name="RapidReviewAudit",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "place",
                    models.PositiveSmallIntegerField(default=0, help_text="Its place in the round’s drawing of lots."),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("sampled", "Sampled"),
                            ("scored", "Scored"),
                            ("reported", "Reported"),
                            ("excluded", "Left out"),
                        ],
                        db_index=True,
                        default="sampled",
                        editable=False,
                        max_length=50,
                    ),
                ),
                (
                    "scores",
                    forms.vault.SealedField(
                        blank=True, help_text='By quality marker: {"analysis": "partly"}.', null=True
                    ),
                ),
                ("findings", forms.vault.SealedField(blank=True, null=True)),
                ("scored_on", models.DateField(blank=True, null=True)),
                ("reported_on", models.DateField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rapid_review_audits",
                        to="workflow.case",
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.datakey"
                    ),
                ),
                (
                    "rapid_review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="audits", to="workflow.rapidreview"
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="audits",
                        to="workflow.auditround",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="forms.submission",
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at"],
            },
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
        ),
        migrations.CreateModel(
            name="Recommendation",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("evidenced", "Evidence given"), ("closed", "Closed")],
                        db_index=True,
                        default="open",
                        editable=False,
                        max_length=50,
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(help_text="Its place in the report.")),
                ("what", models.TextField()),
                ("who", models.TextField()),
                ("outcome", models.TextField()),
                ("by_when", models.DateField()),
                ("evidenced_on", models.DateField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="recommendations", to="workflow.case"
                    ),
                ),
            ],
            options={
                "ordering": ["review", "number"],
            },
        ),
        migrations.CreateModel(
            name="RecommendationAction",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("evidenced", "Evidence given"),
                            ("accepted", "Evidence accepted"),
                            ("sent_back", "Sent back"),
                            ("lapsed", "No longer asked"),
                        ],
                        db_index=True,
                        default="open",
                        editable=False,
                        max_length=50,
                    ),
                ),
                (
                    "asked",
                    forms.vault.SealedField(
                        blank=True,
                        help_text="What is asked of this agency; empty where it is the recommendation's own words.",
                        null=True,
                    ),
                ),
                ("by_when", models.DateField()),
                (
                    "evidence",
                    forms.vault.SealedField(blank=True, help_text='{"evidence": "…", "changed": "…"}', null=True),
                ),
                (
                    "answer",
                    forms.vault.SealedField(
                        blank=True,
                        help_text="What the office said last: why it was sent back, withdrawn or given another date.",
                        null=True,
                    ),
                ),
                ("evidenced_on", models.DateField(blank=True, null=True)),
                ("accepted_on", models.DateField(blank=True, null=True)),
                ("chased_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recommendation_actions",
                        to="workflow.agency",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recommendation_actions",
                        to="workflow.case",
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.datakey"
                    ),
                ),
                (
                    "recommendation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="actions",
                        to="workflow.recommendation",
                    ),
                ),
            ],
            options={
                "verbose_name": "action on a recommendation",
                "verbose_name_plural": "actions on recommendations",
                "ordering": ["recommendation", "created_at"],
            },
        ),
        migrations.CreateModel(
            name="ActionReminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("by_when", models.DateField()),
                ("offset", models.SmallIntegerField()),
                ("queued_at", models.DateTimeField()),
                (
                    "action",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="workflow.recommendationaction",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ReferenceCounter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField()),
                ("last", models.PositiveIntegerField(default=0)),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="workflow.partnership"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Received"),
                            ("screening", "Being screened"),
                            ("more_information", "More information asked"),
                            ("accepted", "Accepted"),
                            ("not_accepted", "Not accepted"),
                            ("withdrawn", "Withdrawn"),
                            ("joined", "Joined to another case"),
                        ],
                        db_index=True,
                        default="received",
                        editable=False,
                        max_length=50,
                    ),
                ),
                ("referred_on", models.DateField()),
                (
                    "question",
                    forms.vault.SealedField(blank=True, help_text="What the support office asked last.", null=True),
                ),
                (
                    "assessment",
                    forms.vault.SealedField(
                        blank=True,
                        help_text='The definition as weighed: {"abuse_or_neglect": "…", "harm": "…"} (D10).',
                        null=True,
                    ),
                ),
                (
                    "learning_review",
                    models.BooleanField(default=False, help_text="A learning review was chosen (D14)."),
                ),
                (
                    "answer",
                    forms.vault.SealedField(
                        blank=True,
                        help_text="The reason given to the agency when the referral went no further.",
                        null=True,
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="referrals", to="workflow.agency"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="referrals", to="workflow.case"
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.datakey"
                    ),
                ),
                (
                    "joined_to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="joined_referrals",
                        to="workflow.case",
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.submission"
                    ),
                ),
            ],
            options={
                "ordering": ["created_at"],
            },
        ),
        migrations.CreateModel(
            name="RetentionSchedule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "with_review",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="Counted from the day the case was closed. No statutory period is known for these records. Leave empty to keep them.",
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
                        help_text="For referrals that were not accepted, and cases that ended with their rapid review. Leave empty to keep them.",
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1, "Enter at least 1 year."),
                            django.core.validators.MaxValueValidator(100, "Enter at most 100 years."),
                        ],
                        verbose_name="years to keep a case without a review",
                    ),
                ),
                (
                    "partnership",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="retention", to="workflow.partnership"
                    ),
                ),
            ],
            options={
                "ordering": ["partnership__name"],
            },
        ),
        migrations.CreateModel(
            name="ReturnReminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_on", models.DateField()),
                ("offset", models.SmallIntegerField()),
                (
                    "is_last",
                    models.BooleanField(default=False, help_text="The procedure knows no later one for this day."),
                ),
                ("sent_at", models.DateTimeField()),
                (
                    "agency_return",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reminders",
                        to="workflow.agencyreturn",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("commissioned", "Commissioned"),
                            ("scoping", "Scoping"),
                            ("evidence", "Gathering evidence"),
                            ("drafting", "Drafting"),
                            ("sign_off", "With the sign-off group"),
                            ("signed_off", "Signed off"),
                            ("stopped", "Stopped"),
                            ("concluded", "Published by the Panel"),
                        ],
                        db_index=True,
                        default="commissioned",
                        editable=False,
                        max_length=50,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("local", "Local child safeguarding practice review"),
                            ("learning", "Learning review"),
                            ("national", "National child safeguarding practice review"),
                        ],
                        max_length=10,
                    ),
                ),
                ("commissioned_on", models.DateField(help_text="The day of the decision to review.")),
                ("reviewer_name", forms.vault.SealedField(blank=True, null=True)),
                (
                    "reviewer_check",
                    forms.vault.SealedField(
                        blank=True,
                        help_text="What was considered before the reviewer was chosen (D20), by question.",
                        null=True,
                    ),
                ),
                ("family_told_on", models.DateField(blank=True, null=True)),
                ("bodies_told_on", models.DateField(blank=True, null=True)),
                ("terms_agreed_on", models.DateField(blank=True, null=True)),
                (
                    "terms",
                    forms.vault.SealedField(
                        blank=True, help_text='{"terms_of_reference": "…", "method": "…"}', null=True
                    ),
                ),
                ("signed_off_on", models.DateField(blank=True, null=True)),
                ("hold_grounds", models.CharField(blank=True, max_length=40)),
                ("hold_until", models.DateField(blank=True, null=True)),
                ("hold_reason", forms.vault.SealedField(blank=True, null=True)),
                ("hold_proposed_on", models.DateField(blank=True, null=True)),
                ("hold_approved_on", models.DateField(blank=True, null=True)),
                (
                    "hold_delay_until",
                    models.DateField(blank=True, help_text="Publication by then, as approved (D35).", null=True),
                ),
                ("panel_published_on", models.DateField(blank=True, null=True)),
                ("panel_address", models.URLField(blank=True, max_length=500)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="workflow.case"
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.datakey"
                    ),
                ),
                (
                    "hold_approved_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "hold_process",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="held_reviews",
                        to="workflow.parallelprocess",
                    ),
                ),
                (
                    "hold_proposed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "reviewer_account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-commissioned_on"],
            },
        ),
        migrations.AddField(
            model_name="recommendation",
            name="review",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="recommendations", to="workflow.review"
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="review",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="publication", to="workflow.review"
            ),
        ),
        migrations.AddField(
            model_name="agencyreturn",
            name="review",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="returns",
                to="workflow.review",
            ),
        ),
        migrations.CreateModel(
            name="ReviewEntry",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[
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
                        ],
                        max_length=20,
                    ),
                ),
                ("said", forms.vault.SealedField(blank=True, help_text="What was typed, by question.", null=True)),
                (
                    "lines",
                    forms.vault.SealedField(
                        blank=True, help_text="The same as it was asked: [[question, answer], …].", null=True
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "about",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="workflow.reviewentry",
                    ),
                ),
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
                    "corrects",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="correction",
                        to="workflow.reviewentry",
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.datakey"
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="entries", to="workflow.review"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "review entries",
                "ordering": ["at"],
            },
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
                ("opened_at", models.DateTimeField(help_text="The first time: the proof that it arrived.", null=True)),
                ("openings", models.PositiveIntegerField(default=0)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sealed_copies", to="workflow.case"
                    ),
                ),
                (
                    "report",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copies",
                        to="workflow.frozenreport",
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "sealed copies",
                "ordering": ["made_at", "recipient_name"],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("key", models.SlugField(max_length=60)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("email", "E-mail"),
                            ("sealed", "E-mail with a sealed download"),
                            ("attached", "E-mail with the report attached"),
                            ("letter", "Letter"),
                            ("by_hand", "By hand, or by the body’s own service"),
                        ],
                        default="email",
                        max_length=10,
                    ),
                ),
                ("recipient_name", models.CharField(max_length=160)),
                ("recipient_email", models.EmailField(blank=True, max_length=254)),
                ("subject", models.CharField(max_length=250)),
                ("body", models.TextField()),
                (
                    "letter",
                    forms.vault.SealedField(
                        blank=True, help_text="The letter as it was when the notice was queued.", null=True
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "Waiting to be sent"),
                            ("sending", "Being sent"),
                            ("sent", "Sent"),
                            ("failed", "Not delivered: look at the address, then send again"),
                            ("parked", "Set aside: sending it broke off three times"),
                            ("by_hand", "To be sent by hand"),
                            ("sent_by_hand", "Sent by hand"),
                            ("set_aside", "Not sent: it no longer holds"),
                        ],
                        default="queued",
                        max_length=15,
                    ),
                ),
                ("message_id", models.CharField(max_length=150, unique=True)),
                ("queued_at", models.DateTimeField()),
                ("not_before", models.DateTimeField()),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("claimed_at", models.DateTimeField(null=True)),
                ("broken_off", models.PositiveSmallIntegerField(default=0)),
                (
                    "last_error",
                    models.CharField(blank=True, help_text="The kind of error, never its text.", max_length=80),
                ),
                ("sent_at", models.DateTimeField(null=True)),
                (
                    "proof",
                    forms.vault.SealedField(
                        blank=True, help_text="How it was sent by hand, in the words of the officer.", null=True
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="workflow.case",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="workflow.notice",
                    ),
                ),
                (
                    "sent_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "sealed_copy",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="workflow.sealedcopy",
                    ),
                ),
            ],
            options={
                "ordering": ["queued_at"],
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
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.datakey"
                    ),
                ),
                (
                    "delegate",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "rapid_review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="arrangements",
                        to="workflow.rapidreview",
                    ),
                ),
            ],
            options={
                "ordering": ["at"],
            },
        ),
        migrations.CreateModel(
            name="Tombstone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key_id", models.CharField(help_text="The data key that was destroyed.", max_length=32)),
                ("reference", models.CharField(max_length=24, unique=True)),
                ("opened_on", models.DateField()),
                ("closed_on", models.DateField(null=True)),
                ("erased_at", models.DateTimeField()),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tombstone", to="workflow.case"
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
                "ordering": ["erased_at"],
            },
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("question", models.PositiveSmallIntegerField(default=1)),
                ("at", models.DateTimeField()),
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
                ("round", models.PositiveSmallIntegerField()),
                ("choice", models.CharField(max_length=60)),
                ("reason", forms.vault.SealedField(blank=True, null=True)),
                ("as_delegate", models.BooleanField(default=False)),
                (
                    "set_aside_at",
                    models.DateTimeField(
                        help_text="The holder has a conflict of interest: it does not count.", null=True
                    ),
                ),
                (
                    "about",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.submission"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "data_key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="forms.datakey"
                    ),
                ),
                (
                    "rapid_review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="votes", to="workflow.rapidreview"
                    ),
                ),
            ],
            options={
                "ordering": ["question", "round", "at"],
            },
        ),
        migrations.CreateModel(
            name="DeadlineReminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_on", models.DateField()),
                ("offset", models.SmallIntegerField()),
                ("escalated", models.BooleanField(default=False)),
                ("queued_at", models.DateTimeField()),
                (
                    "deadline",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="reminders", to="workflow.deadline"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("deadline", "due_on", "offset", "escalated"), name="one_reminder_an_offset"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(fields=["next_reminder_at"], name="deadline_next_reminder"),
        ),
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(fields=["case", "state", "due_on"], name="deadline_of_case"),
        ),
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(fields=["state", "due_on"], name="deadline_by_due"),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "running")),
                fields=("case", "rule", "record_id"),
                name="one_running_deadline_each",
            ),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["case", "position"], name="workflow_ev_case_id_d7dabc_idx"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(fields=["machine", "record_id", "position"], name="workflow_ev_machine_df9d8c_idx"),
        ),
        migrations.AddConstraint(
            model_name="extension",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "proposed")), fields=("deadline",), name="one_proposed_extension_each"
            ),
        ),
        migrations.AddConstraint(
            model_name="legalhold",
            constraint=models.UniqueConstraint(
                condition=models.Q(("lifted_at", None)), fields=("case",), name="one_legal_hold_a_case"
            ),
        ),
        migrations.AddIndex(
            model_name="membership",
            index=models.Index(fields=["user", "ended_at"], name="workflow_me_user_id_cf3304_idx"),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("agency", None), ("ended_at", None), ("partnership__isnull", False)),
                fields=("user", "role", "partnership", "group"),
                name="one_membership_a_partnership",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("agency__isnull", False), ("ended_at", None)),
                fields=("user", "role", "agency"),
                name="one_membership_an_agency",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.UniqueConstraint(
                condition=models.Q(("agency", None), ("ended_at", None), ("partnership", None)),
                fields=("user", "role", "group"),
                name="one_membership_everywhere",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agency__isnull", False), ("role__in", ["L", "S"])),
                    models.Q(models.Q(("role__in", ["L", "S"]), _negated=True), ("agency__isnull", True)),
                    _connector="OR",
                ),
                name="agency_roles_name_an_agency",
            ),
        ),
        migrations.AddConstraint(
            model_name="involvedarea",
            constraint=models.UniqueConstraint(
                condition=models.Q(("until", None)), fields=("case", "partnership"), name="an_area_is_involved_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="bodyaddress",
            constraint=models.UniqueConstraint(fields=("partnership", "body"), name="one_address_a_body"),
        ),
        migrations.AddConstraint(
            model_name="auditprompt",
            constraint=models.UniqueConstraint(fields=("partnership", "due_on"), name="one_prompt_a_due_round"),
        ),
        migrations.AddConstraint(
            model_name="noticetemplate",
            constraint=models.UniqueConstraint(fields=("procedure", "key"), name="one_notice_a_key"),
        ),
        migrations.AddConstraint(
            model_name="deadlinerule",
            constraint=models.UniqueConstraint(fields=("procedure", "key"), name="one_rule_a_key"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["partnership", "state", "-opened_at"], name="workflow_ca_partner_f631ed_idx"),
        ),
        migrations.AddIndex(
            model_name="identificationhit",
            index=models.Index(fields=["publication", "run"], name="workflow_id_publica_199ec0_idx"),
        ),
        migrations.AddIndex(
            model_name="publicationhold",
            index=models.Index(fields=["state", "review_on"], name="workflow_pu_state_3e8fa5_idx"),
        ),
        migrations.AddConstraint(
            model_name="publishedversion",
            constraint=models.UniqueConstraint(fields=("publication", "number"), name="one_published_version_a_number"),
        ),
        migrations.AddConstraint(
            model_name="moveddeadline",
            constraint=models.UniqueConstraint(fields=("recalculation", "deadline"), name="one_move_a_recalculation"),
        ),
        migrations.AddIndex(
            model_name="recommendationaction",
            index=models.Index(fields=["state", "by_when"], name="workflow_re_state_9eafab_idx"),
        ),
        migrations.AddConstraint(
            model_name="actionreminder",
            constraint=models.UniqueConstraint(
                fields=("action", "by_when", "offset"), name="one_reminder_of_an_action"
            ),
        ),
        migrations.AddConstraint(
            model_name="referencecounter",
            constraint=models.UniqueConstraint(fields=("partnership", "year"), name="one_counter_a_year"),
        ),
        migrations.AddConstraint(
            model_name="returnreminder",
            constraint=models.UniqueConstraint(
                fields=("agency_return", "due_on", "offset"), name="one_reminder_of_a_return"
            ),
        ),
        migrations.AddIndex(
            model_name="recommendation",
            index=models.Index(fields=["state", "by_when"], name="workflow_re_state_1bdb4c_idx"),
        ),
        migrations.AddConstraint(
            model_name="recommendation",
            constraint=models.UniqueConstraint(fields=("review", "number"), name="one_recommendation_a_number"),
        ),
        migrations.AddIndex(
            model_name="agencyreturn",
            index=models.Index(fields=["state", "due_on"], name="return_awaited_by_due"),
        ),
        migrations.AddConstraint(
            model_name="agencyreturn",
            constraint=models.UniqueConstraint(
                fields=("rapid_review", "agency", "asked_for"), name="one_return_of_a_kind_and_rapid_review"
            ),
        ),
        migrations.AddConstraint(
            model_name="agencyreturn",
            constraint=models.UniqueConstraint(
                fields=("review", "agency", "asked_for"), name="one_return_of_a_kind_and_review"
            ),
        ),
        migrations.AddConstraint(
            model_name="agencyreturn",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("rapid_review__isnull", False), ("review__isnull", True)),
                    models.Q(("rapid_review__isnull", True), ("review__isnull", False)),
                    _connector="OR",
                ),
                name="a_return_is_asked_in_one_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="sealedcopy",
            constraint=models.UniqueConstraint(
                condition=models.Q(("link_digest", ""), _negated=True),
                fields=("link_digest",),
                name="one_sealed_copy_a_link",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["state", "not_before"], name="notice_due"),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["case", "queued_at"], name="notice_of_case"),
        ),
        migrations.AddConstraint(
            model_name="seatarrangement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("rapid_review", "seat", "kind"),
                name="one_arrangement_a_seat",
            ),
        ),
        migrations.AddConstraint(
            model_name="vote",
            constraint=models.UniqueConstraint(
                fields=("rapid_review", "seat", "question", "round"), name="one_vote_a_seat_and_round"
            ),
        ),
        migrations.RunPython(install, drop, elidable=False),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
