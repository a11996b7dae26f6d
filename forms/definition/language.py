"""A form in its second language: the texts an editor gave in it, and the first language's wherever there is none."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import get_language

from forms.definition.shape import Definition, Question, Step

FIRST_LANGUAGE = "English"
# Of the sentences that are the portal's own, for a reader of PDFs, where nothing else is said.
OWN_LANGUAGE = "en-GB"
# Welsh, and languages that many families in England speak besides English; named as their speakers write them.
SECOND_LANGUAGES = [
    ("cy", "Cymraeg"),
    ("pl", "Polski"),
    ("ro", "Română"),
    ("pa", "ਪੰਜਾਬੀ"),
    ("ur", "اردو"),
    ("ar", "العربية"),
    ("bn", "বাংলা"),
    ("so", "Soomaali"),
    ("uk", "Українська"),
    ("fr", "Français"),
    ("es", "Español"),
]
WRITTEN_FROM_RIGHT = frozenset({"ar", "ur"})


def own_language() -> str:
    """Of the portal's own sentences just now: Welsh where a form is read in Welsh."""
    now = get_language() or "en"
    return OWN_LANGUAGE if now.startswith("en") else now


class Said(str):
    """A text in the second language. It is a text like any other; templates ask it for `language` and `direction`."""

    __slots__ = ("language",)
    language: str

    def __new__(cls, text: str, language: str) -> "Said":
        said = super().__new__(cls, text)
        said.language = language
        return said

    def __reduce__(self) -> Any:
        return Said, (str(self), self.language)

    @property
    def direction(self) -> str:
        return direction_of(self.language)


def like(text: str, model: str) -> str:
    """The text, known to be in the model's language where that is known."""
    return Said(text, model.language) if isinstance(model, Said) else text


def direction_of(language: str) -> str:
    """Right to left or left to right, as HTML says it."""
    return "rtl" if language in WRITTEN_FROM_RIGHT else "ltr"


def name_of(language: str) -> str:
    """What its speakers call it: "Cymraeg"."""
    return dict(SECOND_LANGUAGES).get(language, language or FIRST_LANGUAGE)


@dataclass(frozen=True)
class Offered:
    """A language a person may choose. `code` is empty for the first language; `chosen`: they read it now."""

    code: str
    name: str
    chosen: bool

    @property
    def tag(self) -> str:
        return self.code or "en"

    @property
    def direction(self) -> str:
        return direction_of(self.code)


def offered(second_language: str, chosen: str) -> list[Offered]:
    """The first language and the second; nothing where a form has one language only."""
    if not second_language:
        return []
    in_second = chosen == second_language
    return [Offered("", FIRST_LANGUAGE, not in_second), Offered(second_language, name_of(second_language), in_second)]


def in_language(definition: Definition, language: str) -> Definition:
    """The definition with its texts in this language, text by text, where an editor gave them.

    For showing and checking only: names, kinds, conditions and rules are the same; it is never stored or published.
    """
    if not language or definition.get("second_language") != language:
        return definition
    changed: Definition = _said(definition, ("title",), language)
    changed["steps"] = [_step(step, language) for step in definition["steps"]]
    return changed


def _step(step: Step, language: str) -> Step:
    changed: Step = _said(step, ("title", "guidance"), language)
    noun = step.get("second", {}).get("noun")
    if noun and step["repeat"] is not None:
        changed["repeat"] = {**step["repeat"], "noun": Said(noun, language)}
    changed["questions"] = [_question(question, language) for question in step["questions"]]
    if groups := step.get("groups"):
        changed["groups"] = [_said(group, ("title", "guidance"), language) for group in groups]
    return changed


def _question(question: Question, language: str) -> Question:
    changed: Question = _said(question, ("label", "hint", "guidance", "example"), language)
    second = question.get("second", {})
    labels = second.get("choices", {})
    changed["choices"] = [
        {**choice, "label": Said(labels[choice["value"]], language)} if labels.get(choice["value"]) else choice
        for choice in question["choices"]
    ]
    if (calculation := question.get("calculation")) and (names := second.get("bands", {})):
        bands: Any = [
            {**band, "label": Said(names[band["label"]], language)} if names.get(band["label"]) else band
            for band in calculation.get("bands", ())
        ]
        changed["calculation"] = {**calculation, "bands": bands}
    told = {rule: Said(text, language) for rule, text in second.get("messages", {}).items() if text}
    changed["messages"] = {**question["messages"], **told}
    return changed


def _said(carrier: Any, texts: tuple[str, ...], language: str) -> Any:
    """A copy whose texts are in the language where its `second` has them."""
    second = carrier.get("second", {})
    return {**carrier, **{text: Said(second[text], language) for text in texts if second.get(text)}}
