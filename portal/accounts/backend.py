"""Who a session belongs to, with what they are: one query a request instead of two."""

from datetime import date
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth import get_user_model
from django.db.models import Exists, FilteredRelation, Q, QuerySet

from forms import present
from forms.kept_query import KeptQuery
from workflow.parties.cover import Cover, stands_in_for_nobody
from workflow.parties.party import in_force_on
from workflow.parties.roles import Actor

User = get_user_model()


def _with_memberships(user_id: int, today: date) -> QuerySet[Any]:
    """A row for each membership in force, one that holds none for who has none."""
    in_force = Q(memberships__ended_at=None) & in_force_on(today, "memberships__")
    # Untyped: the name that the annotation gives is not known before.
    found: Any = User._default_manager.filter(pk=user_id)
    stands_in = Exists(Cover.objects.filter(standing_in=user_id).running(today))
    found = found.annotate(held=FilteredRelation("memberships", condition=in_force), stands_in=stands_in)
    return found.select_related("held__agency", "held__partnership__home").order_by("held__role", "held__pk")


WITH_MEMBERSHIPS: KeptQuery[Any] = KeptQuery(_with_memberships, user_id=int, today=date)


def look_again(email: str) -> None:
    """One query, of no use but that it takes its time: addresses with and without an account cost the same number."""
    User._default_manager.filter(email=email).exists()


class SignInBackend(AuthenticationBackend):
    """Signs people in as allauth does, and reads a person together with their current memberships.

    Every page of a signed-in person needs both: the second factor and the menu go by the memberships.
    """

    def get_user(self, user_id: Any) -> Any:
        """The person, or None where the account is gone or closed."""
        rows = WITH_MEMBERSHIPS.rows(user_id=user_id, today=present.today())
        if not rows or not self.user_can_authenticate(rows[0]):
            return None
        user: Any = rows[0]
        # A person without a membership has one row, which holds none.
        memberships = tuple(one for row in rows if (one := getattr(row, "held", None)) is not None)
        for membership in memberships:
            membership.user = user
        if not user.stands_in:
            stands_in_for_nobody(user)
        Actor.remembered(user, memberships)
        return user

    def _check_password(self, user: Any, password: str) -> Any:
        """As allauth's, which looks once more for an address without an account."""
        if user:
            look_again(user.email)
        return super()._check_password(user, password)
