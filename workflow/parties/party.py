"""Who takes part: partnerships, agencies, and each person's membership of one of them."""

from datetime import date
from functools import cached_property
from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.contrib.auth.models import Group as CmsGroup
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
        PARTNERSHIP = "partnership", "Safeguarding partnership of another area"

    name = models.CharField(max_length=160)
    # One of `agency_kinds()`: those above, which the portal comes with, and those that staff added.
    kind = models.CharField(max_length=20)
    partnerships = models.ManyToManyField(Partnership, related_name="agencies")
    contact_email = PlainEmailField(
        "address for requests",
        blank=True,
        help_text="A shared mailbox: requests for returns go here. A body outside the portal may have none: its "
        "letters are then sent by hand.",
    )
    notifies_for = models.ForeignKey(
        Partnership,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="notifying_agencies",
        help_text="Set for the local authority that notifies the Panel (D2).",
    )
    outside_for = models.ForeignKey(
        Partnership,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        verbose_name="outside the portal, in the address book of",
        related_name="outside_bodies",
        help_text="Set for a body of another area that does not use this portal (D26): it is written to, and has no "
        "accounts. Leave the partnerships above empty then.",
    )
    email_domains = models.TextField(
        "e-mail domains",
        blank=True,
        help_text="What may stand behind the @ of the people who work for this agency, one a line, for example "
        "hospital.nhs.uk. Empty: any.",
    )
    # Of a body outside the portal: its address was not confirmed yet (portal.accounts.people.addresses).
    waits = models.BooleanField("waits to be confirmed", default=False, editable=False)

    lead_approves = models.BooleanField(
        "its lead approves before anything is sent",
        default=False,
        editable=False,
        help_text="Set by the agency's lead (workflow.workspace.approval).",
    )

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "agencies"
        constraints = [
            # Two partnerships may each know the same body, and need not know that the other does.
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(outside_for=None),
                name="one_agency_a_name",
                violation_error_message="There is an agency of this name.",
            ),
            models.UniqueConstraint(
                fields=["name", "outside_for"],
                condition=models.Q(outside_for__isnull=False),
                name="one_outside_body_a_name",
                violation_error_message="This name stands in the address book already.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_outside(self) -> bool:
        """Whether it is a body of another area that does not use this portal (D26)."""
        return self.outside_for_id is not None

    def clean(self) -> None:
        if not self.is_outside and not self.contact_email:
            raise ValidationError({"contact_email": "Enter the address to which requests for returns go."})
        if self.is_outside and self.notifies_for_id is not None:
            raise ValidationError({"notifies_for": "A body outside the portal cannot notify the Panel through it."})
        if self.kind and self.kind not in dict(agency_kinds()):
            raise ValidationError({"kind": "Choose one of the kinds of agencies. A new one is added under “Kinds”."})

    @property
    def domains(self) -> list[str]:
        """The domains that addresses of its people may have; empty: any."""
        return [line.strip().lstrip("@").lower() for line in self.email_domains.splitlines() if line.strip()]

    def allows_address(self, email: str) -> bool:
        return not self.domains or email.rpartition("@")[2].lower() in self.domains


class AgencyKind(models.Model):
    """A kind of agency that the portal does not come with, like a fire and rescue service: staff add it."""

    key = models.SlugField(
        max_length=20,
        unique=True,
        validators=[RegexValidator(r"^[a-z][a-z0-9_]*\Z", "Use small letters, digits and _, a letter first.")],
        help_text="As forms and notices name it: the answer of a question about agencies that were involved.",
    )
    label = models.CharField("name", max_length=80, unique=True)

    class Meta:
        ordering = ["label"]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        if self.key in Agency.Kind.values:
            raise ValidationError({"key": f"The portal comes with this kind: {Agency.Kind(self.key).label}."})
        before = AgencyKind.objects.filter(pk=self.pk).first() if self.pk else None
        if before is not None and before.key != self.key:
            raise ValidationError(
                {"key": "Agencies and forms may name this key, so it stays. Change the name instead."}
            )


def agency_kinds() -> list[tuple[str, str]]:
    """Every kind of agency by its key: those that the portal comes with, then those that staff added. One query."""
    added = AgencyKind.objects.values_list("key", "label")
    return [*((str(value), str(label)) for value, label in Agency.Kind.choices), *added]


class RoleGroup(models.Model):
    """The CMS group of a role: in one partnership, or in all where it is bound to none. Who is in it is read from
    the memberships themselves.
    """

    role = models.CharField(max_length=1, choices=Role.choices)
    partnership = models.ForeignKey(Partnership, null=True, on_delete=models.PROTECT, related_name="+")
    group = models.OneToOneField(CmsGroup, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["role", "partnership"],
                condition=models.Q(partnership__isnull=False),
                name="one_cms_group_a_role_there",
            ),
            models.UniqueConstraint(
                fields=["role"], condition=models.Q(partnership=None), name="one_cms_group_a_role_everywhere"
            ),
        ]

    def __str__(self) -> str:
        return str(self.group)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_force(self, today: date) -> "MembershipQuerySet":
        """Those that give a right today: not ended, and their last day is not over."""
        return self.filter(ended_at=None).filter(in_force_on(today))

    def delete(self) -> NoReturn:
        """Memberships end. This is also where `user.groups.clear()` and its like would arrive."""
        raise TypeError("A membership is ended, never deleted.")


