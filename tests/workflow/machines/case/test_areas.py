"""Other areas of a case: they read it along, the lead acts, and the lead may pass (D26)."""

from typing import Any

import pytest
from django.urls import reverse

from tests.factories.party import actor
from tests.workflow.desk.scene import Area, far_along, signed_in
from tests.workflow.reviews.steps import notices_of, refused, take
from workflow.models import Case, Event
from workflow.parties.roles import Actor, Role

WHY = {"reason": "The family lived there before."}


@pytest.fixture
def case(here: Area) -> Case:
    made: Case = far_along(here)["case"]
    return made


@pytest.fixture
def officer(here: Area) -> Actor:
    return Actor.of(here.people["officer"])


@pytest.fixture
def involved(case: Case, officer: Actor, elsewhere: Area) -> Case:
    made: Case = take(case, "involve_area", officer, area=elsewhere.partnership.pk, **WHY)
    return made


def found_by(place: Area, who: str, case: Case) -> list[int]:
    client = signed_in(place.people[who])
    names = ("desk:case", "desk:returns", "desk:decision", "desk:review", "desk:notices", "desk:timeline")
    return [client.get(reverse(name, args=[case.reference])).status_code for name in names]


@pytest.mark.duty("D26")
def test_an_involved_area_finds_and_reads_the_case(involved: Case, elsewhere: Area) -> None:
    assert set(found_by(elsewhere, "officer", involved)) == {200}
    queue = signed_in(elsewhere.people["officer"]).get(reverse("desk:queue")).content.decode()
    assert involved.reference in queue
    assert f"Led by {involved.partnership.name}" in queue
    assert Case.objects.visible_to(Actor.of(elsewhere.people["officer"])).get() == involved
    assert found_by(elsewhere, "sign_off", involved) == [200, 403, 403, 200, 200, 200]
    page = signed_in(elsewhere.people["officer"]).get(reverse("desk:case", args=[involved.reference]))
    assert "leads this case" in page.content.decode()


@pytest.mark.duty("D26")
def test_an_involved_area_may_not_act(involved: Case, elsewhere: Area) -> None:
    by = Actor.of(elsewhere.people["officer"])
    reason = refused(involved, "add_child", by, kind="role")
    assert f"{involved.partnership} leads this case" in reason
    client = signed_in(elsewhere.people["officer"])
    url = reverse("desk:step", args=[involved.reference, "case", involved.pk, "involve_area"])
    response = client.get(url)
    assert response.status_code == 403
    assert "leads this case" in response.content.decode()
    assert client.post(url, WHY).status_code == 403


def test_other_roles_of_an_involved_area_still_see_nothing(involved: Case, elsewhere: Area) -> None:
    for who in ("publisher", "editor", "auditor", "submitter", "council"):
        assert set(found_by(elsewhere, who, involved)) <= {403, 404}, who
        assert not Case.objects.visible_to(Actor.of(elsewhere.people[who])).exists()


@pytest.mark.duty("D26")
def test_its_office_is_told_and_the_reason_is_sealed(involved: Case, elsewhere: Area) -> None:
    assert notices_of(involved, "area-involved") == [f"Support office, {elsewhere.partnership.name}"]
    area = involved.areas.get()
    assert (area.reason, area.by, area.until) == (WHY["reason"], Event.objects.latest("position").actor, None)


@pytest.mark.duty("D26")
def test_released_it_is_gone_from_their_desk(involved: Case, officer: Actor, elsewhere: Area) -> None:
    take(involved, "release_area", officer, area=elsewhere.partnership.pk, reason="It was another family.")

    assert set(found_by(elsewhere, "officer", involved)) == {404}
    assert notices_of(involved, "area-released") == [f"Support office, {elsewhere.partnership.name}"]
    assert involved.areas.get().until is not None


@pytest.mark.duty("D26")
def test_the_lead_passes_and_the_reference_stays(involved: Case, officer: Actor, here: Area, elsewhere: Area) -> None:
    passed = take(involved, "pass_lead", officer, area=elsewhere.partnership.pk, reason="The child lives there.")

    assert (passed.partnership, passed.reference) == (elsewhere.partnership, involved.reference)
    assert [area.partnership for area in passed.areas.filter(until=None)] == [here.partnership]
    event = Event.objects.latest("position")
    assert (event.kind, event.actor_role) == ("case.pass_lead", "O")
    told = {f"Support office, {place.partnership.name}" for place in (here, elsewhere)}
    assert set(notices_of(passed, "lead-passed")) == told
    refused(passed, "add_child", officer, kind="role")
    assert set(found_by(here, "officer", passed)) == {200}
    take(passed, "release_area", Actor.of(elsewhere.people["officer"]), area=here.partnership.pk, reason="Done.")
    assert set(found_by(here, "officer", passed)) == {404}


def test_what_these_steps_need(case: Case, officer: Actor, here: Area, elsewhere: Area) -> None:
    there = elsewhere.partnership.pk
    for step in ("release_area", "pass_lead"):
        assert "Involve one first" in refused(case, step, officer, kind="guard", area=there, reason="Because.")
    assert "in the list" in refused(case, "involve_area", officer, kind="data", area=here.partnership.pk, **WHY)
    assert "Enter why" in refused(case, "involve_area", officer, kind="data", area=there)
    take(case, "involve_area", officer, area=there, **WHY)
    assert "in the list" in refused(case, "involve_area", officer, kind="data", area=there, **WHY)


def test_a_role_that_ended_takes_effect_at_once(involved: Case, elsewhere: Area, clock: Any) -> None:
    user = elsewhere.people["officer"]
    client = signed_in(user)
    url = reverse("desk:case", args=[involved.reference])
    assert client.get(url).status_code == 200

    user.memberships.update(ended_at=involved.opened_at, cms_group=None)

    assert client.get(url).status_code == 403
    assert client.get(reverse("desk:queue")).status_code == 403


def test_its_decision_makers_have_no_seat_in_it(involved: Case, elsewhere: Area) -> None:
    seat = actor(Role.DECISION_MAKER, elsewhere.partnership, seat="icb")
    refused(involved.rapid_reviews.get(), "vote", seat, kind="role", choice="no_review", reason="No.")
