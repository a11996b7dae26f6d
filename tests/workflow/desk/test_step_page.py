"""The page of a step: what it asks, what follows, and that nothing typed is lost whatever is refused."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from forms import handlers
from tests.factories.case import CaseFactory
from tests.factories.parallel_process import ParallelProcessFactory
from tests.factories.party import actor
from tests.factories.publication import PublicationFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.referral import ReferralFactory
from tests.factories.review import ReviewFactory
from tests.factories.submission import form_page
from tests.workflow.desk.scene import Area, signed_in
from workflow.desk.steps.form_links import link_for
from workflow.models import Event, RapidReview, Referral
from workflow.parties.roles import Actor, Role


@pytest.fixture
def officer(here: Area) -> Client:
    return signed_in(here.people["officer"])


def address(record: Any, name: str) -> str:
    return reverse("desk:step", args=[record.case.reference, record.KIND, record.pk, name])


def screening(place: Area) -> Referral:
    made: Referral = ReferralFactory(case=CaseFactory(partnership=place.partnership), screening=True)
    return made


def fresh(record: Any) -> Any:
    return type(record).objects.get(pk=record.pk)


def test_it_says_what_is_asked_and_what_follows(here: Area, officer: Client) -> None:
    text = officer.get(address(screening(here), "decline")).content.decode()

    assert "Do not accept the referral" in text
    assert "The agency that referred reads the reason." in text
    assert "Why is the referral not accepted?" in text
    assert "becomes “Not accepted”" in text
    assert 'name="expect" value="screening"' in text


def test_a_step_is_taken_and_said(here: Area, officer: Client) -> None:
    referral = screening(here)

    response = officer.post(
        address(referral, "decline"), {"expect": "screening", "reason": "Below the definition."}, follow=True
    )

    assert response.redirect_chain[-1][0] == f"/desk/{referral.case.reference}/"
    assert "The referral was not accepted." in response.content.decode()
    assert fresh(referral).state == Referral.NOT_ACCEPTED
    assert fresh(referral).answer == "Below the definition."
    event = Event.objects.get(kind="referral.decline")
    assert event.actor == here.people["officer"]


def test_what_is_missing_is_said_at_the_field_and_in_the_summary(here: Area, officer: Client) -> None:
    referral = screening(here)

    response = officer.post(address(referral, "accept"), {"expect": "screening", "harm": "died"})

    text = response.content.decode()
    assert response.status_code == 422
    assert text.count("Say whether abuse or neglect is known or suspected.") == 2
    assert '<a href="#abuse_or_neglect">' in text
    assert 'value="died"\n' in text
    assert "checked" in text
    assert text.count("<title>") == 1
    assert "Error:" in text.partition("</title>")[0]
    assert fresh(referral).state == Referral.SCREENING


def test_an_error_of_the_whole_leads_to_the_first_question(here: Area, officer: Client) -> None:
    answers = {"expect": "screening", "abuse_or_neglect": "no", "harm": "died"}

    text = officer.post(address(screening(here), "accept"), answers).content.decode()

    assert "This is below the definition of a serious child safeguarding case" in text
    assert text.count('<a href="#abuse_or_neglect">') == 1


def test_two_officers_at_once_the_second_is_told_and_keeps_the_text(here: Area, officer: Client) -> None:
    referral = screening(here)
    officer.post(address(referral, "ask_more"), {"expect": "screening", "question": "Which school?"})

    response = officer.post(address(referral, "withdraw"), {"expect": "screening", "reason": "My long reason."})

    text = response.content.decode()
    assert response.status_code == 409
    assert "it is now “More information asked”" in text
    assert "My long reason." in text
    assert 'name="expect" value="more_information"' in text
    assert fresh(referral).state == Referral.MORE_INFORMATION


def test_the_back_button_after_a_step_is_refused_with_the_text_kept(here: Area, officer: Client) -> None:
    referral = screening(here)
    answers = {"expect": "screening", "reason": "Below the definition."}
    officer.post(address(referral, "decline"), answers)

    response = officer.post(address(referral, "decline"), answers)

    assert response.status_code == 409
    assert "Below the definition." in response.content.decode()
    assert Event.objects.filter(kind="referral.decline").count() == 1


def test_a_step_of_another_stage_is_refused_with_the_reason(here: Area, officer: Client) -> None:
    rapid_review = RapidReviewFactory(case=CaseFactory(partnership=here.partnership))
    answers = {"answered_on-day": "2", "answered_on-month": "3", "answered_on-year": "2026", "response": "They agree."}

    looked = officer.get(address(rapid_review, "panel_agrees"))
    posted = officer.post(address(rapid_review, "panel_agrees"), answers)

    assert looked.status_code == posted.status_code == 409
    assert "this step follows “Awaiting the Panel”" in looked.content.decode()
    assert "They agree." in posted.content.decode()
    assert fresh(rapid_review).state == RapidReview.OPENED


@pytest.mark.duty("D5")
def test_a_guard_says_why_not(here: Area, officer: Client) -> None:
    case = screening(here).case

    looked = officer.get(address(case, "open_rapid_review"))
    posted = officer.post(address(case, "open_rapid_review"), {"expect": "open"})

    assert looked.status_code == posted.status_code == 409
    assert "before the notification has been submitted" in posted.content.decode()
    assert not RapidReview.objects.exists()


@pytest.mark.duty("D12")
def test_an_officer_never_votes(here: Area, officer: Client) -> None:
    rapid_review = RapidReviewFactory(case=CaseFactory(partnership=here.partnership), drafted=True)

    response = officer.post(address(rapid_review, "vote"), {"choice": "no_review", "reason": "I think so."})

    assert response.status_code == 403
    assert "Only this role may do it here" in response.content.decode()
    assert "I think so." in response.content.decode()
    assert not rapid_review.votes.exists()


@pytest.mark.duty("D12")
def test_a_seat_votes(here: Area) -> None:
    rapid_review = RapidReviewFactory(case=CaseFactory(partnership=here.partnership), drafted=True)

    response = signed_in(here.people["decider"]).post(
        address(rapid_review, "vote"), {"expect": "drafted", "choice": "local_review", "reason": "Much to learn."}
    )

    assert response.headers["Location"] == reverse("desk:decision", args=[rapid_review.case.reference])
    assert [(vote.seat, vote.choice) for vote in rapid_review.votes.all()] == [("police", "local_review")]


@pytest.mark.duty("D39")
def test_a_publisher_reads_why_it_is_too_early(here: Area) -> None:
    review = ReviewFactory(case=CaseFactory(partnership=here.partnership), signed_off=True)
    publication = PublicationFactory(review=review, advance_copy_sent=True)

    response = signed_in(here.people["publisher"]).post(address(publication, "publish"), {})

    assert response.status_code == 409
    assert fresh(publication).state == "advance_copy_sent"


def test_a_day_is_typed_in_three_boxes(here: Area, officer: Client) -> None:
    rapid_review = RapidReviewFactory(case=CaseFactory(partnership=here.partnership), gathering=True)
    typed = {"held_on-day": "27", "held_on-month": " Feb", "held_on-year": "2026", "attendees": "All."}

    response = officer.post(address(rapid_review, "hold_meeting"), {"expect": "gathering", **typed})

    assert response.status_code == 302
    assert fresh(rapid_review).met_on == date(2026, 2, 27)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        (("31", "2", "2026"), "31 February 2026 is not a real date"),
        (("27", "2", "26"), "Enter the year in full, like 2024"),
        (("27", "", "2026"), "must include a month"),
        (("", "", ""), "Enter the day of the meeting."),
        (("3", "3", "2026"), "The day of the meeting must be today or in the past."),
        (("x", "y", "z"), "Enter the year as a number"),
    ],
)
def test_a_wrong_day_is_explained_and_stays(
    here: Area, officer: Client, typed: tuple[str, str, str], message: str
) -> None:
    rapid_review = RapidReviewFactory(case=CaseFactory(partnership=here.partnership), gathering=True)
    parts = dict(zip(["held_on-day", "held_on-month", "held_on-year"], typed, strict=True))

    response = officer.post(address(rapid_review, "hold_meeting"), {**parts, "attendees": "Everybody."})

    text = response.content.decode()
    assert response.status_code == 422
    assert text.count(message) == 2
    assert "#held_on-day" in text
    assert "Everybody." in text
    for value in filter(None, typed):
        assert f'value="{value}"' in text


def test_agencies_are_ticked_and_stay_ticked(here: Area, officer: Client) -> None:
    rapid_review = RapidReviewFactory(case=CaseFactory(partnership=here.partnership))

    response = officer.post(address(rapid_review, "request_returns"), {"agencies": [here.hospital.pk, here.council.pk]})

    assert response.status_code == 422
    assert response.content.decode().count("checked>") == 2


@pytest.mark.parametrize("text", ["=HYPERLINK()", "<script>alert(1)</script>", "x" * 20_001, "a\x00b", "👩‍👧"])
def test_strange_text_gets_an_answer(here: Area, officer: Client, text: str) -> None:
    response = officer.post(address(screening(here), "decline"), {"expect": "screening", "reason": text})

    assert response.status_code in (302, 422)
    assert "<script>alert" not in response.content.decode()


def test_a_step_by_form_leads_to_its_form(here: Area, officer: Client) -> None:
    rapid_review = RapidReviewFactory(case=CaseFactory(partnership=here.partnership), gathering=True)
    unpublished = officer.get(address(rapid_review, "draft"))
    page = form_page("complete_rapid_review", here.partnership)
    published = officer.get(address(rapid_review, "draft"))

    assert "has not been published" in unpublished.content.decode()
    assert page.start_url(str(rapid_review.case.pk)) in published.content.decode()


def test_a_form_is_begun_for_the_newest_rapid_review_alone(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    former, newest = (RapidReviewFactory(case=case, gathering=True) for _ in range(2))
    page, by = form_page("complete_rapid_review", here.partnership), Actor.of(here.people["officer"])
    handler: Any = handlers.get("complete_rapid_review")
    RapidReview.objects.filter(pk=former.pk).update(created_at=newest.created_at - timedelta(days=30))

    assert [handler.is_step_of(fresh(one), "draft") for one in (former, newest)] == [False, True]
    assert not handler.is_step_of(fresh(newest), "conclude")
    assert not handler.is_step_of(case, "draft")
    assert link_for(fresh(newest), "complete_rapid_review", by, name="draft").url == page.start_url(str(case.pk))
    # The form would be sent for the newest, which cannot take the step any more.
    stopped = RapidReviewFactory(case=case, stopped=True)
    RapidReview.objects.filter(pk=stopped.pk).update(created_at=newest.created_at + timedelta(days=1))
    assert link_for(fresh(former), "complete_rapid_review", by, name="draft").why_not


def test_a_step_by_form_cannot_be_forged(here: Area, officer: Client) -> None:
    rapid_review = RapidReviewFactory(case=CaseFactory(partnership=here.partnership), gathering=True)

    response = officer.post(address(rapid_review, "draft"), {"expect": "gathering", "submission": "x"})

    assert response.status_code == 409
    assert fresh(rapid_review).state == RapidReview.GATHERING


def based_on(client: Client, url: str) -> str:
    """What the step's page says it was drawn with."""
    return shown(client.get(url).content.decode())


