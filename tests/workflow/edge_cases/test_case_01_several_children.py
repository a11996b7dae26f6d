"""Edge case 1: several children in one incident, siblings. One case, many children."""

import pytest

from tests.factories.party import AgencyFactory, PartnershipFactory, actor
from tests.factories.submission import form_page
from tests.workflow.intake.sending import send
from tests.workflow.reviews.steps import at, take
from workflow.desk.case_file.file import CaseFile
from workflow.desk.case_file.summary import namesakes
from workflow.models import Case
from workflow.parties.roles import Role
from workflow.procedures import load_shipped

pytestmark = pytest.mark.django_db

SIBLINGS = [
    {
        "child.name": "Ayla Made-Up",
        "child.outcome": "died",
        "child.birth_known": "known",
        "child.birth_date": "2019-04-02",
    },
    {"child.name": "Bo Made-Up", "child.outcome": "seriously_harmed", "child.birth_known": "estimated"},
]


@pytest.mark.duty("D4")
def test_siblings_are_one_case_and_another_child_joins_them() -> None:
    load_shipped(now=at("2026-01-01"))
    partnership = PartnershipFactory()
    hospital = AgencyFactory(of=partnership)
    council = AgencyFactory(of=partnership, notifies_for=partnership)
    said = {"incident.date": "2026-02-25", "child": SIBLINGS}
    sender = actor(Role.SUBMITTER, hospital)

    sent = send(form_page("open_case", partnership), sender.user, said, now=at("2026-03-02"))

    case = Case.objects.get(reference=sent.reference)
    assert (case.headline, case.children.count()) == ("Death of a child: 2 children", 2)
    assert case.referrals.count() == case.notifications.count() == 1

    officer = actor(Role.OFFICER, partnership)
    take(case, "add_child", officer, birth_known="unborn", outcome="not_known", reason="The mother is pregnant.")
    case.refresh_from_db()
    assert case.headline == "Death of a child: 3 children"

    # The notification names the three again: nobody becomes two people, and the case stays one.
    told = [
        {**SIBLINGS[0], "child.birth_date": "2019-04-03"},
        SIBLINGS[1],
        {"child.name": "Baby of Made-Up", "child.birth_known": "unborn", "child.outcome": "not_known"},
    ]
    notified = {
        "incident.date": "2026-02-25",
        "notification.national_reference": "CSPR-1",
        "notification.nature": "child_death",
        "notification.national_date": "2026-03-03",
        "notification.aware_on": case.notifications.get().aware_on.isoformat(),
        "child": told,
    }
    page = form_page("submit_notification", partnership)
    send(page, actor(Role.SUBMITTER, council).user, notified, now=at("2026-03-03"), subject=case.pk)
    names = sorted(str(child.details.get("child.name")) for child in case.children.all())
    assert names == ["Ayla Made-Up", "Baby of Made-Up", "Bo Made-Up"]
    assert Case.objects.count() == 1


@pytest.mark.duty("D4")
def test_a_second_referral_of_the_same_child_is_pointed_out() -> None:
    load_shipped(now=at("2026-01-01"))
    partnership = PartnershipFactory()
    elsewhere = PartnershipFactory(slug="elsewhere", code="ELSE")
    page = form_page("open_case", partnership)
    said = {"incident.date": "2026-02-25", "child": SIBLINGS[:1]}
    for _ in range(2):
        send(page, actor(Role.SUBMITTER, AgencyFactory(of=partnership)).user, said, now=at("2026-03-02"))
    foreign = actor(Role.SUBMITTER, AgencyFactory(of=elsewhere))
    send(form_page("open_case", elsewhere), foreign.user, said, now=at("2026-03-02"))
    first, second = Case.objects.filter(partnership=partnership).order_by("reference")

    file = CaseFile(first, by=actor(Role.OFFICER, partnership), now=at("2026-03-02"))

    assert namesakes(file) == [second]
