"""A number that no table can hold leads to nothing, wherever it stands in an address: 404, never an error of ours."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import IntConverter, SlugConverter, StringConverter, UUIDConverter

from tests.portal.conftest import person_of_all_work, sign_in
from tests.promises import Told
from workflow.parties.party import Partnership

pytestmark = pytest.mark.django_db

NUMBERS = (2**31, 2**63, 99999999999999999999)
SOME = ("/admin/pages/{}/", "/admin/pages/{}/edit/", "/admin/form-changes/{}/", "/documents/{}/a.pdf", "/admin/?p={}")
IN_QUERIES = ("p", "page", "page_id", "owner", "user", "collection_id", "chosen_ids", "id", "latest_revision_id")


def addresses() -> Iterator[tuple[str, str]]:
    """Every address with a number in it, twice: for where it is and to ask it."""
    yield from _below(get_resolver().url_patterns, "/", numbered=False)


def _below(patterns: list[URLPattern | URLResolver], before: str, *, numbered: bool) -> Iterator[tuple[str, str]]:
    for one in patterns:
        route = str(getattr(one.pattern, "_route", ""))
        if not route and str(one.pattern) not in ("", "''"):
            continue
        filled = route
        for name, converter in one.pattern.converters.items():
            filled = filled.replace(_told(route, name), _value(converter))
        is_numbered = numbered or any(isinstance(one, IntConverter) for one in one.pattern.converters.values())
        if isinstance(one, URLResolver):
            yield from _below(one.url_patterns, before + filled, numbered=is_numbered)
        elif is_numbered:
            yield before + route, before + filled


def _told(route: str, name: str) -> str:
    start = route.rindex("<", 0, route.index(f"{name}>"))
    return route[start : route.index(">", start) + 1]


def _value(converter: object) -> str:
    if isinstance(converter, IntConverter):
        return "{number}"
    if isinstance(converter, UUIDConverter):
        return "00000000-0000-4000-8000-000000000000"
    return "a" if isinstance(converter, SlugConverter | StringConverter) else "NSCP-2026-0001"


@pytest.mark.parametrize("number", NUMBERS[1:])
def test_it_is_not_found(client: Client, partnership: Partnership, number: int) -> None:
    staff = sign_in(client, person_of_all_work(partnership))
    assert {staff.get(address.format(number)).status_code for address in SOME} == {404}
    assert staff.get("/admin/pages/search/", {"q": str(number)}).status_code == 200


@pytest.mark.drill
def test_no_address_breaks_over_a_number(client: Client, partnership: Partnership, promise: Told) -> None:
    staff = sign_in(client, person_of_all_work(partnership))
    staff.raise_request_exception = False
    found = dict(addresses())
    assert len(found) > 60
    broken = []
    for address in found.values():
        for number in NUMBERS:
            answer = staff.get(address.replace("{number}", str(number)))
            if answer.status_code >= 500:
                broken.append(address)
    promise("bad input", tried=len(found) * len(NUMBERS), errors=len(broken))
    assert broken == []


@pytest.mark.drill
def test_nor_over_one_in_a_question(client: Client, partnership: Partnership) -> None:
    staff = sign_in(client, person_of_all_work(partnership))
    staff.raise_request_exception = False
    pages = ("/admin/pages/search/", "/admin/images/", "/admin/documents/", "/admin/choose-page/", "/admin/reports/")
    pages += ("/admin/reports/site-history/", "/admin/images/chooser/", "/admin/documents/chooser/", "/", "/documents/")
    broken = []
    for page in pages:
        for name in IN_QUERIES:
            for number in (*NUMBERS, -(2**63) - 1):
                if staff.get(page, {name: str(number)}).status_code >= 500:
                    broken.append((page, name, number))
    assert broken == []
