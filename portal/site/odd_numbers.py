"""A number in an address that no table can hold leads to nothing: databases would refuse it, each in its own words."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

# A column of numbers holds 64 bits.
LARGEST = 2**63 - 1
SEARCH = "q"


class OddNumbersMiddleware:
    """Looks at what the address's converters made, the CMS's among them, and at the numbers that Wagtail asks after a
    question mark.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        if any(_is_too_large(value) for value in (*args, *kwargs.values())):
            raise Http404("There is nothing with such a number.")
        if request.path.startswith("/admin/") and any(
            _is_too_long(typed) for name, typed in request.GET.items() if name != SEARCH
        ):
            raise Http404("There is nothing with such a number.")


def _is_too_large(value: object) -> bool:
    return isinstance(value, int) and abs(value) > LARGEST


def _is_too_long(typed: object) -> bool:
    """What is a number in every sign: a search for a long number in a text is none of it that fails."""
    sign = str(typed).strip()
    return sign.lstrip("-").isdecimal() and len(sign) < 1000 and abs(int(sign)) > LARGEST
