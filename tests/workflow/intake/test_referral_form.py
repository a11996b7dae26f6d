"""A sent referral opens one case: its children, its clock, its notices, and nothing of it in the clear (D2, D4)."""

from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forms import handlers
from forms.filling.submitting import submit
from forms.handlers import Refused
from forms.models import Draft, Submission
from forms.vault import blind_index
from tests.factories.case import MONDAY
from tests.factories.party import AgencyFactory, PartnershipFactory, UserFactory, actor
from tests.factories.submission import form_page
from tests.workflow.intake.sending import fill_in, send
from workflow.machines.case import marks
from workflow.models import Case, Child, Deadline, Event, Notice, Notification
from workflow.parties.party import Agency, Membership, Partnership
from workflow.parties.roles import Actor, Role
from workflow.procedures import load_shipped

pytestmark = pytest.mark.django_db

TWO_CHILDREN = {
    "incident.date": "2026-02-20",
    "incident.narrative": "The younger child was found in the water.",
    "referral.aware_date": "2026-02-24",
    "child": [
        {"child.name": "Ayla Made-Up", "child.outcome": "died", "child.birth_date": "2019-04-02"},
        {"child.name": "Bo Made-Up", "child.outcome": "not_harmed", "child.birth_known": "unborn"},
    ],
}


@pytest.fixture
def partnership() -> Partnership:
    load_shipped(now=MONDAY)
    return PartnershipFactory()


@pytest.fixture
def council(partnership: Partnership) -> Agency:
    return AgencyFactory(of=partnership, kind="local_authority", notifies_for=partnership, name="The council")


@pytest.fixture
def page(partnership: Partnership, council: Agency) -> Any:
    return form_page("open_case", partnership)


@pytest.fixture
def nurse(partnership: Partnership) -> Actor:
    return actor(Role.SUBMITTER, AgencyFactory(of=partnership, name="The hospital"))


@pytest.mark.duty("D4")
def test_one_case_with_its_children_and_a_receipt(page: Any, nurse: Actor) -> None:
    submission = send(page, nurse.user, TWO_CHILDREN, now=MONDAY)
    case = Case.objects.get()
    assert (submission.state, submission.reference) == ("accepted", case.reference)
    assert submission.url == f"/my/{case.reference}/"
    assert case.reference == f"{case.partnership.code}-2026-0001"
    assert case.headline == "Death of a child: 2 children"
    assert case.data_key_id == submission.data_key_id
    referral = case.referrals.get()
    assert (referral.state, referral.submission_id) == ("received", submission.pk)
    assert referral.agency.name == "The hospital"


@pytest.mark.duty("D4")
def test_each_child_is_found_by_name(page: Any, nurse: Actor) -> None:
    send(page, nurse.user, TWO_CHILDREN, now=MONDAY)
    ayla, bo = (
        Child.objects.get(name_index=blind_index("child-name", name)) for name in ("ayla made-up", "BO MADE-UP")
    )
    assert ayla.details["child.birth_date"] == "2019-04-02"
    assert bo.details["child.birth_known"] == "unborn"
    assert "child.birth_date" not in bo.details


@pytest.mark.duty("D2")
def test_the_clock_starts_when_the_referral_arrives(page: Any, nurse: Actor) -> None:
    send(page, nurse.user, TWO_CHILDREN, now=MONDAY)
    deadline = Deadline.objects.get()
    assert (deadline.rule.key, deadline.machine) == ("notification", "notification")
    assert (deadline.started_on, deadline.due_on) == (date(2026, 3, 2), date(2026, 3, 9))


@pytest.mark.duty("D2")
def test_the_local_authority_says_itself_when_it_became_aware(page: Any, council: Agency) -> None:
    send(page, actor(Role.LEAD, council).user, TWO_CHILDREN, now=MONDAY)
    assert Notification.objects.get().aware_on == date(2026, 2, 24)
    assert Deadline.objects.get().due_on == date(2026, 3, 3)


