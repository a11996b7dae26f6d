"""A step of a form with 200 questions and 50 conditions, beside a plain page of wagtail.contrib.forms."""

import json
import uuid
from collections.abc import Callable, Iterator
from statistics import median
from time import process_time
from typing import Any

import pytest
from django.apps import AppConfig, apps
from django.db import connection
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from forms import handlers, present
from forms.definition.shape import Definition, Step
from forms.filling.journey import Journey
from forms.filling.starting import begin
from forms.models import Draft
from tests.forms.scene import ObedientHandler, form_page
from tests.load.big_form import big_definition
from workflow.people.models import User

pytestmark = [pytest.mark.bench, pytest.mark.django_db(transaction=True)]

ROUNDS = 60
STEP = "part_5"
PLAIN_KINDS = {
    "yes_no": "radio",
    "radios": "radio",
    "checkboxes": "checkboxes",
    "select": "dropdown",
    "text": "singleline",
    "long_text": "multiline",
    "number": "number",
    "date": "date",
    "email": "email",
    "postcode": "singleline",
}


@pytest.fixture
def plain() -> Iterator[Any]:
    """Wagtail's own form page: an app and tables made for this test alone."""
    config = AppConfig.create("tests.load.plain")
    config.apps = apps
    apps.app_configs[config.label] = config
    config.import_models()
    models = list(config.get_models())
    with connection.schema_editor() as editor:
        for model in models:
            editor.create_model(model)
    yield {model.__name__: model for model in models}
    with connection.schema_editor() as editor:
        for model in reversed(models):
            editor.delete_model(model)
    del apps.app_configs[config.label]
    apps.clear_cache()


def plain_page(models: Any, step: Step) -> Page:
    """A plain page that asks what the step shows."""
    page = models["PlainPage"](title="A plain form", slug="plain-form")
    Page.objects.get(depth=2).add_child(instance=page)
    for place, question in enumerate(step["questions"]):
        choices = ["Yes", "No"] if question["kind"] == "yes_no" else [one["label"] for one in question["choices"]]
        models["PlainField"].objects.create(
            page=page,
            sort_order=place,
            label=question["label"],
            field_type=PLAIN_KINDS[question["kind"]],
            required=question["required"],
            choices="\n".join(choices),
            help_text=question["hint"],
        )
    return page


@pytest.fixture
def handler() -> Iterator[ObedientHandler]:
    obedient = ObedientHandler()
    handlers.register(obedient)
    yield obedient
    handlers.registry.pop(obedient.key)


@pytest.fixture
def person() -> User:
    return User.objects.create_user("sam@health.example", "a-long-password", first_name="Sam")


@pytest.fixture
def definition() -> Definition:
    return big_definition()


@pytest.fixture
def draft(definition: Definition, handler: ObedientHandler, person: User) -> Draft:
    """Every first question is answered with yes, so that everything is shown."""
    made = begin(form_page(definition), user=person, subject="", token=uuid.uuid4(), now=present.now())
    made.answers = {step["questions"][0]["name"]: "yes" for step in definition["steps"]}
    made.save()
    return made


def test_a_step_is_no_slower_than_a_plain_form_page(
    figure: Callable[..., None], client: Client, person: User, draft: Draft, plain: Any, definition: Definition
) -> None:
    client.force_login(person)
    step = next(step for step in definition["steps"] if step["name"] == STEP)
    addresses = [reverse("forms:step", args=[draft.pk, STEP]), plain_page(plain, step).url or ""]
    times: list[list[float]] = [[], []]
    for _warm in range(3):
        for address in addresses:
            assert client.get(address).status_code == 200
    # In turns, so that whatever else the machine does falls on both alike.
    for _round in range(ROUNDS):
        for place, address in enumerate(addresses):
            began = process_time()
            client.get(address)
            times[place].append(process_time() - began)
    ours, theirs = (median(one) for one in times)
    figure("a step of 20 questions, of 200 in the form", ours, at_most=theirs, beside=True)
    figure("… beside a plain form page of 20 questions", theirs, at_most=1)


def test_everything_that_is_missing_in_a_big_draft(figure: Callable[..., None], draft: Draft) -> None:
    """What the task list and the final submit ask of all 200 questions, in processor time."""
    times = []
    for _round in range(10):
        began = process_time()
        assert Journey(Draft.objects.select_related("version").get(pk=draft.pk), today=present.today()).problems()
        times.append(process_time() - began)
    figure("all problems of a form of 200 questions", median(times), at_most=0.15)
    assert len(json.dumps(draft.version.definition)) > 50_000  # type: ignore[union-attr]  # it is no trial
