"""Webhooks: set up to public addresses, queued with what happened, signed, tried again, turned off, never a fact."""

import base64
import hashlib
import hmac
import json
import socket
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail
from django.db import transaction
from django.test import Client

from forms.models.form_page import FormPage
from portal.api.webhooks import addresses, delivery, events, keeping, posting
from portal.api.webhooks.hook import Webhook
from portal.api.webhooks.message import WebhookMessage
from tests.conftest import MONDAY
from tests.factories.party import AgencyFactory, actor
from tests.portal.accounts.people.scene import holder
from tests.portal.api.program import FILLED, HOSTILE_NAME, Program, said
from tests.portal.api.test_tokens import secret_on
from tests.workflow.desk.scene import area, referred, signed_in
from workflow.engine.door import perform
from workflow.engine.event import Event
from workflow.engine.step import Refused
from workflow.intake.writing_for import of_agency
from workflow.models import Agency, Membership, Partnership
from workflow.notices.private_mail import send_waiting
from workflow.parties.roles import Actor, Role

URL = "https://hooks.example/portal?for=us"
State = WebhookMessage.State


@pytest.fixture(autouse=True)
def names(monkeypatch: Any) -> dict[str, str]:
    """Which address each host has: no name is looked up over the network."""
    known = {"hooks.example": "93.184.215.14"}

    def looked_up(host: str, port: int, *_kinds: Any, **_more: Any) -> Any:
        if host not in known:
            try:
                socket.inet_pton(socket.AF_INET6 if ":" in host else socket.AF_INET, host)
            except OSError:
                raise socket.gaierror from None
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (known.get(host, host), port))]

    monkeypatch.setattr(addresses.socket, "getaddrinfo", looked_up)
    return known


@pytest.fixture
def sent(monkeypatch: Any) -> list[Any]:
    """What was posted; the status that is answered is `sent.answer`."""

    class Sent(list[Any]):
        answer: Any = 204

    found = Sent()

    def post(target: Any, body: bytes, headers: Any) -> int:
        found.append((target, body, headers))
        if isinstance(found.answer, Exception):
            raise found.answer
        return found.answer

    monkeypatch.setattr(posting, "post", post)
    return found


@pytest.fixture
def hook(clock: Any, lead: Any) -> Webhook:
    return of(lead)


def of(user: Any, url: str = URL) -> Webhook:
    by = Actor.of(type(user).objects.get(pk=user.pk))
    place = next(iter(keeping.places(by)))
    return keeping.make(uuid4(), place, url, by=by, now=MONDAY)[0]


def deliver(now: Any = MONDAY) -> int:
    return delivery.deliver_due(now)


def send_form(program: Program, form: FormPage) -> str:
    draft = said(program.post("/drafts", {"form": form.pk, "answers": FILLED}), 201)
    sent = {"draft": draft["id"], "revision": draft["revision"], "version": draft["version"]}
    return said(program.post("/submissions", sent), 201)["id"]


# Where it may lead


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",  # noqa: S104 - refused here
            "224.0.0.1",
        ),
        *("::1", "::", "fe80::1", "fc00::1", "ff02::1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::1"),
    ],
)
def test_addresses_inside_are_refused_at_set_up_and_when_something_is_sent(
    hook: Webhook, names: dict[str, str], sent: list[Any], address: str
) -> None:
    literal = f"[{address}]" if ":" in address else address
    names["inside.example"] = address
    for url in (f"https://{literal}/", "https://inside.example/"):
        with pytest.raises(addresses.Refused):
            addresses.target_of(url)
    names["hooks.example"] = address
    events.queue([hook], "record.moved", {}, now=MONDAY)
    assert deliver() == 0
    assert sent == []
    assert WebhookMessage.objects.get().last_error == "address refused"


