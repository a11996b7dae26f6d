"""Where forms stand: which form an address and a partnership mean, for the command line."""

from typing import Any

from django.core.management.base import CommandError
from wagtail.models import Page

from forms.models.form_page import FormPage
from workflow.parties.party import Partnership


class NotFound(CommandError):
    """It is not there, or more than one is meant. The reason says what to do."""


def partnership_named(name: str) -> Partnership:
    """The partnership by its address or reference prefix. Raises NotFound with those there are."""
    for partnership in Partnership.objects.all():
        if name.casefold() in (partnership.slug.casefold(), partnership.code.casefold()):
            return partnership
    there = ", ".join(Partnership.objects.values_list("slug", flat=True)) or "none"
    raise NotFound(f"There is no partnership “{name}”. There are: {there}.")


def form_at(slug: str, partnership: Partnership | None) -> FormPage | None:
    """The form with this address, or None. Raises NotFound where two partnerships have one and none is named."""
    found = FormPage.objects.filter(slug=slug).order_by("path")
    if partnership is not None:
        found = found.descendant_of(_home(partnership))
    forms = list(found)
    if len(forms) > 1:
        places = ", ".join(_whose(form) for form in forms)
        raise NotFound(f"There are {len(forms)} forms “{slug}”, in: {places}. Say which with --partnership.")
    return forms[0] if forms else None


def place_for_forms(partnership: Partnership) -> Any:
    """The page of the partnership below which its forms stand. Raises NotFound where it has none."""
    kinds = FormPage.clean_parent_page_models()
    for page in Page.objects.descendant_of(_home(partnership)).type(tuple(kinds)).order_by("path").specific():
        if FormPage.can_create_at(page):
            return page
    raise NotFound(f"{partnership} has no page of forms. Make one in the CMS first.")


def _home(partnership: Partnership) -> Page:
    if partnership.home is None:
        raise NotFound(f"{partnership} has no home page yet. Choose one in the CMS first.")
    return partnership.home


def _whose(form: FormPage) -> str:
    partnership = Partnership.objects.for_page(form)
    return partnership.slug if partnership else f"no partnership ({form.url_path})"
