"""What an agency sees and does: its start page, its part of a case, its steps."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse

from forms import present
from forms.models import SubmissionState
from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.case import MONDAY, CaseFactory
from tests.factories.notification import NotificationFactory
from tests.factories.party import UserFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.referral import ReferralFactory
from tests.factories.submission import SubmissionFactory, form_page
from tests.workflow.desk.scene import NARRATIVE, Area, far_along, referred, signed_in
from tests.workflow.workspace.test_routes import notification_draft
from workflow.engine.door import perform
from workflow.models import AgencyReturn, Case, Event, Membership, Notice, Referral
from workflow.parties.roles import Actor, Role
from workflow.waiting.keeping import rebuild


def home(place: Area, who: str) -> str:
    # The scene is laid without the door, which writes down what waits.
    rebuild(present.now())
    response = signed_in(place.people[who]).get(reverse("workspace:home"))
    assert response.status_code == 200
    return response.content.decode()


def part(place: Area, case: Case, who: str) -> str:
    response = signed_in(place.people[who]).get(reverse("workspace:case", args=[case.reference]))
    assert response.status_code == 200
    return response.content.decode()


def asked(place: Area, **traits: Any) -> AgencyReturn:
    """A return that the hospital is asked for."""
    rapid_review = RapidReviewFactory(case=CaseFactory(partnership=place.partnership), gathering=True)
    made: AgencyReturn = AgencyReturnFactory(rapid_review=rapid_review, agency=place.hospital, **traits)
    return made


def step(record: Any, name: str) -> str:
    return reverse("workspace:step", args=[record.case.reference, record.KIND, record.pk, name])


def test_a_referral_can_be_started_where_the_agency_serves(here: Area, elsewhere: Area) -> None:
    form_page("open_case", elsewhere.partnership)
    assert "not available at the moment" in home(here, "submitter")

    page = form_page("open_case", here.partnership)
    text = home(here, "submitter")

    assert f'href="{page.url}"' in text
    assert str(elsewhere.partnership) not in text


@pytest.mark.parametrize(
    ("who", "link"),
    [("officer", "/desk/"), ("publisher", "/desk/publications/"), ("auditor", "/desk/log/"), ("editor", "/admin/")],
)
def test_everybody_is_led_to_their_work(here: Area, who: str, link: str) -> None:
    text = home(here, who)

    assert f'href="{link}"' in text
    assert "Refer a serious incident" not in text


def test_somebody_without_a_role_is_told_what_to_do(here: Area) -> None:
    assert "has no role now" in signed_in(UserFactory()).get("/my/").content.decode()


def test_somebody_whose_role_ended_reads_whom_to_ask_by_name(here: Area, elsewhere: Area) -> None:
    person, lead = here.people["submitter"], here.people["lead"]
    Membership.objects.filter(user=person).update(ended_at=MONDAY)
    text = home(here, "submitter")
    assert "has no role now" in text
    assert f"mailto:{lead.email}" in text
    assert here.partnership.contact_email in text
    assert elsewhere.partnership.contact_email not in text
    assert elsewhere.people["lead"].email not in text

    Membership.objects.filter(user=lead).update(ended_at=MONDAY)
    assert lead.email not in home(here, "submitter")


def test_a_submitter_sees_own_referrals_a_lead_the_agencys(here: Area) -> None:
    own = referred(here)
    other = ReferralFactory(case=CaseFactory(partnership=here.partnership), agency=here.hospital)

    assert own.case.reference in home(here, "submitter")
    assert other.case.reference not in home(here, "submitter")
    assert own.case.reference not in home(here, "colleague")
    assert own.case.reference in home(here, "lead")
    assert other.case.reference in home(here, "lead")


def test_drafts_are_listed_with_their_case_and_expiry(here: Area) -> None:
    made = far_along(here)
    draft = notification_draft(here, made["case"])

    text = home(here, "council")

    assert draft.get_absolute_url() in text
    assert made["case"].reference in text
    assert "Deleted on 1 May 2026" in text
    assert draft.get_absolute_url() not in home(here, "submitter")


@pytest.mark.duty("D2")
def test_the_local_authority_sees_what_it_has_to_notify(here: Area, elsewhere: Area) -> None:
    made = referred(here)
    foreign = referred(elsewhere)

    text = home(here, "council")

    assert made.case.reference in text
    assert "3 working days left" in text
    assert foreign.case.reference not in text
    assert "Notifications to make" not in home(here, "submitter")


@pytest.mark.duty("D2")
def test_the_notification_is_filled_in_from_its_page(here: Area) -> None:
    made = referred(here)
    page = form_page("submit_notification", here.partnership)

    text = part(here, made.case, "council")

    assert page.start_url(str(made.case.pk)) in text
    assert "Why this date?" in text
    assert NARRATIVE not in text
    assert "Jordan Example" not in text


def test_a_draft_of_the_notification_is_gone_on_with(here: Area) -> None:
    made = referred(here)
    draft = notification_draft(here, made.case)

    text = part(here, made.case, "council")

    assert "Go on with your draft" in text
    assert draft.get_absolute_url() in text
    assert reverse("workspace:copy_sheet", args=[draft.pk]) in text


@pytest.mark.duty("D30")
def test_a_return_is_asked_for_with_its_day(here: Area) -> None:
    made = asked(here)

    assert "By Monday 9 March 2026" in home(here, "colleague")
    assert "Late" not in home(here, "colleague")
    assert made.case.reference not in home(here, "council").partition("Notifications to make")[2]


def test_a_late_return_says_so(here: Area, clock: Any) -> None:
    asked(here, due_on=date(2026, 3, 2))
    assert "Late" not in home(here, "lead")

    clock.shift(timedelta(days=1))

    assert "Late" in home(here, "lead")


@pytest.mark.duty("D30")
def test_starting_the_return_is_noted_and_leads_to_the_form(here: Area) -> None:
    made = asked(here)
    url = reverse("workspace:start_return", args=[made.case.reference, made.pk])
    client = signed_in(here.people["colleague"])

    unpublished = client.post(url, follow=True)
    page = form_page("agency_return", here.partnership)
    published = client.post(url)
    again = client.post(url)

    assert "has not been published" in unpublished.content.decode()
    assert published.headers["Location"] == again.headers["Location"] == page.start_url(str(made.pk))
    assert AgencyReturn.objects.get().state == AgencyReturn.STARTED
    assert Event.objects.filter(kind="agency_return.start").count() == 1


@pytest.mark.duty("D30")
def test_an_agency_says_that_it_was_not_involved(here: Area) -> None:
    made = asked(here)
    client = signed_in(here.people["submitter"])
    assert step(made, "mark_not_involved") in part(here, made.case, "submitter")

    empty = client.post(step(made, "mark_not_involved"), {"expect": "requested", "reason": ""})
    done = client.post(
        step(made, "mark_not_involved"), {"expect": "requested", "reason": "Nothing found."}, follow=True
    )

    assert empty.status_code == 422
    assert "Not involved" in done.content.decode()
    assert AgencyReturn.objects.get().state == AgencyReturn.NOT_INVOLVED


def test_what_should_change_is_read_where_a_return_was_sent_back(here: Area) -> None:
    made = asked(here, submitted=True)
    officer = Actor.of(here.people["officer"])
    perform(made, "send_back", by=officer, now=made.case.opened_at, data={"reason": "The dates are missing."})

    assert "The dates are missing." in part(here, made.case, "submitter")


def test_another_agencys_return_is_never_seen(here: Area) -> None:
    made = asked(here)
    said = {"return.records": "What only the council knows."}
    sent = SubmissionFactory(
        handler="agency_return", partnership=here.partnership, data_key=made.case.data_key, said=said
    )
    other = AgencyReturnFactory(
        rapid_review=made.rapid_review, agency=here.council, submission=sent, submitted=True, due_on=date(2026, 3, 20)
    )

    text = part(here, made.case, "lead")

    assert str(here.council) not in text
    assert "20 March" not in text
    assert signed_in(here.people["lead"]).get(step(other, "mark_not_involved")).status_code == 404
    assert signed_in(here.people["lead"]).get(sent.get_absolute_url()).status_code == 404


def test_more_information_is_asked_and_answered(here: Area) -> None:
    made = referred(here, screening=True)
    officer = Actor.of(here.people["officer"])
    perform(made, "ask_more", by=officer, now=made.case.opened_at, data={"question": "Which school?"})
    client = signed_in(here.people["submitter"])

    shown = part(here, made.case, "submitter")
    asks = client.get(step(made, "add_information"))
    said = {"expect": "more_information", "text": "The village school.", "based_on": asks.context["state"].based_on}
    done = client.post(step(made, "add_information"), said, follow=True)

    assert "Which school?" in shown
    assert "Which school?" in asks.content.decode()
    assert "Being looked at" in done.content.decode()
    assert Referral.objects.get().state == Referral.SCREENING
    assert Event.objects.get(kind="referral.add_information").data == {"text": "The village school."}


def test_the_reason_of_a_refusal_is_read_by_the_referrer(here: Area) -> None:
    made = referred(here, not_accepted=True)

    text = part(here, made.case, "submitter")

    assert "Not accepted" in text
    assert "Below the definition." in text


def test_the_status_has_its_history(here: Area) -> None:
    made = referred(here)
    officer = Actor.of(here.people["officer"])
    perform(made, "begin_screening", by=officer, now=made.case.opened_at)

    text = part(here, made.case, "submitter")

    assert "The support office began to look at it" in text
    assert str(here.people["officer"]) not in text


def test_a_lead_asks_to_withdraw_and_the_office_is_told(here: Area) -> None:
    made = referred(here)
    client = signed_in(here.people["lead"])
    assert step(made, "ask_to_withdraw") in part(here, made.case, "lead")
    assert step(made, "ask_to_withdraw") not in part(here, made.case, "submitter")

    done = client.post(step(made, "ask_to_withdraw"), {"expect": "received", "reason": "Sent twice."}, follow=True)
    by_submitter = signed_in(here.people["submitter"]).post(step(made, "ask_to_withdraw"), {"reason": "Me too."})

    assert "Your agency asked to withdraw the referral" in done.content.decode()
    assert by_submitter.status_code == 403
    assert Referral.objects.get().state == Referral.RECEIVED
    told = Notice.objects.get()
    assert told.recipient_email == here.partnership.contact_email
    assert "Sent twice." not in told.subject + told.body


def test_withdrawing_itself_is_no_step_of_the_agency(here: Area) -> None:
    made = referred(here)

    response = signed_in(here.people["lead"]).post(step(made, "withdraw"), {"reason": "We want to."})

    assert response.status_code == 404
    assert Referral.objects.get().state == Referral.RECEIVED


def test_an_officer_who_also_works_for_an_agency_finds_agency_steps_only(here: Area) -> None:
    made = referred(here)
    user = here.people["lead"]
    Membership.objects.create(user=user, role=Role.OFFICER, partnership=here.partnership)

    text = part(here, made.case, "lead")

    assert "Accept the referral" not in text
    assert "Ask to withdraw the referral" in text


def test_copies_are_for_the_sender_and_the_lead(here: Area) -> None:
    made = referred(here)
    copy = made.submission.get_absolute_url()

    assert copy in part(here, made.case, "submitter")
    assert copy in part(here, made.case, "lead")
    assert copy in home(here, "submitter")
    assert made.submission.receipt_url in home(here, "submitter")


def test_what_is_held_has_its_receipt_too(here: Area) -> None:
    sent = SubmissionFactory(
        partnership=here.partnership, owner=here.people["submitter"], said={}, state=SubmissionState.HELD
    )

    assert sent.receipt_url in home(here, "submitter")


@pytest.mark.duty("D44")
def test_an_agency_gives_evidence_for_its_recommendation(here: Area) -> None:
    made = far_along(here)
    record = made["recommendation_action"]
    assert record.recommendation.what[:20] in home(here, "colleague")

    response = signed_in(here.people["colleague"]).post(
        step(record, "add_evidence"),
        {"expect": "open", "evidence": "Everybody was trained.", "changed": "Babies are seen sooner."},
        follow=True,
    )

    assert "Evidence given" in response.content.decode()


def busy(place: Area, count: int) -> None:
    for _number in range(count):
        case = CaseFactory(partnership=place.partnership)
        ReferralFactory(case=case, agency=place.hospital)
        NotificationFactory(case=case, clock=True)
        AgencyReturnFactory(rapid_review=RapidReviewFactory(case=case, gathering=True), agency=place.hospital)


@pytest.mark.parametrize("who", ["lead", "council", "officer"])
def test_a_busy_agencys_start_page_costs_no_more(here: Area, django_assert_max_num_queries: Any, who: str) -> None:
    busy(here, 12)
    client = signed_in(here.people[who])
    client.get("/my/")

    with django_assert_max_num_queries(25):
        client.get("/my/")


def test_a_part_of_a_case_costs_few_queries(here: Area, django_assert_max_num_queries: Any) -> None:
    made = far_along(here)
    client = signed_in(here.people["lead"])
    url = reverse("workspace:case", args=[made["case"].reference])
    client.get(url)

    with django_assert_max_num_queries(20):
        client.get(url)
