"""The same page in the other language, and which words of a page are English whatever its language."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils.translation import get_language

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
    found = [
        Other(html_code(code), name, translate_url(here, code)) for code, name in settings.LANGUAGES if code != now
    ]
    return [other for other in found if other.url != here]


def html_code(code: str) -> str:
    """en-gb → en-GB, as HTML has it."""
    language, _hyphen, country = code.partition("-")
    return f"{language}-{country.upper()}" if country else language


def is_first() -> bool:
    """Whether the page's own words are in the language in which its content is written."""
    return get_language() in (FIRST, None)