@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://hooks.example/",
            "ftp://hooks.example/",
            "hooks.example",
            "https://",
            "https:///x",
            "//hooks.example",
        ),
        *("https://me:pass@hooks.example/", "https://hooks.example/#x", "https://hooks.example:99999/", "https://a b/"),
        *("https://hooks.example/\r\nX: y", "https://nowhere.example/", "https://hooks.example/" + "x" * 500),
        *(
            "https://hooks.example:x/",
            "https://[::1/",
            "https://hooks.example\\@10.0.0.1/",
            "https://h\u00f6oks.example/",
        ),
    ],
)
def test_what_is_no_public_https_address_is_refused(url: str) -> None:
    with pytest.raises(addresses.Refused):
        addresses.target_of(url)


def test_public_addresses_are_taken_and_this_machine_where_the_settings_say_so(settings: Any, names: Any) -> None:
    assert addresses.target_of(URL) == addresses.Target("hooks.example", 443, "/portal?for=us", True, "93.184.215.14")
    names["localhost"] = "127.0.0.1"
    settings.WEBHOOK_LOOPBACK = True
    assert addresses.target_of("http://localhost:8080").ip == "127.0.0.1"
    with pytest.raises(addresses.Refused):
        addresses.target_of("http://hooks.example/")


# What is told


def test_a_form_that_is_accepted_is_told_with_identifiers_and_states_alone(
    program: Program, form: FormPage, hook: Webhook, sent: list[Any]
) -> None:
    submission = send_form(program, form)
    assert deliver() == 1
    [(target, body, headers)] = sent
    told = json.loads(body)
    assert told["type"] == "submission.accepted"
    assert told["data"] == {"submission": submission, "form": form.pk, "state": "accepted"}
    assert HOSTILE_NAME not in body.decode()
    assert target.host == "hooks.example"
    message = WebhookMessage.objects.get()
    assert headers["webhook-id"] == str(message.pk)
    assert (message.state, message.answered, message.attempts) == (State.DELIVERED, 204, 1)
    assert deliver() == 0


def test_another_agency_and_another_partnership_are_told_nothing(
    program: Program, form: FormPage, partnership: Partnership, other_partnership: Partnership, sent: list[Any]
) -> None:
    of(actor(Role.LEAD, AgencyFactory(of=partnership)).user)
    of(actor(Role.ADMINISTRATOR, other_partnership).user)
    own = of(actor(Role.ADMINISTRATOR, partnership).user)
    send_form(program, form)
    assert [one.webhook_id for one in WebhookMessage.objects.all()] == [own.pk]


def test_what_is_rolled_back_is_never_told(hook: Webhook) -> None:
    @transaction.atomic
    def happens() -> None:
        events.queue([hook], "record.moved", {}, now=MONDAY)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        happens()
    assert not WebhookMessage.objects.exists()


@pytest.mark.django_db
def test_a_record_that_moves_is_told_to_the_partnership_and_to_who_sent_it(clock: Any, names: Any) -> None:
    place = area("north")
    referral = referred(place)
    submission = referral.submission
    type(submission).objects.filter(pk=submission.pk).update(written_for=of_agency(place.hospital.pk))
    referral.refresh_from_db()
    agency_s, partnership_s = of(place.people["lead"]), of(holder(Role.ADMINISTRATOR, place.partnership).user)
    other = of(actor(Role.LEAD, AgencyFactory(of=place.partnership)).user)
    perform(referral, "begin_screening", by=Actor.of(place.people["officer"]), now=MONDAY)
    told = {one.webhook_id: one.body["data"] for one in WebhookMessage.objects.filter(kind="record.moved")}
    assert told.keys() == {agency_s.pk, partnership_s.pk}
    assert other.pk not in told
    assert told[agency_s.pk] == {
        "record": str(referral.pk),
        "machine": "referral",
        "case": str(referral.case_id),
        "from": "received",
        "to": "screening",
    }


# Signatures


