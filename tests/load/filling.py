"""People of the demonstration who fill in forms: drafts that are made, saved and sent as a browser would."""

import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from forms import handlers, present
from forms.filling.journey import Journey
from forms.filling.starting import begin
from forms.models import Draft
from forms.models.form_page import FormPage
from portal.start.demo.answers import referral
from portal.start.demo.stories import all_stories
from tests.forms.scene import ObedientHandler, form_page
from tests.forms.windows import Window
from tests.load.big_form import big_definition
from tests.workflow.desk.scene import signed_in
from workflow.parties.party import Partnership

STEP = "part_1"


def person(key: str) -> Client:
    """Signed in, second step included, at one of the names at which a demonstration answers."""
    browser = signed_in(get_user_model().objects.get(email=f"{key}@demo.example"))
    browser.defaults["SERVER_NAME"] = "localhost"
    return browser


def typed(question: dict[str, Any]) -> dict[str, Any]:
    """An answer, as a browser sends it."""
    name, kind = question["name"], question["kind"]
    if kind == "date":
        return {f"{name}-day": "2", f"{name}-month": "3", f"{name}-year": "2020"}
    if question["choices"]:
        return {name: question["choices"][0]["value"]}
    plain = {"yes_no": "yes", "number": "3", "email": "someone@example.org", "postcode": "NG1 1AA"}
    return {name: plain.get(kind, "An answer")}


class Filling:
    """A form of 20 questions in one step, 5 of them shown on an answer."""

    def __init__(self) -> None:
        handlers.register(ObedientHandler())
        self.content = big_definition(questions=20, conditions=5)
        self.page = form_page(self.content, slug="yardstick")
        self.user = get_user_model().objects.get(email="police@demo.example")
        self.browser = person("police")
        self.answers = {
            name: text for one in self.content["steps"][0]["questions"] for name, text in typed(one).items()
        }

    def address(self, draft: Draft) -> str:
        return reverse("forms:step", args=[draft.pk, STEP])

    def begun(self) -> Draft:
        """The first question is answered, so that everything is shown."""
        made = begin(self.page, user=self.user, subject="", token=uuid.uuid4(), now=present.now())
        made.answers = {self.content["steps"][0]["questions"][0]["name"]: "yes"}
        made.save()
        return made

    def opened(self) -> Window:
        return Window(self.browser, self.address(self.begun()))

    def save(self, window: Window) -> None:
        assert window.save(**self.answers).status_code == 302

    def filled(self) -> Draft:
        self.save(self.opened())
        return Draft.objects.select_related("version").latest("saved_at")

    def send(self, draft: Draft) -> None:
        answer = self.browser.post(reverse("forms:send", args=[draft.pk]), {"checked": draft.version.digest})
        assert answer.status_code == 302
        assert "/check/" not in answer["Location"]


class Referring:
    """The demonstration's referral, answered as its stories answer it, each time about another child."""

    send = Filling.send

    def __init__(self) -> None:
        home = Partnership.objects.get(code="NSCP").home
        self.page = FormPage.objects.descendant_of(home).get(slug="referral")
        self.user = get_user_model().objects.get(email="social-care@demo.example")
        self.browser = person("social-care")
        self.story = all_stories()[0]

    def filled(self) -> Draft:
        made = begin(self.page, user=self.user, subject="", token=uuid.uuid4(), now=present.now())
        child = {**self.story.children[0], "name": f"Fictional Child {made.pk.hex[:6]}"}
        journey = Journey(made, today=present.today())
        journey.answers = {
            **journey.answers,
            **referral(replace(self.story, children=[child]), incident=present.today() - timedelta(days=9)),
        }
        journey.save(now=present.now())
        assert not journey.problems(), [problem.message for problem in journey.problems()]
        return made
