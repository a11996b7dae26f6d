"""What follows the ways back of a publication, and who may not take them: clocks, holds, copies, notices."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.factories.party import actor
from tests.factories.publication import PublicationFactory
from tests.factories.publication_hold import PublicationHoldFactory
from tests.factories.review import ReviewFactory
from tests.workflow.notices.test_sealed_copies import address, told
from tests.workflow.reviews.conftest import RememberingDesk
from tests.workflow.reviews.steps import at, fresh, notices_of, refused, take
from workflow import clocks
from workflow.models import Deadline, Publication, SealedCopy
from workflow.parties.roles import Actor, Group, Role
from workflow.procedures.version import Occasion

pytestmark = pytest.mark.django_db

OFFICERS_STEPS = {"return_for_changes", "call_advance_copy_back", "correct"}
CORRECTION = {"reason": "A figure is wrong.", "note": "A figure was corrected.", "substantive": "yes"}
COPY_SENT = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Europe/London"))


def person(publication: Publication, role: Role, **membership: Any) -> Actor:
    return actor(role, publication.case.partnership, **membership)


def strategic(publication: Publication) -> Actor:
    return person(publication, Role.GROUP, group=Group.STRATEGIC)


def sign_off(publication: Publication) -> Actor:
    return person(publication, Role.GROUP, group=Group.SIGN_OFF)


def running(publication: Publication, occasion: Occasion, *, of: Any = None) -> list[Deadline]:
    """The clocks that this occasion started, of the publication or of its review."""
    found = clocks.running(publication.case, record=of or publication)
    return list(found.filter(rule__starts_on=occasion))


def planned(publication: Publication) -> None:
    clocks.start_on(
        publication.case, Occasion.PUBLICATION_PLANNED, on=date(2026, 3, 12), record=publication, now=COPY_SENT
    )


# --- Who may not ----------------------------------------------------------------------------------------------------


@pytest.mark.duty("D37")
@pytest.mark.parametrize(
    ("state", "step"),
    [
        ("cleared", "choose_improvements"),
        ("withheld", "reinstate"),
        ("taken_down", "put_back"),
        ("taken_down", "keep_down"),
        ("taken_down", "correct_first"),
    ],
)
def test_the_strategic_body_decides_and_no_other_group(state: str, step: str) -> None:
    publication = PublicationFactory(**{state: True})
    assert "Strategic Leadership Group" in refused(publication, step, sign_off(publication), kind="guard")


@pytest.mark.duty("D37")
def test_improvements_are_put_back_by_the_strategic_body_alone() -> None:
    publication = PublicationFactory(taken_down=True, improvements_chosen=True)
    assert "Strategic Leadership Group" in refused(
        publication, "put_improvements_back", sign_off(publication), kind="guard"
    )


@pytest.mark.duty("D37")
def test_the_improvements_are_chosen_once_and_put_back_as_what_they_are() -> None:
    publication = PublicationFactory(cleared=True, improvements_chosen=True)
    assert "instead of the report" in refused(publication, "choose_improvements", strategic(publication), kind="guard")
    down = PublicationFactory(taken_down=True, improvements_chosen=True)
    assert "instead of the report" in refused(down, "put_back", strategic(down), kind="guard", reason="It was right.")


def test_a_text_that_is_being_corrected_is_not_put_back() -> None:
    down = PublicationFactory(taken_down=True, improvements_chosen=True, correction_open=True)
    reason = refused(down, "put_improvements_back", strategic(down), kind="guard", reason="It was right.")
    assert "being corrected" in reason


# --- What follows ---------------------------------------------------------------------------------------------------


@pytest.mark.duty("D36")
def test_the_office_is_asked_for_the_check() -> None:
    publication = PublicationFactory()
    take(publication, "begin_identification_check", person(publication, Role.OFFICER))
    assert notices_of(publication.case, "identification-check") == [f"Support office, {publication.case.partnership}"]


@pytest.mark.duty("D39")
@pytest.mark.parametrize("step", ["return_for_changes", "call_advance_copy_back"])
def test_the_day_that_was_planned_is_dropped(step: str) -> None:
    publication = PublicationFactory(advance_copy_sent=True)
    planned(publication)
    take(publication, step, person(publication, Role.OFFICER), reason="A name stands in it.")
    assert running(publication, Occasion.PUBLICATION_PLANNED) == []


@pytest.mark.duty("D36")
def test_the_year_of_a_report_that_is_taken_down_stops(report_desk: RememberingDesk) -> None:
    publication = PublicationFactory(published=True)
    clocks.start_on(publication.case, Occasion.PUBLISHED, on=date(2026, 3, 12), record=publication, now=COPY_SENT)
    assert running(publication, Occasion.PUBLISHED)

    take(publication, "take_down", person(publication, Role.OFFICER), "2026-03-16", reason="A name stands in it.")

    assert running(publication, Occasion.PUBLISHED) == []
    assert any(asked.startswith("take_down") for asked in report_desk.asked)


@pytest.mark.parametrize(("state", "step"), [("published", "correct"), ("taken_down", "correct_first")])
def test_office_and_sign_off_group_hear_of_a_correction(state: str, step: str) -> None:
    publication = PublicationFactory(**{state: True})
    group = sign_off(publication)
    by = strategic(publication) if step == "correct_first" else person(publication, Role.OFFICER)
    take(publication, step, by, "2026-03-16", **CORRECTION)
    told = notices_of(publication.case, "correction-begun")
    assert told == sorted([str(group.user), f"Support office, {publication.case.partnership}"])


@pytest.mark.duty("D38")
def test_what_stays_down_waits_for_nothing() -> None:
    publication = PublicationFactory(taken_down=True)
    review = publication.review
    clocks.start_on(publication.case, Occasion.REVIEW_DECIDED, on=date(2026, 1, 19), record=review, now=COPY_SENT)
    hold = PublicationHoldFactory(publication=publication)

    take(publication, "keep_down", strategic(publication), "2026-03-16", justification="It harms the children.")

    assert running(publication, Occasion.REVIEW_DECIDED, of=review) == []
    assert not fresh(hold).is_open


def test_put_back_the_office_is_told_and_improvements_begin_their_year(report_desk: RememberingDesk) -> None:
    for chosen, step in ((False, "put_back"), (True, "put_improvements_back")):
        publication = PublicationFactory(taken_down=True, improvements_chosen=chosen)
        take(publication, step, strategic(publication), "2026-03-16", reason="The text was right.")
        assert notices_of(publication.case, "published") == [f"Support office, {publication.case.partnership}"]
        assert running(publication, Occasion.PUBLISHED)
    assert report_desk.asked.count("put_back") == 2


@pytest.mark.duty("D37")
def test_improvements_instead_drop_the_day_and_wait_for_publication_again() -> None:
    publication = PublicationFactory(advance_copy_sent=True, review=ReviewFactory(signed_off=True))
    planned(publication)

    take(publication, "choose_improvements", strategic(publication), justification="The family can be known from it.")

    assert running(publication, Occasion.PUBLICATION_PLANNED) == []
    assert running(publication, Occasion.REVIEW_DECIDED, of=publication.review)


def test_withheld_while_it_is_corrected_it_leaves_the_site(report_desk: RememberingDesk) -> None:
    publication = PublicationFactory(cleared=True, on_site=True)
    publication.versions.create(number=1, shown="full", published_at=COPY_SENT, published_by=publication.check_begun_by)
    take(publication, "withhold", strategic(publication), justification="It harms the children.")
    assert any(asked.startswith("take_down") for asked in report_desk.asked)


@pytest.mark.duty("D39")
def test_the_last_day_for_the_advance_copy_follows_the_day_that_is_planned_with_it() -> None:
    publication = PublicationFactory(cleared=True)
    clocks.start_on(
        publication.case, Occasion.PUBLICATION_PLANNED, on=date(2026, 3, 30), record=publication, now=at("2026-03-02")
    )
    sent = {"planned_on": "2026-03-12", "sent_to_all": "on"}
    take(publication, "send_advance_copy", person(publication, Role.OFFICER), **sent)
    (deadline,) = Deadline.objects.filter(record_id=publication.pk, rule__starts_on=Occasion.PUBLICATION_PLANNED)
    assert deadline.started_on == date(2026, 3, 12)


@pytest.mark.duty("D39")
@pytest.mark.parametrize(
    ("state", "step", "said"),
    [
        ("advance_copy_sent", "return_for_changes", {"reason": "A name stands in it."}),
        ("advance_copy_sent", "call_advance_copy_back", {"reason": "A name stands in it."}),
        ("advance_copy_sent", "choose_improvements", {"justification": "The family can be known from it."}),
        ("published", "correct", CORRECTION),
        ("taken_down", "correct_first", CORRECTION),
        ("taken_down", "keep_down", {"justification": "It harms the children."}),
    ],
)
def test_copies_of_a_text_that_no_longer_holds_open_to_nobody(state: str, step: str, said: dict[str, str]) -> None:
    publication = PublicationFactory(**{state: True})
    address(publication, "panel")
    told(publication)
    given = SealedCopy.objects.filter(report__publication=publication)
    assert given.exists()

    by = person(publication, Role.OFFICER) if step in OFFICERS_STEPS else strategic(publication)
    take(publication, step, by, "2026-03-16", **said)

    assert not given.filter(revoked_at=None).exists()
