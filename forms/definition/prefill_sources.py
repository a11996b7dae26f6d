"""What is known before anybody types: texts about the person and the record, and lists to choose from.

Other packages register both; `forms` keeps only their keys. A question names a source to begin with (`prefill`) or to
show (`case_text`), or an option list to choose from (`agency`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404

from forms import handlers
from forms.definition.shape import Definition, questions
from forms.handlers import Refused
from forms.registry import Registry

# A text, a date, a list of texts, or a choice from an option list: {"value": …, "label": …}.
Value = str | date | list[str] | dict[str, str] | None
Options = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class PrefillSource:
    """Something known of the person or the record. `read(page, user, subject)` gives it, or None where unknown.

    It is read only for a person who may start that form about that record. `purpose`: as of a meaning, where the text
    is the person's own.
    """

    key: str
    label: str
    read: Callable[[Any, Any, str], Value]
    purpose: str = ""


@dataclass(frozen=True)
class OptionList:
    """Choices that are not written into the form: `read(page)` gives pairs of stored value and wording."""

    key: str
    label: str
    read: Callable[[Any], Iterable[tuple[str, str]]]


sources: Registry[PrefillSource] = Registry()
option_lists: Registry[OptionList] = Registry()


def label_of(key: str) -> str:
    """What stands for a fact where there is no person and no record: "(Case: reference)"."""
    found = sources.get(key)
    return f"({found.label})" if found else ""


def wanted(definition: Definition) -> set[str]:
    """The sources that the questions of a form name."""
    named = {question.get(setting) for _step, question in questions(definition) for setting in ("prefill", "fact")}
    return {str(key) for key in named if key}


def known_of(definition: Definition, *, page: Any, user: Any, subject: str) -> dict[str, Any]:
    """What is known of what a form names, as JSON, for a person who may start it; nothing for anybody else.

    A date is its ISO text. What is not known, or no longer registered, is left out.
    """
    keys = wanted(definition)
    if not keys or not may_know(page=page, user=user, subject=subject):
        return {}
    found = {key: source.read(page, user, subject) for key in sorted(keys) if (source := sources.get(key)) is not None}
    return {key: value.isoformat() if isinstance(value, date) else value for key, value in found.items() if value}


def may_know(*, page: Any, user: Any, subject: str) -> bool:
    """Whether the form's handler would let this person start it about this record."""
    try:
        handlers.get(page.handler).may_start(page=page, user=user, subject=subject)
    except (Refused, Http404, LookupError):
        return False
    return True


def options_of(key: str, page: Any) -> Options:
    """The choices of an option list for this page; none where it is not registered."""
    found = option_lists.get(key)
    return tuple((str(value), str(label)) for value, label in found.read(page)) if found else ()
