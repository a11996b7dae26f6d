"""What a form file may name because this portal has it: handlers, meanings, sources, lists, patterns, languages."""

from collections.abc import Iterable

from forms import handlers
from forms.definition import calculations, meanings, patterns, prefill_sources
from forms.definition.language import SECOND_LANGUAGES

# How each is called in a sentence, by the word that marks it in form-file.schema.json ("x-known").
CALLED = {
    "handler": "what happens when it is sent",
    "meaning": "the meaning",
    "step meaning": "the meaning of an entry",
    "fact": "the fact",
    "option list": "the list of choices",
    "pattern": "the pattern",
    "calculation": "the calculation",
    "language": "the language",
}


def keys(what: str) -> list[str]:
    """Everything of this sort that the portal has, for a sentence or a comparison."""
    found: dict[str, Iterable[str]] = {
        "handler": (key for key, _label in handlers.choices()),
        "meaning": (key for key, _label in meanings.choices(step=False)),
        "step meaning": (key for key, _label in meanings.choices(step=True)),
        "fact": (key for key, _label in prefill_sources.sources.choices()),
        "option list": (key for key, _label in prefill_sources.option_lists.choices()),
        "pattern": patterns.PATTERNS,
        "calculation": calculations.LABELS,
        "language": (code for code, _name in SECOND_LANGUAGES),
    }
    return sorted(found[what])


def fault_of(what: str, key: str) -> str | None:
    """A sentence when the portal has nothing by this key, or None. Empty stands for none chosen."""
    if not key or key in keys(what):
        return None
    return f"this portal does not have {CALLED[what]} “{key}”"
