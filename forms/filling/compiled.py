"""What can be worked out once of a definition, kept by its digest: a digest stands for one definition for ever.

So nothing kept here is ever out of date. Each process keeps the forms it used last; a definition that was never
published (a preview, a trial) is kept by its own digest in the same way.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import cached_property

from django.conf import settings
from django.utils import translation

from forms.definition.language import in_language
from forms.definition.shape import DATE_KINDS, Definition, Question, Step, digest, questions
from forms.questions.step_form import StepForm, StepFormBuilder

MOST_KEPT = 64


class Compiled:
    """One definition in one language, with what its pages ask of it again and again."""

    def __init__(self, definition: Definition) -> None:
        self.definition = definition
        self.steps: dict[str, Step] = {step["name"]: step for step in definition["steps"]}
        self._form_classes: dict[str, type[StepForm]] = {}

    @cached_property
    def questions(self) -> dict[str, tuple[Step, Question]]:
        """Every question with its step, by the question's name, in the order of the form."""
        return {question["name"]: (step, question) for step, question in questions(self.definition)}

    @cached_property
    def date_labels(self) -> dict[str, str]:
        """The wording of each question that asks for a date."""
        found = self.questions.items()
        return {name: question["label"] for name, (_step, question) in found if question["kind"] in DATE_KINDS}

    @cached_property
    def asks_for_files(self) -> bool:
        return any(question["kind"] == "file" for _step, question in self.questions.values())

    def form_class(self, step: str) -> type[StepForm]:
        """The class of the form of the step with this name."""
        found = self._form_classes.get(step)
        if found is None:
            found = self._form_classes[step] = StepFormBuilder(self.steps[step]).get_form_class()
        return found


class Shelf:
    """The compiled forms that were used last, at most so many of them."""

    def __init__(self, most: int = MOST_KEPT) -> None:
        self._most = most
        self._kept: OrderedDict[tuple[str, str], Compiled] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, key: str, language: str, definition: Callable[[], Definition]) -> Compiled:
        """What is kept under the digest; `definition` is asked only where nothing is."""
        with self._lock:
            found = self._kept.get((key, language))
            if found is not None:
                self._kept.move_to_end((key, language))
                return found
        with translation.override(language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
            made = Compiled(in_language(definition(), language))
        with self._lock:
            self._kept[key, language] = made
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made

    def clear(self) -> None:
        """Forget everything; for tests that measure."""
        with self._lock:
            self._kept.clear()


shelf = Shelf()


def compiled(key: str, definition: Callable[[], Definition], language: str = "") -> Compiled:
    """The compiled form of the definition with this digest, in its first language or another.

    `definition` is called only when the form is not at hand, so that a row's definition need not even be read.
    """
    return shelf.find(key, language, definition)


def compiled_unpublished(definition: Definition, language: str = "") -> Compiled:
    """The same for a definition that no version holds: a preview, a trial."""
    return shelf.find(digest(definition), language, lambda: definition)
