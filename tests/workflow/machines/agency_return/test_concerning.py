"""A request says for whom and which period, to the agency that signed in and to nobody else (D26, D30)."""

from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from forms import present
from forms.filling.starting import begin
from forms.models.form_page import FormPage
from tests.factories.case import MONDAY
from tests.factories.notification import NotificationFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.submission import SubmissionFactory, form_page
from tests.tagged import tagged
from tests.workflow.desk.scene import Area, child, referred, signed_in
from tests.workflow.reviews.steps import refused, take
from workflow.machines.agency_return.asking import AskAgenciesForm
from workflow.models import AgencyReturn, Case, Notice
from workflow.notices import delivery
from workflow.parties.roles import SYSTEM, Actor

pytestmark = [pytest.mark.django_db, pytest.mark.duty("D30"), pytest.mark.duty("D26")]
CHILD, RELATIVE = "Jordan Example, born 2 April 2019", "Chris Relative"
BY = {"due_on": "2026-03-13", "whom": "all"}


@pytest.fixture
def rapid_review(here: Area) -> Any:
    """Of a case that the hospital referred, with a child and a relative."""
    made = referred(here, accepted=True)
    return RapidReviewFactory(case=made.case, gathering=True)


@pytest.fixture
def officer(here: Area) -> Actor:
    return Actor.of(here.people["officer"])


def chosen(rapid_review: Any) -> dict[str, str]:
    """What the page offers, by its words."""
    form = AskAgenciesForm(record=rapid_review, by=SYSTEM, now=MONDAY)
    return {words: key for key, words in form.named.items()}


def asked(rapid_review: Any, officer: Actor, place: Area, *words: str, **data: Any) -> AgencyReturn:
    """The hospital's return, asked together with everybody else's."""
    known = chosen(rapid_review)
    take(rapid_review, "request_returns", officer, **BY, people=[known[one] for one in words], **data)
    made: AgencyReturn = AgencyReturn.objects.get(agency=place.hospital)
    return made


def workspace(place: Area, who: str, case: Case) -> str:
    response = signed_in(place.people[who]).get(reverse("workspace:case", args=[case.reference]))
    return response.content.decode()


def test_children_and_people_are_offered_all_ticked(here: Area, rapid_review: Any) -> None:
    url = reverse("desk:step", args=[rapid_review.case.reference, "rapid_review", rapid_review.pk, "request_returns"])

    page = signed_in(here.people["officer"]).get(url).content.decode()

    assert list(chosen(rapid_review)) == [CHILD, RELATIVE]
    for key in chosen(rapid_review).values():
        box = page[page.index(f'value="{key}"') :]
        assert "checked" in box[: box.index(">")]


def test_every_agency_reads_about_whom_and_which_period(here: Area, rapid_review: Any, officer: Actor) -> None:
    asked(rapid_review, officer, here, CHILD, period_first="2024-01-01", period_last="2026-02-20")

    for who in ("submitter", "lead", "council"):
        page = workspace(here, who, rapid_review.case)
        assert CHILD in page
        assert "From 1 January 2024 to 20 February 2026" in page
        assert RELATIVE not in page
    tab = signed_in(here.people["officer"]).get(reverse("desk:returns", args=[rapid_review.case.reference]))
    assert CHILD in tab.content.decode()


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({"period_first": "2024-01-01"}, "From 1 January 2024"),
        ({"period_last": "2026-02-20"}, "Until 20 February 2026"),
        ({}, ""),
    ],
)
def test_either_end_of_the_period_may_stay_open(
    here: Area, rapid_review: Any, officer: Actor, days: dict[str, str], said: str
) -> None:
    made = asked(rapid_review, officer, here, CHILD, **days)

    assert dict(made.about).get("For which period", "") == said


def test_nobody_and_no_period_are_said_as_nothing(here: Area, rapid_review: Any, officer: Actor) -> None:
    assert asked(rapid_review, officer, here).concerning is None
    assert "About whom" not in workspace(here, "submitter", rapid_review.case)


def test_a_period_that_ends_before_it_begins_is_refused(rapid_review: Any, officer: Actor) -> None:
    days = {"period_first": "2026-02-20", "period_last": "2024-01-01"}

    assert "first day or later" in refused(rapid_review, "request_returns", officer, kind="data", **BY, **days)


