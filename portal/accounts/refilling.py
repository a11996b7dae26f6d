"""Puts what somebody had typed back into the form on a page that was drawn without it.

Works on the page as it is sent, so that every form of the portal gets its text back, without JavaScript too.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from bs4 import BeautifulSoup
from bs4.dammit import EntitySubstitution
from bs4.element import Tag
from bs4.formatter import HTMLFormatter

from forms.models.kept_post import Typed

# What is never put back: a token of before, and what a browser lets nobody fill in.
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of a field
NEVER = {"submit", "button", "image", "reset", "file", "password"}
CHOSEN = {"checkbox", "radio"}
MADE_NAME = re.compile(r"q_[0-9a-f]{8}")


class AsItCame(HTMLFormatter):
    """Writes attributes in the order in which they came, not by the alphabet."""

    def attributes(self, tag: Tag) -> Iterable[tuple[str, Any]]:
        return list(tag.attrs.items())


@dataclass(frozen=True)
class Left:
    """What has no place on the page any more: the field in words ("" where it has none), and its text."""

    label: str
    text: str


@dataclass(frozen=True)
class Refilled:
    """The page with what was typed. `found`: whether its form was there; `left`: what it has no place for."""

    page: BeautifulSoup
    found: bool
    left: tuple[Left, ...]

    @property
    def html(self) -> str:
        return self.page.decode(formatter=AsItCame(entity_substitution=EntitySubstitution.substitute_xml))


def refill(html: str, typed: Typed, *, page: str, action: str) -> Refilled:
    """Fill the form of this page that is sent to this address. Both addresses are paths with their query."""
    soup = BeautifulSoup(html, "html.parser")
    fields = {name: list(values) for name, values in typed["fields"].items() if name != TOKEN}
    form = _form(soup, fields, page, action)
    if form is None:
        return Refilled(soup, found=False, left=readable(fields))
    unplaced = _fill(_controls(soup, form), fields)
    return Refilled(soup, found=True, left=readable(unplaced))


def readable(fields: dict[str, list[str]]) -> tuple[Left, ...]:
    """What a person can read of it, to copy from."""
    return tuple(Left(_label(name), text) for name, values in fields.items() for text in values if text.strip())


def put_first(soup: BeautifulSoup, html: str) -> bool:
    """Put this at the top of what the page says. Returns whether it has such a place."""
    main = soup.find("main")
    if not isinstance(main, Tag):
        return False
    main.insert(0, BeautifulSoup(html, "html.parser"))
    return True


def _label(name: str) -> str:
    if MADE_NAME.match(name):
        return ""
    words = re.sub(r"[-_:]+", " ", name).strip()
    return words[:1].upper() + words[1:]


def _form(soup: BeautifulSoup, fields: dict[str, list[str]], page: str, action: str) -> Tag | None:
    """The form with most of the fields, among those that are sent to this address."""
    best, most = None, -1
    for form in soup.find_all("form"):
        there = urljoin(page, _text(form, "action") or page)
        if _text(form, "method").lower() != "post" or _path(there) != _path(action):
            continue
        shared = len({_text(one, "name") for one in _controls(soup, form)} & set(fields))
        if shared > most:
            best, most = form, shared
    return best


def _path(address: str) -> str:
    return address.partition("?")[0]


def _controls(soup: BeautifulSoup, form: Tag) -> list[Tag]:
    """The form's fields and buttons in the page's order, also those that stand outside and name it."""
    names = ["input", "textarea", "select", "button"]
    own = _text(form, "id")
    inside = {id(one) for one in form.find_all(names)}
    return [
        one
        for one in soup.find_all(names)
        if _text(one, "name")
        and (
            _text(one, "form") == own
            if own and one.has_attr("form")
            else id(one) in inside and not one.has_attr("form")
        )
    ]


def _fill(controls: Iterable[Tag], fields: dict[str, list[str]]) -> dict[str, list[str]]:
    """Fill them, and return what found no place."""
    waiting = {name: list(values) for name, values in fields.items()}
    placed: dict[str, set[str]] = defaultdict(set)
    for control in controls:
        name, kind = _text(control, "name"), _text(control, "type").lower()
        if name == TOKEN:
            continue
        if control.name == "button" or kind in NEVER:
            # Which button was pressed is no text that could be lost.
            placed[name].add(_text(control, "value"))
        elif kind in CHOSEN:
            value = _text(control, "value") if control.has_attr("value") else "on"
            _mark(control, "checked", chosen=value in fields.get(name, []))
            placed[name].add(value)
        elif control.name == "select":
            placed[name] |= _choose(control, fields.get(name, []))
        elif waiting.get(name):
            _write(control, waiting[name].pop(0))
    left = {name: [one for one in values if one not in placed[name]] for name, values in waiting.items()}
    return {name: values for name, values in left.items() if values}


def _choose(select: Tag, values: list[str]) -> set[str]:
    offered = set()
    for option in select.find_all("option"):
        value = _text(option, "value") if option.has_attr("value") else option.get_text(strip=True)
        _mark(option, "selected", chosen=value in values)
        offered.add(value)
    return offered


def _write(control: Tag, text: str) -> None:
    if control.name == "textarea":
        # A browser leaves out the first line end of a text area.
        control.string = "\n" + text
    else:
        control["value"] = text


def _mark(tag: Tag, attribute: str, *, chosen: bool) -> None:
    if chosen:
        tag[attribute] = ""
    elif tag.has_attr(attribute):
        del tag[attribute]


def _text(tag: Tag, attribute: str) -> str:
    return str(tag.get(attribute) or "")
