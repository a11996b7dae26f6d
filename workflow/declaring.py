"""What a transition is declared with: who may take it, what it asks, what must hold first, and how it is refused.

Models declare their transitions with `step()`; `workflow.transitions` alone takes them. The two are apart because the
door needs the models and the models need these words.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from django import forms
from django.utils import timezone

from workflow.roles import Actor, Role

RefusalKind = Literal["stale", "role", "state", "guard", "data"]
# A guard reads the record and says in one sentence why the step may not be taken, or None when it may.
Guard = Callable[[Any, Actor, datetime], str | None]


class Refused(Exception):
    """A transition that was not made. `reason` is shown as it stands; `errors` are by field (kind "data")."""

    def __init__(self, reason: str, kind: RefusalKind, errors: Mapping[str, list[str]] | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.kind = kind
        self.errors = dict(errors or {})


class TransitionForm(forms.Form):
    """What a step asks. The only place where its data is checked, whether it comes from a page, a form or the API."""

    def __init__(self, *args: Any, record: Any, by: Actor, now: datetime, **kwargs: Any) -> None:
        self.record, self.by, self.now = record, by, now
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


@dataclass(frozen=True)
class Step:
    """How a transition is offered: see `step()`."""

    label: str
    roles: frozenset[Role]
    form: type[TransitionForm]
    guards: tuple[Guard, ...]
    duty: str
    hint: str
    system: bool
    page_handler: str


def step(
    label: str,
    *,
    roles: Iterable[Role] = (),
    form: type[TransitionForm] = TransitionForm,
    guards: Iterable[Guard] = (),
    duty: str = "",
    hint: str = "",
    system: bool = False,
    page_handler: str = "",
) -> dict[str, Step]:
    """The `custom` of a transition: its label on the screen, who may take it, what it asks, what must hold first.

    `system`: the program may take it too (a clock, another machine). `page_handler`: it is taken by sending the form
    page with this handler; the desk then links to that form instead of showing the step's own.
    """
    return {
        "step": Step(label, frozenset(roles), form, tuple(guards), duty, hint, system, page_handler),
    }


def local_date(now: datetime) -> date:
    """The local date (Europe/London) of a moment: all day arithmetic starts from it."""
    return timezone.localdate(now)
