"""Public pages and a form with their own words in Welsh, at an address of their own."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from forms.models.form_page import FormPage
from portal.reports.pages import ReviewReportPage
from portal.start import form_pages
from tests.forms.windows import sent_by
from tests.portal.conftest import library, person, sign_in
from workflow.notices import private_mail
from workflow.parties.party import Partnership
from workflow.parties.roles import Role

pytestmark = pytest.mark.django_db

Publish = Callable[..., ReviewReportPage]


def text_of(client: Client, path: str) -> str:
    return client.get(path).content.decode()


@pytest.mark.parametrize("path", ["/", "/north/", "/north/reports/", "/north/forms/", "/north/when/", "/privacy/"])
def test_each_public_page_has_its_welsh_one_and_each_leads_to_the_other(
    client: Client, partnership: Partnership, path: str
) -> None:
    english, welsh = text_of(client, path), text_of(client, f"/cy{path}")
    assert '<html lang="en-GB"' in english
    assert '<html lang="cy"' in welsh
    assert "Neidio i’r prif gynnwys" in welsh
    assert re.search(rf'<a href="/cy{path}"\s+class="[^"]*"\s+lang="cy"\s+hreflang="cy">Cymraeg</a>', english)
    assert re.search(rf'<a href="{path}"\s+class="[^"]*"\s+lang="en-GB"\s+hreflang="en-GB">English</a>', welsh)
    assert f'<link rel="alternate" hreflang="cy" href="/cy{path}">' in english


def test_links_stay_in_the_language_of_the_page(client: Client, partnership: Partnership, published: Publish) -> None:
    published(slug="q")
    for path in ("/cy/north/", "/cy/north/reports/", "/cy/north/reports/q/"):
        links = re.findall(r'<a [^>]*href="(/[^"]*)"', text_of(client, path))
        assert len(links) > 5
        english = [link for link in links if not link.startswith(("/cy/", "/accounts/"))]
        # The one way back, to the same page in English.
        assert english == [path.removeprefix("/cy")], path


def test_dates_and_names_of_things_are_welsh_and_the_report_says_that_it_is_english(
    client: Client, partnership: Partnership, published: Publish
) -> None:
    published(title="Child Q", slug="q", kind="learning", age_band="5-10")
    text = text_of(client, "/cy/north/reports/q/")
    for said in ("5 Ionawr 2026", "Adolygiad dysgu", "5 i 10", "Beth ddylai wella", "Pam y digwyddodd"):
        assert said in text
    assert '<h1 class="govuk-heading-xl" lang="en-GB">Child Q</h1>' in text
    assert '<div class="rich-text" lang="en-GB">' in text
    assert 'lang="en-GB">Child Q' not in text_of(client, "/north/reports/q/")


def test_the_search_counts_and_answers_in_welsh(client: Client, partnership: Partnership, published: Publish) -> None:
    published(summary="Bruising.")
    text = text_of(client, "/cy/north/reports/?q=bruises&sort=oldest")
    assert "1 adroddiad" in text
    assert "Geiriau: bruises" in text
    assert "Nid oes adroddiad sy’n cyd-fynd" in text_of(client, "/cy/north/reports/?q=nothing")
    assert 'href="/north/reports/?q=bruises&amp;sort=oldest"' in text


def test_a_form_asks_errs_and_thanks_in_welsh(client: Client, partnership: Partnership, published: Publish) -> None:
    home = Page.objects.get(pk=partnership.home_id)
    form = home.add_child(instance=FormPage(live=False, **{**form_pages.request_form(), "slug": "ask"}))
    form.save_revision().publish()
    page = published(shown="on_request")
    assert "Pa adroddiad yr hoffech ei ddarllen?" in text_of(client, "/cy/north/ask/")
    text = text_of(client, f"/cy/north/ask/?about={page.pk}")
    assert "Nid oes angen cyfrif arnoch." in text
    step = client.post("/cy/north/ask/start/", {"about": str(page.pk), "language": "cy"}).headers["Location"]
    text = client.post(step, {"name": "", "email": "x"}).content.decode()
    for said in ("Mae problem", "Rhowch eich enw", "Rhowch gyfeiriad e-bost yn y fformat cywir", "Eich cais"):
        assert said in text
    assert "Gwall:" in text[: text.index("</title>")]
    told = {"name": "A", "email": "a@b.example"}
    check = client.get(client.post(step, told).headers["Location"]).content.decode()
    sending = client.post(f"/forms/{step.split('/')[2]}/send/", sent_by(check))
    text = text_of(client, sending.headers["Location"])
    assert "Bydd swyddfa gymorth North Partnership yn ateb drwy e-bost." in text
    private_mail.send_waiting(timezone.now())
    assert "Eich cais am adroddiad" in [one.subject for one in mail.outbox]


def test_scripts_speak_welsh_where_the_page_does(client: Client, partnership: Partnership, published: Publish) -> None:
    assert "words.js" not in text_of(client, "/north/reports/")
    assert '<script src="/cy/library/words.js" defer></script>' in text_of(client, "/cy/north/reports/")
    response = client.get("/cy/library/words.js")
    assert response.headers["Content-Type"].startswith("text/javascript")
    assert json.dumps("Saving…") + ": " + json.dumps("Yn cadw…") in response.content.decode()
    # Nothing of what the scripts of the CMS say.
    assert len(response.content) < 12_000


def test_mail_follows_the_language_in_which_it_was_asked_for(
    client: Client, partnership: Partnership, published: Publish
) -> None:
    client.post(f"/cy/library/{library(partnership).pk}/alert/", {"email": "a@b.example"})
    private_mail.send_waiting(timezone.now())
    [asking] = mail.outbox
    assert asking.subject == "Cadarnhewch eich bod am gael e-byst am adroddiadau newydd"
    assert "/cy/library/alerts/confirm/" in str(asking.body)


def test_what_has_one_language_offers_no_other(client: Client, partnership: Partnership) -> None:
    assert "Cymraeg" not in text_of(client, "/accounts/login/")
    sign_in(client, person(Role.OFFICER, partnership))
    text = text_of(client, "/desk/")
    assert "Cymraeg" not in text
    assert '<html lang="en-GB"' in text


@pytest.mark.parametrize("path", ["/cy/desk/", "/cy/accounts/login/", "/cy/admin/", "/en-gb/north/", "/fr/north/"])
def test_no_other_address_has_a_language(client: Client, partnership: Partnership, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_browser_that_prefers_welsh_gets_what_the_address_says(client: Client, partnership: Partnership) -> None:
    response: Any = client.get("/north/", headers={"Accept-Language": "cy"})
    assert '<html lang="en-GB"' in response.content.decode()
