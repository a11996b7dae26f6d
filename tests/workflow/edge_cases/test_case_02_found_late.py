"""Edge case 2: an incident found late. The clock runs from awareness; both dates are shown."""

from datetime import date

import pytest
from django.urls import reverse

from tests.factories.party import actor
from tests.factories.submission import form_page
from tests.workflow.desk.scene import Area, signed_in
from tests.workflow.intake.sending import send
from tests.workflow.reviews.steps import at, refused, take
from workflow.models import Case, Deadline
from workflow.parties.roles import Role
from workflow.procedures import load_shipped


@pytest.mark.duty("D2")
def test_the_clock_runs_from_awareness_and_both_dates_are_shown(here: Area) -> None:
    load_shipped(now=at("2025-01-01"))
    said = {
        "incident.date": "2025-06-10",
        "referral.aware_date": "2026-02-26",
        "child": [
            {"child.name": "Ayla Made-Up", "child.outcome": "seriously_harmed", "child.birth_date": "2019-04-02"}
        ],
    }
    sent = send(form_page("open_case", here.partnership), here.people["council"], said, now=at("2026-03-02"))
    case = Case.objects.get(reference=sent.reference)

    deadline = Deadline.objects.get(case=case, rule__key="notification")
    assert (deadline.started_on, deadline.due_on) == (date(2026, 2, 26), date(2026, 3, 5))
    url = reverse("desk:case", args=[case.reference])
    text = signed_in(here.people["officer"]).get(url).content.decode()
    assert "Date of the incident" in text
    assert "10 June 2025" in text
    assert "The local authority became aware" in text
    assert "26 February 2026" in text

    officer = actor(Role.OFFICER, here.partnership)
    notification = case.notifications.get()
    before = refused(notification, "correct_awareness", officer, kind="data", aware_on="2025-06-09", reason="Known.")
    assert before.startswith("Dates before the event")
    take(notification, "correct_awareness", officer, aware_on="2026-02-20", reason="A note of that day was found.")
    deadline.refresh_from_db()
    assert deadline.due_on == date(2026, 2, 27)
    text = signed_in(here.people["officer"]).get(url).content.decode()
    assert "20 February 2026" in text
    assert "before, it counted from Thursday 26 February 2026" in text
