"""One current membership of a kind: the same twice is refused, on both databases."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests.factories.party import AgencyFactory, PartnershipFactory, UserFactory
from workflow.models import Membership
from workflow.parties.roles import Role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SUBMITTER, Role.ADMINISTRATOR])
def test_the_same_membership_twice_is_refused_until_the_first_has_ended(role):
    user, partnership, agency = UserFactory(), PartnershipFactory(), AgencyFactory()
    place = {Role.OFFICER: {"partnership": partnership}, Role.SUBMITTER: {"agency": agency}}.get(role, {})
    first = Membership.objects.create(user=user, role=role, **place)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=user, role=role, **place)

    first.ended_at = timezone.now()
    first.save()

    assert Membership.objects.create(user=user, role=role, **place).pk != first.pk
