"""Who takes part: partnerships, agencies, and each person's membership of one of them."""

from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils import timezone

from forms.plain_fields import PlainCharField, PlainEmailField
from workflow.parties.roles import AGENCY_ROLES, Group, Role, Seat


class PartnershipManager(models.Manager["Partnership"]):
    def for_page(self, page: Any) -> "Partnership | None":
        """The partnership in whose branch of the page tree the page lies, read from the tree in one query."""
        return self.filter(home__path__in=paths_above(page)).order_by("-home__path").first()


def paths_above(page: Any) -> list[str]:
    """The tree paths of the page and of every page above it."""
    return [page.path[:length] for length in range(page.steplen, len(page.path) + 1, page.steplen)]


class Partnership(models.Model):
    """A safeguarding children partnership with its own titles; staff add a third without code."""

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(unique=True)
    code = models.CharField(
        "reference prefix",
        max_length=8,
        unique=True,
        validators=[RegexValidator(r"^[A-Z]{2,8}\Z", "Use two to eight capital letters.")],
        help_text="Starts every case reference, for example NSCP-2026-0001.",
    )
    home = models.OneToOneField(
        "wagtailcore.Page",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="partnership",
        help_text="The home page of this partnership: its pages lie below it.",
    )
    local_authority_name = models.CharField("local authority that notifies", max_length=120)
    # Empty: as the version of the procedure calls them (workflow.parties.titles).
    coordinator_title = models.CharField("title of the coordinator", max_length=120, blank=True)
    sign_off_group_name = models.CharField("sign-off and assurance group", max_length=120, blank=True)
    strategic_body_name = models.CharField("strategic body", max_length=120, blank=True)
    contact_email = PlainEmailField("support office e-mail")
    contact_phone = PlainCharField("support office telephone", max_length=40, blank=True)
    brand_colour = models.CharField(
        max_length=7,
        default="#1d4f5c",
        validators=[RegexValidator(r"^#[0-9a-fA-F]{6}\Z", "Write the colour as # and six digits, like #1d4f5c.")],
    )
    logo = models.ForeignKey("wagtailimages.Image", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = PartnershipManager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def has_page(self, page: Any) -> bool:
        """Whether the page lies in this partnership's branch of the page tree."""
        return self.home is not None and page.path.startswith(self.home.path)

    @cached_property
    def notifiers(self) -> "list[Agency]":
        """The local authority that notifies the Panel (D2), read once."""
        return list(self.notifying_agencies.all())


class Agency(models.Model):
    """An organisation that refers or is asked for returns; one agency may serve several partnerships."""

    class Kind(models.TextChoices):
        LOCAL_AUTHORITY = "local_authority", "Children's social care"
        EARLY_HELP = "early_help", "Early help"
        POLICE = "police", "Police"
        ICB = "icb", "Integrated care board or GP"
        ACUTE = "acute", "Acute hospital trust"
        MATERNITY = "maternity", "Maternity service"
        CHILD_HEALTH = "child_health", "0 to 19 service"
        CAMHS = "camhs", "Child and adolescent mental health service"
        MENTAL_HEALTH = "mental_health", "Mental health service"
        AMBULANCE = "ambulance", "Ambulance service"
        EDUCATION = "education", "School, college or early years"
        SEND = "send", "Special educational needs and disabilities service"
        YOUTH_JUSTICE = "youth_justice", "Youth justice"
        PROBATION = "probation", "Probation"
        CAFCASS = "cafcass", "Cafcass"
        HOUSING = "housing", "Housing"
        ADULT = "adult", "Adult services"
        SUBSTANCE = "substance", "Substance misuse service"
        DOMESTIC_ABUSE = "domestic_abuse", "Domestic abuse service"
        VOLUNTARY = "voluntary", "Voluntary sector"
        CARE_PROVIDER = "care_provider", "Care provider"
        CDOP = "cdop", "Child Death Overview Panel"

    name = models.CharField(max_length=160, unique=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    partnerships = models.ManyToManyField(Partnership, related_name="agencies")
    contact_email = PlainEmailField("address for requests", help_text="A shared mailbox: requests for returns go here.")
    notifies_for = models.ForeignKey(
        Partnership,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="notifying_agencies",
        help_text="Set for the local authority that notifies the Panel (D2).",
    )

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "agencies"

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """One role of one person, in one partnership or one agency. Ended, never deleted: the log points to people."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=1, choices=Role.choices)
    partnership = models.ForeignKey(
        Partnership, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships")
    seat = models.CharField(max_length=20, choices=Seat.choices, blank=True)
    group = models.CharField(max_length=20, choices=Group.choices, blank=True)
    since = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["user", "role"]
        constraints = [
            # Three constraints, not one over nullable columns: SQLite cannot treat two NULLs as equal.
            models.UniqueConstraint(
                fields=["user", "role", "partnership", "group"],
                condition=models.Q(ended_at=None, agency=None, partnership__isnull=False),
                name="one_membership_a_partnership",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "agency"],
                condition=models.Q(ended_at=None, agency__isnull=False),
                name="one_membership_an_agency",
            ),
            models.UniqueConstraint(
                fields=["user", "role", "group"],
                condition=models.Q(ended_at=None, agency=None, partnership=None),
                name="one_membership_everywhere",
            ),
            models.CheckConstraint(
                condition=models.Q(role__in=sorted(AGENCY_ROLES), agency__isnull=False)
                | (~models.Q(role__in=sorted(AGENCY_ROLES)) & models.Q(agency__isnull=True)),
                name="agency_roles_name_an_agency",
            ),
        ]
        indexes = [models.Index(fields=["user", "ended_at"])]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.agency or self.partnership or 'everywhere'}"

    def clean(self) -> None:
        if self.role in AGENCY_ROLES and self.agency is None:
            raise ValidationError({"agency": "Choose the agency this person works for."})
        if self.role not in AGENCY_ROLES and self.agency is not None:
            raise ValidationError({"agency": "Only agency submitters and leads belong to an agency."})
        bound = {Role.OFFICER, Role.DECISION_MAKER, Role.GROUP, Role.SCRUTINEER, Role.REVIEWER, Role.AUDITOR}
        if self.role in bound and self.partnership is None:
            raise ValidationError({"partnership": "Choose the partnership in which this person has this role."})
        if (self.role == Role.DECISION_MAKER) != bool(self.seat):
            raise ValidationError({"seat": "A decision maker, and nobody else, holds one of the three seats (D12)."})
        if (self.role == Role.GROUP) != bool(self.group):
            raise ValidationError({"group": "Choose the group for a group member, and for nobody else."})
