"""What other areas' procedures ask for, by data alone: milestones, notices on an occasion, kinds of referral."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories.agency_return import AgencyReturnFactory
from tests.factories.case import CaseFactory
from tests.factories.notification import NotificationFactory
from tests.factories.party import AgencyFactory, actor
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.referral import ReferralFactory
from tests.factories.submission import SubmissionFactory, form_page
from tests.workflow.desk.scene import Area, signed_in
from tests.workflow.intake.sending import send
from tests.workflow.own_edition import own_edition, page_that_asks_the_kind
from tests.workflow.reviews.steps import at, notices_of, refused, take
from workflow import clocks
from workflow.clocks.reminders import sweep_due
from workflow.desk.statistics.quarters import Period, Quarter
from workflow.desk.statistics.timeliness import timeliness
from workflow.machines.timetable import timetable_of
from workflow.models import Agency, AgencyKind, Case, Deadline, Event, Notice, NoticeTemplate
from workflow.parties.roles import Actor, Role

pytestmark = pytest.mark.django_db

CHILD = {"child.name": "Ayla Made-Up", "child.outcome": "died", "child.birth_date": "2019-04-02"}
NOTIFIED = {
    "incident.date": "2026-02-25",
    "notification.national_reference": "CSPR-77120",
    "notification.aware_on": "2026-03-02",
    "notification.national_date": "2026-03-04",
    "child": [CHILD],
}


@pytest.fixture
def page(here: Area) -> Any:
    """The partnership's own edition is in force, and its referral form asks the kind."""
    own_edition(here.partnership)
    return page_that_asks_the_kind(here.partnership)


@pytest.fixture
def officer(here: Area) -> Actor:
    return Actor.of(here.people["officer"])


def refer(page: Any, here: Area, kind: str = "child_death", *, born: str = "2019-04-02") -> Case:
    """Referred on Monday 2 March 2026."""
    said = {"referral.kind": kind, "incident.date": "2026-02-25", "child": [{**CHILD, "child.birth_date": born}]}
    send(page, here.people["submitter"], said, now=at("2026-03-02"))
    found: Case = Case.objects.get()
    return found


def clock_of(case: Case, key: str) -> Deadline:
    found: Deadline = Deadline.objects.select_related("rule").get(case=case, rule__key=key)
    return found


# --- Milestones -----------------------------------------------------------------------------------------------------


def test_the_partners_and_the_executives_meet_by_a_day_after_the_referral(page: Any, here: Area) -> None:
    case = refer(page, here)
    partners, executives = clock_of(case, "partners-meeting"), clock_of(case, "executives-meeting")
    assert (partners.started_on, partners.due_on) == (date(2026, 3, 2), date(2026, 3, 3))
    # Every day counts here: 14 days, over two week-ends.
    assert executives.due_on == date(2026, 3, 16)
    told = clocks.explain(executives)
    assert told[0].startswith("The limit is counted from Monday 2 March 2026, the day the referral was made")
    assert "It is met when an officer records on the case that it was done." in told
    assert any(sentence.startswith("Every day counts") for sentence in told)


def test_who_the_edition_names_is_reminded_on_the_days_that_it_names(page: Any, here: Area) -> None:
    case = refer(page, here)
    sweep_due(at("2026-03-03 08:00"))
    whom = [f"Support office, {here.partnership.name}", here.partnership.name, str(here.people["decider"])]
    told = Notice.objects.filter(case=case, key="deadline-today", subject__contains="Partners’ meeting")
    assert told.count() == 2
    assert set(told.values_list("recipient_name", flat=True)) <= set(whom)


def test_a_milestone_is_ticked_with_its_day_and_a_note(page: Any, here: Area, officer: Actor) -> None:
    case = refer(page, here)
    waiting = clock_of(case, "partners-meeting")
    said = {"milestone": str(waiting.pk), "done_on": "2026-03-03", "note": "All three took part."}
    take(case, "record_milestone", officer, "2026-03-04", **said)
    waiting.refresh_from_db()
    assert (waiting.state, waiting.met_on, waiting.is_breached) == ("met", date(2026, 3, 3), False)
    assert clock_of(case, "executives-meeting").is_running
    event = Event.objects.get(kind="case.record_milestone")
    assert event.data["note"] == "All three took part."


def test_a_milestone_that_is_ticked_late_was_late(page: Any, here: Area, officer: Actor) -> None:
    case = refer(page, here)
    waiting = clock_of(case, "partners-meeting")
    take(case, "record_milestone", officer, "2026-03-05", milestone=str(waiting.pk), done_on="2026-03-05", note="")
    waiting.refresh_from_db()
    assert waiting.is_breached


