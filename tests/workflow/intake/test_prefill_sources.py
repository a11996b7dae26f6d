"""What forms may know of the person and the case: never more than the person may."""

from typing import Any

import pytest

from forms.definition import prefill_sources
from forms.definition.shape import Definition
from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.party import AgencyFactory, PartnershipFactory, actor
from tests.factories.referral import ReferralFactory
from tests.factories.submission import SubmissionFactory, form_page
from tests.forms.scene import definition, question, step
from workflow.machines.case.opening import take_over_children
from workflow.models import Case, Child
from workflow.parties.roles import Actor, Role

pytestmark = pytest.mark.django_db
CASE = ("case.reference", "case.opened_on", "case.children", "case.incident_date")
ALL = ("person.name", "person.email", "person.agency", "partnership.name", *CASE)


def asking(*keys: str) -> Definition:
    shown = (question(f"q{place}", "case_text", fact=key) for place, key in enumerate(keys))
    return definition(step("one", *shown))


def known(page: Any, by: Actor, subject: Any = "", *keys: str) -> dict[str, Any]:
    return prefill_sources.known_of(asking(*(keys or ALL)), page=page, user=by.user, subject=str(subject))


@pytest.fixture
def asked() -> Any:
    """An agency's return in a case with two children, of whom one has no name, and an incident that was referred."""
    made = AgencyReturnFactory()
    case: Case = made.case
    sent = SubmissionFactory(partnership=case.partnership, said={"incident.date": "2026-02-20"}, data_key=case.data_key)
    ReferralFactory(case=case, submission=sent)
    take_over_children(case, [{"child.name": "Jordan Example"}, {"child.outcome": "died"}])
    assert Child.objects.count() == 2
    return made


def test_an_agency_learns_the_reference_and_not_whom_the_case_is_about(asked: Any) -> None:
    page = form_page("agency_return", asked.case.partnership)
    submitter = actor(Role.SUBMITTER, asked.agency)
    assert known(page, submitter, asked.pk) == {
        "person.name": submitter.user.get_full_name(),
        "person.email": submitter.user.email,
        "person.agency": {"value": str(asked.agency.pk), "label": asked.agency.name},
        "partnership.name": asked.case.partnership.name,
        "case.reference": asked.case.reference,
        "case.opened_on": "2026-03-02",
    }


def test_who_reads_the_case_learns_the_rest(asked: Any) -> None:
    page = form_page("complete_rapid_review", asked.case.partnership)
    officer = actor(Role.OFFICER, asked.case.partnership)
    found = known(page, officer, asked.case.pk, *CASE)
    assert sorted(found.pop("case.children")) == ["A child whose name is not known", "Jordan Example"]
    assert found == {
        "case.reference": asked.case.reference,
        "case.opened_on": "2026-03-02",
        "case.incident_date": "2026-02-20",
    }


def test_who_may_not_start_the_form_learns_nothing(asked: Any) -> None:
    page = form_page("agency_return", asked.case.partnership)
    elsewhere = PartnershipFactory(slug="elsewhere", code="ELSE")
    for stranger in (
        actor(Role.SUBMITTER, AgencyFactory(of=asked.case.partnership)),
        actor(Role.SUBMITTER, AgencyFactory(of=elsewhere)),
        actor(Role.OFFICER, elsewhere),
        actor(Role.CONTENT_EDITOR, asked.case.partnership),
    ):
        assert known(page, stranger, asked.pk) == {}
        assert known(page, stranger, asked.case.pk) == {}
        assert known(page, stranger, "nonsense") == {}


def test_a_form_about_nothing_takes_no_case_from_its_address(asked: Any) -> None:
    page = form_page("open_case", asked.case.partnership)
    nurse = actor(Role.SUBMITTER, asked.agency)
    found = known(page, nurse, asked.case.pk)
    assert not [key for key in found if key.startswith("case.")]
    assert found["person.agency"]["label"] == asked.agency.name


def test_the_list_of_agencies_is_that_of_the_partnership(asked: Any, django_assert_num_queries: Any) -> None:
    page = form_page("open_case", asked.case.partnership)
    elsewhere = AgencyFactory(of=PartnershipFactory(slug="elsewhere", code="ELSE"))
    with django_assert_num_queries(1):
        found = dict(prefill_sources.options_of("agencies", page))
    assert str(asked.agency.pk) in found
    assert str(elsewhere.pk) not in found
    assert prefill_sources.options_of("no.such", page) == ()
