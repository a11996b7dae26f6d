"""The way through one draft: what is shown, what is done, what is missing. Knows no request.

A step is done when its form, bound to the answers kept, is valid: the same form that took them.
"""

from dataclasses import dataclass

from django.utils.translation import gettext

from forms.definition import prefill_sources
from forms.definition.shape import Definition, Step
from forms.filling import prefilling
from forms.filling.answering import Answering
from forms.filling.opened import questions_of
from forms.filling.places import step_of
from forms.models.version import FormVersion


@dataclass(frozen=True)
class Problem:
    """Something that keeps a draft from being sent. `entry`: the identifier of one of a repeating step."""

    step: Step
    entry: str | None
    question: str
    message: str


@dataclass(frozen=True)
class Entry:
    """One entry of a repeating step in its list; `id` stays the same when earlier ones are removed."""

    number: int
    id: str
    title: str
    finished: bool


class Journey(Answering):
    """A draft opened once, with what is missing of it and what a newer version asks."""

    # What is missing

    def entry_list(self, step: Step) -> list[Entry]:
        """The entries as they are listed, numbered from 1."""
        return [
            Entry(number, entry, self.entry_title(step, entry), not self._faults(step, entry))
            for number, entry in enumerate(self.ids(step["name"]), 1)
        ]

    def _faults(self, step: Step, entry: str | None) -> list[tuple[str, str]]:
        if self.is_unsaved(step, entry):
            return [("", gettext("has changes that are not saved. Open it and select Save and continue"))]
        form = self.form(step, entry)
        if form.is_valid():
            return []
        return [(name, str(messages[0])) for name, messages in form.errors.items()]

    def problems_of(self, step: Step) -> list[Problem]:
        """What is wrong with one step; empty when it is done."""
        repeat = step["repeat"]
        if repeat is None:
            return [Problem(step, None, name, _told(step["title"], m, name)) for name, m in self._faults(step, None)]
        found = []
        for entry in self.ids(step["name"]):
            faults = self._faults(step, entry)
            title = self.entry_title(step, entry) if faults else ""
            found += [Problem(step, entry, name, _told(title, message, name)) for name, message in faults]
        if len(self.entries(step)) < repeat["least"]:
            told = gettext("“%(title)s”: add at least %(least)s %(noun)s")
            found.append(Problem(step, None, "", told % {"title": step["title"], **repeat}))
        if len(self.entries(step)) > repeat["most"]:
            told = gettext("“%(title)s”: at most %(most)s. Remove some")
            found.append(Problem(step, None, "", told % {"title": step["title"], **repeat}))
        return found

    def problems(self) -> list[Problem]:
        """Everything that keeps the draft from being sent, in the order of the form."""
        return [problem for step in self.steps for problem in self.problems_of(step)]

    def lacks_nothing(self, passed: Step) -> bool:
        """Whether nothing keeps the draft from being sent; `passed`: the step of which that is known by now."""
        return not any(self.problems_of(step) for step in self.steps if step["name"] != passed["name"])

    def is_started(self, step: Step) -> bool:
        """Whether the person has been through the step or typed anything in it."""
        if step["name"] in self.seen:
            return True
        return any(step_of(place) == step["name"] for place in self.typed)

    def is_done(self, step: Step) -> bool:
        return step["name"] in self.seen and not self.problems_of(step)

    # A newer version (forms.filling.moving)

    def definition_of(self, version: FormVersion) -> Definition:
        """The questions of a version, in the language in which the person reads them."""
        return questions_of(version, self.draft.language).definition

    def learn(self, before: set[str]) -> None:
        """Read what newer questions show or begin with; `before`: the names of the questions there were."""
        draft = self.draft
        if prefill_sources.wanted(self.definition) - self.known.keys():
            self.known |= prefill_sources.known_of(
                self.definition, page=draft.page, user=draft.owner, subject=draft.subject
            )
            begun = prefilling.begun_with(self.definition, self.known, page=draft.page, today=self.today)
            new = {name: value for name, value in begun.items() if name.partition(":")[0] not in before}
            self.answers = {**new, **self.answers}


def _told(title: str, message: str, question: str) -> str:
    return f"{title}: {message}" if question else f"“{title}” {message}"
