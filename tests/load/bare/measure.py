"""Measures the bare site in a process of its own: for each line that comes in, a line of JSON with milliseconds of CPU.

Started with the path of a new database in BARE_DATABASE, and how many bytes of text its page has as its argument.
"""

import json
import os
import sys
from collections.abc import Callable
from statistics import median
from time import process_time
from typing import Any

ROUNDS = 20
CHOICES = {"radio", "checkboxes", "dropdown"}
KINDS = ("radio", "singleline", "radio", "multiline", "date", "checkboxes", "number", "dropdown", "email", "singleline")
ANSWERS = {"date": "2026-03-02", "number": "3", "email": "someone@example.org", "checkboxes": "One"}


def milliseconds(work: Callable[[], Any], rounds: int = ROUNDS) -> float:
    """The median of the CPU time of one round."""
    times = []
    for _round in range(rounds):
        began = process_time()
        work()
        times.append((process_time() - began) * 1000)
    return median(times)


def main(length: int) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.load.bare.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client
    from wagtail.models import Page

    from tests.load.bare.models import BareField, BareForm, BareText

    call_command("migrate", verbosity=0)
    home = Page.objects.get(depth=2)
    home.add_child(instance=BareText(title="Text", slug="text", body="<p>What was learned. </p>" * (length // 25)))
    form = home.add_child(instance=BareForm(title="Form", slug="form"))
    for place in range(20):
        kind = KINDS[place % len(KINDS)]
        BareField.objects.create(
            page=form,
            sort_order=place,
            label=f"Question {place}",
            field_type=kind,
            required=True,
            choices="One\nTwo" if kind in CHOICES else "",
        )
    answers = {
        field.clean_name: ANSWERS.get(field.field_type, "One" if field.field_type in CHOICES else "An answer")
        for field in BareField.objects.filter(page=form)
    }
    browser = Client()
    assert b"Thank you." in browser.post("/form/", answers).content
    work: dict[str, Callable[[], Any]] = {
        "hello": lambda: browser.get("/hello/"),
        "text": lambda: browser.get("/text/"),
        "form": lambda: browser.get("/form/"),
        "post": lambda: browser.post("/form/", answers),
    }
    for one in work.values():
        one()
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for _line in sys.stdin:
        sys.stdout.write(json.dumps({name: milliseconds(one) for name, one in work.items()}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]))
