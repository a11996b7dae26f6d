"""What the tests of forms share: definitions in a few words, a form page, a handler that does what it is told."""

import json
import uuid
from datetime import datetime
from typing import Any

from django.contrib.auth import get_user_model
from wagtail.models import Page

from forms.definition.block_values import steps_from
from forms.definition.shape import Definition, Group, Question, Step
from forms.handlers import Accepted, Held, Refused
from forms.models.form_page import FormPage


def rule(question: str, operator: str = "equals", value: str = "yes") -> dict[str, Any]:
    return {"question": question, "is": operator, "value": value}


def when(*rules: dict[str, Any], match: str = "all") -> Any:
    return {"match": match, "rules": list(rules)}


def question(name: str, kind: str = "text", **changes: Any) -> Question:
    """A required question; its wording is its name in words."""
    choices = [{"value": one, "label": one.capitalize()} for one in changes.pop("choices", [])]
    usual: Any = {
        "id": str(uuid.uuid5(uuid.NAMESPACE_OID, name)),
        "name": name,
        "kind": kind,
        "label": name.replace("_", " ").capitalize(),
        "hint": "",
        "guidance": "",
        "required": True,
        "meaning": "",
        "choices": choices,
        "rules": {},
        "messages": {},
        "show_when": None,
    }
    return {**usual, **changes}


def step(name: str, *questions: Question, **changes: Any) -> Step:
    usual: Any = {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, name)),
        "name": name,
        "title": name.replace("_", " ").capitalize(),
        "guidance": "",
        "meaning": "",
        "repeat": None,
        "show_when": None,
        "questions": list(questions),
    }
    return {**usual, **changes}


def group(name: str, **changes: Any) -> Group:
    usual: Any = {
        "id": str(uuid.uuid5(uuid.NAMESPACE_DNS, name)),
        "name": name,
        "title": name.replace("_", " ").capitalize(),
        "guidance": "",
        "show_when": None,
    }
    return {**usual, **changes}


def repeat(noun: str = "child", least: int = 1, most: int = 5, summary: str = "child_name") -> Any:
    return {"noun": noun, "least": least, "most": most, "summary": summary}


def definition(*steps: Step, title: str = "Referral") -> Definition:
    return {"format": 1, "title": title, "steps": list(steps)}


def referral() -> Definition:
    """A small referral: a branch in a step, a date rule across steps, several children."""
    return definition(
        step("incident", question("incident_date", "date", rules={"not_future": True}), question("what", "long_text")),
        step(
            "children",
            question("child_name"),
            question("birth_known", "yes_no"),
            question("birth_date", "date", show_when=when(rule("birth_known")), rules={"not_after": "incident_date"}),
            repeat=repeat(),
            meaning="test.child",
        ),
        step("more", question("comment", "long_text", required=False)),
    )


class ObedientHandler:
    """Accepts, holds or refuses, as the test says; remembers what it was given."""

    key = "test"
    label = "Does what the test says"
    needs_subject = False

    def __init__(self) -> None:
        self.required_meanings: tuple[str, ...] = ()
        self.refuse_start = self.refuse = self.hold = ""
        self.fails = False
        self.known: dict[str, Any] = {}
        self.key_of_subject: Any = None
        self.whose = self.side = ""
        self.asked_for: tuple[tuple[str, str], ...] = ()
        self.readers: set[Any] = set()
        self.adders: set[Any] = set()
        self.accepted: list[uuid.UUID] = []

    def may_start(self, *, page: Any, user: Any, subject: str) -> None:
        if self.refuse_start:
            raise Refused(self.refuse_start)

    def describe(self, *, page: Any, subject: str) -> str:
        return f"Case {subject}" if subject else ""

    def asked(self, *, page: Any, user: Any, subject: str) -> Any:
        return self.asked_for

    def on_behalf(self, *, page: Any, subject: str) -> str:
        return self.whose

    def written_for(self, *, page: Any, user: Any, subject: str) -> str:
        return self.side

    def data_key(self, *, page: Any, subject: str) -> Any:
        return self.key_of_subject

    def prefill(self, *, page: Any, user: Any, subject: str) -> dict[str, Any]:
        return self.known

    def may_read(self, *, submission: Any, user: Any) -> bool:
        return user.pk in self.readers

    def may_correct(self, *, submission: Any, user: Any) -> bool:
        return submission.owner_id == user.pk or user.pk in self.adders

    def accept(self, submission: Any, *, user: Any, now: datetime) -> Accepted:
        # A write of the handler's own, to see that it is undone when it holds.
        get_user_model().objects.filter(pk=user.pk).update(last_name="Written by the handler")
        if self.hold:
            raise Held(self.hold)
        if self.refuse:
            raise Refused(self.refuse)
        if self.fails:
            raise RuntimeError("The handler broke.")
        self.accepted.append(submission.pk)
        return Accepted("T-2026-0001", ("Someone reads it within a day.",), "/my/")


def form_page(content: Definition, *, publish: bool = True, slug: str = "referral") -> FormPage:
    """A form page below the site's root page, from a definition."""
    root = Page.objects.get(depth=2)
    page = FormPage(
        title=content["title"], slug=slug, handler="test", steps=json.dumps(steps_from(content)), live=False
    )
    root.add_child(instance=page)
    return publish_as(page, content) if publish else page


def publish_as(page: FormPage, content: Definition) -> FormPage:
    """Publish the page with these questions, as an editor would."""
    page = FormPage.objects.get(pk=page.pk)
    page.title, page.steps = content["title"], json.dumps(steps_from(content))
    page.save_revision().publish()
    return FormPage.objects.get(pk=page.pk)
