"""The way of one referral, as it runs: begun, a step saved, sent, and accepted by the office, each by its own page.

On a database in memory that is made for this and thrown away; nobody in it is real. Import this only once Django is set
up.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import setup_test_environment
from django.urls import get_resolver, reverse
from wagtail.models import Collection, Locale, Page, Site

from forms.filling.journey import Journey
from forms.models.form_page import FormPage
from forms.models.submission import Draft
from portal.start.demo import answers
from portal.start.demo.stories import all_stories
from scripts.architecture.tracing import Recording, recording
from tests.factories.party import AgencyFactory, PartnershipFactory, actor
from tests.factories.submission import form_page
from workflow.engine.revision import revision_of
from workflow.models import Referral
from workflow.parties.roles import Actor, Role
from workflow.procedures import load_shipped

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Europe/London"))
STORY = all_stories()[0]


@dataclass(frozen=True)
class Moment:
    """One request of the way, and what ran for it."""

    title: str
    recording: Recording


def walk() -> list[Moment]:
    with time_machine.travel(MONDAY, tick=False):
        _make_database()
        return list(_moments())


def _make_database() -> None:
    """Tables from the models: what migrations lay besides is laid here, in a fraction of the time."""
    setup_test_environment()
    connection.settings_dict["TEST"]["MIGRATE"] = False
    connection.creation.create_test_db(verbosity=0, serialize=False)
    Locale.objects.create(language_code="en-gb")
    Collection.add_root(name="Root")
    root = Page.add_root(title="Root", slug="root")
    Site.objects.create(hostname="testserver", root_page=root, is_default_site=True)
    load_shipped(now=MONDAY)


def _moments() -> Iterator[Moment]:
    partnership = PartnershipFactory()
    AgencyFactory(of=partnership, kind="local_authority", notifies_for=partnership)
    page: FormPage = form_page("open_case", partnership)
    nurse = _signed_in(actor(Role.SUBMITTER, AgencyFactory(of=partnership)).user)
    person = actor(Role.OFFICER, partnership).user
    officer = _signed_in(person)

    yield _post(nurse, f"{page.url}start/", "1. A nurse begins the form", {"token": str(UUID(int=1))})
    draft = Draft.objects.get()
    filled = answers.referral(STORY, incident=date(2026, 2, 27))
    first = draft.definition["steps"][0]
    names = [question["name"] for question in first["questions"]]
    typed = {name: filled[name] for name in names if name in filled}
    yield _post(nurse, reverse("forms:step", args=[draft.pk, first["name"]]), "2. She saves a step of it", typed)
    checked = _fill_in(filled)
    yield _post(
        nurse, reverse("forms:send", args=[draft.pk]), "3. She sends it, and a case is opened", {"checked": checked}
    )
    referral = Referral.objects.get()
    address = reverse("desk:step", args=[referral.case.reference, referral.KIND, referral.pk, "accept"])
    by = Actor.of(person)
    seen = {"expect": referral.state, "based_on": revision_of(referral, "accept", by)}
    asked = {"abuse_or_neglect": STORY.abuse, "harm": "died", **seen}
    yield _post(officer, address, "4. The office accepts the referral", asked)


def _fill_in(filled: dict[str, Any]) -> str:
    """The other steps, unrecorded; returns what the page of the answers was checked by."""
    journey = Journey(Draft.objects.get(), today=MONDAY.date())
    journey.answers = {**journey.answers, **filled}
    journey.save(now=MONDAY)
    return str(journey.digest)


def _signed_in(user: Any) -> Client:
    """A browser in which this person signed in, second step included, and that has been to the portal before."""
    client = Client()
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa", "type": "totp", "at": MONDAY.timestamp()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    # What is made once a process is none of the way: the middleware, and every address.
    client.get("/healthz")
    get_resolver()._populate()
    return client


def _post(client: Client, address: str, title: str, data: dict[str, Any]) -> Moment:
    with recording() as made:
        response = client.post(address, data)
    if response.status_code != 302:
        raise RuntimeError(f"{title}: {address} answered {response.status_code}.")
    return Moment(title, made)
