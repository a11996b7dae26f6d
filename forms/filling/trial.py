"""Trying a form out: an editor walks the real pages with questions that are not published, and leaves nothing behind.

A trial is a draft with a definition of its own and no version. It is never sent, never listed among a person's drafts,
never counted, and belongs to no record: its key is its own, and erasing it erases all of it.
"""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import QuerySet

from forms import handlers
from forms.definition import prefill_sources
from forms.definition.block_values import definition_of
from forms.definition.condition_words import asked_in, words
from forms.definition.shape import Definition, Step
from forms.definition.validation import problems
from forms.filling import starting
from forms.models.submission import Draft
from forms.vault import DataKey

if TYPE_CHECKING:
    from forms.models.form_page import FormPage


def obstacles(definition: Definition) -> list[str]:
    """What keeps the questions from being walked through: less than what keeps them from being published."""
    return problems(definition)


def running(page_id: int, user: Any, *, now: datetime) -> QuerySet[Draft]:
    """The person's trials of this form that are not over, newest first."""
    return Draft.objects.filter(page_id=page_id, owner=user, trial__isnull=False, expires_at__gt=now)


@transaction.atomic
def begin_trial(page: "FormPage", *, user: Any, now: datetime) -> Draft:
    """A trial of the page as it stands on this object. It is about no record, whatever the handler needs."""
    definition = definition_of(page)
    draft = Draft(id=uuid.uuid4(), data_key=DataKey.objects.make(), owns_key=True, trial=definition, version=None)
    draft.page_id, draft.owner, draft.subject = page.pk, user, ""
    known = {key: example_of(key) for key in sorted(prefill_sources.wanted(definition))}
    return starting.keep_new(draft, known, page=page, now=now)


def example_of(key: str) -> str:
    """What stands in a trial where a fact of the person or the record would: "Example: Reference of the case"."""
    fact = prefill_sources.sources.get(key)
    return f"Example: {fact.label if fact else key}"


def handler_label(page: "FormPage") -> str:
    """What happens with the form when it is sent in earnest, in the handler's words."""
    key = page.get_latest_revision_as_object().handler
    return handlers.get(key).label if key in handlers.registry else ""


def why_shown(definition: Definition, step: Step) -> dict[str, str]:
    """By the step's name and those of its questions: the answers that show it, in words. Without what always is."""
    asked = asked_in(definition)
    groups = {group["name"]: words(group["show_when"], asked) for group in step.get("groups", ())}
    found = {step["name"]: words(step["show_when"], asked)}
    for question in step["questions"]:
        both = (groups.get(question.get("group", "")), words(question["show_when"], asked))
        found[question["name"]] = " and ".join(filter(None, both))
    return {name: said for name, said in found.items() if said}