def shown(text: str) -> str:
    found = re.search(r'name="based_on" value="(\d+)"', text)
    assert found
    return found.group(1)


def another_officer(place: Area, name: str = "Asha") -> Client:
    user = actor(Role.OFFICER, place.partnership).user
    user.first_name = name
    user.save()
    return signed_in(user)


def known(process: Any, seen: str, about: str) -> dict[str, str]:
    return {
        "expect": process.state,
        "based_on": seen,
        "contact": "The coroner’s office",
        "effect_on_conduct": about,
        "effect_on_publication": "Nothing.",
    }


def progress(review: Any, seen: str, text: str) -> dict[str, str]:
    day = {"held_on-day": "2", "held_on-month": "3", "held_on-year": "2026"}
    return {"expect": review.state, "based_on": seen, "progress": text, "concerns": "None.", **day}


def test_two_officers_at_a_step_that_moves_nothing_both_are_kept(here: Area, officer: Client) -> None:
    """The state stays, so it cannot tell that the page is stale."""
    process = ParallelProcessFactory(case=CaseFactory(partnership=here.partnership))
    url = address(process, "update_known")
    seen = based_on(officer, url)
    colleague = another_officer(here)
    assert colleague.post(url, known(process, based_on(colleague, url), "The trial is in May.")).status_code == 302

    response = officer.post(url, known(process, seen, "The trial is in June."))

    text = response.content.decode()
    assert response.status_code == 409
    assert "“Update what is known of it” was taken by Asha" in text
    assert "The trial is in May." in text, "theirs"
    assert "The trial is in June." in text, "and one’s own"
    assert fresh(process).effect_on_conduct == "The trial is in May."
    again = officer.post(url, known(process, shown(text), "In June."))
    assert again.status_code == 302, "whoever saw both decides"
    assert fresh(process).effect_on_conduct == "In June."


