"""What a question was called that is not in a form any more, so that a message never names it by its key."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from wagtail.models import Revision

from forms.definition.block_values import definition_of
from forms.definition.shape import Definition, questions
from forms.models.version import FormVersion

if TYPE_CHECKING:
    from forms.models.form_page import FormPage

# Drafts looked back on, the newest first: a question that somebody added and removed again was in one of them.
DRAFTS = 20


def former_wordings(page: "FormPage") -> Callable[[str], str]:
    """By name, the newest wording in any version or recent draft of this form; empty where nobody knows.

    Nothing is read before it is asked for the first time: most forms name nothing that is not there.
    """

    @cache
    def known() -> dict[str, str]:
        if page.pk is None:
            return {}
        versions = FormVersion.objects.filter(page_id=page.pk).order_by("number")
        found: dict[str, str] = {}
        for definition in versions.values_list("definition", flat=True):
            found |= _worded(definition)
        for revision in reversed(list(_drafts(page)[:DRAFTS])):
            found |= _worded(definition_of(revision.as_object()))
        return found

    return lambda name: known().get(name, "")


def _drafts(page: "FormPage") -> Any:
    return Revision.objects.page_revisions().filter(object_id=str(page.pk)).order_by("-created_at", "-pk")


def _worded(definition: Definition) -> dict[str, str]:
    return {question["name"]: question["label"] for _step, question in questions(definition) if question["label"]}
