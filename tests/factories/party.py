"""People and those they work for."""

from typing import Any

import factory
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group

from portal.accounts.cms_groups import ensure_groups
from workflow.models import Agency, Membership, Partnership
from workflow.parties.roles import AGENCY_ROLES, Actor, Role


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = get_user_model()

    email = factory.Sequence(lambda number: f"person{number}@example.org")
    first_name = "Pat"
    last_name = factory.Sequence(lambda number: f"Example {number}")


class PartnershipFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Partnership
        django_get_or_create = ("slug",)

    slug = "example"
    name = factory.LazyAttribute(lambda made: f"{made.slug.title()} Safeguarding Children Partnership")
    code = factory.LazyAttribute(lambda made: made.slug[:4].upper())
    local_authority_name = factory.LazyAttribute(lambda made: f"{made.slug.title()} Council")
    coordinator_title = "Coordinator"
    sign_off_group_name = "Assurance Group"
    strategic_body_name = "Strategic Leadership Group"
    contact_email = factory.LazyAttribute(lambda made: f"office@{made.slug}.example")


class AgencyFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Agency
        skip_postgeneration_save = True

    name = factory.Sequence(lambda number: f"Agency {number}")
    kind = Agency.Kind.EDUCATION
    contact_email = factory.Sequence(lambda number: f"requests{number}@agency.example")

    @factory.post_generation
    def of(self, create: bool, partnership: Partnership | None, **kwargs: Any) -> None:
        """`AgencyFactory(of=partnership)`: the agency serves that partnership."""
        if create and partnership is not None:
            self.partnerships.add(partnership)


class OutsideBodyFactory(AgencyFactory):
    """A body of another area that does not use the portal: `OutsideBodyFactory(outside_for=partnership)`."""

    kind = Agency.Kind.PARTNERSHIP
    name = factory.Sequence(lambda number: f"Body {number}")


def in_cms_group(user: Any, *groups: Group) -> None:
    """Puts somebody into groups of the CMS that no role has: by a membership, which is the only way in."""
    rows = [Membership(user=user, role=Role.SUBMITTER, agency=AgencyFactory(), cms_group=group) for group in groups]
    Membership.objects.bulk_create(rows)


def site_editor(email: str, **names: str) -> Any:
    """Somebody who edits every page of the site, as a content editor who is bound to no partnership."""
    user = UserFactory(email=email, **names)
    ensure_groups()
    Membership.objects.create(user=user, role=Role.CONTENT_EDITOR)
    return user


def actor(role: Role, of: Partnership | Agency, **membership: Any) -> Actor:
    """A new person with this one role, there: `actor(Role.GROUP, case.partnership, group=…)`."""
    place = {"agency": of} if role in AGENCY_ROLES else {"partnership": of}
    user = UserFactory()
    return Actor.remembered(user, (Membership.objects.create(user=user, role=role, **place, **membership),))
