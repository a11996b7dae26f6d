"""An agency's return: asked for by a date, chased, sent by form, sent back, accepted (D30)."""

from datetime import date
from typing import Any

import pytest
from django.http import Http404

from forms import handlers
from forms.handlers import Refused as NotStarted
from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.party import AgencyFactory, PartnershipFactory, actor
from tests.factories.submission import form_page
from tests.workflow.intake.sending import send
from tests.workflow.reviews.steps import at, fresh, notices_of, refused, take
from workflow.engine.door import perform
from workflow.parties.roles import SYSTEM, Actor, Role

pytestmark = [pytest.mark.django_db, pytest.mark.duty("D30")]

SAID = {"return.involved": "no", "return.period_from": "2020-01-01", "return.period_to": "2026-02-26"}


@pytest.fixture
def asked() -> Any:
    return AgencyReturnFactory()


@pytest.fixture
def agency(asked: Any) -> Actor:
    return actor(Role.SUBMITTER, asked.agency)


@pytest.fixture
def officer(asked: Any) -> Actor:
    return actor(Role.OFFICER, asked.case.partnership)


@pytest.fixture
def page(asked: Any) -> Any:
    return form_page("agency_return", asked.case.partnership)


def test_sent_by_form_it_is_acknowledged(page: Any, asked: Any, agency: Actor) -> None:
    submission = send(page, agency.user, SAID, now=at("2026-03-02"), subject=asked.pk)
    assert (submission.state, submission.reference) == ("accepted", asked.case.reference)
    assert submission.data_key_id == asked.case.data_key_id
    kept = fresh(asked)
    assert (kept.state, kept.submission_id, kept.submitted_at) == ("submitted", submission.pk, at("2026-03-02"))
    assert notices_of(asked.case, "return-received") == [asked.agency.name]


def test_sent_back_it_says_why_and_starts_from_what_was_sent(
    page: Any, asked: Any, agency: Actor, officer: Actor
) -> None:
    send(page, agency.user, SAID, now=at("2026-03-02"), subject=asked.pk)
    back = take(asked, "send_back", officer, reason="The dates are missing.")
    assert (back.state, back.change_asked) == ("sent_back", "The dates are missing.")
    assert notices_of(asked.case, "return-sent-back") == [asked.agency.name]
    known = handlers.get("agency_return").prefill(page=page, user=agency.user, subject=str(asked.pk))
    assert known["return.period_from"] == "2020-01-01"
    first = fresh(asked).submission_id
    send(page, agency.user, SAID, now=at("2026-03-03"), subject=asked.pk)
    assert fresh(asked).submission_id != first


def test_accepted_it_is_not_sent_again(page: Any, asked: Any, agency: Actor, officer: Actor) -> None:
    send(page, agency.user, SAID, now=at("2026-03-02"), subject=asked.pk)
    assert take(asked, "accept", officer).state == "accepted"
    with pytest.raises(NotStarted, match="Not at this stage"):
        send(page, agency.user, SAID, now=at("2026-03-03"), subject=asked.pk)


def test_chased_the_agency_is_reminded_with_its_date(asked: Any, officer: Actor) -> None:
    reminded = take(asked, "remind", officer, "2026-03-10")
    assert (reminded.state, reminded.reminded_at) == ("requested", at("2026-03-10"))
    assert "Monday 9 March 2026" in asked.case.notices.get(key="return-chased").body


def test_late_only_while_it_is_awaited(asked: Any) -> None:
    assert not asked.is_late(date(2026, 3, 9))
    assert asked.is_late(date(2026, 3, 10))
    assert not AgencyReturnFactory(submitted=True).is_late(date(2026, 3, 10))


def test_the_program_may_start_it_and_nothing_more(asked: Any) -> None:
    perform(asked, "start", by=SYSTEM, now=at("2026-03-02"))
    assert fresh(asked).state == "started"
    assert "needs a person" in refused(fresh(asked), "accept", SYSTEM, kind="role")


def test_not_involved_needs_to_say_how_that_is_known(asked: Any, agency: Actor) -> None:
    assert "how you know" in refused(asked, "mark_not_involved", agency, kind="data")
    assert take(asked, "mark_not_involved", agency, reason="We searched 2015 to 2026.").state == "not_involved"


def test_an_agency_does_not_learn_what_another_was_asked(page: Any, asked: Any) -> None:
    strangers = [
        actor(Role.LEAD, AgencyFactory(of=asked.case.partnership)),
        actor(Role.LEAD, AgencyReturnFactory(rapid_review=asked.rapid_review).agency),
        actor(Role.OFFICER, PartnershipFactory(slug="elsewhere", code="ELSE")),
        actor(Role.PUBLISHER, asked.case.partnership),
    ]
    for stranger in strangers:
        with pytest.raises(Http404):
            handlers.get("agency_return").may_start(page=page, user=stranger.user, subject=str(asked.pk))
        refused(asked, "mark_not_involved", stranger, kind="role", reason="We searched.")


def test_who_may_read_what_was_sent(page: Any, asked: Any, agency: Actor, officer: Actor) -> None:
    submission = send(page, agency.user, SAID, now=at("2026-03-02"), subject=asked.pk)
    readers = {
        "officer": officer,
        "lead": actor(Role.LEAD, asked.agency),
        "colleague": actor(Role.SUBMITTER, asked.agency),
        "other lead": actor(Role.LEAD, AgencyReturnFactory(rapid_review=asked.rapid_review).agency),
        "publisher": actor(Role.PUBLISHER, asked.case.partnership),
    }
    handler = handlers.get("agency_return")
    allowed = {name for name, person in readers.items() if handler.may_read(submission=submission, user=person.user)}
    assert allowed == {"officer", "lead"}
