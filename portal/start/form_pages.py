"""The six forms that come with the portal: form files, as anybody exports and imports them."""

from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

from forms.definition.shape import Definition
from forms.editor.transfer.form_file import Content, definition_in
from forms.editor.transfer.pages import content_of, fields_of
from forms.editor.transfer.reading import read
from forms.models.form_page import FormPage
from workflow.parties.party import Partnership

FOLDER = Path(__file__).parent / "forms"
# In the order in which a case needs them, and what the public asks for after its end.
SLUGS = ("referral", "notification", "rapid-review", "agency-return", "rapid-review-audit", "ask-for-a-report")


@cache
def _content(slug: str) -> Content:
    return read((FOLDER / f"{slug}.json").read_bytes())


def definition(slug: str) -> Definition:
    """The questions of the form with this slug; the caller's own to change."""
    return deepcopy(definition_in(_content(slug)))


def pages() -> list[dict[str, Any]]:
    """The fields that each form page is made with."""
    return [{"slug": slug, **fields_of(_content(slug))} for slug in SLUGS]


def request_form() -> dict[str, Any]:
    """The fields of the form by which the public asks for a report."""
    return {"slug": SLUGS[-1], **fields_of(_content(SLUGS[-1]))}


def pages_of(partnership: Partnership) -> list[dict[str, Any]]:
    """The same for the forms that another partnership has live, as they stand today."""
    if partnership.home is None:
        return []
    live = FormPage.objects.live().descendant_of(partnership.home).order_by("path")
    return [{"slug": page.slug, **fields_of(content_of(page))} for page in live]
