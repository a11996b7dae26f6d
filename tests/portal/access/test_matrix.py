"""Every route × every role × own, foreign and ended: who opens what, and who reads which sealed words."""

from collections.abc import Iterator
from contextlib import suppress
from time import perf_counter
from typing import Any, NamedTuple

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction

from forms.vault import VaultError
from tests.conftest import MONDAY
from tests.one_frame import one_frame
from tests.portal.access import canaries
from tests.portal.access.asking import Answer, Browser, bare_refusals
from tests.portal.access.routes import ALL, ALSO_READ, NEVER_ASKED, POSTED, READ, ROUTES, rule_of
from tests.portal.access.scene import Side, side
from tests.portal.access.walking import filled_in, routes
from tests.portal.conftest import top_of_site
from tests.promises import Told
from workflow.models import Membership
from workflow.parties.roles import Role

EVERY = [route for route in routes() if route not in NEVER_ASKED]
KINDS = (canaries.SENT, canaries.TOLD, canaries.CASE)
NOT_READY = ("readyz", 503)


class Address(NamedTuple):
    """A route, and where it leads about this side."""

    route: str
    of: Side
    path: str


@pytest.fixture(scope="module")
def db(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """One transaction for all tests of this file, rolled back after the last."""
    with django_db_blocker.unblock(), time_machine.travel(MONDAY, tick=False), transaction.atomic(), bare_refusals():
        yield
        transaction.set_rollback(True)
    cache.clear()


@pytest.fixture(scope="module")
def sides(db: None) -> tuple[Side, Side]:
    """Both areas, made once."""
    top = top_of_site()
    return side("OWN", top), side("FOREIGN", top)


@pytest.fixture(scope="module")
def addresses(sides: tuple[Side, Side]) -> Iterator[list[Address]]:
    """Every route about the own area, and about the foreign one where it names something of an area."""
    own, _foreign = sides
    found = [Address(route, of, filled_in(route, of)) for route in EVERY for of in sides]
    with one_frame():
        yield [one for one in found if one.of is own or one.path != filled_in(one.route, own)]


def may(route: str, letter: str, of: Side) -> bool:
    """Whether this person opens it."""
    own, _bar, foreign = (rule_of(route) or "").partition("|")
    return letter in (own if of.name == "OWN" else foreign)


def readable(route: str, letter: str) -> set[str]:
    """The kinds of the own area's words that this person may read there."""
    also = next((who for start, who in ALSO_READ.items() if route.startswith(start)), "")
    return {canaries.CASE} if letter in also else READ.get(letter, set())


def wrong_with(answer: Answer, letter: str, of: Side, route: str) -> list[str]:
    """What this person should not have been answered, in words."""
    found = []
    if answer.status >= 500 and (route, answer.status) != NOT_READY:
        found.append(f"fails with {answer.status}")
    if answer.is_open != may(route, letter, of):
        why = answer.leads_to or ("" if answer.is_open else answer.body[:120])
        found.append(f"is {'open' if answer.is_open else 'closed'} ({answer.status} {why})")
    allowed = {canaries.word("OWN", kind) for kind in readable(route, letter)} if answer.is_open else set()
    words = {canaries.word(name, kind) for name in ("OWN", "FOREIGN") for kind in KINDS}
    return found + [f"shows {word}" for word in sorted(words - allowed) if word in answer.body]


def walked(user: Any, letter: str, asked: list[Address], record_property: Any, name: str = "") -> list[str]:
    """What was wrong with the answers to all of this. Counted for the summary of the run (summary.py)."""
    cache.clear()
    browser, wrong, start = Browser(user), [], perf_counter()
    for route, of, path in asked:
        answer = browser.ask(path, post=route.endswith(POSTED))
        wrong += [f"{route} about {of.name}: {each}" for each in wrong_with(answer, letter, of, route)]
    record_property("access", [len(EVERY), name or letter, len(asked), len(wrong), perf_counter() - start])
    return wrong


def test_every_route_is_declared_and_every_declaration_is_of_a_route() -> None:
    assert [route for route in routes() if rule_of(route) is None] == []
    unused = [
        row for row in ROUTES if not any(one == row or row[-1:] == "*" and one.startswith(row[:-1]) for one in routes())
    ]
    assert unused == []
    assert {*Role.values} <= set(ALL)


def test_every_sealed_field_of_both_areas_holds_a_word(sides: tuple[Side, Side]) -> None:
    every = {f"{model.__name__}.{name}" for model, names in canaries.sealed_fields().items() for name in names}
    for of in sides:
        assert every - canaries.planted(of.name, of.keys) == canaries.CODES


def test_no_sealed_word_lies_readable_in_any_table(sides: tuple[Side, Side], promise: Told) -> None:
    words = sum(len(canaries.planted(of.name, of.keys)) for of in sides)
    found = canaries.readable_in_tables()
    promise("canaries", planted=words, found=len(found))
    assert words > 100
    assert found == []


def test_no_sealed_value_opens_in_another_row(sides: tuple[Side, Side], promise: Told) -> None:
    """What lies in a row of one area, put into a row of the other, in every sealed column of every table."""
    own, foreign = sides
    swapped, opened = 0, []
    for model, names in canaries.sealed_fields().items():
        mine, theirs = canaries.rows(model, own.keys).first(), canaries.rows(model, foreign.keys).first()
        for name in names:
            column = model._meta.get_field(name).attname
            if mine is None or theirs is None or mine.__dict__[column] is None:
                continue
            swapped += 1
            theirs.__dict__[column] = bytes(mine.__dict__[column])
            with suppress(VaultError):
                opened.append(f"{model.__name__}.{name}: {getattr(theirs, name)!r:.40}")
    promise("ciphertexts", swapped=swapped, refused=swapped - len(opened))
    assert swapped > 50
    assert opened == []


@pytest.mark.parametrize("letter", ALL)
def test_each_opens_what_is_theirs(
    sides: tuple[Side, Side], addresses: list[Address], letter: str, record_property: Any, promise: Told
) -> None:
    wrong = walked(sides[0].people[letter], letter, addresses, record_property)
    promise("routes and roles", tried=len(addresses), offenders=len(wrong))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("letter", Role.values)
def test_whose_role_ended_opens_what_anybody_signed_in_opens(
    sides: tuple[Side, Side], addresses: list[Address], letter: str, record_property: Any, promise: Told
) -> None:
    """Of all that was theirs; the rest was closed before."""
    theirs = [one for one in addresses if may(one.route, letter, one.of)]
    user = type(sides[0].people[letter]).objects.get(pk=sides[0].people[letter].pk)
    with transaction.atomic():
        for held in Membership.objects.filter(user=user):
            held.ended_at = MONDAY
            held.save()
        wrong = walked(user, "N", theirs, record_property, f"{letter} ended")
        promise("routes and roles", tried=len(theirs), offenders=len(wrong))
        transaction.set_rollback(True)
    assert not wrong, "\n".join(wrong)
