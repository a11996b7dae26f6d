"""Edge case 13: a child without a known name or date of birth, an unborn child, a young person who turned 18."""

from typing import Any

import pytest
from django.urls import reverse

from tests.factories.submission import form_page
from tests.workflow.desk.scene import Area, signed_in
from tests.workflow.intake.sending import send
from tests.workflow.reviews.steps import at, take
from workflow.models import Case
from workflow.parties.roles import Actor
from workflow.procedures import load_shipped

CHILDREN = [
    {
        "child.name": "Not known",
        "child.birth_known": "estimated",
        "child.age_estimate": "About 2 years",
        "child.outcome": "died",
    },
    {"child.name": "Unborn", "child.birth_known": "unborn", "child.due_date": "2026-06", "child.outcome": "not_known"},
    {
        "child.name": "Cy Made-Up",
        "child.birth_known": "known",
        "child.birth_date": "2008-03-10",
        "child.outcome": "seriously_harmed",
    },
]


@pytest.mark.duty("D4")
def test_each_is_shown_as_they_are_known_and_corrected_when_more_is_known(here: Area, clock: Any) -> None:
    load_shipped(now=at("2026-01-01"))
    said = {"incident.date": "2026-02-25", "child": CHILDREN}
    sent = send(form_page("open_case", here.partnership), here.people["submitter"], said, now=at("2026-03-02"))
    case = Case.objects.get(reference=sent.reference)
    url = reverse("desk:case", args=[case.reference])

    text = signed_in(here.people["officer"]).get(url).content.decode()
    for words in ("The date of birth is not known", "About 2 years", "Unborn when this was recorded", "June 2026"):
        assert words in text
    assert "Turned 18" not in text

    clock.move_to(at("2026-03-10"), tick=False)
    assert "Turned 18 on 10 March 2026" in signed_in(here.people["officer"]).get(url).content.decode()

    officer = Actor.of(here.people["officer"])
    unborn = next(child for child in case.children.all() if child.details["child.birth_known"] == "unborn")
    born = {"birth_known": "known", "birth_date": "2026-03-09", "child_name": "Dee Made-Up", "reason": "Born since."}
    take(case, "correct_child", officer, "2026-03-10", child=str(unborn.pk), **born)
    text = signed_in(here.people["officer"]).get(url).content.decode()
    assert "Dee Made-Up" in text
    assert "Unborn when this was recorded" not in text
    # The form that was sent stays as it was.
    sent.refresh_from_db()
    assert "Dee Made-Up" not in str(sent.answers)
    found = signed_in(here.people["officer"]).get(reverse("desk:queue"), {"q": "dee made-up"}).content.decode()
    assert case.reference in found
