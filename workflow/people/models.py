"""The person who signs in: an e-mail address and a name, nothing about cases.

What a person may do comes from their memberships (workflow.parties.party), never from this row.
"""

from typing import Any, ClassVar

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, Group, PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone

# Reserved (RFC 2606): no mail ever goes there.
EVERYBODYS_ADDRESS = "everybody@public.invalid"


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person who can sign in; without a password by an e-mailed code only. ValueError without an address."""
        if not email:
            raise ValueError("A person needs an e-mail address.")
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser, PermissionsMixin):
    email = models.EmailField("e-mail address", unique=True)
    first_name = models.CharField(max_length=150, blank=True)
    last_name = models.CharField(max_length=150, blank=True)
    groups = models.ManyToManyField(  # type: ignore[assignment]  # of a table between that is not Django's own
        Group,
        through="workflow.Membership",
        through_fields=("user", "cms_group"),
        blank=True,
        related_name="user_set",
        related_query_name="user",
        help_text="The CMS groups of the person's memberships: Wagtail asks here, and no second list can go stale.",
    )
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_account_an_address"),
            # Django and Wagtail let a superuser do everything unasked: nobody is one, by whatever way.
            models.CheckConstraint(condition=models.Q(is_superuser=False), name="nobody_is_a_superuser"),
        ]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        return self.first_name or self.email


def everybody() -> User:
    """The account to which belongs what people without one wrote: nobody signs in with it, and no role is given to it.

    Made when it is first needed.
    """
    told = {"first_name": "A member", "last_name": "of the public", "is_active": False, "password": make_password(None)}
    return User.objects.get_or_create(email=EVERYBODYS_ADDRESS, defaults=told)[0]