@pytest.mark.duty("D4")
def test_who_is_told(page: Any, nurse: Actor) -> None:
    send(page, nurse.user, TWO_CHILDREN, now=MONDAY)
    case = Case.objects.get()
    told = {(notice.key, notice.recipient_email) for notice in Notice.objects.all()}
    council = Agency.objects.get(name="The council")
    assert told == {
        ("referral-received", nurse.user.email),
        ("referral-to-screen", case.partnership.contact_email),
        ("notification-to-submit", council.contact_email),
    }
    receipt = Notice.objects.get(key="referral-received")
    assert case.reference in receipt.body
    assert f"{settings.PORTAL_BASE_URL}/my/{case.reference}/" in receipt.body


def test_the_log_has_it_in_order(page: Any, nurse: Actor) -> None:
    send(page, nurse.user, TWO_CHILDREN, now=MONDAY)
    events = list(Event.objects.order_by("position"))
    assert [event.kind for event in events] == ["case.begin", "referral.begin", "notification.begin"]
    assert {(event.actor_id, event.actor_role) for event in events} == {(nurse.user.pk, "S")}


def test_sent_twice_it_is_one_case(page: Any, nurse: Actor) -> None:
    draft = fill_in(page, nurse.user, "", TWO_CHILDREN, now=MONDAY)
    sent = [
        submit(draft.pk, user=nurse.user, today=MONDAY.date(), now=MONDAY, checked=draft.version.digest) for _ in "12"
    ]
    assert sent[0] == sent[1]
    assert (Case.objects.count(), Submission.objects.count(), Notice.objects.count()) == (1, 1, 3)


def test_references_go_up_within_the_year(page: Any, nurse: Actor) -> None:
    for _ in range(2):
        send(page, nurse.user, TWO_CHILDREN, now=MONDAY)
    send(page, nurse.user, TWO_CHILDREN, now=MONDAY.replace(year=2027))
    numbers = [case.reference.partition("-")[2] for case in Case.objects.order_by("opened_at", "reference")]
    assert numbers == ["2026-0001", "2026-0002", "2027-0001"]


def test_each_child_of_a_sent_referral_is_found_by_the_beginning_of_a_name(page: Any, nurse: Actor) -> None:
    sent = send(page, nurse.user, TWO_CHILDREN, now=MONDAY)
    case = Case.objects.get(data_key=sent.data_key)
    for name in case.children.all():
        beginning = str(name.details["child.name"])[:3]
        assert set(marks.marking(beginning).values_list("case", flat=True)) == {case.pk}


def test_a_new_case_is_found_by_its_number(page: Any, nurse: Actor) -> None:
    send(page, nurse.user, TWO_CHILDREN, now=MONDAY)
    case = Case.objects.get()
    assert case.reference_number == int(case.reference.rpartition("-")[2])


def test_the_final_submit_takes_few_queries(page: Any, nurse: Actor, client: Any, clock: Any) -> None:
    client.force_login(nurse.user)
    send(page, nurse.user, TWO_CHILDREN, now=MONDAY)
    draft = fill_in(page, nurse.user, "", TWO_CHILDREN, now=MONDAY)
    with CaptureQueriesContext(connection) as asked:
        answer = client.post(reverse("forms:send", args=[draft.pk]), {"checked": draft.version.digest})
    assert answer.url == reverse("forms:receipt", args=[draft.pk])
    assert Case.objects.count() == 2
    # All of them: the transaction's own BEGIN, COMMIT and savepoints count too; three ask who else is told, by mail or
    # by webhook.
    queries = [query["sql"] for query in asked]
    assert len(queries) <= 32, "\n".join(queries)
    assert not any('"forms_formversion"."definition"' in query for query in queries), "it is at hand, and large"
    (waits,) = (query for query in queries if "UNION ALL" in query)
    assert "workflow_publication" not in waits, "of a new case only what it can have is asked"


# --- Who may --------------------------------------------------------------------------------------