def verified(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """As docs/api.md tells receivers to do it."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    text = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    wanted = base64.b64encode(hmac.new(key, text, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(one.removeprefix("v1,"), wanted) for one in headers["webhook-signature"].split())


def test_messages_are_signed_and_by_both_secrets_for_a_day(hook: Webhook, sent: list[Any], lead: Any) -> None:
    old = str(hook.secret)
    new = keeping.rotate(hook, by=Actor.of(lead), now=MONDAY)
    for moment in (MONDAY, MONDAY + timedelta(hours=25)):
        events.queue([hook], "record.moved", {"to": "x"}, now=moment)
        assert deliver(moment) == 1
    (_t, first, headers), (_t, second, later) = sent
    assert verified(old, headers, first)
    assert verified(new, headers, first)
    assert not verified(old, later, second)
    assert verified(new, later, second)
    assert not verified(new, later, second + b" ")
    assert headers["webhook-timestamp"] == str(int(MONDAY.timestamp()))


def test_the_known_answer_of_standard_webhooks() -> None:
    from portal.api.webhooks.signing import signature

    secret, body = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", b'{"test": 2432232314}'
    signed = signature(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


# Trying again


def test_what_is_not_taken_is_tried_again_with_growing_pauses_and_given_up(hook: Webhook, sent: Any) -> None:
    sent.answer = 302
    events.queue([hook], "record.moved", {}, now=MONDAY)
    now, pauses = MONDAY, []
    while (message := WebhookMessage.objects.get()).state == State.QUEUED:
        pauses.append(message.not_before - now)
        now = message.not_before
        assert deliver(now) == 0
        assert delivery.deliver_due(now) == 0
    assert (message.state, message.answered) == (State.FAILED, 302)
    assert pauses == sorted(pauses)
    assert timedelta(days=2) < now - MONDAY <= timedelta(days=3)
    assert len(sent) == message.attempts > 5


@pytest.mark.parametrize("answer", [500, 410, 301, TimeoutError(), ConnectionRefusedError(), 199])
def test_any_other_answer_is_no_delivery(hook: Webhook, sent: Any, answer: Any) -> None:
    sent.answer = answer
    events.queue([hook], "record.moved", {}, now=MONDAY)
    assert deliver() == 0
    message = WebhookMessage.objects.get()
    assert message.state == State.QUEUED
    assert message.last_error
    hook.refresh_from_db()
    assert hook.failing_since == MONDAY
    sent.answer = 200
    assert deliver(MONDAY + timedelta(minutes=1)) == 1
    hook.refresh_from_db()
    assert hook.failing_since is None


def test_an_address_that_fails_holds_no_other_up(hook: Webhook, lead: Any, sent: Any, names: Any) -> None:
    names["good.example"] = "93.184.215.15"
    good = of(lead, "https://good.example/")
    for _time in range(3):
        events.queue([hook, good], "record.moved", {}, now=MONDAY)
    real = posting.post
    posting.post = lambda target, body, headers: 500 if target.host == "hooks.example" else real(target, body, headers)
    try:
        assert deliver() == 3
    finally:
        posting.post = real
    assert WebhookMessage.objects.filter(attempts__gt=0, webhook=hook).count() == 1


def test_a_worker_that_died_loses_no_message(hook: Webhook, sent: Any) -> None:
    events.queue([hook], "record.moved", {}, now=MONDAY)
    WebhookMessage.objects.update(state=State.SENDING, claimed_at=MONDAY, attempts=1)
    assert deliver(MONDAY + timedelta(minutes=2)) == 0
    assert deliver(MONDAY + timedelta(minutes=4)) == 1


def test_it_is_turned_off_after_days_and_its_maker_is_told(hook: Webhook, sent: Any, lead: Any) -> None:
    sent.answer = 500
    for day in range(6):
        moment = MONDAY + timedelta(days=day)
        events.queue(list(keeping.telling(moment)), "record.moved", {}, now=moment)
        deliver(moment)
        hook.refresh_from_db()
        assert hook.off == ("failing" if day == 5 else "")
    assert send_waiting(MONDAY + timedelta(days=5)) == 1
    assert mail.outbox[0].to == [lead.email]
    assert str(hook.pk) in mail.outbox[0].body
    sent.clear()
    assert list(keeping.telling(MONDAY + timedelta(days=6))) == []
    deliver(MONDAY + timedelta(days=6))
    assert sent == []
    assert Event.objects.filter(kind="webhook.fail").count() == 1


@pytest.mark.parametrize("over", ["membership", "person", "agency"])
def test_it_falls_silent_with_the_role_it_was_made_in(
    hook: Webhook, sent: Any, lead: Any, hospital: Agency, over: str
) -> None:
    events.queue([hook], "record.moved", {}, now=MONDAY)
    if over == "membership":
        Membership.objects.update(ended_at=MONDAY)
    elif over == "person":
        type(lead).objects.update(is_active=False)
    else:
        hospital.partnerships.clear()
    deliver()
    assert sent == []


def test_messages_go_after_a_month(hook: Webhook) -> None:
    events.queue([hook], "record.moved", {}, now=MONDAY)
    assert delivery.forget(MONDAY + timedelta(days=29)) == 0
    assert delivery.forget(MONDAY + timedelta(days=31)) == 1


# Over the network


@pytest.fixture
def receiver() -> Any:
    """A program on this machine; `answer` is what it does with a request."""
    received: list[Any] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append((self.path, dict(self.headers.items()), body))
            self.send_response(302 if self.path == "/away" else 200)
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_about: Any) -> None:
            return

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port, received
    server.shutdown()
    server.server_close()


def test_it_goes_over_the_network_and_follows_no_redirect(
    clock: Any, lead: Any, settings: Any, receiver: Any, names: dict[str, str]
) -> None:
    port, received = receiver
    settings.WEBHOOK_LOOPBACK = True
    names["localhost"] = "127.0.0.1"
    for path, taken in (("/in", 1), ("/away", 0)):
        hook = of(lead, f"http://localhost:{port}{path}")
        events.queue([hook], "record.moved", {"to": "x"}, now=MONDAY)
        assert deliver() == taken
    assert [path for path, _headers, _body in received] == ["/in", "/away"]
    _path, headers, body = received[0]
    hook = Webhook.objects.get(url__endswith="/in")
    assert verified(str(hook.secret), {name.lower(): value for name, value in headers.items()}, body)
    assert headers["Host"] == f"localhost:{port}"


def test_whoever_answers_a_letter_at_a_time_holds_nobody_up(settings: Any, names: Any, monkeypatch: Any) -> None:
    settings.WEBHOOK_LOOPBACK = True
    names["localhost"] = "127.0.0.1"
    monkeypatch.setattr(posting, "ALL_SECONDS", 0.3)
    listening = socket.create_server(("127.0.0.1", 0))
    try:
        target = addresses.target_of(f"http://localhost:{listening.getsockname()[1]}/")
        with pytest.raises((OSError, posting.http.client.HTTPException)):
            posting.post(target, b"{}", {})
    finally:
        listening.close()


# The pages


@pytest.fixture
def browser(clock: Any, lead: Any) -> Client:
    return signed_in(lead)


ASKED = {"url": URL, "number": "7b0d3a5e-0000-4000-8000-000000000002"}


def test_a_lead_sets_one_up_and_sees_the_secret_once(browser: Client, lead: Any) -> None:
    assert browser.get("/programs/webhooks/new/").status_code == 200
    secret = secret_on(browser.post("/programs/webhooks/new/", ASKED))
    hook = Webhook.objects.get()
    assert hook.secret == secret
    assert secret.encode() not in bytes(hook.__dict__["secret"])
    page = browser.get(f"/programs/webhooks/{hook.pk}/").content.decode()
    assert "hooks.example" in page
    assert secret not in page + browser.get("/programs/").content.decode()
    again = browser.post("/programs/webhooks/new/", ASKED, follow=True).content.decode()
    assert "made already" in again
    assert Event.objects.get(kind="webhook.make").actor_id == lead.pk


@pytest.mark.parametrize("url", ["https://10.0.0.1/", "http://hooks.example/", "", "https://nowhere.example/"])
def test_a_wrong_address_is_told_and_stays_typed(browser: Client, url: str) -> None:
    page = browser.post("/programs/webhooks/new/", {**ASKED, "url": url})
    assert page.status_code == 422
    assert url in page.content.decode()
    assert not Webhook.objects.exists()


def test_turning_off_and_on_a_new_secret_sending_again_and_taking_away(
    browser: Client, hook: Webhook, sent: Any
) -> None:
    at = f"/programs/webhooks/{hook.pk}/"
    browser.post(at, {"do": "off"})
    assert list(keeping.telling(MONDAY)) == []
    browser.post(at, {"do": "on"})
    events.queue(list(keeping.telling(MONDAY)), "record.moved", {"to": "x"}, now=MONDAY)
    assert deliver() == 1
    message = WebhookMessage.objects.get()
    browser.post(at, {"do": f"again:{message.pk}"})
    assert deliver() == 1
    assert [headers["webhook-id"] for _t, _b, headers in sent] == [str(message.pk)] * 2
    new = secret_on(browser.post(at, {"do": "rotate"}))
    hook.refresh_from_db()
    assert hook.secret == new
    for odd in ("again:x", "again:" + str(uuid4()), "", "explode"):
        assert browser.post(at, {"do": odd}).status_code == 404
    assert browser.post(at, {"do": "remove"}).status_code == 302
    assert not Webhook.objects.exists()
    kinds = list(Event.objects.filter(machine="webhook").values_list("kind", flat=True))
    assert kinds == [f"webhook.{each}" for each in ("make", "turn_off", "turn_on", "send_again", "rotate", "remove")]


def test_a_new_secret_only_for_who_has_just_shown_that_it_is_them(browser: Client, hook: Webhook) -> None:
    session, before = browser.session, str(hook.secret)
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": 1.0}]
    session.save()
    assert browser.post(f"/programs/webhooks/{hook.pk}/", {"do": "rotate"}).status_code == 403
    hook.refresh_from_db()
    assert hook.secret == before


def test_others_see_none_of_it(hook: Webhook, partnership: Partnership, form: Any) -> None:
    at = f"/programs/webhooks/{hook.pk}/"
    for role, there, status in (
        (Role.LEAD, AgencyFactory(of=partnership), 404),
        (Role.ADMINISTRATOR, partnership, 404),
        (Role.OFFICER, partnership, 404),
        (Role.SUBMITTER, hook.agency, 403),
    ):
        client = signed_in(actor(role, there).user)
        assert client.get(at).status_code == status
        assert client.post(at, {"do": "remove"}).status_code == status
    assert Webhook.objects.exists()


def test_no_more_than_ten_and_only_for_one_s_own(clock: Any, lead: Any, partnership: Partnership) -> None:
    for _time in range(10):
        of(lead)
    with pytest.raises(Refused, match="10 webhooks"):
        of(lead)
    with pytest.raises(Refused):
        keeping.make(uuid4(), f"partnership:{partnership.pk}", URL, by=Actor.of(lead), now=MONDAY)


def test_an_administrator_of_all_chooses_the_partnership(
    clock: Any, partnership: Partnership, other_partnership: Partnership
) -> None:
    client = signed_in(holder(Role.ADMINISTRATOR).user)
    assert client.post("/programs/webhooks/new/", ASKED).status_code == 422
    client.post("/programs/webhooks/new/", {**ASKED, "place": f"partnership:{other_partnership.pk}"})
    assert Webhook.objects.get().partnership == other_partnership
