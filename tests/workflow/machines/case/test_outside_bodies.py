"""Bodies of other areas that do not use the portal: involved, told by letter, asked for returns (D26)."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.case import MONDAY, CaseFactory
from tests.factories.notification import NotificationFactory
from tests.factories.party import OutsideBodyFactory, PartnershipFactory, UserFactory, actor
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.submission import SubmissionFactory
from tests.workflow.desk.scene import Area, far_along, signed_in
from tests.workflow.intake.sending import answers_for
from tests.workflow.reviews.steps import at, notices_of, refused, take
from workflow.models import Agency, AgencyReturn, Case, Membership, Notice
from workflow.notices.agencies import mailbox
from workflow.parties.roles import Actor, Role
from workflow.worker.return_reminders import remind_due

pytestmark = [pytest.mark.django_db, pytest.mark.duty("D26")]

WHY = {"reason": "The family lived there before.", "report": "no"}
NEW = {"another": "Moorland Partnership", "body_kind": "partnership", "email": "office@moorland.example"}


@pytest.fixture
def case() -> Case:
    made: Case = CaseFactory()
    return made


@pytest.fixture
def officer(case: Case) -> Actor:
    return actor(Role.OFFICER, case.partnership)


@pytest.fixture
def body(case: Case) -> Agency:
    made: Agency = OutsideBodyFactory(outside_for=case.partnership, name="Moorland Trust")
    return made


def letter_of(case: Case, key: str) -> str:
    """The letter of the newest notice of this key, in one text."""
    notice = Notice.objects.filter(case=case, key=key).latest("queued_at")
    return "\n".join(block["text"] for block in (notice.letter or {})["blocks"])


def involve(case: Case, officer: Actor, body: Agency, **said: Any) -> Any:
    return take(case, "involve_body", officer, body=body.pk, **{**WHY, **said})


# --- Involved and released ------------------------------------------------------------------------------------------


def test_a_body_that_is_typed_stands_in_the_address_book_and_is_told(case: Case, officer: Actor) -> None:
    take(case, "involve_body", officer, **NEW, **WHY)

    body = Agency.objects.get(name=NEW["another"])
    assert (body.outside_for, body.kind, body.contact_email) == (case.partnership, "partnership", NEW["email"])
    involved = case.bodies.get()
    assert (involved.body, involved.reason, involved.gets_report) == (body, WHY["reason"], False)
    notice = Notice.objects.get(case=case, key="outside-involved")
    assert (notice.recipient_email, notice.channel) == (NEW["email"], Notice.Channel.SEALED)
    assert case.partnership.name in letter_of(case, "outside-involved")
    assert WHY["reason"] not in letter_of(case, "outside-involved")


def test_a_body_without_an_address_is_written_to_by_hand(case: Case, officer: Actor) -> None:
    take(case, "involve_body", officer, **{**NEW, "email": ""}, **WHY)

    notice = Notice.objects.get(case=case, key="outside-involved")
    assert (notice.channel, notice.state) == (Notice.Channel.LETTER, Notice.State.BY_HAND)


def test_it_is_chosen_from_the_book_the_next_time(case: Case, officer: Actor, body: Agency) -> None:
    involve(case, officer, body)

    assert case.bodies.get().body == body
    assert "in the list" in refused(case, "involve_body", officer, kind="data", body=body.pk, **WHY)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({}, "Choose a body from the list, or enter"),
        ({"another": "Moorland Trust", "body_kind": "acute"}, "stands in the address book"),
        ({"another": "moorland  trust", "body_kind": "acute"}, "stands in the address book"),
        ({"another": "Another"}, "what kind of body"),
        ({**NEW, "email": "moorland"}, "like office@partnership.example"),
    ],
)
def test_what_is_asked_of_a_new_body(
    case: Case, officer: Actor, body: Agency, said: dict[str, str], reason: str
) -> None:
    assert reason in refused(case, "involve_body", officer, kind="data", **said, **WHY)
    both = {"body": body.pk, "another": "Another", "body_kind": "acute"}
    assert "not both" in refused(case, "involve_body", officer, kind="data", **both, **WHY)


def test_the_book_of_another_partnership_is_its_own(case: Case, officer: Actor, body: Agency) -> None:
    elsewhere = CaseFactory(partnership=PartnershipFactory(slug="elsewhere", code="ELSE"))
    theirs = actor(Role.OFFICER, elsewhere.partnership)

    assert "in the list" in refused(elsewhere, "involve_body", theirs, kind="data", body=body.pk, **WHY)
    # Nor does the name say that somebody else knows it.
    take(elsewhere, "involve_body", theirs, another=body.name, body_kind="acute", email="", **WHY)
    assert Agency.objects.filter(name=body.name).count() == 2


def test_released_it_is_told_and_hears_no_more(case: Case, officer: Actor, body: Agency) -> None:
    assert "Involve one first" in refused(case, "release_body", officer, kind="guard", body=body.pk, reason="Why.")
    involve(case, officer, body)

    take(case, "release_body", officer, body=body.pk, reason="It was another family.")

    assert case.bodies.get().until is not None
    assert notices_of(case, "outside-released") == [body.name]


def test_nobody_is_given_an_account_for_it(body: Agency) -> None:
    with pytest.raises(ValidationError, match="does not use the portal"):
        Membership(user=UserFactory(), role=Role.SUBMITTER, agency=body).full_clean()


def test_only_a_body_outside_may_lack_an_address(case: Case) -> None:
    Agency(name="By hand", kind="acute", outside_for=case.partnership).full_clean()
    with pytest.raises(ValidationError, match="requests for returns"):
        Agency(name="By hand", kind="acute").full_clean()
    with pytest.raises(ValidationError, match="cannot notify"):
        Agency(
            name="Council", kind="local_authority", outside_for=case.partnership, notifies_for=case.partnership
        ).full_clean()
    assert mailbox(Agency(name="By hand", outside_for=case.partnership)).copies == ""


def test_the_case_names_it_to_who_reads_the_case_and_to_nobody_else(here: Area, elsewhere: Area) -> None:
    case = far_along(here)["case"]
    body = OutsideBodyFactory(outside_for=here.partnership, name="Moorland Trust")
    involve(case, Actor.of(here.people["officer"]), body)

    url = reverse("desk:case", args=[case.reference])
    assert "Moorland Trust, since" in signed_in(here.people["officer"]).get(url).content.decode()
    assert signed_in(elsewhere.people["officer"]).get(url).status_code == 404
    step = reverse("desk:step", args=[case.reference, "case", case.pk, "involve_body"])
    assert signed_in(here.people["officer"]).get(step).status_code == 200
    assert signed_in(elsewhere.people["officer"]).get(step).status_code == 404
    assert signed_in(here.people["decider"]).get(step).status_code == 403


# --- Asked ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def asked(case: Case, officer: Actor, body: Agency) -> AgencyReturn:
    involve(case, officer, body)
    rapid_review = RapidReviewFactory(case=case)
    take(rapid_review, "request_returns", officer, **ASK, agencies=[body.pk])
    made: AgencyReturn = AgencyReturn.objects.get(agency=body)
    return made


ASK = {"whom": "chosen", "asked_for": "chronology", "due_on": "2026-03-16", "request": "From 2019 to 2022."}


def test_it_is_asked_by_letter_with_the_day(case: Case, asked: AgencyReturn) -> None:
    text = letter_of(case, "outside-asked")
    assert "16 March 2026" in text
    assert "From 2019 to 2022." in text
    assert "Chronology only" in text
    assert notices_of(case, "return-requested") == []


def test_only_what_is_involved_is_asked_and_never_as_one_of_all_agencies(
    case: Case, officer: Actor, body: Agency
) -> None:
    rapid_review = RapidReviewFactory(case=case)
    assert refused(rapid_review, "request_returns", officer, kind="data", **ASK, agencies=[body.pk])
    involve(case, officer, body)
    refused(rapid_review, "request_returns", officer, kind="data", **{**ASK, "whom": "all"})


@pytest.mark.duty("D30")
def test_it_is_chased_by_letter_and_the_office_knows(case: Case, asked: AgencyReturn, officer: Actor) -> None:
    assert remind_due(at("2026-03-16 12:00")) == 1
    assert notices_of(case, "outside-chased") == [asked.agency.name]

    take(asked, "escalate", officer, "2026-03-18")

    assert len(notices_of(case, "outside-chased")) == 2
    assert len(notices_of(case, "return-late-office")) == 1
    assert notices_of(case, "return-chased") == notices_of(case, "return-late") == []


@pytest.mark.duty("D30")
def test_what_came_back_is_recorded_as_it_arrived(case: Case, asked: AgencyReturn, officer: Actor) -> None:
    take(asked, "note_arrival", officer, came_by="post", came_on="2026-03-02", told_by="The records team.")
    arrival = case.arrivals.get()
    sent = SubmissionFactory(
        handler="agency_return",
        partnership=case.partnership,
        subject=str(arrival.pk),
        data_key=case.data_key,
        owner=officer.user,
        submitted_at=MONDAY,
    )
    sent.answers = answers_for(sent.version.definition, {})
    sent.save()

    recorded = take(asked, "submit_on_behalf", officer, submission=sent.pk)

    assert recorded.state == "submitted"
    assert arrival.words == "Moorland Trust, by post on 2 March 2026"
    assert notices_of(case, "outside-received") == [asked.agency.name]


@pytest.mark.parametrize(
    ("step", "said", "key", "says"),
    [
        ("change_date", {"due_on": "2026-03-30", "reason": "They asked."}, "outside-date-changed", "30 March 2026"),
        ("recall", {"reason": "Not needed."}, "outside-recalled", "no longer needed"),
    ],
)
def test_what_becomes_of_the_request_goes_by_letter(
    case: Case, asked: AgencyReturn, officer: Actor, step: str, said: dict[str, str], key: str, says: str
) -> None:
    take(asked, step, officer, **said)
    assert says in letter_of(case, key)
    assert not Notice.objects.filter(key__in=["return-date-changed", "return-recalled"]).exists()


def test_a_change_is_asked_for_by_letter(case: Case, officer: Actor, body: Agency) -> None:
    involve(case, officer, body)
    returned = AgencyReturnFactory(rapid_review=RapidReviewFactory(case=case), agency=body, submitted=True)
    take(returned, "send_back", officer, reason="The dates are missing.", due_on="")
    assert "The dates are missing." in letter_of(case, "outside-sent-back")


# --- Told -----------------------------------------------------------------------------------------------------------


def test_it_is_told_the_decision_when_it_leaves_for_the_panel(case: Case, officer: Actor, body: Agency) -> None:
    involve(case, officer, body)
    NotificationFactory(case=case, submitted=True)
    rapid_review = RapidReviewFactory(case=case, decided=True)

    take(rapid_review, "send", officer, national_importance="no", national_importance_reason="It is local.")

    assert notices_of(case, "outside-decision") == [body.name]
    assert str(rapid_review.rationale) in letter_of(case, "outside-decision")


@pytest.mark.duty("D12")
def test_news_goes_to_it_in_the_words_of_the_timeline(case: Case, officer: Actor, body: Agency) -> None:
    take(case, "choose_learning_review", officer, review="learning", reason="Good practice.", decider="Jo")
    involve(case, officer, body)

    take(case, "commission_review", officer, kind="learning")

    assert "A review was commissioned." in letter_of(case, "outside-news")
