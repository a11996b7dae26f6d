"""The desk's page about keeping and erasing: what is next, what is held, how long what is kept, what went."""

import csv
import io

import pytest
from django.urls import reverse

from tests.factories.case import CaseFactory
from tests.workflow.desk.scene import Area
from tests.workflow.reviews.steps import at, take
from workflow.models import Gone, RetentionSchedule
from workflow.parties.roles import Actor
from workflow.worker import retention

pytestmark = pytest.mark.django_db
PAGE = "desk:retention"


def test_what_is_next_what_is_held_and_how_long(here: Area, clock: object) -> None:
    RetentionSchedule.objects.create(partnership=here.partnership, without_review=1, proposed={"without_review": 1})
    near, held = (CaseFactory(partnership=here.partnership, closed=True) for _ in range(2))
    take(held, "place_legal_hold", Actor.of(here.people["officer"]), reason="A claim that nobody else reads of.")
    assert retention.warn(at("2027-02-20")) == 1

    page = here.browser("officer").get(reverse(PAGE)).content.decode()
    first, _, second = page.partition("Cases on which a legal hold lies")
    assert near.reference in first
    assert "Kept until 2 March 2027" in first
    assert held.reference in second
    assert "A claim" not in page
    assert "1 year" in second
    assert "waits to be confirmed" in second
    # An auditor reads the report, and no case.
    audited = here.browser("auditor").get(reverse(PAGE)).content.decode()
    assert near.reference not in audited
    assert "What went" in audited


def test_what_went_and_the_same_as_a_file(here: Area, elsewhere: Area, clock: object) -> None:
    for area, number in ((here, 3), (elsewhere, 5)):
        kept = {"kind": "drafts", "rule": "60 days", "on": at("2026-02-01").date(), "proposed_by": "Goes by itself"}
        Gone.objects.create(partnership=area.partnership, number=number, **kept)
    asked = {"from": "2026-01-01", "to": "2026-03-02"}
    page = here.browser("officer").get(reverse(PAGE), asked).content.decode()
    assert "Drafts that nobody went on with" in page
    file = b"".join(here.browser("officer").get(reverse("desk:retention_file"), asked)).decode()
    table = list(csv.reader(io.StringIO(file.lstrip("\ufeff"))))
    assert table[0][:4] == ["Partnership", "Kind", "Number", "Rule"]
    assert [row[2] for row in table[1:]] == ["3"]
    later = here.browser("officer").get(reverse(PAGE), {"from": "2026-02-02"}).content.decode()
    assert "Nothing went from 2 February 2026 to 2 March 2026" in later