def test_what_cannot_be_ticked(page: Any, here: Area, officer: Actor) -> None:
    case = refer(page, here)
    waiting = clock_of(case, "partners-meeting")
    said: dict[str, Any] = {"milestone": str(waiting.pk), "done_on": "2026-03-03", "note": ""}

    def reason(who: Actor, kind: str, **changes: Any) -> str:
        return refused(case, "record_milestone", who, "2026-03-04", kind=kind, **{**said, **changes})

    assert "Only this role" in reason(Actor.of(here.people["decider"]), "role")
    assert "counts from 2 March 2026" in reason(officer, "data", done_on="2026-03-01")
    assert "today or in the past" in reason(officer, "data", done_on="2026-03-05")
    assert "Choose a milestone" in reason(officer, "data", milestone=str(clock_of(case, "notification").pk))
    assert "Choose the milestone" in reason(officer, "data", milestone="")
    for key in ("partners-meeting", "executives-meeting"):
        take(case, "record_milestone", officer, "2026-03-04", **{**said, "milestone": str(clock_of(case, key).pk)})
    assert reason(officer, "guard") == "No milestone of this case waits to be recorded."


def test_an_edition_without_a_task_offers_no_tick(here: Area, officer: Actor) -> None:
    case = CaseFactory(partnership=here.partnership)
    assert "No milestone" in refused(case, "record_milestone", officer, kind="guard")


def test_milestones_stand_where_other_dates_stand(page: Any, here: Area) -> None:
    case = refer(page, here)
    client = signed_in(here.people["officer"])
    for address in (
        reverse("desk:case", args=[case.reference]),
        reverse("desk:deadlines", args=[case.reference]),
        reverse("desk:queue"),
    ):
        assert "Partners’ meeting" in client.get(address).content.decode(), address
    assert "Record that a milestone was met" in client.get(reverse("desk:case", args=[case.reference])).content.decode()


def test_only_what_staff_call_statutory_is_counted(page: Any, here: Area) -> None:
    refer(page, here)
    quarter = Quarter.of(date(2026, 3, 2))
    period = Period(quarter, quarter)
    tables = {one.key for one in timeliness([here.partnership], period, today=date(2026, 3, 4))}
    assert tables == {"clock-notification", "clock-referral-to-notification"}


@pytest.mark.duty("D2")
def test_a_limit_runs_from_the_referral_to_the_notification(page: Any, here: Area) -> None:
    case = refer(page, here)
    notification = form_page("submit_notification", here.partnership)
    said = {**NOTIFIED, "notification.nature": "child_death"}
    send(notification, here.people["council"], said, now=at("2026-03-04"), subject=case.pk)
    waiting = clock_of(case, "referral-to-notification")
    assert (waiting.due_on, waiting.state, waiting.met_on) == (date(2026, 3, 11), "met", date(2026, 3, 4))


def test_each_return_has_its_own_day_and_meets_it_alone(page: Any, here: Area, officer: Actor) -> None:
    case = refer(page, here)
    NotificationFactory(case=case, submitted=True)
    rapid_review = RapidReviewFactory(case=case)
    agencies = [here.hospital, here.council]
    take(
        rapid_review,
        "request_returns",
        officer,
        whom="chosen",
        agencies=[one.pk for one in agencies],
        due_on="2026-03-20",
    )
    first, second = case.deadlines.filter(rule__key="agency-summaries").order_by("opened_at")
    assert {first.due_on, second.due_on} == {date(2026, 3, 16)}
    made = AgencyReturnFactory._meta.model.objects.get(pk=first.record_id)
    submitter = actor(Role.SUBMITTER, made.agency)
    returned = form_page("agency_return", here.partnership)
    send(returned, submitter.user, {"return.involved": "no"}, now=at("2026-03-10"), subject=made.pk)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.met_on, second.state) == ("met", date(2026, 3, 10), "running")


def test_a_milestone_of_a_referral_that_is_withdrawn_stops(page: Any, here: Area, officer: Actor) -> None:
    case = refer(page, here)
    take(case.referrals.get(), "withdraw", officer, "2026-03-03", reason="Sent in error.")
    waiting = clock_of(case, "partners-meeting")
    assert (waiting.state, waiting.stop_reason, waiting.stopped_on) == ("stopped", "withdrawn", date(2026, 3, 3))


def test_the_shipped_edition_adds_nothing_to_its_steps() -> None:
    assert timetable_of(CaseFactory()).is_empty


def test_a_case_that_moves_to_the_edition_gets_its_milestones(here: Area, officer: Actor) -> None:
    case = CaseFactory(partnership=here.partnership)
    ReferralFactory(case=case, agency=here.hospital, referred_on=date(2026, 2, 27))
    own = own_edition(here.partnership)
    shown = signed_in(here.people["officer"]).get(reverse("desk:procedure", args=[case.reference]), {"version": own.pk})
    assert "Partners’ meeting" in shown.content.decode()


# --- Notices --------------------------------------------------------------------------------------------------------


