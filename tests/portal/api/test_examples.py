"""The example client fills in and sends forms that it knows nothing about, over the network."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from forms.models import Submission
from portal.api.programs.token import ApiToken
from tests.factories.party import AgencyFactory, actor
from tests.factories.submission import form_page
from tests.portal.api.program import Program, published, question, step, when
from tests.portal.conftest import branch, top_of_site
from workflow.parties.roles import Role

EXAMPLE = Path(__file__).resolve().parents[3] / "examples" / "fill_a_form.py"
CHOICES = [{"value": "x", "label": "X", "other": True}, {"value": "y", "label": "Y"}]
EVERY_KIND: Any = {
    "format": 1,
    "title": "Every kind",
    "steps": [
        step(
            "first",
            *(question(f"t_{kind}", kind) for kind in ("text", "long_text", "email", "telephone", "postcode")),
            *(question(f"d_{kind}", kind) for kind in ("nhs_number", "date", "approximate_date", "time", "number")),
            question("short", rules={"max_length": 5, "min_length": 3}),
            question("many", "number", rules={"whole": True, "least": 7, "most": 9}),
            question("sure", "yes_no"),
            question("why", show_when=when("sure", "yes")),
            question("why_not", show_when=when("sure", "no")),
            *(
                question(f"c_{kind}", kind, choices=CHOICES)
                for kind in ("radios", "checkboxes", "select", "autocomplete")
            ),
            question("who", "person", parts=["born", "email"]),
            question("whom", "agency", options="agencies"),
        ),
        step(
            "list",
            question("name"),
            question("born", "approximate_date"),
            repeat={"noun": "x", "least": 1, "most": 2, "summary": "name"},
        ),
        step("only_if_sure", question("never"), show_when=when("sure", "yes")),
        step("last", question("events", "chronology"), question("paper", "file"), question("true", "declaration")),
    ],
}


def test_it_is_short() -> None:
    assert len(EXAMPLE.read_text().splitlines()) <= 70


@pytest.mark.parametrize("which", ["every kind", "open_case"])
def test_it_fills_in_and_sends_a_form_it_knows_nothing_about(
    live_server: Any, attachments: Any, settings: Any, which: str
) -> None:
    settings.API_RATE_TOKEN = 10_000
    partnership = branch(top_of_site(), "north")
    hospital = AgencyFactory(of=partnership)
    program = Program(actor(Role.LEAD, hospital).user)
    page = published(partnership, EVERY_KIND) if which == "every kind" else form_page(which, partnership)
    done = subprocess.run(
        [sys.executable, str(EXAMPLE), live_server.url, str(page.pk)],
        env={**os.environ, "PORTAL_TOKEN": program.secret},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    [sent] = Submission.objects.select_related("data_key", "version")
    assert str(sent.pk) in done.stdout
    assert sent.state == "accepted"
    if which == "every kind":
        asked = {one["name"] for one_step in EVERY_KIND["steps"] for one in one_step["questions"]}
        answered = {*sent.answers, *(sent.answers["list"][0])}
        assert asked - answered == {"why", "never"} or asked - answered == {"why_not"}
        assert len(sent.answers["paper"]) == 1
    assert ApiToken.objects.get().last_used_at is not None
