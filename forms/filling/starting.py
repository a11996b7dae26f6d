"""Beginning a draft."""

import uuid
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext

from forms import handlers
from forms.definition import prefill_sources
from forms.definition.conditions import is_answered
from forms.definition.shape import Answers, Definition
from forms.filling import prefilling
from forms.handlers import Refused
from forms.models.submission import Draft
from forms.models.version import FormRelease
from forms.vault import DataKey

if TYPE_CHECKING:
    from forms.models.form_page import FormPage


def begin(page: "FormPage", *, user: Any, subject: str, token: uuid.UUID, now: datetime) -> Draft:
    """The draft with this token as its identifier, made if it is not there: two clicks on Start make one.

    Raises Refused with the handler's reason, or Http404 where the person may not know of the subject.
    """
    handler = handlers.get(page.handler)
    if handler.needs_subject and not subject:
        raise Refused(
            gettext("This form is about a record. Open it from there, so that it is clear which one you mean.")
        )
    handler.may_start(page=page, user=user, subject=subject)
    release = FormRelease.objects.live(page.pk)
    if release is None:
        raise Refused(gettext("This form has not been published yet."))
    taken = Draft.objects.filter(pk=token).first()
    if taken is not None:
        same = taken.owner_id == user.pk and taken.page_id == page.pk and taken.trial is None
        if same and taken.submitted_at is None:
            return taken
        token = uuid.uuid4()
    try:
        return _make(page, release, user=user, subject=subject, token=token, now=now)
    except IntegrityError:
        return Draft.objects.get(pk=token, owner=user, page=page)


@transaction.atomic
def _make(page: "FormPage", release: FormRelease, *, user: Any, subject: str, token: uuid.UUID, now: datetime) -> Draft:
    handler = handlers.get(page.handler)
    key = handler.data_key(page=page, subject=subject)
    draft = Draft(id=token, data_key=key or DataKey.objects.make(), owns_key=key is None)
    draft.page, draft.version, draft.owner, draft.subject = page, release.version, user, subject
    draft.written_for = handler.written_for(page=page, user=user, subject=subject)
    definition = release.version.definition
    # Of the account that stands for everybody there is nothing to fill in for anybody.
    is_guest = handlers.open_to_all(page.handler) is not None and not user.is_active
    known = {} if is_guest else prefill_sources.known_of(definition, page=page, user=user, subject=subject)
    draft.answers = prefilled(definition, handler.prefill(page=page, user=user, subject=subject))
    return keep_new(draft, known, page=page, now=now)


def keep_new(draft: Draft, known: dict[str, Any], *, page: "FormPage", now: datetime) -> Draft:
    """Save a draft that was just made, with what is known filled in."""
    begun = prefilling.begun_with(draft.definition, known, page=page, today=localtime(now).date())
    draft.answers = (draft.answers or {}) | begun
    draft.working = {"facts": known} if known else {}
    draft.made_at = now
    draft.begin_to_keep(now, handlers.draft_lifetime(page))
    draft.save(force_insert=True)
    return draft


def prefilled(definition: Definition, known: dict[str, Any]) -> Answers:
    """Answers by question name from values by meaning; a repeating step's value is a list of such dicts."""
    answers: Answers = {}
    for step in definition["steps"]:
        own = {question["meaning"]: question["name"] for question in step["questions"] if question["meaning"]}
        if step["repeat"] is None:
            answers |= {own[key]: value for key, value in known.items() if key in own and is_answered(value)}
        elif entries := known.get(step["meaning"]):
            answers[step["name"]] = [
                {own[key]: value for key, value in entry.items() if key in own and is_answered(value)}
                for entry in entries
            ]
    return answers
