"""Somebody stands in: in the role for which it was arranged, once, and not for two at a time."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from portal.accounts.people import handing_over
from portal.accounts.people.handing_over import stand_in
from tests.factories.assignment import assigned
from tests.factories.case import CaseFactory
from tests.factories.party import AgencyFactory, PartnershipFactory
from tests.portal.accounts.people.scene import NOW, give, holder
from tests.portal.conftest import person
from workflow.engine.step import Refused
from workflow.machines.case.machine import Case
from workflow.parties.cover import Cover
from workflow.parties.party import Partnership
from workflow.parties.roles import Actor, Role, may_read_case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
TODAY = NOW.date()


@pytest.fixture
def area() -> Partnership:
    return PartnershipFactory()


def reads(case: Case, user: Any) -> bool:
    return may_read_case(Case.objects.get(pk=case.pk), Actor.of(get_user_model().objects.get(pk=user.pk)))


def test_a_lead_brings_nobody_before_a_case_by_letting_them_stand_in(area: Partnership) -> None:
    """Two people work for an agency and are reviewers besides: what the lead arranges holds for the agency."""
    agency, case, chief = AgencyFactory(of=area), CaseFactory(partnership=area), holder(Role.ADMINISTRATOR)
    away, other = person(), person()
    held = {one: give(one, Role.REVIEWER, area) for one in (away, other)}
    sends = {one: give(one, Role.SUBMITTER, agency) for one in (away, other)}
    assigned(case, Actor.of(away))
    stand_in(sends[away], other, TODAY, TODAY, by=holder(Role.LEAD, agency), now=NOW)
    assert not reads(case, other)
    stand_in(held[away], other, TODAY, TODAY, by=chief, now=NOW)
    assert reads(case, other)


def test_what_is_sent_twice_is_arranged_once(area: Partnership) -> None:
    away, other = (give(person(), Role.REVIEWER, area) for _ in range(2))
    chief = holder(Role.ADMINISTRATOR)
    stand_in(away, other.user, TODAY, TODAY + timedelta(days=4), by=chief, now=NOW)
    with pytest.raises(Refused, match="arranged for some of these days"):
        stand_in(away, other.user, TODAY + timedelta(days=4), TODAY + timedelta(days=9), by=chief, now=NOW)
    stand_in(away, other.user, TODAY + timedelta(days=5), TODAY + timedelta(days=9), by=chief, now=NOW)
    handing_over.end_cover(Cover.objects.earliest("first_day"), by=chief, now=NOW)
    stand_in(away, other.user, TODAY, TODAY, by=chief, now=NOW)


def test_who_is_away_stands_in_for_nobody(area: Partnership) -> None:
    one, two, three = (give(person(), Role.REVIEWER, area) for _ in range(3))
    chief = holder(Role.ADMINISTRATOR)
    stand_in(two, three.user, TODAY, TODAY + timedelta(days=4), by=chief, now=NOW)
    with pytest.raises(Refused, match="away themselves"):
        stand_in(one, two.user, TODAY + timedelta(days=3), TODAY + timedelta(days=6), by=chief, now=NOW)
    stand_in(one, two.user, TODAY + timedelta(days=5), TODAY + timedelta(days=6), by=chief, now=NOW)


def test_a_lead_does_not_end_what_was_arranged_for_another_role(client: Client, area: Partnership) -> None:
    agency = AgencyFactory(of=area)
    away, other = (give(person(), Role.REVIEWER, area) for _ in range(2))
    give(away.user, Role.SUBMITTER, agency)
    cover = stand_in(away, other.user, TODAY, TODAY, by=holder(Role.ADMINISTRATOR), now=NOW)
    client.force_login(holder(Role.LEAD, agency).user)
    assert client.post(reverse("people:end_cover", args=[away.user_id, cover.pk])).status_code == 404
    assert Cover.objects.get().ended_at is None
