"""What must hold whatever happens: the procedure's rules across machines, in words, checked against the tables."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from tests.workflow.stateful.answers import CANARY
from workflow.engine.machine import machines
from workflow.models import (
    Advice,
    AgencyReturn,
    Case,
    CaseAssignment,
    CaseLink,
    Deadline,
    Event,
    Notice,
    Notification,
    PanelAnswer,
    Publication,
    RapidReview,
    Review,
    Vote,
)
from workflow.parties.roles import Actor
from workflow.procedures.version import BankHoliday


@dataclass
class Memory:
    """What was seen before: a breach that was recorded must be there for ever."""

    breaches: dict[UUID, datetime] = field(default_factory=dict)
    events: int = 0
    notices: int = 0


def digest_of_everything() -> tuple[Any, ...]:
    """Every state, and how much is recorded: what a refusal must leave as it was."""
    states = [tuple(model.objects.order_by("pk").values_list("pk", "state")) for model in machines().values()]
    counts = (Event.objects.count(), Notice.objects.count(), Deadline.objects.count(), Vote.objects.count())
    clocks = tuple(Deadline.objects.order_by("pk").values_list("pk", "state", "due_on", "breached_at"))
    return (*states, counts, clocks)


def check_table(table: dict[str, Any], name: str, *, before: str, after: str, by: Actor, event: Event) -> None:
    """The step was one that the table written by hand allows: this role, from this state, to that one."""
    assert name in table, f"{event.kind} is in no table"
    roles, sources, target = table[name]
    assert before in sources.split(), (event.kind, before)
    assert after == (target or before), (event.kind, before, after)
    assert event.actor_role in set(roles), (event.kind, event.actor_role)
    assert by.user is not None


def check(memory: Memory, now: datetime) -> None:
    """Every law, over all cases."""
    _nothing_recorded_is_lost(memory)
    _clocks(memory)
    _no_rapid_review_without_a_notification()
    _no_review_without_a_decision()
    _no_review_runs_on_against_the_decision()
    _decisions_rest_on_votes()
    _nothing_published_that_is_not_signed_off()
    _sent_means_sent()
    _what_was_joined_is_one_incident()
    _closed_is_closed()
    _no_facts_in_mail(memory)
    _only_who_was_assigned_acted()


def _nothing_recorded_is_lost(memory: Memory) -> None:
    events = Event.objects.count()
    assert events >= memory.events
    memory.events = events


def _clocks(memory: Memory) -> None:
    running: set[tuple[Any, ...]] = set()
    for deadline in Deadline.objects.select_related("rule", "case"):
        known = memory.breaches.get(deadline.pk)
        assert known is None or deadline.breached_at == known, "a breach that was recorded is gone"
        if deadline.breached_at is not None:
            memory.breaches[deadline.pk] = deadline.breached_at
            assert not deadline.rule.is_prompt, "a prompt breaches nothing"
        if deadline.is_running:
            place = (deadline.case_id, deadline.rule_id, deadline.record_id)
            assert place not in running, "two clocks of one rule run for one record"
            running.add(place)
        assert (deadline.met_on is not None) == (deadline.state == Deadline.State.MET)


def _was(case: Case, kind: str) -> bool:
    return Event.objects.filter(case=case, kind=kind).exists()


def _no_rapid_review_without_a_notification() -> None:
    """D5."""
    for rapid_review in RapidReview.objects.select_related("case"):
        case = rapid_review.case
        assert _was(case, "notification.submit") or _was(case, "notification.submit_on_behalf")


def _no_review_without_a_decision() -> None:
    """D12, D14: the partners decided, or a review was chosen below the definition."""
    for review in Review.objects.select_related("case"):
        decided = _was(review.case, "rapid_review.decide")
        # Chosen below the definition; what was chosen can be taken back only before it is commissioned.
        assert decided or review.kind in _chosen_below(review.case)


def _chosen_below(case: Case) -> set[str]:
    """D14: a learning review or a local one, on the case or at the referral."""
    chosen = [case, *case.referrals.all()]
    learning, local = any(one.learning_review for one in chosen), any(one.local_review for one in chosen)
    return {kind for kind, is_chosen in (("learning", learning), ("local", local)) if is_chosen}


# What the shipped edition's choices lead to, by hand.
LEADS_TO = {"local_review": "local", "learning_review": "learning", "national_review": "national"}
UNDER_WAY = ["commissioned", "scoping", "evidence", "drafting", "sign_off"]


def _no_review_runs_on_against_the_decision() -> None:
    """D1, D17, D46: what is under way rests on the decision as it stands, or waits, with no clock running."""
    for review in Review.objects.filter(state__in=UNDER_WAY).select_related("case"):
        if review.waits_since is not None:
            assert not Deadline.objects.filter(record_id=review.pk, state=Deadline.State.RUNNING).exists()
            continue
        for rapid_review in RapidReview.objects.filter(case=review.case):
            chosen = LEADS_TO.get(rapid_review.choice, "")
            settled = rapid_review.state in ("decided", "sent", "awaiting_panel", "concluded")
            allowed = {chosen} if settled and not rapid_review.national else set()
            if rapid_review.national:
                allowed.add("national")
            if rapid_review.national and settled and rapid_review.beside_agreed_on:
                allowed |= {chosen, "local"}
            allowed |= _chosen_below(review.case)
            assert review.kind in allowed, (review.kind, rapid_review.state, rapid_review.choice)


def _decisions_rest_on_votes() -> None:
    """D12: one vote a seat, question and round, and none by who is not a decision maker."""
    seen: set[tuple[Any, ...]] = set()
    for vote in Vote.objects.select_related("by"):
        place = (vote.rapid_review_id, vote.seat, vote.question, vote.round)
        assert place not in seen
        seen.add(place)
        if PanelAnswer.objects.filter(rapid_review=vote.rapid_review_id, question=vote.question).exists():
            # D16, D17: the scrutineer advised on the Panel's answer first, or it is recorded that not.
            assert Advice.objects.filter(rapid_review=vote.rapid_review_id, question=vote.question, round=0).exists()


def _nothing_published_that_is_not_signed_off() -> None:
    """D33, D36, D39: signed off, cleared by a second person, approved by another than who published, in time."""
    public = Publication.objects.filter(state__in=Publication.PUBLIC).select_related("review")
    for publication in public:
        assert publication.review.state == Review.SIGNED_OFF
        assert publication.cleared_by_id not in (None, publication.check_begun_by_id)
        assert publication.approved_by_id not in (None, publication.published_by_id)
        assert publication.advance_copy_on is not None
        published = timezone.localdate(publication.published_at)
        assert _clear_working_days(publication.advance_copy_on, published) >= 7


def _sent_means_sent() -> None:
    """D8, D21, D39 to D41: what counts as sent is what went to every recipient, on the day of the last."""
    for publication in Publication.objects.exclude(advance_copy_on=None):
        assert publication.advance_copy_on == _last_went(publication, "advance-copy", "publication.send_advance_copy")
    for review in Review.objects.exclude(bodies_told_on=None):
        assert review.bodies_told_on == _last_went(review, review.bodies_letter, "review.tell_bodies")
    for rapid_review in RapidReview.objects.exclude(sent_at=None):
        went = _last_went(rapid_review, "rapid-review-for-panel", "rapid_review.send")
        assert timezone.localdate(rapid_review.sent_at) == went
    assert not RapidReview.objects.filter(state=RapidReview.AWAITING_PANEL, sent_at=None).exists()


def _last_went(record: Any, key: str, asked_by: str) -> date:
    """The local day on which the last recipient of what the newest such step asked for had it."""
    asked = Event.objects.filter(record_id=record.pk, kind=asked_by).latest("position")
    days: dict[str, list[date]] = {}
    for notice in Notice.objects.filter(key=key, follows=asked):
        went = days.setdefault(notice.recipient_name, [])
        went += [timezone.localdate(notice.sent_at)] if notice.sent_at else []
    assert days, f"{asked_by} told nobody"
    assert all(days.values()), f"counted as sent, and not sent: {days}"
    return max(min(went) for went in days.values())


def _clear_working_days(first: date, last: date) -> int:
    holidays = BankHoliday.calendar()
    days = [date.fromordinal(number) for number in range(first.toordinal() + 1, last.toordinal())]
    return sum(holidays.why_not_working(day) is None for day in days)


def _what_was_joined_is_one_incident() -> None:
    """D2: no chain, no circle; one goes on and stands with the Panel, in the other nothing runs or was decided."""
    for joined in Notification.objects.filter(state="joined").select_related("case", "joined_to__case"):
        goes_on = joined.joined_to
        assert goes_on is not None
        assert goes_on.state == "submitted"
        assert goes_on.case_id != joined.case_id
        assert goes_on.case.partnership_id == joined.case.partnership_id
        assert not Notification.objects.filter(joined_to=joined).exists()
        case = joined.case
        assert not case.reviews.exists()
        assert set(case.rapid_reviews.values_list("state", flat=True)) <= {"stopped"}
        assert not Deadline.objects.filter(case=case, machine="rapid_review", state=Deadline.State.RUNNING).exists()
        told = Event.objects.filter(record_id=joined.pk, kind="notification.panel_told_of_joining").exists()
        assert told or joined.joining_told_on is None
    assert not Notification.objects.exclude(state="joined").exclude(joined_to=None).exists()
    pairs = CaseLink.objects.filter(replaced_at=None).values_list("first", "second")
    assert len(pairs) == len(set(pairs))


def _closed_is_closed() -> None:
    """A case closes only when none of its machines is open, or rests while another body leads it (D26)."""
    for case in Case.objects.exclude(led_by=None):
        assert case.state in (Case.CLOSED_STATE, Case.ERASED)
        assert not case.deadlines.filter(state=Deadline.State.RUNNING).exists(), "a clock runs though another leads"
        assert not case.returns.filter(state__in=AgencyReturn.AWAITED).exists(), "a return is awaited for another"
    for case in Case.objects.filter(state=Case.CLOSED_STATE, led_by=None):
        for kind, model in machines().items():
            if model is Case:
                continue
            still = model.objects.filter(case=case).exclude(state__in=model.CLOSED)
            assert not still.exists(), f"closed with an open {kind}"


def _no_facts_in_mail(memory: Memory) -> None:
    """E-mail never carries what somebody typed about a case."""
    for subject, body in Notice.objects.order_by("queued_at")[memory.notices :].values_list("subject", "body"):
        assert CANARY not in subject
        assert CANARY not in body
    memory.notices = max(0, Notice.objects.count() - 1)


def _only_who_was_assigned_acted() -> None:
    """A scrutineer and a reviewer take steps in the cases that they were assigned to at that moment, nowhere else."""
    for case, person, role, at in Event.objects.filter(actor_role__in="IR").values_list(
        "case", "actor", "actor_role", "at"
    ):
        rows = CaseAssignment.objects.filter(case=case, user=person, role=role, since__lte=at)
        given = rows.filter(Q(until=None) | Q(until__gte=at)).exists()
        appointed = ("review.begin_scoping", "review.change_reviewer")
        by_review = role == "R" and Event.objects.filter(case=case, kind__in=appointed, at__lte=at).exists()
        assert given or by_review, (case, person, role, at)