def test_a_child_of_another_case_is_not_named(here: Area, rapid_review: Any, officer: Actor) -> None:
    foreign = child(NotificationFactory(case__partnership=here.partnership).case, "Somebody Else")

    reason = refused(rapid_review, "request_returns", officer, kind="data", **BY, people=[str(foreign.pk)])

    assert reason == "Choose from the children and people of this case."


def test_no_name_goes_by_email(here: Area, rapid_review: Any, officer: Actor, clock: Any) -> None:
    asked(rapid_review, officer, here, CHILD, RELATIVE, period_first="2024-01-01")

    delivery.deliver_due(present.now())

    assert {"return-requested"} <= set(Notice.objects.values_list("key", flat=True))
    assert mail.outbox
    written = "".join(str(one.message()) for one in mail.outbox)
    written += "".join(one.subject + one.body for one in Notice.objects.all())
    for canary in ("Jordan", "Chris Relative", "2 April 2019", "1 January 2024"):
        assert canary not in written


def test_it_is_sealed_under_the_key_of_the_case(here: Area, rapid_review: Any, officer: Actor) -> None:
    made = asked(rapid_review, officer, here, CHILD)

    assert made.data_key_id == rapid_review.case.data_key_id
    assert b"Jordan" not in bytes(made.__dict__["concerning"])


def drafted(page: FormPage, made: AgencyReturn, user: Any) -> Any:
    return begin(page, user=user, subject=str(made.pk), token=made.pk, now=present.now())


def test_it_stands_above_the_form_and_with_its_receipt(here: Area, rapid_review: Any, officer: Actor) -> None:
    page = form_page("agency_return", here.partnership)
    made = asked(rapid_review, officer, here, CHILD)
    submitter = signed_in(here.people["submitter"])
    draft = drafted(page, made, here.people["submitter"])
    first = draft.definition["steps"][0]["name"]
    sent = SubmissionFactory(
        handler="agency_return",
        partnership=here.partnership,
        data_key=made.case.data_key,
        owner=here.people["submitter"],
        subject=str(made.pk),
        said={},
    )

    for url in (draft.get_absolute_url(), reverse("forms:step", args=[draft.pk, first]), sent.receipt_url):
        assert CHILD in submitter.get(url).content.decode(), url
    assert b"Jordan" not in submitter.get(reverse("forms:receipt_pdf", args=[sent.pk])).content
    assert CHILD in signed_in(here.people["lead"]).get(sent.receipt_url).content.decode()


def test_who_left_the_agency_reads_no_name_in_a_draft_of_theirs(here: Area, rapid_review: Any, officer: Actor) -> None:
    page = form_page("agency_return", here.partnership)
    made = asked(rapid_review, officer, here, CHILD)
    draft = drafted(page, made, here.people["submitter"])
    here.people["submitter"].memberships.update(ended_at=MONDAY)

    page_text = signed_in(here.people["submitter"]).get(draft.get_absolute_url()).content.decode()

    assert CHILD not in page_text


def test_the_request_is_taken_as_a_pdf(here: Area, rapid_review: Any, officer: Actor) -> None:
    made = asked(rapid_review, officer, here, CHILD, period_first="2024-01-01", request="Search by maiden name.")
    url = reverse("workspace:request_pdf", args=[made.case.reference, made.pk])

    answered = signed_in(here.people["submitter"]).get(url)

    text = tagged(answered.content).document.whole
    assert (answered["Content-Type"], answered["X-Content-Type-Options"]) == ("application/pdf", "nosniff")
    for words in (CHILD, "From 1 January 2024", "Friday 13 March 2026", "Search by maiden name."):
        assert words in text
    assert signed_in(here.people["council"]).get(url).status_code == 404


def test_the_page_of_a_draft_costs_one_query_more_where_it_says_so(
    here: Area, rapid_review: Any, officer: Actor, django_assert_max_num_queries: Any, client: Client
) -> None:
    page = form_page("agency_return", here.partnership)
    made = asked(rapid_review, officer, here, CHILD)
    draft = drafted(page, made, here.people["submitter"])
    browser = signed_in(here.people["submitter"])
    browser.get(draft.get_absolute_url())

    # The frame, the person, the draft, what the form is about, and what is asked: one.
    with django_assert_max_num_queries(12):
        browser.get(draft.get_absolute_url())


def test_the_period_is_a_day(here: Area, rapid_review: Any, officer: Actor) -> None:
    made = asked(rapid_review, officer, here, period_first=date(2024, 1, 1).isoformat())

    assert made.concerning == {"people": [], "first": "2024-01-01", "last": None}
