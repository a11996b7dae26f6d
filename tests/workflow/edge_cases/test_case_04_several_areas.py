"""Edge case 4: several areas. One leads the case, others see it, and the lead may pass."""

import pytest
from django.urls import reverse

from tests.workflow.desk.scene import Area, referred, signed_in
from tests.workflow.reviews.steps import notices_of, refused, take
from workflow.parties.roles import Actor


@pytest.mark.duty("D26")
def test_a_family_that_moved_between_areas(here: Area, elsewhere: Area) -> None:
    case = referred(here).case
    officer, other = Actor.of(here.people["officer"]), Actor.of(elsewhere.people["officer"])
    url = reverse("desk:case", args=[case.reference])
    assert signed_in(elsewhere.people["officer"]).get(url).status_code == 404

    take(case, "involve_area", officer, area=elsewhere.partnership.pk, reason="They lived there until May.")

    assert signed_in(elsewhere.people["officer"]).get(url).status_code == 200
    assert "leads this case" in refused(case.referrals.get(), "decline", other, kind="role", reason="No.")
    queue = signed_in(elsewhere.people["officer"]).get(reverse("desk:queue")).content.decode()
    assert case.reference in queue
    mine = signed_in(elsewhere.people["officer"]).get(reverse("desk:queue"), {"tab": "mine"}).content.decode()
    assert case.reference not in mine

    passed = take(case, "pass_lead", officer, area=elsewhere.partnership.pk, reason="The child lives there now.")

    assert (passed.partnership, passed.reference) == (elsewhere.partnership, case.reference)
    assert len(notices_of(passed, "lead-passed")) == 2
    assert take(passed.referrals.get(), "begin_screening", other).state == "screening"
    text = signed_in(here.people["officer"]).get(url).content.decode()
    assert f"{elsewhere.partnership.name} leads this case" in text
    assert "Areas that read this case along" in text
    refused(passed.referrals.get(), "ask_more", officer, kind="role", question="Which school?")
