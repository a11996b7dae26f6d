"""What bodies of other areas that do not use the portal are told of a report: the copy, the day, and what changes."""

from typing import Any

import pytest

from tests.factories.party import OutsideBodyFactory, actor
from tests.factories.publication import PublicationFactory
from tests.workflow.reviews.steps import notices_of, take
from workflow.models import Notice, Publication
from workflow.parties.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.duty("D26")]


@pytest.fixture
def publication() -> Publication:
    """Announced to a body that gets the report and to one that does not."""
    made: Publication = PublicationFactory(cleared=True)
    by = actor(Role.OFFICER, made.case.partnership)
    for name, report in (("Reader", "yes"), ("Listener", "no")):
        body = OutsideBodyFactory(outside_for=made.case.partnership, name=name)
        take(made.case, "involve_body", by, body=body.pk, reason="They lived there.", report=report)
    announced: Publication = take(made, "send_advance_copy", by, planned_on="2026-03-12", sent_to_all="on")
    return announced


def news_of(publication: Publication) -> list[tuple[str, str]]:
    found = Notice.objects.filter(case=publication.case, key="outside-news").order_by("queued_at", "recipient_name")
    return [(one.recipient_name, one.letter["blocks"][2]["text"]) for one in found if one.letter]


def test_the_report_goes_to_those_who_get_it_and_the_day_to_the_others(publication: Publication) -> None:
    assert notices_of(publication.case, "outside-advance-copy") == ["Reader"]
    copy = Notice.objects.get(key="outside-advance-copy").sealed_copy
    assert copy is not None
    assert copy.report.publication == publication
    ((name, text),) = news_of(publication)
    assert name == "Listener"
    assert text.endswith("Publication is planned for 12 March 2026.")


@pytest.mark.duty("D39")
def test_its_copy_does_not_count_for_the_seven_days(publication: Publication) -> None:
    """They run from the day on which the three national bodies had it."""
    names = set(notices_of(publication.case, "advance-copy"))
    assert len(names) == 3
    assert not {"Reader", "Listener"} & names


def test_a_copy_that_is_called_back_is_dead_and_both_are_told(publication: Publication) -> None:
    by = actor(Role.OFFICER, publication.case.partnership)
    take(publication, "call_advance_copy_back", by, reason="A name was found.")

    copy = Notice.objects.get(key="outside-advance-copy").sealed_copy
    assert copy is not None
    assert copy.revoked_at is not None
    assert [name for name, _ in news_of(publication)][1:] == ["Listener", "Reader"]


def test_another_day_is_told_to_both(publication: Publication) -> None:
    by = actor(Role.OFFICER, publication.case.partnership)
    moved: Any = {"planned_on": "2026-04-16", "reason": "The inquest."}
    take(publication, "postpone", by, **moved)
    assert [text.endswith("planned for 16 April 2026.") for _, text in news_of(publication)[1:]] == [True, True]
