"""Both values stay: what the notification tells otherwise than the referral, and which of it counts (D2)."""

from datetime import date
from typing import Any

import pytest

from tests.factories.case import CaseFactory
from tests.factories.notification import NotificationFactory
from tests.factories.referral import ReferralFactory
from tests.factories.submission import SubmissionFactory, form_page
from tests.workflow.desk.scene import Area, signed_in
from tests.workflow.desk.test_queue import find
from tests.workflow.intake.sending import send
from tests.workflow.reviews.steps import at, fresh, refused, take
from workflow.machines.case.incident import incident_on
from workflow.models import Case, Child, Difference, Event
from workflow.parties.roles import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.duty("D2")]

REFERRED = {"child.name": "Ayla Made-Up", "child.outcome": "died", "child.birth_date": "2019-04-02"}
NOTIFIED = {**REFERRED, "child.birth_date": "2019-04-20"}


@pytest.fixture
def case(site: None, here: Area) -> Case:
    """Referred on 27 February by the hospital, which names Wednesday 25 February as the day of the incident."""
    made: Case = CaseFactory(partnership=here.partnership)
    sent = SubmissionFactory(
        handler="open_case",
        partnership=here.partnership,
        data_key=made.data_key,
        owner=here.people["submitter"],
        said={"incident.date": "2026-02-25", "child": [REFERRED]},
        reference=made.reference,
    )
    ReferralFactory(case=made, agency=here.hospital, submission=sent, accepted=True)
    child = Child(case=made, data_key=made.data_key)
    child.describe(REFERRED)
    child.save()
    NotificationFactory(case=made, clock=True)
    return made


@pytest.fixture
def officer(here: Area) -> Actor:
    return Actor.of(here.people["officer"])


def notify(place: Area, case: Case, **said: Any) -> None:
    page = form_page("submit_notification", place.partnership)
    answers = {
        "incident.date": "2026-02-25",
        "notification.national_reference": "CSPR-77120",
        "notification.nature": "child_death",
        "notification.aware_on": "2026-02-26",
        "child": [NOTIFIED],
        **said,
    }
    send(page, place.people["council"], answers, now=at("2026-03-02"), subject=case.pk)


def overview(place: Area, case: Case, role: str = "officer") -> str:
    return signed_in(place.people[role]).get(f"/desk/{case.reference}/").content.decode()


def choice(case: Case, value: str, fact: str = "child.birth_date") -> str:
    found = Difference.objects.get(case=case, fact=fact)
    return f"{found.pk}:{[told['value'] for told in found.told].index(value)}"


def test_another_birth_date_is_shown_beside_the_first(here: Area, case: Case) -> None:
    notify(here, case)

    found = Difference.objects.get(case=case)
    assert [(told["value"], told["source"], told["on"]) for told in found.told] == [
        ("2019-04-02", "The referral by Hospital here", "2026-02-27"),
        ("2019-04-20", "The notification", "2026-03-02"),
    ]
    text = overview(here, case)
    assert "Date of birth of Ayla Made-Up" in text
    assert "2 April 2019" in text
    assert "20 April 2019" in text
    assert "“20 April 2019” counts since 2 March 2026, because it was told last. Nobody has decided yet" in text


def test_another_day_of_the_incident_too(here: Area, case: Case) -> None:
    notify(here, case, **{"incident.date": "2026-02-24", "child": [REFERRED]})

    assert incident_on(case) == date(2026, 2, 24)
    text = overview(here, case)
    assert "Date of the incident" in text
    assert "25 February 2026" in text
    assert "“24 February 2026” counts since 2 March 2026" in text


def test_what_both_tell_alike_is_no_difference(here: Area, case: Case) -> None:
    notify(here, case, child=[REFERRED])

    assert not Difference.objects.exists()
    assert "Told in two ways" not in overview(here, case)


