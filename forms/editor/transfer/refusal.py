"""A file that is refused whole: every fault with its line and its place in words, for files of every kind."""

from collections.abc import Callable, Iterable
from operator import itemgetter
from typing import Any

from forms.editor.transfer import lines
from forms.editor.transfer.lines import Broken, Fault, Located, Path


class FileRefused(Exception):
    """The file was not taken and nothing was changed. `problems`: one line each, the first of them."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def located(data: bytes) -> Located:
    """What the file says, each value with its line. Raises FileRefused where it is not JSON."""
    try:
        return lines.read(lines.text_of(data))
    except Broken as error:
        raise FileRefused([str(error)]) from None


def refuse(found: Located, faults: Iterable[Fault], *, in_words: Callable[[Path, Any], str], most: int) -> None:
    """Raises FileRefused where there is any fault, in the order of the lines, at most so many of them told."""
    told = sorted(faults, key=itemgetter(0))
    problems = []
    for line, path, what in told[:most]:
        where = in_words(path, found.value)
        problems.append(f"Line {line}: {where}{': ' if where else ''}{what.rstrip('.')}.")
    if len(told) > most:
        problems.append(f"And {len(told) - most} more.")
    if problems:
        raise FileRefused(problems)


def inside(value: Any, key: str | int) -> Any:
    """The part of a value by this key, None where it has none."""
    try:
        return value[key]
    except (KeyError, IndexError, TypeError):
        return None


def called(value: Any, *keys: str) -> str:
    """What a part is called by the first of these keys that names it, in quotation marks."""
    names = [inside(value, key) for key in keys]
    text = next((name for name in names if isinstance(name, str) and name), "")
    return f" “{text[:80]}”" if text else ""
