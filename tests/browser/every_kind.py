"""A form that holds every kind of question, published on the served portal, and what people answer to it."""

import json
from typing import Any

from forms.definition.shape import Answers, Definition
from tests.browser.served import ServedPortal
from tests.forms.scene import definition, group, question, repeat, rule, step, when

PUBLISH = """
import json
from pathlib import Path
from forms.definition.block_values import steps_from
from forms.models.form_page import FormPage
content = json.loads(Path({path!r}).read_text())
below = FormPage.objects.first().get_parent()
page = FormPage(title=content["title"], slug={slug!r}, handler="keep_on_record", live=False,
                steps=json.dumps(steps_from(content)), second_language="cy", second_title="Pob math")
below.add_child(instance=page)
page.save_revision().publish()
print("at", page.url)
"""
ANSWERS = """
import json
from forms.models import Submission
print("sent", json.dumps(Submission.objects.get(pk={pk!r}).answers))
"""


def with_other(*values: str) -> list[Any]:
    plain = [{"value": value, "label": value.capitalize()} for value in values]
    return [*plain, {"value": "other", "label": "Something else", "other": True}]


def every_kind() -> Definition:
    """Six steps; the second holds a group, the questions that appear, and the choices that ask for a text."""
    name = question("full_name")
    name["second"] = {"label": "Enw llawn"}
    harmed = when(rule("harmed"))
    pick = {"choices": ["car", "train", "bus"]}
    content = definition(
        step(
            "words",
            name,
            question("story", "long_text"),
            question("mail", "email"),
            question("phone", "telephone"),
            question("people", "number", rules={"least": 1}),
            question("home", "postcode"),
            question("place", "address"),
            question("nhs", "nhs_number"),
            question("at_time", "time"),
            guidance="<p>Tell us in your own words.</p>",
        ),
        step(
            "choosing",
            question("harmed", "yes_no"),
            question("harm", "text", group="harms", hint="One line is enough", guidance="<p>Say what you saw.</p>"),
            question("kinds", "checkboxes", group="harms", show_when=when(rule("harm", "answered")))
            | {"choices": with_other("fall", "fire")},
            question("way", "radios") | {"choices": with_other("walking", "driving")},
            question("vehicle", "select", **pick),
            question("town", "autocomplete", choices=["leeds", "lincoln", "york"]),
            question("asked_agency", "agency", options="agencies", required=False),
            question("agreed", "declaration"),
            groups=[group("harms", title="The harm", show_when=harmed)],
        ),
        step(
            "dates",
            question("note", "guidance", required=False, guidance="<p>Dates matter.</p>"),
            question("born", "date", rules={"not_future": True}),
            question("happened", "date", rules={"not_before": "born"}),
            question("moved", "approximate_date"),
            question(
                "age",
                "calculated",
                required=False,
                calculation={"what": "years_between", "first": "born", "last": "happened"},
            ),
            question("told_by", "case_text", required=False, fact="person.name"),
        ),
        step(
            "others",
            question("worker", "person", parts=["role", "telephone"]),
            question("history", "chronology"),
        ),
        step("papers", question("paper", "file", required=False)),
        step("children", question("child_name"), repeat=repeat(least=1, most=3)),
        title="Every kind of question",
    )
    content["second_language"] = "cy"
    content["second"] = {"title": "Pob math"}
    return content


def publish(portal: ServedPortal, slug: str) -> str:
    """Publish it below the first partnership's forms; the path of its start page."""
    path = portal.data_dir / f"{slug}.json"
    path.write_text(json.dumps(every_kind()), encoding="utf-8")
    said = portal.manage("shell", "-v", "0", "-c", PUBLISH.format(path=str(path), slug=slug))
    return said.rpartition("at ")[2].strip()


def answers_sent(portal: ServedPortal, receipt_url: str) -> Answers:
    """The answers of the submission whose receipt this is, from the vault."""
    pk = receipt_url.rstrip("/").split("/")[-2]
    said = portal.manage("shell", "-v", "0", "-c", ANSWERS.format(pk=pk))
    found: Answers = json.loads(said.rpartition("sent ")[2])
    return found


# What is typed into each box, by its name, in the order of the page; a list or True for boxes to tick.
TYPED: dict[str, dict[str, Any]] = {
    "words": {
        "full_name": "Ana O'Brien-Łukasz",
        "story": "A fall.\nThen a push. 👩‍👧",
        "mail": "ana@health.example",
        "phone": "01632 960 001",
        "people": "2",
        "home": "NG2 3NG",
        "place": "1 High Street",
        "nhs": "999 123 4012",
        "at_time": "14:05",
    },
    "choosing": {
        "harmed": "yes",
        "harm": "A broken arm",
        "kinds": ["fall", "other"],
        "kinds:other": "A slip",
        "way": "other",
        "way:other": "By boat",
        "vehicle": "train",
        "town": "lincoln",
        "agreed": True,
    },
    "dates": {
        "born-day": "2",
        "born-month": "4",
        "born-year": "2010",
        "happened-day": "1",
        "happened-month": "4",
        "happened-year": "2020",
        "moved-year": "2019",
    },
    "others": {
        "worker-name": "Kim Lee",
        "worker-role": "Nurse",
        "worker-telephone": "01632 960 002",
        "history-day": "3",
        "history-month": "5",
        "history-year": "2020",
        "history-source": "School",
        "history-event": "Seen limping",
        "history-comment": "Twice",
    },
    "children": {"child_name": "Jo"},
}
# The same as it is kept; the file's identifier is its own.
KEPT: Answers = {
    "full_name": "Ana O'Brien-Łukasz",
    "story": "A fall.\nThen a push. 👩‍👧",
    "mail": "ana@health.example",
    "phone": "01632 960 001",
    "people": 2,
    "home": "NG2 3NG",
    "place": "1 High Street",
    "nhs": "9991234012",
    "at_time": "14:05",
    "harmed": "yes",
    "harm": "A broken arm",
    "kinds": ["fall", "other"],
    "kinds:other": "A slip",
    "way": "other",
    "way:other": "By boat",
    "vehicle": "train",
    "town": "lincoln",
    "agreed": True,
    "born": "2010-04-02",
    "happened": "2020-04-01",
    "moved": "2019",
    "age": 9,
    "worker": {"name": "Kim Lee", "role": "Nurse", "telephone": "01632 960 002"},
    "history": [{"date": "2020-05-03", "source": "School", "event": "Seen limping", "comment": "Twice"}],
    "children": [{"child_name": "Jo"}],
}
