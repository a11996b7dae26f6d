"""Form pages below a partnership's home, and what was sent with them."""

import json
from datetime import datetime
from functools import cache
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

import factory
from wagtail.models import Page
from wagtail.signal_handlers import disable_reference_index_auto_update

from forms import present
from forms.definition.block_values import steps_from
from forms.definition.shape import Definition
from forms.filling.starting import prefilled
from forms.models import FormRelease, Submission
from forms.models.form_page import FormPage
from forms.models.submission import SubmissionState
from forms.vault import DataKey
from forms.versions import publishing
from portal.start.form_pages import definition
from tests.factories.party import UserFactory
from workflow.models import Partnership

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Europe/London"))
SLUGS = {
    "open_case": "referral",
    "submit_notification": "notification",
    "complete_rapid_review": "rapid-review",
    "agency_return": "agency-return",
    "audit_rapid_review": "rapid-review-audit",
    "ask_for_report": "ask-for-a-report",
}


@cache
def shipped(handler: str) -> Definition:
    """The questions of the starting form with this handler."""
    return definition(SLUGS[handler])


def form_page(handler: str, partnership: Partnership) -> FormPage:
    """The live form with this handler below the partnership's home, which is made where there is none."""
    if partnership.home is None:
        home = Page(title=partnership.name, slug=partnership.slug)
        Page.objects.get(depth=1).add_child(instance=home)
        partnership.home = home
        partnership.save(update_fields=["home"])
    found = FormPage.objects.live_for(handler, below=partnership.home).first()
    return found or _publish(handler, shipped(handler), partnership.home)


def _publish(handler: str, content: Definition, home: Page) -> FormPage:
    """On the site and frozen at once, without the revision and the index by which an editor's page comes there."""
    page = FormPage(
        title=content["title"],
        slug=SLUGS[handler],
        handler=handler,
        steps=json.dumps(steps_from(content)),
        first_published_at=MONDAY,
        last_published_at=MONDAY,
    )
    with disable_reference_index_auto_update():
        Page.objects.get(pk=home.pk).add_child(instance=page)
    publishing.freeze(page, by=None, now=present.now())
    return FormPage.objects.get(pk=page.pk)


class SubmissionFactory(factory.django.DjangoModelFactory):
    """`SubmissionFactory(handler="open_case", partnership=…, said={"referral.reason": "…"})`: answers by meaning."""

    class Meta:
        model = Submission

    class Params:
        handler = "open_case"
        partnership = None
        said: dict[str, Any] = {}

    id = factory.LazyFunction(uuid4)
    data_key = factory.LazyFunction(DataKey.objects.make)
    page = factory.LazyAttribute(lambda made: form_page(made.handler, made.partnership))
    version = factory.LazyAttribute(lambda made: FormRelease.objects.live(made.page.pk).version)
    owner = factory.SubFactory(UserFactory)
    answers = factory.LazyAttribute(lambda made: prefilled(made.version.definition, made.said))
    reference = "S-TEST-0001"
    state = SubmissionState.ACCEPTED
    submitted_at = MONDAY
