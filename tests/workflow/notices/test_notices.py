"""Composing and queueing: one query for many, no fact in any of them, by hand where there is no address."""

import contextlib

import pytest
from django.db import transaction
from django_q.models import OrmQ
from django_q.signing import SignedPackage

from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.referral import ReferralFactory
from tests.factories.submission import SubmissionFactory
from tests.workflow import clock_scene as scene
from tests.workflow.clock_scene import on
from workflow import notices
from workflow.models import BodyAddress, Notice
from workflow.notices import NoticeRefused, Recipient, composing
from workflow.people.models import User

pytestmark = pytest.mark.django_db
NOW = scene.MONDAY
State = Notice.State


def address(email):
    return Recipient(email, email)


@pytest.fixture
def case():
    return scene.case()


@pytest.fixture
def officer():
    return User.objects.create_user("officer@office.example")


def test_a_notice_carries_reference_link_and_date(case, settings):
    settings.PORTAL_BASE_URL = "https://portal.example"
    notice = notices.compose(
        case, "return-requested", to=address("gp@agency.example"), now=NOW, path="/returns/1/", due=on("2026-03-09")
    )
    assert notice.subject == "EXAM-2026-0001: we ask your agency for a return"
    assert "Please send it by Monday 9 March 2026." in notice.body
    assert "https://portal.example/returns/1/" in notice.body
    assert case.partnership.name in notice.body
    assert (notice.recipient_email, notice.state) == ("gp@agency.example", State.QUEUED)


def test_without_a_path_the_link_leads_to_the_persons_own_start_page(case, settings):
    notice = notices.compose(case, "referral-received", to=address("gp@agency.example"), now=NOW)
    assert f"{settings.PORTAL_BASE_URL}{settings.LOGIN_REDIRECT_URL}" in notice.body


def test_each_notice_has_a_message_id_of_its_own_from_the_start(case, settings):
    settings.DEFAULT_FROM_EMAIL = "Safeguarding portal <no-reply@portal.example>"
    ids = {notices.compose(case, "referral-received", to=address("a@b.example"), now=NOW).message_id for _ in range(3)}
    assert len(ids) == 3
    assert all(identifier.endswith("@portal.example>") for identifier in ids)


def test_braces_inside_a_title_are_left_as_they_are(case):
    notice = notices.compose(case, "form-received", to=address("a@b.example"), now=NOW, title="Return {reference}")
    assert "Return {reference} has been received" in notice.body


def test_a_title_is_never_empty_whoever_tells(case):
    """An office may name it in any wording; a step tells nobody what its notices are called."""
    referral = ReferralFactory(case=case, submission=SubmissionFactory(partnership=case.partnership))
    for record, expected in (
        (referral, referral.submission.version.definition["title"]),
        (RapidReviewFactory(case=case), "The rapid review"),
        (None, "The case"),
    ):
        notice = notices.compose(case, "form-received", to=address("a@b.example"), now=NOW, record=record)
        assert notice.body.startswith(f"{expected} has been received.")


def test_a_notice_that_the_procedure_does_not_have_is_refused(case):
    with pytest.raises(LookupError, match="referral-recieved"):
        notices.compose(case, "referral-recieved", to=address("a@b.example"), now=NOW)


def test_composing_asks_nothing_of_the_database_and_queueing_two_queries(case, django_assert_num_queries):
    notices.wording(case.procedure, "return-requested")
    with django_assert_num_queries(0):
        many = [
            notices.compose(case, "return-requested", to=address(f"agency{number}@agency.example"), now=NOW)
            for number in range(20)
        ]
    with django_assert_num_queries(2):
        notices.queue(many)
    assert Notice.objects.count() == 20
    assert OrmQ.objects.count() == 1


def test_a_transaction_wakes_the_worker_once_however_often_it_queues(case):
    with transaction.atomic():
        for number in range(3):
            notices.queue([notices.compose(case, "referral-received", to=address(f"a{number}@b.example"), now=NOW)])
    assert OrmQ.objects.count() == 1


def test_a_wake_up_that_was_rolled_back_is_queued_again(case):
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        notices.queue([notices.compose(case, "referral-received", to=address("a@b.example"), now=NOW)])
        raise ZeroDivisionError
    assert not OrmQ.objects.exists()
    notices.queue([notices.compose(case, "referral-received", to=address("a@b.example"), now=NOW)])
    assert OrmQ.objects.count() == 1


def test_the_queue_holds_no_address_and_no_reference(case):
    notices.queue([notices.compose(case, "referral-received", to=address("gp@agency.example"), now=NOW)])
    job = OrmQ.objects.get()
    task = SignedPackage.loads(job.payload)
    assert (task["func"], task["args"], task["kwargs"]) == ("workflow.worker.jobs.sweep", (), {})


