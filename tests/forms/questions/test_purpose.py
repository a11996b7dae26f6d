"""Who fills in a form is offered their own name, e-mail address and telephone number, nobody else's (WCAG 1.3.5)."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from forms.definition.shape import Question, questions
from forms.editor.library import ready_sets
from forms.questions.drawing import purpose_of
from tests.factories.submission import SLUGS, shipped
from tests.forms.questions.test_kinds import asked, html
from tests.forms.scene import question

OWN = {
    "referral": {"referrer_name": "name", "referrer_job": "organization-title", "referrer_email": "email"}
    | {"referrer_phone": "tel"},
    "notification": {"notifier_name": "name", "notifier_job": "organization-title", "notifier_email": "email"}
    | {"notifier_phone": "tel"},
    "ask-for-a-report": {"name": "name", "email": "email"},
    "agency-return": {"author_name": "name", "author_job": "organization-title", "author_email": "email"},
}


def offered(one: Question) -> list[str]:
    """What the boxes of a question say that they are for."""
    return re.findall(r'autocomplete="([^"]+)"', html(asked(one)))


@pytest.mark.parametrize("handler", list(SLUGS))
def test_the_starting_forms_say_it_of_the_persons_own_data_alone(handler: str) -> None:
    found = {q["name"]: purpose_of(q) for _step, q in questions(shipped(handler)) if purpose_of(q)}
    assert found == OWN.get(SLUGS[handler], {})
    for _step, q in questions(shipped(handler)):
        if q["name"] in found:
            assert offered(q) == [found[q["name"]]]
            assert q["label"].startswith("Your ")


def test_the_ready_set_of_a_contact_says_it_too() -> None:
    path = Path(ready_sets.__file__).with_name("agency-contact.json")
    told = {q["name"]: q.get("meaning", "") for q in json.loads(path.read_text())["steps"][0]["questions"]}
    found = {name: purpose_of(question(name, meaning=meaning)) for name, meaning in told.items() if meaning}
    assert found == {
        "set_contact_name": "name",
        "set_contact_role": "organization-title",
        "set_contact_email": "email",
        "set_contact_telephone": "tel",
    }


@pytest.mark.parametrize("kind", ["text", "email", "telephone"])
@pytest.mark.parametrize("meaning", ["", "child.name", "person.name", "referral.lead_name"])
def test_nobody_elses_data_is_offered(kind: str, meaning: str) -> None:
    assert offered(question("a", kind, meaning=meaning)) == ["off"]


def test_what_is_filled_in_with_the_persons_own_is_theirs() -> None:
    assert offered(question("a", "email", prefill="person.email")) == ["email"]
    assert offered(question("a", prefill="case.children")) == ["off"]


@pytest.mark.parametrize(("own", "expected"), [(True, ["name", "tel", "email"]), (False, ["off", "off", "off"])])
def test_the_parts_of_a_person_are_the_persons_own_only_where_the_name_is(own: bool, expected: list[str]) -> None:
    extra: dict[str, Any] = {"prefill": "person.name"} if own else {}
    assert offered(question("a", "person", parts=["telephone", "email"], **extra)) == expected
