"""The one door: stale views, forged steps, two at once; what is refused leaves nothing behind."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections
from django_fsm import TransitionNotAllowed

from tests.factories.case import MONDAY, CaseFactory
from tests.factories.notification import NotificationFactory
from tests.factories.party import actor
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.referral import ReferralFactory
from tests.workflow.reviews.steps import fresh, refused, take
from workflow.engine import door
from workflow.engine.door import available, begin_together, connect, perform
from workflow.engine.step import Refused
from workflow.models import Case, Event, Membership, Notice, RapidReview, Referral
from workflow.parties.roles import SYSTEM, Actor, Role

pytestmark = pytest.mark.django_db

ACCEPT = {"abuse_or_neglect": "known", "harm": "died"}


@pytest.fixture
def referral() -> Any:
    return ReferralFactory()


@pytest.fixture
def officer(referral: Any) -> Actor:
    return actor(Role.OFFICER, referral.case.partnership)


def test_a_step_is_logged_with_who_from_and_to(referral: Any, officer: Actor) -> None:
    event = perform(referral, "decline", by=officer, now=MONDAY, data={"reason": "Below the definition."})
    assert (event.kind, event.from_state, event.to_state) == ("referral.decline", "received", "not_accepted")
    assert (event.actor, event.actor_role, event.at) == (officer.user, "O", MONDAY)
    assert (event.case, event.record_id) == (referral.case, referral.pk)
    assert Event.objects.get().data == {"reason": "Below the definition."}


def test_the_log_has_the_role_in_which_the_step_was_taken(referral: Any) -> None:
    partnership = referral.case.partnership
    editor = actor(Role.CONTENT_EDITOR, partnership)
    Membership.objects.create(user=editor.user, role=Role.OFFICER, partnership=partnership)
    person = Actor.of(type(editor.user).objects.get(pk=editor.user.pk))
    assert perform(referral, "begin_screening", by=person, now=MONDAY).actor_role == "O"
    take(referral, "ask_more", person, question="Which school?")
    agency = actor(Role.LEAD, referral.agency)
    assert perform(referral, "add_information", by=agency, now=MONDAY, data={"text": "This one."}).actor_role == "L"


def test_who_looks_at_an_old_page_is_told_what_it_is_now(referral: Any, officer: Actor) -> None:
    take(referral, "begin_screening", officer)
    with pytest.raises(Refused) as refusal:
        perform(referral, "accept", by=officer, now=MONDAY, data=ACCEPT, expect="received")
    assert refusal.value.kind == "stale"
    assert "it is now “Being screened”" in refusal.value.reason
    assert fresh(referral).state == "screening"


def test_a_step_that_does_not_exist_is_refused(referral: Any, officer: Actor) -> None:
    for forged in ("publish", "save", "delete", "__init__", "state", ""):
        assert refused(referral, forged, officer, kind="state") == "There is no such step here."


def test_what_is_sent_beyond_the_questions_is_ignored(referral: Any, officer: Actor) -> None:
    declined = take(referral, "decline", officer, reason="No.", state="accepted", learning_review=True)
    assert (declined.state, declined.learning_review) == ("not_accepted", False)
    assert Event.objects.get().data == {"reason": "No."}


def test_a_consequence_that_is_refused_undoes_the_step(
    referral: Any, officer: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(context: Any) -> None:
        context.notify(Notice())
        raise Refused("Another machine says no.", "guard")

    monkeypatch.setitem(door._connected.consequences, "referral.begin_screening", (refuse,))
    assert refused(referral, "begin_screening", officer, kind="guard") == "Another machine says no."


def test_no_state_is_written_past_the_door(referral: Any) -> None:
    with pytest.raises(AttributeError):
        referral.state = "accepted"
    with pytest.raises(TypeError, match="perform"):
        Referral.objects.filter(pk=referral.pk).update(state="accepted")
    with pytest.raises(TypeError, match="perform"):
        Referral.objects.bulk_update([referral], ["state"])
    with pytest.raises(TransitionNotAllowed):
        RapidReviewFactory().decide(by=SYSTEM, now=MONDAY, rationale="", choice="", route="", dissent=[])


def test_all_that_may_be_done_is_listed_with_the_reason_why_the_rest_may_not(referral: Any, officer: Actor) -> None:
    offered = {option.name: option.kind for option in available(referral, by=officer, now=MONDAY)}
    assert offered == {
        "begin_screening": None,
        "ask_more": None,
        "remind": "state",
        "add_information": "state",
        "accept": None,
        "decline": None,
        "ask_to_withdraw": "role",
        "withdraw": None,
        "join": None,
        "reopen": "state",
        "separate": "state",
        "follow_notification": "role",
    }


def test_a_consequence_of_nothing_is_found_at_start_up() -> None:
    before = dict(door._connected.consequences)
    with pytest.raises(LookupError, match="referral.aceept"):
        connect(consequences={"referral.aceept": ()}, outbox=list)
    assert door._connected.consequences == before


def test_records_that_open_together_are_logged_in_their_order() -> None:
    case = CaseFactory()
    records = [NotificationFactory.build(case=case, data_key=case.data_key, clock=None) for _ in range(2)]
    events = begin_together([(record, {"number": n}) for n, record in enumerate(records)], by=SYSTEM, now=MONDAY)
    assert [event.record_id for event in Event.objects.order_by("position")] == [record.pk for record in records]
    assert [event.data for event in events] == [{"number": 0}, {"number": 1}]


# --- Two at once ------------------------------------------------------------------------------------


@pytest.fixture
def at_once(tmp_path: Path) -> Callable[..., list[str]]:
    """Takes steps in threads that start together; "done" or the kind of the refusal, each, sorted."""

    def run_all(*steps: Callable[[], Any]) -> list[str]:
        start, outcomes = threading.Barrier(len(steps)), ["" for _ in steps]

        def run(place: int, step: Callable[[], Any]) -> None:
            if connection.vendor == "sqlite":
                connection.settings_dict = {**connection.settings_dict, "NAME": str(tmp_path / "shared.sqlite3")}
            start.wait()
            try:
                step()
                outcomes[place] = "done"
            except Refused as refusal:
                outcomes[place] = refusal.kind
            finally:
                connections.close_all()

        threads = [threading.Thread(target=run, args=(place, step)) for place, step in enumerate(steps)]
        with as_file(tmp_path / "shared.sqlite3"):
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
        return sorted(outcomes)

    return run_all


@contextmanager
def as_file(path: Path) -> Iterator[None]:
    """The suite's SQLite database lies in memory, where connections do not wait for each other as they do on a disk."""
    if connection.vendor != "sqlite":
        yield
        return
    with closing(sqlite3.connect(path)) as on_disk:
        connection.connection.backup(on_disk)
    yield
    with closing(sqlite3.connect(path)) as on_disk:
        on_disk.backup(connection.connection)


@pytest.mark.django_db(transaction=True)
def test_two_officers_press_at_once_and_one_is_told(at_once: Callable[..., list[str]]) -> None:
    referral = ReferralFactory()
    one, two = (actor(Role.OFFICER, referral.case.partnership) for _ in range(2))
    outcomes = at_once(
        lambda: perform(referral, "accept", by=one, now=MONDAY, data=ACCEPT, expect="received"),
        lambda: perform(referral, "decline", by=two, now=MONDAY, data={"reason": "No."}, expect="received"),
    )
    assert outcomes == ["done", "stale"]
    assert Event.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_pressed_twice_one_rapid_review_opens(at_once: Callable[..., list[str]]) -> None:
    case = CaseFactory()
    NotificationFactory(case=case, submitted=True)
    officer = actor(Role.OFFICER, case.partnership)
    press = lambda: perform(case, "open_rapid_review", by=officer, now=MONDAY)  # noqa: E731 - the same press twice
    assert at_once(press, press) == ["done", "guard"]
    assert RapidReview.objects.count() == 1
    assert Case.objects.get().rapid_reviews.get().state == "opened"
