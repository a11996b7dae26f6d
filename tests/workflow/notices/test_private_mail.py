"""The mail of signing in: sealed while it waits, sent once, gone from the database afterwards."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django_q.models import OrmQ

from forms import present
from tests.workflow.mail_sink import Sink
from workflow.notices import private_mail
from workflow.notices.private_mail import CLAIM_LASTS, PrivateMail, send_waiting
from workflow.worker import jobs

pytestmark = pytest.mark.django_db


def post(**fields: Any) -> None:
    values = {"subject": "Your code", "body": "ABCD-EFGH", "lasts": timedelta(minutes=15), **fields}
    private_mail.post("a@x.example", now=present.now(), **values)


def test_it_is_sent_once_and_gone(clock: Any) -> None:
    post()
    assert "ABCD" not in PrivateMail.objects.get().sealed
    assert [send_waiting(present.now()) for _ in range(2)] == [1, 0]
    (sent,) = mail.outbox
    assert (sent.to, sent.subject, sent.body) == (["a@x.example"], "Your code", "ABCD-EFGH")
    assert not PrivateMail.objects.exists()


def test_the_worker_is_woken_and_is_told_nothing(clock: Any) -> None:
    post()
    task = OrmQ.objects.get().task
    assert task["func"] == private_mail.JOB
    assert not task["args"]
    assert not task["kwargs"]
    jobs.send_private_mail()
    assert len(mail.outbox) == 1


def test_the_sweep_sends_what_no_wake_up_did(clock: Any) -> None:
    post()
    jobs.sweep()
    assert len(mail.outbox) == 1


def test_what_is_too_old_is_not_sent_any_more(clock: Any) -> None:
    post()
    clock.shift(timedelta(minutes=15))
    assert send_waiting(present.now()) == 0
    assert not mail.outbox
    assert not PrivateMail.objects.exists()


def test_a_server_that_is_down_is_tried_again(clock: Any, settings: Any) -> None:
    backend = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "workflow.notices.mail_server.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    post()
    assert send_waiting(present.now()) == 0
    settings.EMAIL_BACKEND = backend
    assert send_waiting(present.now()) == 0, "not before its time"
    clock.shift(timedelta(seconds=5))
    assert send_waiting(present.now()) == 1


def test_a_worker_that_died_leaves_it_to_the_next(clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    post()

    def killed(mail: PrivateMail) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(private_mail, "_send", killed)
        with pytest.raises(KeyboardInterrupt):
            send_waiting(present.now())
    assert send_waiting(present.now()) == 0
    clock.shift(CLAIM_LASTS)
    assert send_waiting(present.now()) == 1


def test_a_row_moved_onto_another_is_not_sent(clock: Any) -> None:
    post()
    post(body="for somebody else")
    first, second = PrivateMail.objects.order_by("queued_at", "pk")
    PrivateMail.objects.filter(pk=first.pk).update(sealed=second.sealed)
    assert send_waiting(present.now()) == 1
    assert not PrivateMail.objects.exists()


@pytest.fixture
def sink(settings: Any) -> Any:
    server = Sink()
    settings.EMAIL_BACKEND = "workflow.notices.mail_server.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", server.port, 2
    server.up()
    yield server
    server.down()


def test_a_server_that_never_answers_gets_it_three_times_under_one_message_id(clock: Any, sink: Sink) -> None:
    post(lasts=timedelta(days=7))
    sink.after_data = "drop"
    for _ in range(20):
        send_waiting(present.now())
        clock.shift(timedelta(minutes=1))
    assert len(sink.message_ids) == 3
    assert len(set(sink.message_ids)) == 1
    assert not PrivateMail.objects.exists()


def test_without_an_address_it_is_given_up_and_said(clock: Any, caplog: pytest.LogCaptureFixture) -> None:
    private_mail.post(" ", subject="Your code", body="ABCD-EFGH", lasts=timedelta(days=1), now=present.now())
    assert send_waiting(present.now()) == 0
    assert not PrivateMail.objects.exists()
    assert "NoAddress" in caplog.text
