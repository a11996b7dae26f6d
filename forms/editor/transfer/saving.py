"""An imported form saved: always as a draft. What was there before stays in the page's history."""

from typing import Any

from django.db import transaction
from wagtail.models import Page, Revision

from forms.editor.transfer import pages
from forms.editor.transfer.form_file import Content
from forms.models.form_page import FormPage
from forms.versions import publishing


class ChangedMeanwhile(Exception):
    """Somebody saved the form after the account was read: what would change is something else now."""


@transaction.atomic
def save_into(page_id: int, content: Content, *, user: Any, seen: int | None) -> Revision:
    """A new draft of an existing form. `seen`: the latest revision when the account was given.

    Raises ChangedMeanwhile, and then saves nothing.
    """
    publishing.lock(page_id)
    page = FormPage.objects.get(pk=page_id)
    if page.latest_revision_id != seen:
        raise ChangedMeanwhile
    draft = page.get_latest_revision_as_object()
    pages.put(draft, content)
    # Not cleaned: a draft may be unfinished, as in the editor. Publishing looks at everything.
    return draft.save_revision(user=user, log_action=True, clean=False)


@transaction.atomic
def create_below(parent: Page, content: Content, *, user: Any) -> FormPage:
    """A new form that nobody sees yet, under the file's address or the next one that is free."""
    page = FormPage(slug=free_slug(parent, content["slug"]), live=False, owner=user)
    pages.put(page, content)
    parent.add_child(instance=page)
    page.save_revision(user=user, log_action=True, clean=False)
    return page


def free_slug(parent: Page, wanted: str) -> str:
    """The address itself, or with a number where another page has it."""
    taken = set(Page.objects.child_of(parent).values_list("slug", flat=True))
    candidates = [wanted, *(f"{wanted[:250]}-{number}" for number in range(2, len(taken) + 3))]
    return next(candidate for candidate in candidates if candidate not in taken)
