"""A form file read whole or refused whole, with the line of everything that is wrong."""

from collections.abc import Iterable
from functools import partial
from typing import Any

from forms.definition.compact import STEP, short
from forms.definition.shape import FORMAT
from forms.editor.transfer import pages, references
from forms.editor.transfer.form_file import KIND, Content, completed
from forms.editor.transfer.lines import Located, Path
from forms.editor.transfer.refusal import FileRefused, called, inside, located, refuse

MOST_TOLD = 20
# How a part of a form is called where a person has to find it.
PARTS = {"steps": "step", "questions": "question", "groups": "group", "choices": "choice", "rules": "rule"}
NOT_A_FORM = f'This is not a form file: it does not say "kind": "{KIND}". Export a form to see one.'


def read(data: bytes, *, place: Any = None) -> Content:
    """The form in the file. `place`: its page, or the page above a new form. Raises FileRefused."""
    from forms.editor.transfer import shape  # noqa: PLC0415 - JSON Schema is a large library, for files alone

    found = located(data)
    _refuse_foreign(found)
    refuse_form = partial(refuse, found, in_words=_in_words, most=MOST_TOLD)
    refuse_form(found.faults)
    refuse_form(found.at_lines(shape.faults(found.value)))
    refuse_form(found.at_lines(references.faults(found.value, place)))
    content = completed(found.value)
    refuse_form(found.at_lines(_lost(found.value, content)))
    return content


def _refuse_foreign(found: Located) -> None:
    value = found.value
    if not isinstance(value, dict) or value.get("kind") != KIND:
        raise FileRefused([f"Line {found.line(('kind',))}: {NOT_A_FORM}"])
    number = value.get("format")
    if not isinstance(number, int) or isinstance(number, bool) or number < 1:
        raise FileRefused([f'Line {found.line(("format",))}: "format" must be {FORMAT}.'])
    if number > FORMAT:
        told = f"this file was made by a newer version of the portal (format {number}; this one reads format {FORMAT})"
        raise FileRefused([f"Line {found.line(('format',))}: {told}. Bring this portal up to date first."])


def _in_words(path: Path, value: Any) -> str:
    """step 2 “The children”, question 3 “Date of birth”, rules, least."""
    words: list[str] = []
    for place, key in enumerate(path):
        value = inside(value, key)
        if isinstance(key, int):
            part = PARTS.get(str(path[place - 1]), "part") if place else "part"
            # The list is told by its numbered part.
            words[-1:] = [f"{part} {key + 1}{called(value, 'title', 'label', 'name')}"]
        else:
            words.append(key[:60])
    return ", ".join(words)


def _lost(value: Any, content: Content) -> Iterable[tuple[Path, str]]:
    """What the editor has no place for, like choices of a date: it would vanish silently."""
    kept = [short(step, STEP) for step in pages.as_edited(content)["steps"]]
    wanted = [short(step, STEP) for step in content["steps"]]
    yield from _missing_in(kept, wanted, ("steps",), value["steps"])


def _missing_in(kept: Any, wanted: Any, path: Path, written: Any) -> Iterable[tuple[Path, str]]:
    if isinstance(wanted, dict):
        for key, one in wanted.items():
            if not one:
                continue
            if not isinstance(kept, dict) or key not in kept:
                kind = f" of kind “{written['kind']}”" if isinstance(written, dict) and "kind" in written else ""
                yield (*path, key), f"“{key}” has no place in this part{kind}. Remove it"
            else:
                yield from _missing_in(kept[key], one, (*path, key), inside(written, key))
    elif isinstance(wanted, list) and isinstance(kept, list):
        for number, one in enumerate(wanted):
            if number >= len(kept):
                yield (*path, number), "it has no place here. Remove it"
            else:
                yield from _missing_in(kept[number], one, (*path, number), inside(written, number))