def in_force_on(today: date, prefix: str = "") -> models.Q:
    """That the last day, where one is planned, is not over; the prefix names the way to the membership."""
    return models.Q(**{f"{prefix}until": None}) | models.Q(**{f"{prefix}until__gte": today})


class Membership(models.Model):
    """One role of one person, in one partnership or one agency. Ended, never deleted: the log points to people.

    It is the row as well that puts the person into the CMS group of the role (`User.groups` goes through it), so that
    nothing can fall apart that would have to be brought together again.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=1, choices=Role.choices)
    partnership = models.ForeignKey(
        Partnership, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships"
    )
    agency = models.ForeignKey(Agency, null=True, blank=True, on_delete=models.PROTECT, related_name="memberships")
    seat = models.CharField(max_length=20, choices=Seat.choices, blank=True)
    group = models.CharField(max_length=20, choices=Group.choices, blank=True)
    since = models.DateTimeField(default=timezone.now)
    until = models.DateField("last day", null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    cms_group = models.ForeignKey(CmsGroup, null=True, editable=False, on_delete=models.PROTECT, related_name="+")

    objects: ClassVar[models.Manager["Membership"]] = MembershipQuerySet.as_manager()

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
            models.CheckConstraint(
                condition=models.Q(ended_at=None) | models.Q(cms_group=None), name="ended_means_out_of_the_cms"
            ),
            # What `user.groups.add()` would write.
            models.CheckConstraint(condition=~models.Q(role=""), name="a_membership_has_a_role"),
        ]
        indexes = [models.Index(fields=["user", "ended_at"])]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()}, {self.agency or self.partnership or 'everywhere'}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """With the CMS group that goes with the role, as long as the membership runs."""
        self.cms_group_id = None if self.ended_at is not None else self._group_of_role()
        if (named := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*named, "cms_group"}
        super().save(*args, **kwargs)

    def _group_of_role(self) -> int | None:
        found = RoleGroup.objects.filter(role=self.role, partnership=self.partnership_id)
        return found.values_list("group", flat=True).first()

    def clean(self) -> None:
        if self.role in AGENCY_ROLES and self.agency is None:
            raise ValidationError({"agency": "Choose the agency this person works for."})
        if self.agency is not None and self.agency.is_outside:
            raise ValidationError({"agency": "This body does not use the portal: its people have no accounts here."})
        if self.role not in AGENCY_ROLES and self.agency is not None:
            raise ValidationError({"agency": "Only agency submitters and leads belong to an agency."})
        bound = {Role.OFFICER, Role.DECISION_MAKER, Role.GROUP, Role.SCRUTINEER, Role.REVIEWER, Role.AUDITOR}
        if self.role in bound and self.partnership is None:
            raise ValidationError({"partnership": "Choose the partnership in which this person has this role."})
        if (self.role == Role.DECISION_MAKER) != bool(self.seat):
            raise ValidationError({"seat": "A decision maker, and nobody else, holds one of the three seats."})
        if (self.role == Role.GROUP) != bool(self.group):
            raise ValidationError({"group": "Choose the group for a group member, and for nobody else."})
