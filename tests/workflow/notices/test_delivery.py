"""The outbox against a mail server that fails in every way it can: each notice sent once, or visibly not."""

import logging
from datetime import timedelta

import pytest

from tests.workflow import clock_scene as scene
from tests.workflow.mail_sink import Sink
from workflow import notices
from workflow.models import Notice
from workflow.notices import delivery
from workflow.notices.delivery import deliver_due

pytestmark = pytest.mark.django_db
NOW = scene.MONDAY + timedelta(hours=1)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
State = Notice.State


@pytest.fixture
def sink(settings):
    server = Sink()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 0.3
    server.up()
    yield server
    server.down()


def states():
    return list(Notice.objects.order_by("queued_at").values_list("state", flat=True))


def test_what_is_due_is_sent_once_under_the_message_id_it_was_queued_with(sink):
    scene.notice(1)
    scene.notice(2)
    assert deliver_due(NOW) == 2
    assert deliver_due(NOW) == 0
    assert sink.message_ids == ["<1@portal.example>", "<2@portal.example>"]
    first = Notice.objects.get(message_id="<1@portal.example>")
    assert (first.state, first.attempts, first.sent_at) == (State.SENT, 1, NOW)
    assert sink.received[0]["To"] == "referrer1@agency.example"
    assert sink.received[0]["Auto-Submitted"] == "auto-generated"


def test_what_is_not_due_yet_and_what_goes_by_hand_is_left_alone(sink):
    scene.notice(1, not_before=NOW + MINUTE)
    scene.notice(2, state=State.BY_HAND, recipient_email="")
    assert deliver_due(NOW) == 0
    assert sink.received == []


def test_a_server_that_is_down_for_a_day_loses_nothing(sink):
    sink.down()
    for number in range(1, 6):
        scene.notice(number)
    moment = NOW
    while moment < NOW + DAY:
        deliver_due(moment)
        moment += 7 * MINUTE
    assert states() == [State.QUEUED] * 5
    sink.up()
    deliver_due(moment)
    deliver_due(moment + 30 * MINUTE)
    assert states() == [State.SENT] * 5
    assert sorted(sink.message_ids) == [f"<{number}@portal.example>" for number in range(1, 6)]


def test_while_the_server_is_down_a_round_tries_one_notice_only(sink):
    sink.down()
    for number in range(1, 4):
        scene.notice(number)
    deliver_due(NOW)
    assert sorted(Notice.objects.values_list("attempts", flat=True)) == [0, 0, 1]


def test_after_three_days_a_notice_has_failed_and_shows(sink):
    sink.down()
    scene.notice(1)
    deliver_due(NOW + 3 * DAY)
    notice = Notice.objects.get()
    assert (notice.state, notice.last_error) == (State.FAILED, "ConnectionRefusedError")


@pytest.mark.parametrize("answer", ["451 Try again later", "450 Greylisted"])
def test_not_now_to_one_notice_keeps_it_and_sends_the_others(sink, answer):
    sink.at_recipient["referrer1@agency.example"] = answer
    scene.notice(1)
    scene.notice(2)
    assert deliver_due(NOW) == 1
    assert states() == [State.QUEUED, State.SENT]
    sink.at_recipient.clear()
    assert deliver_due(NOW) == 0
    assert deliver_due(NOW + MINUTE) == 1
    assert states() == [State.SENT, State.SENT]


def test_not_now_after_the_data_is_tried_again_too(sink):
    sink.after_data = "452 Full"
    scene.notice(1)
    deliver_due(NOW)
    assert states() == [State.QUEUED]
    sink.after_data = ""
    deliver_due(NOW + MINUTE)
    assert states() == [State.SENT]


@pytest.mark.parametrize("where", ["recipient", "data"])
def test_a_refusal_for_good_fails_that_notice_and_sends_the_others(sink, where):
    if where == "recipient":
        sink.at_recipient["referrer1@agency.example"] = "550 No such person"
    else:
        sink.after_data = "554 Refused"
    scene.notice(1)
    deliver_due(NOW)
    sink.after_data = ""
    scene.notice(2)
    deliver_due(NOW)
    assert states() == [State.FAILED, State.SENT]
    assert Notice.objects.get(state=State.FAILED).last_error in {"SMTPRecipientsRefused", "SMTPDataError"}


