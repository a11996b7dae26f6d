"""A page in the other language stands where Django would say that it stands."""

import pytest
from django.http import HttpRequest
from django.test import RequestFactory
from django.urls import Resolver404, resolve, translate_url
from django.utils import translation
from django.utils.translation import get_language_from_path

from portal.language.switching import others

PATHS = [
    "/",
    "/cy/",
    "/reports/",
    "/cy/reports/",
    "/reports/?q=neglect&page=2",
    "/cy/reports/?q=ö%20b&q=<b>",
    "/north/reports/r/",
    "/accounts/login/?next=/my/",
    "/cy/accounts/login/",
    "/desk/",
    "/desk/NSCP-2026-0001/",
    "/desk/NSCP-2026-0001/form/12345678-1234-4234-8234-123456789012/",
    "/my/",
    "/admin/",
    "/healthz",
]


def asked(path: str) -> HttpRequest:
    request = RequestFactory().get(path)
    request.resolver_match = resolve(request.path_info)
    return request


@pytest.mark.parametrize("path", PATHS)
def test_it_is_where_django_finds_it(path: str) -> None:
    with translation.override(get_language_from_path(path) or "en-gb"):
        try:
            request = asked(path)
        except Resolver404:
            pytest.fail(f"nothing answers at {path}")
        here = request.get_full_path()
        expected = {url for code in ("en-gb", "cy") if (url := translate_url(here, code)) != here}
        for _again in range(2):
            assert {other.url for other in others(request)} == expected


def test_what_has_two_addresses_says_so_and_what_has_one_does_not() -> None:
    with translation.override("en-gb"):
        assert [other.url for other in others(asked("/north/?a=b"))] == ["/cy/north/?a=b"]
        assert others(asked("/desk/?a=b")) == []


def test_of_a_request_whose_view_was_not_looked_for_yet_django_is_asked() -> None:
    with translation.override("en-gb"):
        assert [other.url for other in others(RequestFactory().get("/north/"))] == ["/cy/north/"]
        assert others(RequestFactory().get("/desk/")) == []
