"""Asking for a report after its year, by a form that an editor writes, and the office's answer (D42)."""

import json
import re
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.html import escape
from wagtail.models import Page

from forms.definition.block_values import steps_from
from forms.models import Draft, FormRelease, Submission
from forms.models.form_page import FormPage
from forms.vault import DataKey
from portal.library.requests import keeping
from portal.library.requests.model import ReportRequest
from portal.reports.lock import moved_by_machine
from portal.reports.pages import ReviewReportPage
from portal.start import form_pages
from tests.factories.publication import PublicationFactory
from tests.portal.conftest import person, sign_in
from workflow.machines.publication.published_version import PublishedVersion
from workflow.notices import private_mail
from workflow.parties.party import Partnership
from workflow.parties.roles import Role
from workflow.people.models import EVERYBODYS_ADDRESS, User
from workflow.worker.expiry import expire_drafts

pytestmark = [pytest.mark.django_db, pytest.mark.duty("D42")]

Publish = Callable[..., ReviewReportPage]
ANSWERS = {
    "name": "Robin Reader",
    "email": "robin@college.example",
    "organisation": "A college",
    "purpose": "Study of thresholds",
}


@pytest.fixture
def form(partnership: Partnership) -> FormPage:
    """As it comes with the portal."""
    home = Page.objects.get(pk=partnership.home_id)
    page = home.add_child(instance=FormPage(live=False, **{**form_pages.request_form(), "slug": "ask"}))
    page.save_revision().publish()
    return FormPage.objects.get(pk=page.pk)


@pytest.fixture
def gone(partnership: Partnership, published: Publish) -> ReviewReportPage:
    """A report after its year, and the text that the public read before."""
    publication = PublicationFactory(case__partnership=partnership)
    page = published(title="After its year", review_id=publication.review_id, analysis="<p>The whole text.</p>")
    version = PublishedVersion(publication=publication, number=1, shown="full", published_at=timezone.now())
    version.revision, version.published_by = page.get_latest_revision(), person(Role.PUBLISHER, partnership)
    version.save()
    with moved_by_machine():
        page.shown, page.improvements, page.analysis, page.learning = "on_request", "", "", ""
        page.save_revision().publish()
    return ReviewReportPage.objects.get(pk=page.pk)


def begin(client: Client, gone: ReviewReportPage, **more: str) -> str:
    """Press Start: the address of the first step."""
    token = str(uuid.uuid4())
    response = client.post("/north/ask/start/", {"about": str(gone.pk), "token": token, **more})
    assert response.status_code == 302, response.content
    return str(response.headers["Location"])


def drawn(client: Client, address: str) -> dict[str, str]:
    """What the page of a step or the answers to check sends by itself."""
    text = client.get(address).content.decode()
    return dict(re.findall(r'<input type="hidden"\s+name="([\w-]+)"\s+value="([^"]*)"', text))


def fill(client: Client, step: str, **changed: str) -> Any:
    return client.post(step, {**drawn(client, step), **ANSWERS, **changed})


def send(client: Client, step: str) -> Any:
    draft = step.split("/")[2]
    return client.post(f"/forms/{draft}/send/", drawn(client, f"/forms/{draft}/check/"))


def ask(client: Client, gone: ReviewReportPage) -> ReportRequest:
    step = begin(client, gone)
    fill(client, step)
    assert send(client, step).status_code == 302
    private_mail.send_waiting(timezone.now())
    mail.outbox.clear()
    return ReportRequest.objects.get()


def test_the_page_of_the_report_leads_to_the_form_about_it(
    client: Client, form: FormPage, gone: ReviewReportPage
) -> None:
    assert f'href="/north/ask/?about={gone.pk}"' in client.get(gone.url).content.decode()
    text = client.get(f"/north/ask/?about={gone.pk}").content.decode()
    assert "After its year" in text
    assert "You need no account." in text
    assert "sign in with your work" not in text


