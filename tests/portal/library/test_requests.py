"""Asking for a report after its year, by a form that an editor writes, and the office's answer (D42)."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from portal.library.requests import keeping
from portal.library.requests.model import ReportRequest
from portal.library.requests.pages import ReportRequestPage
from portal.reports.lock import moved_by_machine
from portal.reports.pages import ReviewReportPage
from tests.factories.publication import PublicationFactory
from tests.portal.conftest import person, sign_in
from workflow.machines.publication.published_version import PublishedVersion
from workflow.notices import private_mail
from workflow.parties.party import Partnership
from workflow.parties.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.duty("D42")]

Publish = Callable[..., ReviewReportPage]
QUESTIONS = [
    {"type": "line", "value": {"label": "Where do you work?", "hint": "", "required": True}},
    {
        "type": "choice",
        "value": {"label": "For what?", "hint": "", "required": False, "choices": ["Study", "Training"]},
    },
]


@pytest.fixture
def form(partnership: Partnership) -> ReportRequestPage:
    home = Page.objects.get(pk=partnership.home_id)
    return home.add_child(instance=ReportRequestPage(title="Ask for a report", slug="ask", questions=QUESTIONS))


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


def told(gone: ReviewReportPage, **more: str) -> dict[str, str]:
    return {
        "report": str(gone.pk),
        "name": "Robin Reader",
        "email": "robin@college.example",
        "question_1": "A college",
        "question_2": "Study",
        **more,
    }


def test_the_page_of_the_report_leads_to_the_form_with_the_report_chosen(
    client: Client, form: ReportRequestPage, gone: ReviewReportPage
) -> None:
    assert f'href="/north/ask/?report={gone.slug}"' in client.get(gone.url).content.decode()
    text = client.get(f"/north/ask/?report={gone.slug}").content.decode()
    assert f'<option value="{gone.pk}" selected>After its year</option>' in text
    assert "Where do you work?" in text


def test_anybody_asks_without_an_account(
    client: Client, form: ReportRequestPage, gone: ReviewReportPage, partnership: Partnership
) -> None:
    response = client.post("/north/ask/", told(gone))
    assert response.status_code == 302
    assert "Your request is sent" in client.get(response.headers["Location"]).content.decode()
    asked = ReportRequest.objects.get()
    assert asked.asked == {
        "email": "robin@college.example",
        "name": "Robin Reader",
        "answers": [["Where do you work?", "A college"], ["For what?", "Study"]],
    }
    kept = "|".join(str(getattr(asked, field.attname)) for field in ReportRequest._meta.fields)
    assert "Robin" not in kept
    assert "college" not in kept
    private_mail.send_waiting(timezone.now())
    assert sorted(one.to[0] for one in mail.outbox) == sorted([partnership.contact_email, "robin@college.example"])
    assert not any("Robin" in one.body or "After its year" in one.body for one in mail.outbox)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"report": ""}, "Choose a report."),
        ({"report": "999999"}, "Select a valid choice"),
        ({"name": " "}, "Enter your name."),
        ({"email": "robin"}, "in the right form"),
        ({"question_1": ""}, "Answer the question: Where do you work?"),
        ({"question_2": "Something else"}, "Select a valid choice"),
        ({"name": "a\x00b"}, "Null characters are not allowed"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(
    client: Client, form: ReportRequestPage, gone: ReviewReportPage, changed: dict[str, str], said: str
) -> None:
    response = client.post("/north/ask/", told(gone, **changed))
    assert response.status_code == 400
    text = response.content.decode()
    assert said in text
    assert "There is a problem" in text
    assert 'value="A college"' in text or "question_1" in changed
    assert not ReportRequest.objects.exists()


def test_only_reports_that_are_off_the_site_can_be_asked_for(
    client: Client, form: ReportRequestPage, gone: ReviewReportPage, published: Publish
) -> None:
    there, draft = published(title="Still there"), published(title="Never seen")
    with moved_by_machine():
        draft.unpublish()
    text = client.get("/north/ask/").content.decode()
    assert "Still there" not in text
    assert "Never seen" not in text
    for one in (there, draft):
        assert client.post("/north/ask/", told(one)).status_code == 400


def ask(client: Client, gone: ReviewReportPage) -> ReportRequest:
    client.post("/north/ask/", told(gone))
    private_mail.send_waiting(timezone.now())
    mail.outbox.clear()
    return ReportRequest.objects.get()


def test_the_office_sends_a_link_to_the_text_that_was_public(
    client: Client, form: ReportRequestPage, gone: ReviewReportPage, partnership: Partnership
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
    client: Client, form: ReportRequestPage, gone: ReviewReportPage, partnership: Partnership
) -> None:
    asked, now = ask(client, gone), timezone.now()
    keeping.answer(asked, sends=True, words="", by=person(Role.OFFICER, partnership), now=now)
    token = keeping.signing.Signer(salt=keeping.COPY).sign(str(asked.pk))
    assert keeping.sent(token, now + timedelta(days=29)) is not None
    assert keeping.sent(token, now + timedelta(days=31)) is None
    assert keeping.sent(f"{asked.pk}:forged", now) is None


def test_a_refusal_says_why_and_sends_no_link(
    client: Client, form: ReportRequestPage, gone: ReviewReportPage, partnership: Partnership
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
    client: Client, form: ReportRequestPage, gone: ReviewReportPage, partnership: Partnership
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
    client: Client, form: ReportRequestPage, gone: ReviewReportPage, other_partnership: Partnership
) -> None:
    asked = ask(client, gone)
    other = sign_in(Client(), person(Role.OFFICER, other_partnership))
    assert other.get(f"/desk/report-requests/{asked.pk}/").status_code == 404
    assert "After its year" not in other.get("/desk/report-requests/").content.decode()


def test_requests_are_deleted_when_their_time_is_over(
    client: Client, form: ReportRequestPage, gone: ReviewReportPage, partnership: Partnership
) -> None:
    asked, now = ask(client, gone), timezone.now()
    keeping.answer(asked, sends=False, words="No.", by=person(Role.OFFICER, partnership), now=now)
    assert keeping.sweep(now + timedelta(days=179)) == 0
    assert keeping.sweep(now + timedelta(days=181)) == 1


def test_nobody_floods_the_office(client: Client, form: ReportRequestPage, gone: ReviewReportPage) -> None:
    answers = [client.post("/north/ask/", told(gone)).status_code for _ in range(8)]
    assert answers == [302] * 6 + [400] * 2


def test_an_editor_sees_the_form_before_it_is_published(
    form: ReportRequestPage, gone: ReviewReportPage, rf: Any
) -> None:
    response: Any = form.make_preview_request(preview_mode="")
    assert response.status_code == 200
