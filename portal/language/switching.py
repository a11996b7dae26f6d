"""The same page in the other language, and which words of a page are English whatever its language."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, translate_url
from django.utils.encoding import iri_to_uri
from django.utils.translation import get_language, override

from forms.addresses import found

FIRST = settings.LANGUAGE_CODE


@dataclass(frozen=True)
class Other:
    """A language that the page is not in. `code` as HTML says it, `name` as its speakers do."""

    code: str
    name: str
    url: str


def others(request: HttpRequest) -> list[Other]:
    """The page in every other language; nothing where it has one address only (the desk, accounts, the CMS)."""
    here, now = request.get_full_path(), get_language()
    found = [Other(html_code(code), name, _in(code, request)) for code, name in settings.LANGUAGES if code != now]
    return [other for other in found if other.url != here]


def _in(language: str, request: HttpRequest) -> str:
    """The address of the request in this language, as `translate_url` has it, which looks for its view once more."""
    match = request.resolver_match
    if match is None:
        return translate_url(request.get_full_path(), language)
    query = request.META.get("QUERY_STRING", "")
    try:
        with override(language):
            address = found(match.view_name, match.args, match.kwargs)
    except NoReverseMatch:
        return request.get_full_path()
    return f"{address}?{iri_to_uri(query)}" if query else address


def html_code(code: str) -> str:
    """en-gb → en-GB, as HTML has it."""
    language, _hyphen, country = code.partition("-")
    return f"{language}-{country.upper()}" if country else language


def is_first() -> bool:
    """Whether the page's own words are in the language in which its content is written."""
    return get_language() in (FIRST, None)