@pytest.mark.parametrize("seen", ["", "0", "-1", "9" * 5000, "yes"])
def test_what_does_not_say_what_it_was_based_on_writes_over_nothing(here: Area, officer: Client, seen: str) -> None:
    process = ParallelProcessFactory(case=CaseFactory(partnership=here.partnership))
    url = address(process, "update_known")
    colleague = another_officer(here)
    assert colleague.post(url, known(process, based_on(colleague, url), "The trial is in May.")).status_code == 302
    typed = known(process, seen, "The trial is in June.")
    if not seen:
        del typed["based_on"]

    response = officer.post(url, typed)

    text = response.content.decode()
    assert response.status_code == 409
    assert "The trial is in May." in text
    assert "The trial is in June." in text
    assert fresh(process).effect_on_conduct == "The trial is in May."
    assert officer.post(url, known(process, shown(text), "In June.")).status_code == 302


def test_what_is_wrong_with_a_field_keeps_what_the_page_was_based_on(here: Area, officer: Client) -> None:
    process = ParallelProcessFactory(case=CaseFactory(partnership=here.partnership))
    url = address(process, "update_known")
    another_officer(here).post(url, known(process, "0", "In May."))
    seen = based_on(officer, url)
    refused = officer.post(url, known(process, seen, ""))
    assert refused.status_code == 422
    assert shown(refused.content.decode()) == seen != "0"


def test_the_same_entry_sent_twice_is_recorded_once(here: Area, officer: Client) -> None:
    review = ReviewFactory(case=CaseFactory(partnership=here.partnership), evidence=True)
    url = address(review, "record_progress")
    typed = progress(review, based_on(officer, url), "On time.")
    first = officer.post(url, typed)
    second = officer.post(url, typed)
    assert first.status_code == 302, first.content.decode()
    assert second.status_code == 409
    assert "yourself at 09:00, so this was not done a second time" in second.content.decode()
    assert Event.objects.filter(kind="review.record_progress").count() == 1


def test_what_others_add_beside_it_makes_no_page_stale(here: Area, officer: Client) -> None:
    review = ReviewFactory(case=CaseFactory(partnership=here.partnership), evidence=True)
    url = address(review, "record_progress")
    seen = based_on(officer, url)
    assert another_officer(here).post(url, progress(review, seen, "On time.")).status_code == 302
    assert officer.post(url, progress(review, seen, "Late.")).status_code == 302
    assert Event.objects.filter(kind="review.record_progress").count() == 2