def test_people_of_other_agencies_and_case_workers_may_not_refer(page: Any, partnership: Partnership) -> None:
    elsewhere = PartnershipFactory(slug="elsewhere", code="ELSE")
    strangers = [actor(Role.SUBMITTER, AgencyFactory(of=elsewhere)), actor(Role.OFFICER, partnership)]
    for stranger in strangers:
        with pytest.raises(Refused, match="people who work for an agency of"):
            handlers.get("open_case").may_start(page=page, user=stranger.user, subject="")


def test_who_left_the_agency_meanwhile_is_refused_and_keeps_the_draft(page: Any, nurse: Actor) -> None:
    draft = fill_in(page, nurse.user, "", TWO_CHILDREN, now=MONDAY)
    Membership.objects.filter(user=nurse.user).update(ended_at=MONDAY)
    person = type(nurse.user).objects.get(pk=nurse.user.pk)
    # What somebody wrote for an agency is theirs no longer when they left it.
    with pytest.raises((Refused, Draft.DoesNotExist)):
        submit(draft.pk, user=person, today=MONDAY.date(), now=MONDAY, checked=draft.version.digest)
    draft.refresh_from_db()
    assert draft.submitted_at is None
    assert not Case.objects.exists()


def test_without_a_procedure_the_referral_is_held(page: Any, nurse: Actor) -> None:
    early = MONDAY.replace(year=2015)
    said = {
        **TWO_CHILDREN,
        "incident.date": "2015-02-20",
        "referral.aware_date": "2015-02-24",
        "child": [{"child.name": "Ayla Made-Up", "child.outcome": "not_harmed", "child.birth_known": "unborn"}],
    }
    submission = send(page, nurse.user, said, now=early)
    assert submission.is_held
    assert "No procedure is in force" in submission.held_reason
    assert not Case.objects.exists()


def test_who_may_read_what_was_sent(page: Any, nurse: Actor, partnership: Partnership) -> None:
    submission = send(page, nurse.user, TWO_CHILDREN, now=MONDAY)
    hospital = Agency.objects.get(name="The hospital")
    elsewhere = PartnershipFactory(slug="elsewhere", code="ELSE")
    readers = {
        "officer": actor(Role.OFFICER, partnership),
        "decider": actor(Role.DECISION_MAKER, partnership, seat="police"),
        "lead": actor(Role.LEAD, hospital),
        "colleague": actor(Role.SUBMITTER, hospital),
        "other lead": actor(Role.LEAD, AgencyFactory(of=partnership)),
        "officer elsewhere": actor(Role.OFFICER, elsewhere),
        "editor": actor(Role.CONTENT_EDITOR, partnership),
        "publisher": actor(Role.PUBLISHER, partnership),
        "administrator": actor(Role.ADMINISTRATOR, partnership),
        "nobody": Actor.of(UserFactory()),
    }
    handler = handlers.get("open_case")
    allowed = {name for name, person in readers.items() if handler.may_read(submission=submission, user=person.user)}
    assert allowed == {"officer", "decider", "lead"}


# --- Prefilled ------------------------------------------------------------------------------------


def test_what_is_known_of_the_sender_is_there(page: Any, nurse: Actor) -> None:
    known = handlers.get("open_case").prefill(page=page, user=nurse.user, subject="")
    assert known["referral.referrer_name"] == str(nurse.user)
    assert known["referral.referrer_agency"] == "The hospital"


def test_a_form_outside_a_partnership_opens_nothing(nurse: Actor, page: Any, partnership: Partnership) -> None:
    Partnership.objects.update(home=None)
    with pytest.raises(Refused, match="not on the site of a safeguarding partnership"):
        handlers.get("open_case").may_start(page=page, user=nurse.user, subject="")


@pytest.mark.parametrize("subject", ["", "no-uuid", "0b0e7c1e-57e5-4f3b-9d8e-1f2b7a6c5d4e"])
def test_a_form_about_no_case_is_not_there(subject: str, partnership: Partnership, nurse: Actor) -> None:
    page = form_page("submit_notification", partnership)
    with pytest.raises(Http404):
        handlers.get("submit_notification").may_start(page=page, user=nurse.user, subject=subject)
