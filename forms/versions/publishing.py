"""Freezing a form: publishing a page makes an immutable version of its questions and a release that makes it live."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from wagtail.models import Page

from forms import handlers, present
from forms.definition.block_values import definition_of
from forms.definition.shape import Definition, digest, questions
from forms.definition.validation import problems
from forms.definition.wording import Formerly, never, quoted
from forms.models.version import FormRelease, FormVersion
from forms.versions.former_wordings import former_wordings

if TYPE_CHECKING:
    from forms.models.form_page import FormPage


def problems_of(page: "FormPage") -> list[str]:
    """Why this page's form could not be published as it stands, a readable sentence each; empty when it can."""
    return problems_in(definition_of(page), page.handler, former_wordings(page))


def problems_in(definition: Definition, handler_key: str, formerly: Formerly = never) -> list[str]:
    """The same of questions with a handler. `formerly`: the wording of a question that is gone, by its name."""
    if handler_key not in handlers.registry:
        return ["Choose what happens when this form is sent.", *problems(definition, (), formerly)]
    found = problems(definition, handlers.get(handler_key).required_meanings, formerly)
    return found if handlers.open_to_all(handler_key) is None else [*found, *_files_of_anybody(definition)]


def _files_of_anybody(definition: Definition) -> list[str]:
    """Nobody stands for what somebody without an account sends: of them a form takes no files."""
    return [
        f"{quoted(question['label'])} asks for files, and this form is open to everybody without an account. "
        "Remove the question."
        for _step, question in questions(definition)
        if question["kind"] == "file"
    ]


def lacks_what_a_duty_needs(definition: Definition, handler_key: str) -> bool:
    """Whether these questions leave out something that the handler needs today."""
    return handler_key in handlers.registry and len(problems_in(definition, handler_key)) > len(problems(definition))


def publisher_of(revision: Any) -> Any:
    """Who put this revision live: whoever agreed to it, else whoever wrote it. None where nobody is known."""
    return getattr(revision, "agreed_by", None) or getattr(revision, "user", None)


def freeze_published(sender: type, instance: Any, revision: Any = None, **kwargs: Any) -> None:
    """Receiver of Wagtail's page_published. The page froze itself when it was saved; a copy that is kept live did not.

    A page that waits for its first go-live date sends the signal too, and freezes nothing before its time.
    """
    if instance.live:
        freeze(instance, by=publisher_of(revision), now=present.now())


def lock(page_id: int) -> int | None:
    """Hold the page's row until the transaction ends: of two who publish, one waits. Its live revision, if any."""
    locked = Page.objects.select_for_update().filter(pk=page_id).values_list("live_revision_id", flat=True)
    return locked.first()


@transaction.atomic
def freeze(page: "FormPage", *, by: Any, now: datetime) -> FormRelease:
    """Make the page's questions the live version. The same questions reuse their version.

    Raises ValidationError, every problem in it, and then changes nothing.
    """
    definition = definition_of(page)
    if found := problems_in(definition, page.handler, former_wordings(page)):
        raise ValidationError({"steps": found})
    lock(page.pk)
    version = _version_of(page, definition, now)
    live = FormRelease.objects.live(page.pk)
    if live is not None and live.version_id == version.pk:
        return live
    return FormRelease.objects.create(page_id=page.pk, version=version, since=now, by=by)


def _version_of(page: "FormPage", definition: Definition, now: datetime) -> FormVersion:
    number = FormVersion.objects.filter(page_id=page.pk).aggregate(last=Max("number"))["last"] or 0
    version, _made = FormVersion.objects.get_or_create(
        page_id=page.pk,
        digest=digest(definition),
        defaults={"number": number + 1, "definition": definition, "made_at": now},
    )
    return version
