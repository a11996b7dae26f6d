"""Two notifications of one incident, after both were submitted: which goes on, who is told, what stops (D2)."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest
from django.urls import reverse

from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.case import CaseFactory
from tests.factories.notification import NotificationFactory
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.referral import ReferralFactory
from tests.factories.review import ReviewFactory
from tests.factories.submission import SubmissionFactory
from tests.workflow.desk.scene import Area, child, signed_in
from tests.workflow.notices.going import send_by_hand
from tests.workflow.reviews.steps import fresh, notices_of, refused, take
from workflow.desk.statistics import counts
from workflow.desk.statistics.quarters import Period, Quarter
from workflow.machines.case.guards import lacking
from workflow.models import Case, CaseLink, Deadline, Event, Notice, Notification
from workflow.parties.roles import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.duty("D2")]

PANEL = "Child Safeguarding Practice Review Panel"
WHY = "Both name the same hospital and the same evening."


def notified(place: Area, number: str, *, rapid_review: bool = True, **traits: Any) -> Notification:
    """A case that the hospital referred and the council notified, whose rapid review gathers returns."""
    case = CaseFactory(partnership=place.partnership, headline="Death of a child: 1 child")
    child(case)
    sent = SubmissionFactory(
        handler="open_case", partnership=place.partnership, data_key=case.data_key, owner=place.people["submitter"]
    )
    ReferralFactory(case=case, agency=place.hospital, submission=sent, accepted=True)
    made = NotificationFactory(case=case, submitted=True, national_reference=number, **traits)
    if rapid_review:
        RapidReviewFactory(case=case, gathering=True, notification=False, clock=True)
    found: Notification = made
    return found


@pytest.fixture
def leading(site: None, here: Area) -> Notification:
    return notified(here, "NAT-1")


@pytest.fixture
def second(leading: Notification, here: Area) -> Notification:
    return notified(here, "NAT-2")


@pytest.fixture
def officer(here: Area) -> Actor:
    return Actor.of(here.people["officer"])


def join(second: Notification, leading: Notification, officer: Actor, when: str = "2026-03-02") -> Notification:
    found: Notification = take(second, "join", officer, when, other=leading.case.reference, reason=WHY)
    return found


def test_the_panel_is_told_which_two_notifications_are_one(
    second: Notification, leading: Notification, officer: Actor
) -> None:
    joined = join(second, leading, officer)

    assert (joined.state, joined.joined_to, joined.is_open) == ("joined", leading, False)
    letter = Notice.objects.get(case=second.case, key="notification-joined-for-panel")
    assert letter.recipient_name == PANEL
    text = str(letter.letter)
    for said in ("NAT-1", "NAT-2", leading.case.reference, second.case.reference):
        assert said in text
    assert WHY not in text + letter.body
    assert "withdrawn" not in text


def test_the_panel_counts_as_told_when_the_letter_went(
    here: Area, second: Notification, leading: Notification, officer: Actor
) -> None:
    assert join(second, leading, officer).joining_told_on is None
    page = reverse("desk:case", args=[second.case.reference])
    client = signed_in(here.people["officer"])
    assert "not yet: its letter has not gone" in client.get(page).content.decode()
    assert any("two notifications of one incident" in one for one in lacking(second.case))

    send_by_hand(second.case, PANEL, on="2026-03-03", now="2026-03-04")

    assert fresh(second).joining_told_on == date(2026, 3, 3)
    assert "3 March 2026" in client.get(page).content.decode().partition("told that it is one incident")[2][:300]
    assert Event.objects.filter(kind="notification.panel_told_of_joining").count() == 1


def test_who_was_told_of_the_notification_learns_of_it(
    here: Area, second: Notification, leading: Notification, officer: Actor
) -> None:
    join(second, leading, officer)

    told = notices_of(second.case, "notification-joined")
    assert told == sorted([f"Support office, {here.partnership.name}", "Council here", str(here.people["decider"])])
    for notice in Notice.objects.filter(case=second.case, key="notification-joined"):
        for fact in (WHY, "Jordan", leading.case.reference):
            assert fact not in notice.subject + notice.body


@pytest.mark.duty("D5", "D6")
def test_what_ran_in_the_joined_case_stops_without_a_finding_on_the_criteria(
    here: Area, second: Notification, leading: Notification, officer: Actor
) -> None:
    rapid_review = second.case.rapid_reviews.get()
    asked = AgencyReturnFactory(rapid_review=rapid_review, agency=here.hospital)
    assert Deadline.objects.get(record_id=rapid_review.pk).is_running

    join(second, leading, officer)

    assert (fresh(rapid_review).state, fresh(asked).state) == ("stopped", "recalled")
    clock = Deadline.objects.get(record_id=rapid_review.pk)
    assert (clock.state, clock.stop_reason, clock.breached_at) == ("stopped", "joined", None)
    assert not Event.objects.filter(kind="rapid_review.approve_stop").exists()
    assert not Notice.objects.filter(case=second.case, body__contains="criteria are not met").exists()
    other = leading.case.rapid_reviews.get()
    assert (other.state, Deadline.objects.get(record_id=other.pk).is_running) == ("gathering", True)
    reason = refused(rapid_review, "reopen_rapid_review", officer, kind="guard", reason="It goes on.")
    assert "goes on there" in reason


@pytest.mark.duty("D4")
def test_who_referred_gets_the_answers_of_the_case_that_goes_on(
    here: Area, second: Notification, leading: Notification, officer: Actor
) -> None:
    referral = second.case.referrals.get()
    third = ReferralFactory(
        case__partnership=here.partnership, agency=here.hospital, state="joined", joined_to=second.case
    )

    join(second, leading, officer)

    assert (fresh(referral).state, fresh(referral).joined_to) == ("joined", leading.case)
    assert notices_of(second.case, "referral-joined") == [str(here.people["submitter"])]
    page = reverse("workspace:case", args=[second.case.reference])
    assert "The incident was accepted." in signed_in(here.people["submitter"]).get(page).content.decode()
    page = reverse("workspace:case", args=[third.case.reference])
    assert "The incident was accepted." in signed_in(here.people["lead"]).get(page).content.decode()
    assert "Separate the notification" in refused(fresh(referral), "separate", officer, kind="guard", reason="Apart.")


def test_the_local_authority_reads_it_without_the_facts_of_the_other_case(
    here: Area, second: Notification, leading: Notification, officer: Actor
) -> None:
    join(second, leading, officer)

    page = reverse("workspace:case", args=[second.case.reference])
    text = signed_in(here.people["council"]).get(page).content.decode()

    assert "The notification was joined to another of the same incident" in text
    assert "Joined to another" in text
    for fact in (leading.case.reference, "NAT-1", WHY):
        assert fact not in text


def test_both_timelines_tell_of_it_and_nobody_is_asked_for_the_same_child_any_more(
    here: Area, second: Notification, leading: Notification, officer: Actor
) -> None:
    client = signed_in(here.people["officer"])
    assert (
        "A child of the same name" in client.get(reverse("desk:case", args=[leading.case.reference])).content.decode()
    )

    join(second, leading, officer)

    told = client.get(reverse("desk:timeline", args=[second.case.reference])).content.decode()
    assert "The notification was joined to another of the same incident" in told
    assert leading.case.reference in told
    told = client.get(reverse("desk:timeline", args=[leading.case.reference])).content.decode()
    assert "The notification of another case was joined to the one of this case" in told
    assert second.case.reference in told
    for one, other in ((second, leading), (leading, second)):
        text = client.get(reverse("desk:case", args=[one.case.reference])).content.decode()
        assert "A child of the same name" not in text
        assert other.case.reference in text
    assert CaseLink.objects.get().verdict == CaseLink.Verdict.SAME_INCIDENT


def test_the_joined_case_closes_and_is_not_asked_for_the_rationale(
    second: Notification, leading: Notification, officer: Actor
) -> None:
    join(second, leading, officer)
    send_by_hand(second.case, on="2026-03-02", now="2026-03-02")
    assert [one for one in lacking(second.case) if "D11" in one] == []

    waiting = Notice.objects.filter(case=second.case, state__in=Notice.WAITING)
    assert take(second.case, "close", officer, reason="E-mails are on their way.").state == "closed", waiting


@pytest.mark.duty("D1", "D12")
@pytest.mark.parametrize("step", ["open_rapid_review", "commission_review", "choose_learning_review"])
def test_nothing_new_begins_in_the_joined_case(here: Area, leading: Notification, officer: Actor, step: str) -> None:
    second = notified(here, "NAT-2", rapid_review=False)
    join(second, leading, officer)

    reason = refused(second.case, step, officer, kind="guard")

    assert reason == f"The notification of this case was joined to that of {leading.case.reference}: go on there."


def test_a_death_is_recorded_in_the_case_that_goes_on(
    here: Area, second: Notification, leading: Notification, officer: Actor
) -> None:
    join(second, leading, officer)
    refused(second, "record_death", officer, kind="state")

    # Who notified a death on its own goes on; so does the notification that it follows.
    third = notified(here, "NAT-3", nature="serious_harm")
    of_death = NotificationFactory(case=third.case, follows=third, submitted=True, national_reference="NAT-4")
    for one in (third, of_death):
        reason = refused(one, "join", officer, kind="guard", other=leading.case.reference, reason=WHY)
        assert "A death is notified on its own in this case" in reason
    take(of_death, "withdraw", officer, reason="It was the same notification.")
    assert join(third, leading, officer).state == "joined"


def test_of_harm_and_death_the_notification_of_the_same_nature_leads(
    here: Area, second: Notification, officer: Actor
) -> None:
    other = notified(here, "NAT-3", nature="serious_harm")
    of_death = NotificationFactory(case=other.case, follows=other, submitted=True, nature="child_death")

    assert join(second, other, officer).joined_to == of_death


@pytest.mark.duty("D12", "D17")
@pytest.mark.parametrize("state", ["decided", "sent", "awaiting_panel", "reconsidering", "concluded"])
def test_where_the_partners_decided_the_case_goes_on(
    here: Area, leading: Notification, officer: Actor, state: str
) -> None:
    decided = notified(here, "NAT-2", rapid_review=False)
    RapidReviewFactory(case=decided.case, notification=False, **{state: True})

    reason = refused(decided, "join", officer, kind="guard", other=leading.case.reference, reason=WHY)

    assert "The partners have decided in this case" in reason
    assert "Take this step in the other case" in reason
    assert join(leading, decided, officer).joined_to == decided


@pytest.mark.duty("D1")
def test_where_a_review_was_commissioned_the_case_goes_on(here: Area, leading: Notification, officer: Actor) -> None:
    second = notified(here, "NAT-2", rapid_review=False)
    ReviewFactory(case=second.case)

    reason = refused(second, "join", officer, kind="guard", other=leading.case.reference, reason=WHY)

    assert "A review was commissioned in this case" in reason


def test_neither_in_a_chain_nor_in_a_circle(
    here: Area, second: Notification, leading: Notification, officer: Actor
) -> None:
    third = notified(here, "NAT-3")
    join(second, leading, officer)

    asked = {"other": third.case.reference, "reason": WHY}
    reason = refused(leading, "join", officer, kind="guard", **asked)
    assert f"The notification of {second.case.reference} was joined to this one" in reason
    assert "was joined to this one" in refused(leading, "withdraw", officer, kind="guard", reason="Withdrawn.")
    reason = refused(third, "join", officer, kind="data", other=second.case.reference, reason=WHY)
    assert f"Enter {leading.case.reference}" in reason
    # Several may be joined to one.
    assert join(third, leading, officer).joined_to == leading


def test_what_is_asked(
    here: Area, elsewhere: Area, second: Notification, leading: Notification, officer: Actor
) -> None:
    foreign = notified(elsewhere, "NAT-9")
    running = NotificationFactory(case__partnership=here.partnership)
    closed = NotificationFactory(case__partnership=here.partnership, case__closed=True, submitted=True)
    for other, why in (
        ("", "Enter the reference of the other case"),
        (second.case.reference, "There is no other case"),
        (foreign.case.reference, "There is no other case"),
        (closed.case.reference, "is closed"),
        (running.case.reference, "Join the referral of"),
    ):
        assert why in refused(second, "join", officer, kind="data", other=other, reason=WHY)
    assert "how you know" in refused(second, "join", officer, kind="data", other=leading.case.reference, reason="")
    council = Actor.of(here.people["council"])
    refused(second, "join", council, kind="role", other=leading.case.reference, reason=WHY)
    url = reverse("desk:step", args=[second.case.reference, "notification", second.pk, "join"])
    assert signed_in(elsewhere.people["officer"]).get(url).status_code == 404


def test_the_case_that_was_answered_to_be_the_same_is_filled_in(
    here: Area, second: Notification, leading: Notification, officer: Actor
) -> None:
    said = {"other": str(leading.case.pk), "verdict": "same_incident", "reason": WHY}
    take(second.case, "answer_namesake", officer, **said)

    url = reverse("desk:step", args=[second.case.reference, "notification", second.pk, "join"])
    client = signed_in(here.people["officer"])

    assert f'value="{leading.case.reference}"' in client.get(url).content.decode()
    assert url in client.get(reverse("desk:case", args=[second.case.reference])).content.decode()


@pytest.mark.duty("D5", "D6")
def test_a_mistake_is_taken_back_and_the_panel_told(
    here: Area, second: Notification, leading: Notification, officer: Actor
) -> None:
    join(second, leading, officer)
    send_by_hand(second.case, PANEL, on="2026-03-02", now="2026-03-02")

    apart = take(second, "separate", officer, "2026-03-04", reason="Another evening.")

    assert (apart.state, apart.joined_to, apart.separation_told_on) == ("submitted", None, None)
    rapid_review = second.case.rapid_reviews.get()
    assert rapid_review.state == "gathering"
    running = Deadline.objects.get(record_id=rapid_review.pk, state="running")
    assert running.started_on == date(2026, 2, 27)
    referral = second.case.referrals.get()
    assert (referral.state, referral.joined_to) == ("screening", None)
    assert CaseLink.objects.get(replaced_at=None).verdict == CaseLink.Verdict.ANOTHER_INCIDENT
    assert CaseLink.objects.count() == 2
    letter = Notice.objects.get(case=second.case, key="notification-separated-for-panel")
    assert "NAT-1" in str(letter.letter)
    assert "NAT-2" in str(letter.letter)
    assert "Council here" in notices_of(second.case, "notification-separated")

    send_by_hand(second.case, PANEL, on="2026-03-05", now="2026-03-05")
    assert fresh(second).separation_told_on == date(2026, 3, 5)
    # The other way round is possible now.
    assert join(leading, second, officer, "2026-03-06").joined_to == second


def test_a_rapid_review_that_was_stopped_before_stays_stopped(
    here: Area, leading: Notification, officer: Actor
) -> None:
    second = notified(here, "NAT-2", rapid_review=False)
    stopped = RapidReviewFactory(case=second.case, notification=False, gathering=True)
    decider = Actor.of(here.people["decider"])
    take(second, "withdraw", officer, reason="Withdrawn.")
    take(stopped, "propose_stop", officer, reason="Below the definition.")
    take(stopped, "approve_stop", decider)
    again = {"national_reference": "NAT-3", "notified_on": "2026-03-02", "reason": "After all."}
    take(second, "reinstate", officer, **again)
    join(second, leading, officer)

    take(second, "separate", officer, reason="Apart.")

    assert fresh(stopped).state == "stopped"


def test_the_incident_is_counted_once(here: Area, second: Notification, leading: Notification, officer: Actor) -> None:
    period = Period(Quarter(2025, 4), Quarter(2026, 4))
    join(second, leading, officer)

    counted = counts.notifications([here.partnership], period)
    numbers: dict[str, int] = {}
    for (_where, _quarter, column), number in counted.numbers.items():
        numbers[column] = numbers.get(column, 0) + number
    assert numbers == {"all": 1, "submitted": 1, "joined": 1}
    assert ("joined", "Joined to another notification") in counted.columns
    of_reviews = counts.rapid_reviews([here.partnership], Period(Quarter(2026, 1), Quarter(2026, 4)))
    assert sum(number for (_, _, column), number in of_reviews.numbers.items() if column == "all") == 1


def test_two_who_join_at_once_make_no_circle(
    second: Notification, leading: Notification, officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was submitted when the form was checked, and no longer is when the step is taken, refuses it."""
    # As where the other case's row is held by another transaction.
    held = SimpleNamespace(OPEN="open", objects=SimpleNamespace(select_for_update=lambda **how: Case.objects.none()))
    monkeypatch.setattr("workflow.machines.notification.joining.effects.Case", held)

    reason = refused(second, "join", officer, kind="guard", other=leading.case.reference, reason=WHY)

    assert "Somebody is taking a step in" in reason
