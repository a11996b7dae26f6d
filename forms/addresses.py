"""Addresses of pages, put together once a process: a page of the desk leads to dozens, the same each time.

What `django.urls.reverse` answers hangs on the addresses in force, the language, the prefix and what is asked, and on
nothing else; so an answer is remembered with all of these. The `{% url %}` of templates asks here too
(forms/templatetags/remembered.py).
"""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.urls import get_resolver, get_script_prefix, get_urlconf, reverse
from django.utils.translation import get_language

# A list of fifty cases leads to some two hundred pages.
MOST_REMEMBERED = 8192
# Values of one of these are equal only where they are written alike: True and 1 are not.
EXACT = {str, int, UUID}


NOTHING: Mapping[str, Any] = MappingProxyType({})


def address(name: str, *args: Any) -> str:
    """What `reverse(name, args=args)` gives. Raises NoReverseMatch, which is never remembered."""
    return found(name, args)


def found(name: str, args: tuple[Any, ...], named: Mapping[str, Any] = NOTHING, current_app: str | None = None) -> str:
    """The same with arguments that have names, and in the application that a request is in."""
    if not {type(one) for one in (*args, *named.values())} <= EXACT:
        return reverse(name, args=args, kwargs=dict(named), current_app=current_app)
    resolver = get_resolver(get_urlconf())
    names = tuple(sorted(named.items()))
    return _remembered(resolver, get_language(), get_script_prefix(), current_app, name, args, names)


@lru_cache(MOST_REMEMBERED)
def _remembered(
    _resolver: Any,
    _language: str | None,
    _prefix: str,
    current_app: str | None,
    name: str,
    args: tuple[Any, ...],
    named: tuple[tuple[str, Any], ...],
) -> str:
    return reverse(name, args=args, kwargs=dict(named), current_app=current_app)
