"""The outbox against a mail server that fails in every way it can: each notice sent once, or visibly not."""

import logging
import socket
import time
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

import pytest

from tests.workflow import clock_scene as scene
from tests.workflow.mail_sink import Sink
from workflow import notices
from workflow.models import Notice
from workflow.notices import delivery
from workflow.notices.delivery import deliver_due
from workflow.parties.roles import Role
from workflow.waiting.waiting import Waiting

pytestmark = pytest.mark.django_db
NOW = scene.MONDAY + timedelta(hours=1)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
State = Notice.State


@pytest.fixture
def sink(settings):
    server = Sink()
    settings.EMAIL_BACKEND = "workflow.notices.mail_server.EmailBackend"
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
    deliver_due(NOW)
    deliver_due(NOW + 3 * DAY)
    assert states() == [State.QUEUED]
    deliver_due(NOW + 3 * DAY + HOUR)
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


def test_the_three_days_count_from_the_first_attempt_and_not_from_the_queue(sink):
    sink.down()
    scene.notice(1)
    first = NOW + 7 * DAY  # the worker was off for a week
    deliver_due(first)
    deliver_due(first + 2 * DAY)
    assert states() == [State.QUEUED]
    assert Notice.objects.get().claimed_at == first
    sink.up()
    deliver_due(first + 3 * DAY)
    assert states() == [State.SENT]


@pytest.mark.parametrize("how", ["drop", "hang"])
def test_a_server_that_always_breaks_off_after_the_data_gets_it_three_times_and_no_more(sink, how):
    sink.after_data = how
    scene.notice(1)
    moment = NOW
    for _ in range(8):
        deliver_due(moment)
        moment += HOUR
    notice = Notice.objects.get()
    assert (notice.state, notice.attempts, notice.last_error) == (State.FAILED, 3, "LeftOpen")
    if how == "drop":
        assert sink.message_ids == ["<1@portal.example>"] * 3


def test_what_broke_off_in_both_ways_is_counted_together(sink, monkeypatch):
    sink.after_data = "drop"
    notice = scene.notice(1)
    Notice.objects.filter(pk=notice.pk).update(broken_off=2)
    deliver_due(NOW)
    assert states() == [State.FAILED]


def test_a_server_that_breaks_off_before_the_data_is_only_down(sink):
    sink.at_recipient["referrer1@agency.example"] = "drop"
    scene.notice(1)
    for number in range(4):
        deliver_due(NOW + number * HOUR)
    notice = Notice.objects.get()
    assert (notice.state, notice.attempts, notice.broken_off) == (State.QUEUED, 4, 0)


def test_a_server_that_breaks_off_at_the_farewell_has_taken_it_in(sink, monkeypatch):
    def rude(self):
        raise TimeoutError("no farewell")

    monkeypatch.setattr("smtplib.SMTP.quit", rude)
    scene.notice(1)
    assert deliver_due(NOW) == 1
    assert deliver_due(NOW + HOUR) == 0
    assert sink.message_ids == ["<1@portal.example>"]


def test_a_server_that_says_a_letter_at_a_time_is_cut_off(sink, settings):
    settings.EMAIL_TIMEOUT, settings.MAIL_SECONDS = 5, 0.4
    with slow_server() as port:
        settings.EMAIL_PORT = port
        scene.notice(1)
        began = time.monotonic()
        deliver_due(NOW)
        assert time.monotonic() - began < 4
    notice = Notice.objects.get()
    assert (notice.state, notice.last_error[:4]) == (State.QUEUED, "SMTP")


@contextmanager
def slow_server():
    """Greets in letters, each in time, for ever."""
    ended = Event()

    def greet(listening):
        connected, _address = listening.accept()
        with connected:
            while not ended.wait(0.05):
                try:
                    connected.sendall(b"2")
                except OSError:
                    return

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=greet, args=[listening], daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        ended.set()
        thread.join(5)


@pytest.mark.parametrize("address", ["", "  "])
def test_an_empty_address_fails_at_once_and_shows(sink, address):
    notice = scene.notice(1, recipient_email=address, case=scene.case())
    scene.notice(2)
    deliver_due(NOW)
    assert states() == [State.FAILED, State.SENT]
    assert Notice.objects.get(pk=notice.pk).last_error == "NoAddress"
    assert waits_for(notice)


def test_a_notice_that_was_parked_waits_for_the_office(sink):
    notice = scene.notice(1, state=State.SENDING, broken_off=2, not_before=NOW, case=scene.case())
    assert not waits_for(notice)
    deliver_due(NOW)
    assert states() == [State.PARKED]
    assert waits_for(notice)


def waits_for(notice):
    """Whether the office finds it among what waits."""
    return Waiting.objects.filter(what=Waiting.What.LETTER, role=Role.OFFICER, about=notice.pk).exists()


def test_a_claim_of_a_clock_that_was_set_back_does_not_last_for_ever(sink):
    scene.notice(1, state=State.SENDING, not_before=NOW + 9 * DAY)
    assert deliver_due(NOW) == 1
