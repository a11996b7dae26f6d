"""What `start_portal` is told: by a TOML file, by options, and where somebody sits at the terminal by their answers."""

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandError

from portal.start.partnership.questions import BODY, SEAT, NewPartnershipForm, PersonField

ADMINISTRATORS = "administrators"
# Tables of the file whose keys are the rest of a field's name.
TABLES = {"bodies": BODY, "seats": SEAT}
ASKED_NOT = ("form_files", "forms_from")
Ask = Callable[[str], str]
Say = Callable[[str], Any]


def from_file(path: Path) -> dict[str, Any]:
    """The file's values by the names of the questions. Raises CommandError in plain words."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} is not a TOML file: {error}.") from error
    told: dict[str, Any] = {}
    for key, value in document.items():
        if key in TABLES and isinstance(value, dict):
            told |= {f"{TABLES[key]}{name}": one for name, one in value.items()}
        else:
            told[key] = value
    return told


def unknown(told: Mapping[str, Any]) -> list[str]:
    """Names that no question has, as the file wrote them."""
    known = {*NewPartnershipForm().fields, ADMINISTRATORS}
    return sorted(set(told) - known)


def administrators(told: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Names and addresses of the administrators. Raises CommandError where there is none or one cannot be read."""
    given = told.get(ADMINISTRATORS) or []
    found = []
    for text in [given] if isinstance(given, str) else given:
        try:
            person = PersonField("Administrator").clean(str(text))
        except ValidationError as error:
            raise CommandError(f"Administrator “{text}”: {' '.join(error.messages)}") from error
        found += [person] if person else []
    if not found:
        raise CommandError("Name the first administrator: --administrator 'Ada Example <ada@example.org>'.")
    return found


def checked(told: Mapping[str, Any]) -> NewPartnershipForm:
    """The valid form. Raises CommandError with everything that is wrong, one line a question."""
    form = NewPartnershipForm({**initial(), **told})
    if not form.is_valid():
        raise CommandError("\n".join(["Nothing was changed.", *_faults(form)]))
    return form


def initial() -> dict[str, Any]:
    """What a question's answer is where nobody gives another."""
    return {name: field.initial for name, field in NewPartnershipForm().fields.items() if field.initial is not None}


def asked(told: Mapping[str, Any], *, ask: Ask, say: Say) -> dict[str, Any]:
    """What is told, with what somebody answers to the rest. An answer that cannot stand is asked for again."""
    answers = {**initial(), **told}
    for heading, names in NewPartnershipForm().sections():
        open_ones = [name for name in names if name not in told and name not in ASKED_NOT]
        if open_ones:
            say(f"\n{heading}")
        for name in open_ones:
            answers[name] = _answer(name, answers, ask=ask, say=say)
    given = answers.get(ADMINISTRATORS)
    while not given:
        say("\nThe first administrator, who then invites everybody else")
        given = [one] if (one := ask("Name and e-mail address, like Ada Example <ada@example.org>: ").strip()) else []
    return {**answers, ADMINISTRATORS: given}


def _answer(name: str, answers: Mapping[str, Any], *, ask: Ask, say: Say) -> str:
    field = NewPartnershipForm().fields[name]
    usual = str(answers.get(name, ""))
    hint = usual or ("" if field.required else "may stay empty")
    if field.help_text:
        say(f"  {field.help_text}")
    while True:
        typed = ask(f"{field.label}{f' [{hint}]' if hint else ''}: ").strip() or usual
        errors = NewPartnershipForm({**answers, name: typed}).errors.get(name)
        if not errors:
            return typed
        say("  " + " ".join(map(str, errors)))


def _faults(form: NewPartnershipForm) -> list[str]:
    return [
        f"  {name}: {' '.join(map(str, errors))}" if name in form.fields else f"  {' '.join(map(str, errors))}"
        for name, errors in form.errors.items()
    ]
