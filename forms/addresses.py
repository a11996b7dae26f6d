"""Addresses of pages, put together once a process: a page of the desk leads to dozens, the same each time.

What `django.urls.reverse` answers hangs on the addresses in force, the language, the prefix and what is asked, and on
nothing else; so an answer is remembered with all of these. The `{% url %}` of templates asks here too
(forms/templatetags/remembered.py).
"""

from functools import lru_cache
from typing import Any
from uuid import UUID

from django.urls import get_resolver, get_script_prefix, get_urlconf, reverse
from django.utils.translation import get_language

# A list of fifty cases leads to some two hundred pages.
MOST_REMEMBERED = 8192
# Values of one of these are equal only where they are written alike: True and 1 are not.
EXACT = {str, int, UUID}


def address(name: str, *args: Any, current_app: str | None = None) -> str:
    """What `reverse(name, args=args)` gives. Raises NoReverseMatch, which is never remembered."""
    if not {type(one) for one in args} <= EXACT:
        return reverse(name, args=args, current_app=current_app)
    resolver = get_resolver(get_urlconf())
    return _remembered(resolver, get_language(), get_script_prefix(), current_app, name, *args)


@lru_cache(MOST_REMEMBERED)
def _remembered(
    _resolver: Any, _language: str | None, _prefix: str, current_app: str | None, name: str, *args: Any
) -> str:
    return reverse(name, args=args, current_app=current_app)