def test_a_connection_dropped_after_the_data_repeats_once_under_the_same_message_id(sink):
    sink.after_data = "drop"
    scene.notice(1)
    deliver_due(NOW)
    assert states() == [State.QUEUED]
    sink.after_data = ""
    deliver_due(NOW + MINUTE)
    deliver_due(NOW + HOUR)
    assert states() == [State.SENT]
    assert sink.message_ids == ["<1@portal.example>"] * 2


def test_a_server_that_hangs_ends_the_round_and_does_not_block_the_next(sink):
    sink.after_data = "hang"
    scene.notice(1)
    scene.notice(2)
    deliver_due(NOW)
    assert states() == [State.QUEUED, State.QUEUED]
    sink.after_data = ""
    assert deliver_due(NOW) == 1  # the one that was not tried yet goes first
    assert deliver_due(NOW + MINUTE) == 1


def test_waiting_grows_to_half_an_hour_and_no_further(sink):
    sink.down()
    scene.notice(1)
    waits, moment = [], NOW
    for _ in range(8):
        deliver_due(moment)
        following = Notice.objects.get().not_before
        waits.append((following - moment) // MINUTE)
        moment = following
    assert waits == [1, 2, 5, 10, 20, 30, 30, 30]


class Killed(BaseException):
    """Stands for the worker's death: no handler of ours runs."""


def test_a_worker_that_dies_in_the_middle_repeats_at_most_once_a_death(sink, monkeypatch):
    scene.notice(1)
    whole = delivery._send

    def send_and_die(notice):
        whole(notice)
        raise Killed

    monkeypatch.setattr(delivery, "_send", send_and_die)
    with pytest.raises(Killed):
        deliver_due(NOW)
    monkeypatch.setattr(delivery, "_send", whole)
    assert states() == [State.SENDING]
    assert deliver_due(NOW + MINUTE) == 0  # the claim still stands
    assert deliver_due(NOW + 3 * MINUTE) == 1
    assert states() == [State.SENT]
    assert sink.message_ids == ["<1@portal.example>"] * 2


def test_a_notice_that_kills_its_worker_three_times_is_set_aside(sink, monkeypatch):
    def die(notice):
        raise Killed

    scene.notice(1)
    monkeypatch.setattr(delivery, "_send", die)
    moment, deaths = NOW, 0
    for _ in range(6):
        try:
            deliver_due(moment)
        except Killed:
            deaths += 1
        moment += 3 * MINUTE
    assert deaths == 3
    assert states() == [State.PARKED]
    assert Notice.objects.get().attempts == 3


def test_a_second_worker_cannot_claim_the_same_notice(sink):
    notice = scene.notice(1)
    copy = Notice.objects.get(pk=notice.pk)
    assert delivery._claim(notice, NOW)
    assert not delivery._claim(copy, NOW)


def test_the_log_and_the_row_name_the_kind_of_error_and_no_address(sink, caplog):
    sink.at_recipient["referrer1@agency.example"] = "550 referrer1@agency.example is unknown"
    scene.notice(1)
    with caplog.at_level(logging.DEBUG, logger="workflow"):
        deliver_due(NOW)
    ours = " ".join(record.getMessage() for record in caplog.records if record.name.startswith("workflow"))
    assert "SMTPRecipientsRefused" in ours
    assert "referrer1" not in ours
    assert "referrer1" not in Notice.objects.get().last_error


def test_a_failed_notice_goes_out_again_when_it_is_sent_again(sink):
    sink.at_recipient["referrer1@agency.example"] = "550 No such person"
    notice = scene.notice(1)
    deliver_due(NOW)
    sink.at_recipient.clear()
    notices.send_again(notice, now=NOW + HOUR)
    assert deliver_due(NOW + HOUR) == 1
    assert sink.message_ids == ["<1@portal.example>"]


def test_an_outbox_with_nothing_due_costs_four_queries(sink, django_assert_num_queries):
    # One of them looks for records that wait for letters to go, of every kind of sending.
    with django_assert_num_queries(4):
        deliver_due(NOW)
