"""Notices on the desk: who was told, what did not go, and what an officer does about it."""

from django.test import Client
from django.urls import reverse

from tests.factories.case import MONDAY, CaseFactory
from tests.workflow.desk.scene import Area, by_hand, signed_in
from workflow import notices
from workflow.models import Case, Notice
from workflow.notices import Recipient


def page(client: Client, case: Case) -> str:
    return client.get(reverse("desk:notices", args=[case.reference])).content.decode()


def failed(case: Case) -> Notice:
    notice = notices.compose(case, "decision-awaited", to=Recipient("Dana", "dana@agency.example"), now=MONDAY)
    notice.state, notice.last_error = Notice.State.FAILED, "SMTPRecipientsRefused"
    notice.save()
    return notice


def test_the_register_finds_a_recipient_however_the_name_is_written(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    for name, address in (("Łukasz O’Brien", "one@agency.example"), ("Dana Smith", "two@agency.example")):
        notices.compose(case, "decision-awaited", to=Recipient(name, address), now=MONDAY).save()
    client, url = signed_in(here.people["officer"]), reverse("desk:notices", args=[case.reference])

    for asked in ("lukasz o'brien", "Ł", "BRIEN\u200b", "one@agency"):
        text = client.get(url, {"to": asked}).content.decode()
        assert ("Łukasz O’Brien" in text, "Dana Smith" in text) == (True, False), asked


def test_marked_as_sent_by_hand_with_proof(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    notice, client = by_hand(case), signed_in(here.people["officer"])
    url = reverse("desk:sent_by_hand", args=[case.reference, notice.pk])
    assert "1 needs a person" in page(client, case)

    empty = client.post(url, {"proof": "  "})
    done = client.post(url, {"proof": "Receipt 123 of the Panel's service"}, follow=True)
    again = client.post(url, {"proof": "Once more"})

    assert empty.status_code == 422
    assert "Say how you sent it" in empty.content.decode()
    assert "Receipt 123 of the Panel&#x27;s service" in done.content.decode()
    assert again.status_code == 409
    assert "Once more" in again.content.decode()
    kept = Notice.objects.get()
    assert (kept.state, kept.sent_by) == (Notice.State.SENT_BY_HAND, here.people["officer"])


def test_failed_mail_is_seen_and_sent_again(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    notice, client = failed(case), signed_in(here.people["officer"])
    assert "Not delivered" in page(client, case)
    assert case.reference in client.get(reverse("desk:health")).content.decode()

    response = client.post(reverse("desk:send_again", args=[case.reference, notice.pk]), follow=True)

    assert "waiting to be sent again" in response.content.decode()
    assert Notice.objects.get().state == Notice.State.QUEUED


def test_only_officers_are_offered_it(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    failed(case)

    text = page(signed_in(here.people["decider"]), case)

    assert "Not delivered" in text
    assert "Send again" not in text


def test_the_health_page_says_when_the_work_stands_still(here: Area, elsewhere: Area) -> None:
    other = CaseFactory(partnership=elsewhere.partnership)
    failed(other)

    text = signed_in(here.people["officer"]).get(reverse("desk:health")).content.decode()

    assert "The background work stands still" in text
    assert "Never" in text
    assert other.reference not in text