def test_a_notice_goes_on_its_occasion_to_whom_the_edition_names(page: Any, here: Area, officer: Actor) -> None:
    AgencyKind.objects.create(key="fire", label="Fire and rescue service")
    AgencyFactory(of=here.partnership, kind="fire", name="Fire service here")
    AgencyFactory(kind="fire", name="Fire service elsewhere")
    case = refer(page, here)
    assert notices_of(case, "executives-invited") == []
    weighed = {"abuse_or_neglect": "suspected", "harm": "died", "rationale": "It meets the definition."}
    take(case.referrals.get(), "accept", officer, **weighed)
    office = next(one.recipient_name for one in Notice.objects.filter(case=case, key="referral-to-screen"))
    assert notices_of(case, "executives-invited") == sorted(
        ["Fire service here", "Ofsted", office, str(here.people["strategic"])]
    )
    notice = Notice.objects.get(case=case, key="executives-invited", recipient_name="Fire service here")
    assert notice.subject == f"{case.reference}: the executives meet"
    assert "Ayla" not in notice.body
    assert notice.follows.kind == "referral.accept"


def test_more_recipients_cost_no_more_queries(page: Any, here: Area, officer: Actor) -> None:
    def queries(agencies: int) -> int:
        for _ in range(agencies):
            AgencyFactory(of=here.partnership, kind="fire", name=f"Fire service {Agency.objects.count()}")
        referral = ReferralFactory(case=CaseFactory(partnership=here.partnership, procedure=procedure))
        weighed = {"abuse_or_neglect": "suspected", "harm": "died", "rationale": "It meets the definition."}
        with CaptureQueriesContext(
            connection,
        ) as counted:
            take(referral, "accept", officer, **weighed)
        return len(counted)

    procedure = NoticeTemplate.objects.get(key="executives-invited").procedure
    queries(1)
    assert queries(1) == queries(20)


# --- Kinds of referral ----------------------------------------------------------------------------------------------


@pytest.mark.duty("D2")
def test_a_near_miss_need_not_be_notified_and_nobody_is_asked_to(page: Any, here: Area, officer: Actor) -> None:
    case = refer(page, here, "near_miss")
    notification = case.notifications.get()
    assert case.headline == "A near miss: 1 child"
    assert (notification.state, notification.nature) == ("not_required", "near_miss")
    assert "“A near miss” need not be notified" in notification.why_not_required["reason"]
    assert not case.deadlines.filter(rule__key="notification").exists()
    assert notices_of(case, "notification-to-submit") == []
    # It is a referral like any other: it is screened, and its milestones run.
    assert case.referrals.get().state == "received"
    assert clock_of(case, "partners-meeting").is_running
    # What turns out to be more is notified after all, from the day of awareness.
    take(notification, "reopen", officer, reason="The child has died.")
    assert clock_of(case, "notification").is_running


@pytest.mark.duty("D2")
@pytest.mark.parametrize(("born", "state"), [("2000-02-26", "clock_running"), ("2000-02-25", "not_required")])
def test_a_care_leaver_counts_up_to_the_age_of_25(page: Any, here: Area, born: str, state: str) -> None:
    """On the day of the incident, 25 February 2026: 25 years old, or 26 that day."""
    case = refer(page, here, "care_leaver_death", born=born)
    assert case.notifications.get().state == state


@pytest.mark.duty("D5")
@pytest.mark.parametrize(
    ("nature", "opened"), [("child_death", 1), ("looked_after_death", 0), ("care_leaver_death", 0)]
)
def test_a_rapid_review_opens_by_itself_only_where_the_kind_says_so(
    page: Any, here: Area, officer: Actor, nature: str, opened: int
) -> None:
    case = refer(page, here, nature, born="2003-01-01")
    content = {**NOTIFIED, "notification.nature": nature, "child": [{**CHILD, "child.birth_date": "2003-01-01"}]}
    submission = notify(here, case, content)
    data = {"submission": submission.pk, "national_reference": "X", "nature": nature, "aware_on": "2026-03-02"}
    take(case.notifications.get(), "submit", Actor.of(here.people["council"]), **data)
    assert case.rapid_reviews.count() == opened
    if not opened:
        take(case, "open_rapid_review", officer)


def notify(here: Area, case: Case, said: dict[str, Any]) -> Any:
    """A notification as it was sent, before its step: the starting form offers the shipped kinds alone."""
    return SubmissionFactory(
        handler="submit_notification",
        partnership=here.partnership,
        data_key=case.data_key,
        owner=here.people["council"],
        said=said,
        subject=str(case.pk),
    )


@pytest.mark.duty("D2")
def test_a_notification_is_refused_of_a_kind_that_is_none_or_at_an_age_that_does_not_count(
    page: Any, here: Area
) -> None:
    case = refer(page, here)
    council = Actor.of(here.people["council"])
    old = [{**CHILD, "child.birth_date": "1999-01-01"}]
    submission = notify(here, case, {**NOTIFIED, "child": old})
    data = {"submission": submission.pk, "national_reference": "X", "aware_on": "2026-03-02"}
    notification = case.notifications.get()
    reason = refused(notification, "submit", council, kind="data", **data, nature="care_leaver_death")
    assert "“A care leaver died” counts up to the age of 25." in reason
    assert refused(notification, "submit", council, kind="data", **data, nature="near_miss")