def test_an_officer_decides_with_a_reason_and_the_loser_stays(here: Area, case: Case, officer: Actor) -> None:
    notify(here, case)

    take(case, "settle_difference", officer, "2026-03-04", value=choice(case, "2019-04-02"), reason="The birth record.")

    assert case.children.get().details["child.birth_date"] == "2019-04-02"
    found = Difference.objects.get(case=case)
    assert (found.counts, found.since, found.decided_by) == ("2019-04-02", at("2026-03-04"), officer.user)
    text = overview(here, case)
    assert "20 April 2019" in text
    assert f"“2 April 2019” counts since 4 March 2026. {officer.user} decided so on 4 March 2026." in text
    assert "The birth record." in text
    event = Event.objects.get(kind="case.settle_difference")
    assert event.data["instead_of"] == "20 April 2019"
    timeline = signed_in(here.people["officer"]).get(f"/desk/{case.reference}/timeline/").content.decode()
    assert "Date of birth of Ayla Made-Up: 2 April 2019" in timeline
    assert (
        "Ayla Made-Up: 2 April"
        not in signed_in(here.people["sign_off"]).get(f"/desk/{case.reference}/timeline/").content.decode()
    )


def test_the_day_that_was_decided_on_is_the_day_of_the_case(here: Area, case: Case, officer: Actor) -> None:
    notify(here, case, **{"incident.date": "2026-02-24", "child": [REFERRED]})
    wanted = choice(case, "2026-02-25", "incident.date")

    take(case, "settle_difference", officer, value=wanted, reason="The police record.")

    assert incident_on(fresh(case)) == date(2026, 2, 25)
    assert "25 February 2026" in overview(here, case).partition("Date of the incident")[2][:400]


def test_the_page_asks_and_keeps_what_was_typed(here: Area, case: Case) -> None:
    notify(here, case)
    url = f"/desk/{case.reference}/case/{case.pk}/settle_difference/"
    client = signed_in(here.people["officer"])
    assert url in overview(here, case)
    assert "2 April 2019 (the referral by Hospital here)" in client.get(url).content.decode()

    answered = client.post(url, {"value": "", "reason": "I asked the mother."})

    assert answered.status_code == 422
    assert "Choose the value that counts." in answered.content.decode()
    assert "I asked the mother." in answered.content.decode()


def test_who_decides_and_when(here: Area, case: Case, officer: Actor) -> None:
    assert "No form of this case tells another" in refused(case, "settle_difference", officer, kind="guard")
    notify(here, case)

    refused(case, "settle_difference", Actor.of(here.people["decider"]), kind="role")
    reason = refused(case, "settle_difference", officer, kind="data", value=choice(case, "2019-04-02"), reason="")
    assert "how you know" in reason
    assert "/settle_difference/" not in overview(here, case, "decider")


def test_an_open_question_is_the_offices_to_act_on(here: Area, case: Case, officer: Actor) -> None:
    # After such a death nothing else waits: no rapid review need follow.
    notify(here, case, **{"notification.nature": "looked_after_death", "incident.abuse_or_neglect": "no"})
    assert case.reference in find(here, tab="mine")
    assert case.reference not in find(here, "decider", tab="mine")

    take(case, "settle_difference", officer, value=choice(case, "2019-04-20"), reason="The birth record.")

    assert case.reference not in find(here, tab="mine")


def test_a_correction_decides_too(here: Area, case: Case, officer: Actor) -> None:
    notify(here, case)
    child = str(case.children.get().pk)

    take(case, "correct_child", officer, child=child, birth_date="2019-04-12", reason="The register of births.")

    found = Difference.objects.get(case=case)
    assert [told["value"] for told in found.told] == ["2019-04-02", "2019-04-20", "2019-04-12"]
    assert (found.counts, found.is_decided, found.reason) == ("2019-04-12", True, "The register of births.")


def test_a_third_value_asks_again(here: Area, case: Case, officer: Actor) -> None:
    notify(here, case)
    take(case, "settle_difference", officer, value=choice(case, "2019-04-02"), reason="The birth record.")

    found = Difference.objects.get(case=case)
    found.tell({"value": "2019-05-01", "source": "The notification", "on": "2026-03-05"}, now=at("2026-03-05"))

    assert (found.counts, found.is_decided, len(found.told)) == ("2019-05-01", False, 3)
