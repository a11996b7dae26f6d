"""What a person keeps of the queue and does from it: views, columns, cases given to somebody."""

from typing import Any

import pytest
from django.urls import reverse

from tests.factories.case import CaseFactory
from tests.workflow.desk.scene import Area, area, signed_in
from workflow.models import Case, Event, QueueColumns, SavedView
from workflow.parties.roles import Role

pytestmark = pytest.mark.django_db
QUEUE = "/desk/"


@pytest.fixture
def here() -> Area:
    return area("here")


def said(response: Any) -> list[str]:
    return [str(one) for one in response.context["messages"]]


def keep(client: Any, **more: str) -> Any:
    filters = {"here": "tab=open&due=overdue&q=Jordan&forged=1", "name": "Late ones"}
    return client.post(reverse("desk:keep_view"), {**filters, **more}, follow=True)


def test_a_view_is_kept_by_name_without_what_was_searched(here: Area) -> None:
    client = signed_in(here.people["officer"])
    response = keep(client)
    assert said(response) == ["The view “Late ones” was saved."]
    view = SavedView.objects.get()
    assert view.filters == {"tab": "open", "due": "overdue"}
    assert response.context["asked"]["q"] == "Jordan", "what was shown is shown again"
    assert "Late ones" in client.get(QUEUE).content.decode()
    assert "Late ones" not in signed_in(here.people["decider"]).get(QUEUE).content.decode()

    keep(client, here="tab=closed")
    assert SavedView.objects.get().filters == {"tab": "closed"}


def test_a_view_without_a_name_is_not_kept(here: Area) -> None:
    assert said(keep(signed_in(here.people["officer"]), name="  ")) == ["Give the view a name before you save it."]
    assert not SavedView.objects.exists()


def test_a_shared_view_is_everybodys_of_the_desk_and_of_no_other_area(here: Area) -> None:
    elsewhere = area("elsewhere")
    keep(signed_in(here.people["decider"]), shared=str(here.partnership.pk))
    view = SavedView.objects.get()
    reader = signed_in(here.people["sign_off"])
    assert "Late ones" in reader.get(QUEUE).content.decode()
    assert "Late ones" not in signed_in(elsewhere.people["officer"]).get(QUEUE).content.decode()

    gone = reverse("desk:give_up_view", args=[view.pk])
    assert reader.post(gone).status_code == 403
    assert signed_in(elsewhere.people["officer"]).post(gone).status_code == 404
    assert signed_in(here.people["officer"]).post(gone).status_code == 302
    assert not SavedView.objects.exists()


def test_a_view_is_shared_with_no_area_but_ones_own(here: Area) -> None:
    elsewhere = area("elsewhere")
    response = signed_in(here.people["officer"]).post(
        reverse("desk:keep_view"), {"name": "Theirs", "shared": str(elsewhere.partnership.pk)}
    )
    assert response.status_code == 403
    assert not SavedView.objects.exists()


def test_a_person_chooses_their_columns(here: Area) -> None:
    CaseFactory(partnership=here.partnership)
    client = signed_in(here.people["officer"])
    client.post(reverse("desk:choose_columns"), {"columns": ["opened", "owner", "nonsense"]})
    assert client.get(QUEUE).context["columns"] == ["owner", "opened"]
    assert "stage" in signed_in(here.people["decider"]).get(QUEUE).context["columns"]
    client.post(reverse("desk:choose_columns"), {})
    assert not QueueColumns.objects.exists()


def give(client: Any, person: Any, *cases: Case, **more: Any) -> Any:
    posted = {"case": [case.reference for case in cases], "person": str(person.pk), **more}
    return client.post(reverse("desk:give_cases"), posted, follow=True)


def test_an_officer_gives_many_cases_at_once_each_in_the_log(here: Area) -> None:
    officer = here.people["officer"]
    cases = [CaseFactory(partnership=here.partnership) for _number in range(3)]
    response = give(signed_in(officer), officer, *cases[:2], here="tab=open&sort=newest")
    assert said(response) == [f"2 cases given to {officer}."]
    assert response.context["asked"]["sort"] == "newest"
    assert set(Case.objects.filter(owner=officer)) == set(cases[:2])
    assert Event.objects.filter(kind="case.take_case", actor=officer).count() == 2


def test_nothing_ticked_is_said(here: Area) -> None:
    officer = here.people["officer"]
    assert said(give(signed_in(officer), officer)) == ["Tick at least one case, and choose who gets it."]


def test_cases_of_another_area_are_not_given_and_only_by_officers(here: Area) -> None:
    elsewhere = area("elsewhere")
    officer, theirs = here.people["officer"], CaseFactory(partnership=elsewhere.partnership)
    give(signed_in(officer), officer, theirs)
    theirs.refresh_from_db()
    assert theirs.owner is None
    own = CaseFactory(partnership=here.partnership)
    assert (
        signed_in(here.people["decider"]).post(reverse("desk:give_cases"), {"case": own.reference}).status_code == 403
    )
    # Nobody who is no officer of the office is given a case.
    stranger = elsewhere.people["officer"]
    assert stranger.memberships.filter(role=Role.OFFICER).exists()
    give(signed_in(officer), stranger, own)
    own.refresh_from_db()
    assert own.owner is None