def test_without_a_report_in_its_address_the_form_offers_those_there_are(
    client: Client, form: FormPage, gone: ReviewReportPage, published: Publish
) -> None:
    there, draft = published(title="Still there"), published(title="Never seen")
    with moved_by_machine():
        draft.unpublish()
    for address in ("/north/ask/", "/north/ask/?about=999999", f"/north/ask/?about={there.pk}"):
        text = client.get(address).content.decode()
        assert f'href="/north/ask/?about={gone.pk}"' in text
        assert "Still there" not in text
        assert "Never seen" not in text
        assert 'action="/north/ask/start/"' not in text
    for one in (there, draft):
        assert client.post("/north/ask/start/", {"about": str(one.pk)}).status_code == 403
    assert not Draft.objects.exists()


def test_where_no_report_is_on_request_the_form_says_so(client: Client, form: FormPage) -> None:
    assert "No report is available on request at the moment." in client.get("/north/ask/").content.decode()


def test_anybody_asks_without_an_account(
    client: Client, form: FormPage, gone: ReviewReportPage, partnership: Partnership
) -> None:
    step = begin(client, gone)
    text = client.get(step).content.decode()
    assert "After its year" in text
    assert "Where do you work" in text
    assert "/accounts/logout/" not in text
    checked = fill(client, step)
    assert "Robin Reader" in client.get(checked.headers["Location"]).content.decode()
    receipt = send(client, step)
    text = client.get(receipt.headers["Location"]).content.decode()
    assert "Received" in text
    assert "The support office of North Partnership answers by e-mail." in text
    assert "add to it or correct it" not in text
    asked = ReportRequest.objects.select_related("submission").get()
    assert (asked.report_id, asked.partnership_id) == (gone.pk, partnership.pk)
    assert asked.submission is not None
    assert str(asked.submission.owner) == "A member of the public"
    assert keeping.who_asks(asked) == keeping.WhoAsks("robin@college.example", "Robin Reader")
    private_mail.send_waiting(timezone.now())
    assert sorted(one.to[0] for one in mail.outbox) == sorted([partnership.contact_email, "robin@college.example"])
    assert not any("Robin" in one.body or "After its year" in one.body for one in mail.outbox)