@pytest.mark.duty("D21")
def test_bodies_without_an_address_are_told_by_hand(case):
    to = notices.bodies(case, ["panel", "ofsted", "dfe"])
    assert [recipient.name for recipient in to] == [
        "Child Safeguarding Practice Review Panel",
        "Ofsted",
        "Department for Education",
    ]
    notices.queue(notices.compose(case, "review-commissioned", to=recipient, now=NOW) for recipient in to)
    assert set(Notice.objects.values_list("state", flat=True)) == {State.BY_HAND}
    assert not OrmQ.objects.exists()


def test_a_body_whose_address_the_partnership_set_gets_an_email(case):
    BodyAddress.objects.create(partnership=case.partnership, body="panel", email="panel@nation.example")
    BodyAddress.objects.create(partnership=scene.partnership("other"), body="ofsted", email="ofsted@nation.example")
    panel, ofsted = notices.bodies(case, ["panel", "ofsted"])
    assert panel == Recipient("Child Safeguarding Practice Review Panel", "panel@nation.example", "download")
    assert ofsted.email == ""


def test_an_unknown_body_is_refused(case):
    with pytest.raises(LookupError, match="unicef"):
        notices.bodies(case, ["panel", "unicef"])


def test_marking_as_sent_by_hand_keeps_who_when_and_a_sealed_proof(case, officer):
    notice = notices.compose(case, "rapid-review-for-panel", to=Recipient("The Panel"), now=NOW)
    notices.queue([notice])
    notices.mark_sent_by_hand(notice, by=officer, proof=" Receipt 4711 ", on=NOW.date(), now=NOW)
    row = Notice.objects.select_related("case__data_key").get()
    assert (row.state, row.sent_by, row.sent_at, row.proof) == (State.SENT_BY_HAND, officer, NOW, "Receipt 4711")
    assert b"4711" not in bytes(row.__dict__["proof"])


def test_a_failed_email_can_be_sent_by_hand(case, officer):
    notice = scene.notice(case=case, state=State.FAILED)
    notices.mark_sent_by_hand(notice, by=officer, proof="Posted on 3 March", on=NOW.date(), now=NOW)
    assert Notice.objects.get().state == State.SENT_BY_HAND


@pytest.mark.parametrize("state", [State.QUEUED, State.SENDING, State.SENT, State.SENT_BY_HAND])
def test_what_is_sent_or_on_its_way_cannot_be_marked(case, officer, state):
    notice = scene.notice(case=case, state=state)
    with pytest.raises(NoticeRefused, match="does not need to be sent by hand"):
        notices.mark_sent_by_hand(notice, by=officer, proof="Posted", on=NOW.date(), now=NOW)
    assert Notice.objects.get().state == state


def test_marking_needs_a_proof(case, officer):
    notice = scene.notice(case=case, state=State.BY_HAND)
    with pytest.raises(NoticeRefused, match="Say how you sent it"):
        notices.mark_sent_by_hand(notice, by=officer, proof="  ", on=NOW.date(), now=NOW)


@pytest.mark.parametrize("state", [State.QUEUED, State.SENDING, State.SENT, State.BY_HAND])
def test_only_what_failed_can_be_sent_again(case, state):
    with pytest.raises(NoticeRefused):
        notices.send_again(scene.notice(case=case, state=state), now=NOW)


def test_sending_again_starts_afresh_and_wakes_the_worker(case):
    notice = scene.notice(case=case, state=State.PARKED, attempts=9, broken_off=3, last_error="BrokenOff")
    notices.send_again(notice, now=NOW)
    row = Notice.objects.get()
    assert (row.state, row.attempts, row.broken_off, row.last_error) == (State.QUEUED, 0, 0, "")
    assert OrmQ.objects.count() == 1


def test_a_form_kept_on_record_is_answered_without_a_case():
    scene.procedure()
    notice = notices.compose_without_case(
        scene.partnership(),
        "form-received",
        reference="R-1",
        to=address("a@b.example"),
        now=NOW,
        on=on("2026-03-02"),
        title="Audit",
    )
    notices.queue([notice])
    assert Notice.objects.get().body.startswith("Audit has been received. Its reference is R-1.")


def test_a_version_published_before_the_program_said_it_has_the_shipped_wording(case, monkeypatch):
    """An update brings steps that send new notices; cases under an older version go on."""
    monkeypatch.setattr(composing, "_published_wording", {})
    later = {**composing.edition()["notices"][0], "key": "of-a-later-release", "subject": "{reference}: news"}
    monkeypatch.setattr(composing, "edition", lambda: {"notices": [later]})
    assert notices.wording(case.procedure, "of-a-later-release").subject == "{reference}: news"
    assert notices.wording(case.procedure, "return-requested").pk is not None
