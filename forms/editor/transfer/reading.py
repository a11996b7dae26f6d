"""A form file read whole or refused whole, with the line of everything that is wrong."""

from collections.abc import Iterable
from operator import itemgetter
from typing import Any

from forms.definition.compact import STEP, short
from forms.definition.shape import FORMAT
from forms.editor.transfer import lines, pages, references, shape
from forms.editor.transfer.form_file import KIND, Content, completed
from forms.editor.transfer.lines import Broken, Located, Path

MOST_TOLD = 20
# How a part of a form is called where a person has to find it.
PARTS = {"steps": "step", "questions": "question", "groups": "group", "choices": "choice", "rules": "rule"}
NOT_A_FORM = f'This is not a form file: it does not say "kind": "{KIND}". Export a form to see one.'


class FileRefused(Exception):
    """The file was not taken and nothing was changed. `problems`: one line each, at most the first twenty."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read(data: bytes, *, place: Any = None) -> Content:
    """The form in the file. `place`: its page, or the page above a new form. Raises FileRefused."""
    try:
        found = lines.read(lines.text_of(data))
    except Broken as error:
        raise FileRefused([str(error)]) from None
    _refuse_foreign(found)
    _refuse(found, [(path, what, line) for path, line, what in found.faults])
    _refuse(found, [(path, what, None) for path, what in shape.faults(found.value)])
    _refuse(found, [(path, what, None) for path, what in references.faults(found.value, place)])
    content = completed(found.value)
    _refuse(found, [(path, what, None) for path, what in _lost(found.value, content)])
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


def _refuse(found: Located, faults: Iterable[tuple[Path, str, int | None]]) -> None:
    """Raises FileRefused where there is any fault, in the order of the lines."""
    told = [(line or found.line(path), path, what) for path, what, line in faults]
    if not told:
        return
    told.sort(key=itemgetter(0))
    problems = []
    for line, path, what in told[:MOST_TOLD]:
        where = _in_words(path, found.value)
        problems.append(f"Line {line}: {where}{': ' if where else ''}{what}.")
    if len(told) > MOST_TOLD:
        problems.append(f"And {len(told) - MOST_TOLD} more.")
    raise FileRefused(problems)


def _in_words(path: Path, value: Any) -> str:
    """step 2 “The children”, question 3 “Date of birth”, rules, least."""
    words: list[str] = []
    for place, key in enumerate(path):
        value = _inside(value, key)
        if isinstance(key, int):
            part = PARTS.get(str(path[place - 1]), "part") if place else "part"
            # The list is told by its numbered part.
            words[-1:] = [f"{part} {key + 1}{_called(value)}"]
        else:
            words.append(key[:60])
    return ", ".join(words)


def _inside(value: Any, key: str | int) -> Any:
    try:
        return value[key]
    except (KeyError, IndexError, TypeError):
        return None


def _called(value: Any) -> str:
    names = [value.get(key) for key in ("title", "label", "name")] if isinstance(value, dict) else []
    text = next((name for name in names if isinstance(name, str) and name), "")
    return f" “{text[:80]}”" if text else ""


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
                yield from _missing_in(kept[key], one, (*path, key), _inside(written, key))
    elif isinstance(wanted, list) and isinstance(kept, list):
        for number, one in enumerate(wanted):
            if number >= len(kept):
                yield (*path, number), "it has no place here. Remove it"
            else:
                yield from _missing_in(kept[number], one, (*path, number), _inside(written, number))