def test_what_was_typed_lies_nowhere_in_the_clear(client: Client, form: FormPage, gone: ReviewReportPage) -> None:
    step = begin(client, gone)
    fill(client, step, purpose="")
    ask(client, gone)
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - of our own tables
            found += [table for row in cursor.fetchall() for word in ("Robin Reader", "thresholds") if word in str(row)]
    # “Thresholds were read differently” is the report's own.
    assert [table for table in found if not table.startswith(("portal_reviewreport", "wagtail"))] == []


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"name": " "}, "Enter your name"),
        ({"email": ""}, "Enter your e-mail address"),
        ({"email": "robin"}, "in the correct format"),
        ({"name": "x" * 251}, "250 characters"),
        ({"purpose": "x" * 4001}, "4,000 characters"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(
    client: Client, form: FormPage, gone: ReviewReportPage, changed: dict[str, str], said: str
) -> None:
    step = begin(client, gone)
    response = fill(client, step, **changed)
    assert response.status_code == 422
    text = response.content.decode()
    assert said in text
    assert "There is a problem" in text
    assert 'value="A college"' in text
    assert send(client, step).status_code == 409
    assert not ReportRequest.objects.exists()


# --- Whose draft it is, the browser alone knows ---


def test_an_address_opens_nothing_in_another_browser(client: Client, form: FormPage, gone: ReviewReportPage) -> None:
    step = begin(client, gone)
    fill(client, step)
    draft = step.split("/")[2]
    other = Client()
    for path in ("", "check/", "step/request/", "delete/"):
        response = other.get(f"/forms/{draft}/{path}")
        assert response.status_code == 410
        assert "Robin" not in response.content.decode()
    # Nor does pressing Start with the identifier that stands in an address.
    assert draft not in begin(other, gone, token=draft)
    signed_in = sign_in(Client(), person(Role.CONTENT_EDITOR))
    assert signed_in.get(f"/forms/{draft}/check/").status_code == 404
    assert send(client, step).status_code == 302
    for path in ("receipt/", "copy/", "copy/pdf/"):
        assert other.get(f"/forms/{draft}/{path}").status_code == 410
        assert client.get(f"/forms/{draft}/{path}").status_code == 200


def test_what_is_typed_after_the_session_is_over_is_shown_to_be_copied(
    client: Client, form: FormPage, gone: ReviewReportPage
) -> None:
    step = begin(client, gone)
    client.cookies.clear()
    response = client.post(step, ANSWERS)
    assert response.status_code == 410
    text = response.content.decode()
    assert "Study of thresholds" in text
    assert f'href="/north/ask/?about={gone.pk}"' in text
    answer = client.post(f"{step}autosave/", ANSWERS, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["status"]) == (410, "refused")


def test_pressing_start_twice_begins_once(client: Client, form: FormPage, gone: ReviewReportPage) -> None:
    client.get(f"/north/ask/?about={gone.pk}")
    begin(client, gone)
    token = str(uuid.uuid4())
    assert begin(client, gone, token=token) == begin(client, gone, token=token)
    assert "Draft last saved" in client.get(f"/north/ask/?about={gone.pk}").content.decode()
    assert "Draft last saved" not in Client().get(f"/north/ask/?about={gone.pk}").content.decode()


def test_nobody_signs_in_as_everybody(client: Client, form: FormPage, gone: ReviewReportPage) -> None:
    begin(client, gone)
    account = User.objects.get(email=EVERYBODYS_ADDRESS)
    assert not account.is_active
    assert not account.has_usable_password()
    assert not account.memberships.exists()
    administrator = sign_in(Client(), person(Role.ADMINISTRATOR))
    assert EVERYBODYS_ADDRESS not in administrator.get("/people/").content.decode()


def test_nothing_of_the_account_is_filled_in_for_anybody(
    client: Client, form: FormPage, gone: ReviewReportPage
) -> None:
    content = form_pages.definition("ask-for-a-report")
    content["steps"][0]["questions"][1]["prefill"] = "person.email"
    publish(form, content)
    assert "public.invalid" not in client.get(begin(client, gone)).content.decode()


def test_a_report_that_came_back_meanwhile_is_not_asked_for(
    client: Client, form: FormPage, gone: ReviewReportPage
) -> None:
    step = begin(client, gone)
    fill(client, step)
    with moved_by_machine():
        gone.shown = "full"
        gone.save_revision().publish()
    response = send(client, step)
    assert response.status_code == 409
    assert "not available on request now" in response.content.decode()
    assert not ReportRequest.objects.exists()
    assert not Submission.objects.exists()


# --- An editor's form ---


def publish(form: FormPage, content: Any) -> FormPage:
    page = FormPage.objects.get(pk=form.pk)
    page.steps = json.dumps(steps_from(content))
    page.save_revision().publish()
    return FormPage.objects.get(pk=page.pk)


@pytest.mark.parametrize(
    ("place", "change", "said"),
    [
        (1, {"meaning": ""}, "“Request for a report: e-mail address” (duty D42) must be asked by this form"),
        (1, {"required": False}, "“Request for a report: e-mail address” (duty D42) must be answered"),
        (0, {"meaning": ""}, "“Request for a report: who asks” (duty D42) must be asked by this form"),
        (2, {"kind": "file"}, "asks for files, and this form is open to everybody"),
    ],
)
def test_a_form_without_what_the_desk_needs_is_not_published_and_says_which(
    form: FormPage, place: int, change: dict[str, Any], said: str
) -> None:
    content = form_pages.definition("ask-for-a-report")
    content["steps"][0]["questions"][place].update(change)  # type: ignore[typeddict-item]  # of the test's making
    before = FormRelease.objects.live(form.pk)
    with pytest.raises(ValidationError) as refused:
        publish(form, content)
    assert said in " ".join(refused.value.messages)
    assert FormRelease.objects.live(form.pk) == before


def test_what_was_asked_stays_as_it_was_asked_when_the_form_changes(
    client: Client, form: FormPage, gone: ReviewReportPage, partnership: Partnership
) -> None:
    asked = ask(client, gone)
    content = form_pages.definition("ask-for-a-report")
    # The address under other names and words, and a question gone.
    content["steps"][0]["questions"][1].update({"name": "where_to", "label": "Where may we write?"})
    del content["steps"][0]["questions"][3]
    publish(form, content)
    officer = sign_in(Client(), person(Role.OFFICER, partnership))
    text = officer.get(f"/desk/report-requests/{asked.pk}/").content.decode()
    for said in ("What would you like to use the report for?", "Study of thresholds", "Your e-mail address"):
        assert said in text
    assert "Where may we write?" not in text
    officer.post(f"/desk/report-requests/{asked.pk}/", {"sends": "no", "words": "No."})
    private_mail.send_waiting(timezone.now())
    assert mail.outbox[0].to == ["robin@college.example"]
    step = begin(client, gone)
    client.post(step, {**drawn(client, step), "name": "Ash", "where_to": "ash@college.example"})
    assert send(client, step).status_code == 302
    newest = ReportRequest.objects.get(answered_at=None)
    assert keeping.who_asks(newest) == keeping.WhoAsks("ash@college.example", "Ash")


def test_an_editor_finds_the_form_among_theirs_and_what_it_is_for(
    form: FormPage, partnership: Partnership, gone: ReviewReportPage
) -> None:
    editor = sign_in(Client(), person(Role.CONTENT_EDITOR))
    text = editor.get("/admin/").content.decode()
    assert "Ask for a report" in text
    assert "Asks for a report that is available on request" in text
    text = editor.get(f"/admin/pages/{form.pk}/edit/").content.decode()
    assert escape("Asks for a report that is available on request (anybody, without an account)") in text
    assert "needs questions with the meanings" in text
    assert form.make_preview_request(preview_mode="questions").status_code == 200
    assert form.make_preview_request(preview_mode="start").status_code == 200


# --- The office's answer ---


def test_the_office_sends_a_link_to_the_text_that_was_public(
    client: Client, form: FormPage, gone: ReviewReportPage, partnership: Partnership
) -> None:
    asked = ask(client, gone)
    officer = sign_in(Client(), person(Role.OFFICER, partnership))
    assert "After its year" in officer.get("/desk/report-requests/").content.decode()
    text = officer.get(f"/desk/report-requests/{asked.pk}/").content.decode()
    assert "Robin Reader" in text
    assert "A college" in text
    response = officer.post(f"/desk/report-requests/{asked.pk}/", {"sends": "yes", "words": "With kind regards."})
    assert response.status_code == 302
    private_mail.send_waiting(timezone.now())
    [answer] = mail.outbox
    assert answer.to == ["robin@college.example"]
    assert "With kind regards." in str(answer.body)
    link = re.search(r"http://[^/]+(/library/copies/\S+)", str(answer.body))
    assert link is not None
    paper = client.get(link[1])
    assert paper.headers["Content-Type"] == "application/pdf"
    with moved_by_machine():
        gone.unpublish()
    assert client.get(link[1]).status_code == 404


def test_the_link_is_over_after_thirty_days(
    client: Client, form: FormPage, gone: ReviewReportPage, partnership: Partnership
) -> None:
    asked, now = ask(client, gone), timezone.now()
    keeping.answer(asked, sends=True, words="", by=person(Role.OFFICER, partnership), now=now)
    token = keeping.signing.Signer(salt=keeping.COPY).sign(str(asked.pk))
    assert keeping.sent(token, now + timedelta(days=29)) is not None
    assert keeping.sent(token, now + timedelta(days=31)) is None
    assert keeping.sent(f"{asked.pk}:forged", now) is None


def test_a_refusal_says_why_and_sends_no_link(
    client: Client, form: FormPage, gone: ReviewReportPage, partnership: Partnership
) -> None:
    asked = ask(client, gone)
    officer = sign_in(Client(), person(Role.OFFICER, partnership))
    address = f"/desk/report-requests/{asked.pk}/"
    assert "Say why the report is not sent" in officer.post(address, {"sends": "no"}).content.decode()
    officer.post(address, {"sends": "no", "words": "It is being revised."})
    private_mail.send_waiting(timezone.now())
    assert "/copies/" not in str(mail.outbox[0].body)
    assert "It is being revised." in str(mail.outbox[0].body)


def test_two_who_answer_at_once_send_one_answer(
    client: Client, form: FormPage, gone: ReviewReportPage, partnership: Partnership
) -> None:
    asked, officer = ask(client, gone), person(Role.OFFICER, partnership)
    keeping.answer(asked, sends=False, words="No.", by=officer, now=timezone.now())
    text = sign_in(Client(), officer).post(
        f"/desk/report-requests/{asked.pk}/", {"sends": "yes", "words": ""}, follow=True
    )
    assert "Somebody else has answered" in text.content.decode()
    private_mail.send_waiting(timezone.now())
    assert len(mail.outbox) == 1


def test_another_areas_office_knows_of_no_request(
    client: Client, form: FormPage, gone: ReviewReportPage, other_partnership: Partnership
) -> None:
    asked = ask(client, gone)
    other = sign_in(Client(), person(Role.OFFICER, other_partnership))
    assert other.get(f"/desk/report-requests/{asked.pk}/").status_code == 404
    assert "After its year" not in other.get("/desk/report-requests/").content.decode()


def test_requests_are_deleted_when_their_time_is_over(
    client: Client, form: FormPage, gone: ReviewReportPage, partnership: Partnership
) -> None:
    asked, now = ask(client, gone), timezone.now()
    keeping.answer(asked, sends=False, words="No.", by=person(Role.OFFICER, partnership), now=now)
    asked.refresh_from_db()
    kept = {"pk": asked.submission_id}
    keys = [Submission.objects.get(**kept).data_key_id]
    assert keeping.sweep(now + timedelta(days=179)) == 0
    assert keeping.sweep(now + timedelta(days=181)) == 1
    assert not Submission.objects.filter(**kept).exists()
    assert not Draft.objects.filter(**kept).exists()
    assert not DataKey.objects.filter(pk__in=keys).exists()


def test_what_was_begun_and_not_sent_is_gone_after_a_day(
    client: Client, form: FormPage, gone: ReviewReportPage
) -> None:
    fill(client, begin(client, gone))
    now = timezone.now()
    assert expire_drafts(now + timedelta(hours=23)) == 0
    assert expire_drafts(now + timedelta(hours=25)) == 1
    assert not Draft.objects.exists()


def test_a_request_from_before_is_read_and_answered(
    client: Client, gone: ReviewReportPage, partnership: Partnership
) -> None:
    asked = ReportRequest(partnership=partnership, report=gone, asked_at=timezone.now())
    asked.asked = {"email": "old@college.example", "name": "Olga", "answers": [["For what?", "Study"]]}
    asked.save()
    officer = sign_in(Client(), person(Role.OFFICER, partnership))
    text = officer.get(f"/desk/report-requests/{asked.pk}/").content.decode()
    for said in ("Olga", "old@college.example", "For what?", "Study"):
        assert said in text
    officer.post(f"/desk/report-requests/{asked.pk}/", {"sends": "yes", "words": ""})
    private_mail.send_waiting(timezone.now())
    assert mail.outbox[0].to == ["old@college.example"]
    assert keeping.sweep(timezone.now() + timedelta(days=181)) == 1


def test_nobody_floods_the_office(client: Client, form: FormPage, gone: ReviewReportPage) -> None:
    answers = []
    for _each in range(8):
        step = begin(client, gone)
        fill(client, step)
        answers.append(send(client, step))
    assert [one.status_code for one in answers] == [302] * 6 + [429] * 2
    assert "You have asked very often." in answers[-1].content.decode()
    assert "Robin Reader" in answers[-1].content.decode()
    assert ReportRequest.objects.count() == 6


def test_nobody_begins_without_end(client: Client, form: FormPage, gone: ReviewReportPage) -> None:
    told = {"about": str(gone.pk)}
    answers = [client.post("/north/ask/start/", told) for _each in range(32)]
    assert [one.status_code for one in answers] == [302] * 30 + [403] * 2
    assert "You have asked very often." in answers[-1].content.decode()
