"""The way through one draft: what is shown, what is done, what is missing. Knows no request.

A step is done when its form, bound to the answers kept, is valid: the same form that took them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any

from forms import uploads
from forms.definition import prefill_sources
from forms.definition.conditions import kept, walk
from forms.definition.difference import Change
from forms.definition.shape import Answers, Definition, Step, answer_keys, digest, questions
from forms.filling import prefilling
from forms.filling.compiled import Compiled, compiled, compiled_unpublished
from forms.models.submission import Draft
from forms.models.version import FormVersion
from forms.questions.step_form import OFFERED, Circumstances, StepForm, typed_from
from forms.questions.summary import entry_title
from forms.versions.following import Following
from forms.versions.grace import Grace

Typed = dict[str, list[str]]


@dataclass(frozen=True)
class Problem:
    """Something that keeps a draft from being sent. `entry`: of a repeating step, from 0."""

    step: Step
    entry: int | None
    question: str
    message: str


@dataclass(frozen=True)
class Entry:
    """One entry of a repeating step in its list."""

    number: int
    title: str
    finished: bool


@dataclass(frozen=True)
class Standing:
    """What follows from one set of answers: the steps that are shown, what each may read, what would be kept."""

    definition: Definition
    answers: Answers
    walked: list[tuple[Step, Answers]]
    kept: Answers

    @classmethod
    def of(cls, definition: Definition, answers: Answers, today: date, told: Answers) -> "Standing":
        """`told`: the texts from the case that the form shows, which are sent with the answers."""
        full = _with_told(definition, answers, told) if told else answers
        return cls(definition, answers, list(walk(definition, full, today)), kept(definition, full, today))

    def known(self, name: str) -> Answers:
        """What the conditions of this step may read; nothing where it is hidden."""
        return next((known for step, known in self.walked if step["name"] == name), {})


def compiled_for(draft: Draft) -> Compiled:
    """The draft's questions, in the language in which its owner reads them."""
    if draft.trial is not None:
        return compiled_unpublished(draft.trial, draft.language)
    if draft.version is None:
        raise TypeError("A draft without a version is a trial, and a trial has a definition.")
    return _of_version(draft.version, draft.language)


def _of_version(version: FormVersion, language: str) -> Compiled:
    return compiled(version.digest, lambda: version.definition, language)


class Journey:
    """A draft opened once: answers in the clear, written back by `save`."""

    def __init__(self, draft: Draft, *, today: date) -> None:
        self.draft = draft
        self.today = today
        self.compiled = compiled_for(draft)
        self._worked_out: Standing | None = None
        # Set where the draft stays with its questions though newer ones are live (submitting.follow_release).
        self.grace: Grace | None = None
        self.answers: Answers = draft.answers or {}
        working = draft.working or {}
        self.typed: dict[str, Typed] = working.get("typed", {})
        self.seen: list[str] = working.get("seen", [])
        self.removed: Answers = working.get("removed", {})
        self.news: list[str] = working.get("news", [])
        # What was known of the person and the record when the draft began, by the keys of its prefill sources.
        self.known: dict[str, Any] = working.get("facts", {})

    def save(self, *, now: datetime) -> None:
        """Keep what is shown of the answers, and everything typed, in the vault."""
        self.answers = self.kept
        self.draft.answers = self.answers
        working = {"typed": self.typed, "seen": self.seen, "removed": self.removed, "news": self.news}
        self.draft.working = working | ({"facts": self.known} if self.known else {})
        self.draft.keep_until(now)
        fields = ["version", "language", "answers", "working", "saved_at", "expires_at"]
        self.draft.save(update_fields=fields)

    def read_in(self, language: str) -> None:
        """Show the form in this language from now on; in its first one where it has no such language."""
        known = self.definition.get("second_language", "")
        self.draft.language = language if language == known else ""
        self.compiled = compiled_for(self.draft)

    # What is asked

    @property
    def definition(self) -> Definition:
        """The questions, in the language in which the person reads them."""
        return self.compiled.definition

    @property
    def digest(self) -> str:
        """Which questions these are: shown with the answers to check, and compared when they are sent."""
        return digest(self.draft.definition) if self.draft.version is None else self.draft.version.digest

    @property
    def steps(self) -> list[Step]:
        """The steps that are shown, in order."""
        return [step for step, _known in self._standing.walked]

    def step(self, name: str) -> Step | None:
        """The step, where it is shown."""
        return next((step for step in self.steps if step["name"] == name), None)

    @property
    def kept(self) -> Answers:
        """The answers as they would be sent: nothing hidden, calculated values as of today."""
        return self._standing.kept

    @property
    def _standing(self) -> "Standing":
        """What follows from the answers as they are, worked out once until they change."""
        found = self._worked_out
        if found is None or found.answers is not self.answers or found.definition is not self.definition:
            told = prefilling.shown(self.definition, self.known) if self.known else {}
            found = self._worked_out = Standing.of(self.definition, self.answers, self.today, told)
        return found

    def after(self, step: Step) -> Step | None:
        """The step that follows, or None after the last."""
        names = [one["name"] for one in self.steps]
        place = names.index(step["name"]) + 1
        return self.steps[place] if place < len(names) else None

    @cached_property
    def files(self) -> dict[str, Any]:
        """The draft's attachments by identifier; asked of the database only where the form has a file question, and
        a draft locked for sending is not known to have none.
        """
        if not getattr(self.draft, "has_files", True):
            return {}
        return uploads.of_draft(self.draft.pk) if self.compiled.asks_for_files else {}

    def unused_files(self) -> list[Any]:
        """Attachments that no kept answer names: of a removed entry, or of a question that is hidden now."""
        asking = [(step, one["name"]) for step, one in questions(self.definition) if one["kind"] == "file"]
        named = [entry.get(name) or [] for step, name in asking for entry in self.entries(step)]
        used = {identifier for some in named for identifier in some}
        return [attachment for identifier, attachment in self.files.items() if identifier not in used]

    def circumstances(self, step: Step) -> Circumstances:
        """What the form of a step that is shown must know beyond what is typed into it."""
        labels, standing = self.compiled.date_labels, self._standing
        return Circumstances(
            today=self.today,
            known=standing.known(step["name"]),
            dates={name: standing.kept[name] for name in labels if name in standing.kept},
            labels=labels,
            files=frozenset(self.files),
            told=prefilling.shown(self.definition, self.known) if self.known else {},
            options=self.options,
        )

    @cached_property
    def options(self) -> Callable[[str], prefill_sources.Options]:
        """The choices of an option list, each read once."""
        return cache(lambda key: prefill_sources.options_of(key, self.draft.page))

    # What was answered and typed

    def entries(self, step: Step) -> list[Answers]:
        """The entries of a repeating step that passed; a plain step counts as one."""
        if step["repeat"] is None:
            return [self.answers]
        return list(self.answers.get(step["name"]) or [])

    def entry_list(self, step: Step) -> list[Entry]:
        """The entries as they are listed, numbered from 1."""
        return [
            Entry(index + 1, self._title(step, index), not self._faults(step, index))
            for index in range(len(self.entries(step)))
        ]

    def _title(self, step: Step, index: int) -> str:
        """By what is typed already, where the entry is not finished."""
        entry = dict(self._entry(step, index))
        naming = step["repeat"]["summary"] if step["repeat"] else ""
        typed = self.typed.get(_key(step, index), {}).get(naming)
        if typed and any(q["name"] == naming and q["kind"] == "text" for q in step["questions"]):
            entry[naming] = typed[0].strip()
        return entry_title(step, entry, index + 1)

    def _entry(self, step: Step, index: int | None) -> Answers:
        entries = self.entries(step)
        place = index or 0
        return entries[place] if place < len(entries) else {}

    def data(self, step: Step, index: int | None) -> Typed:
        """The form data of a step or entry: as typed last, else as answered."""
        return self.typed.get(_key(step, index)) or typed_from(step, self._entry(step, index) or self._beginning(step))

    def _beginning(self, step: Step) -> Answers:
        """What a new entry of a repeating step begins with."""
        if step["repeat"] is None or not self.known:
            return {}
        return prefilling.entry_begun_with(step, self.known, page=self.draft.page, today=self.today)

    def is_unsaved(self, step: Step, index: int | None) -> bool:
        """Whether something was typed that did not pass yet."""
        return _key(step, index) in self.typed

    def form(self, step: Step, index: int | None, data: Typed | None = None) -> StepForm:
        """The bound form of a step or entry, with this data or with what is there."""
        typed = self.data(step, index) if data is None else data
        return self.compiled.form_class(step["name"])(typed, circumstances=self.circumstances(step))

    def remember(self, step: Step, index: int | None, data: Typed) -> None:
        """Keep what was typed though it does not pass. An unfinished entry keeps its place in the list, empty.

        What says the same as the answers kept is nothing unsaved.
        """
        if _filled_in(data) == _filled_in(typed_from(step, self._entry(step, index))):
            self.typed.pop(_key(step, index), None)
        else:
            self.typed[_key(step, index)] = data
        if step["repeat"] is not None:
            entries = self.entries(step)
            self.answers = {**self.answers, step["name"]: entries + [{}] * ((index or 0) + 1 - len(entries))}

    def store(self, step: Step, index: int | None, form: StepForm) -> None:
        """Keep the answers of a valid form."""
        names = {key for question in step["questions"] for key in answer_keys(question)}
        if step["repeat"] is None:
            self.answers = {name: value for name, value in self.answers.items() if name not in names} | form.answers
        else:
            entries = self.entries(step)
            place = min(index or 0, len(entries))
            entries[place : place + 1] = [form.answers]
            self.answers = {**self.answers, step["name"]: entries}
        self.typed.pop(_key(step, index), None)
        self.see(step)

    def see(self, step: Step) -> None:
        """The person has been through this step."""
        if step["name"] not in self.seen:
            self.seen.append(step["name"])

    def remove_entry(self, step: Step, index: int) -> None:
        """Take out one entry; what was typed into later ones moves up with them."""
        entries = self.entries(step)
        if index < len(entries):
            del entries[index]
            self.answers = {**self.answers, step["name"]: entries}
        moved = {}
        for key, data in self.typed.items():
            name, _colon, number = key.partition(":")
            if name != step["name"] or not number or int(number) < index:
                moved[key] = data
            elif int(number) > index:
                moved[f"{name}:{int(number) - 1}"] = data
        self.typed = moved

    # What is missing

    def _faults(self, step: Step, index: int | None) -> list[tuple[str, str]]:
        if self.is_unsaved(step, index):
            return [("", "has changes that are not saved. Open it and select Save and continue")]
        form = self.form(step, index)
        if form.is_valid():
            return []
        return [(name, str(messages[0])) for name, messages in form.errors.items()]

    def problems_of(self, step: Step) -> list[Problem]:
        """What is wrong with one step; empty when it is done."""
        repeat = step["repeat"]
        if repeat is None:
            return [Problem(step, None, name, _told(step["title"], m, name)) for name, m in self._faults(step, None)]
        found = []
        for entry in self.entry_list(step):
            index = entry.number - 1
            found += [Problem(step, index, name, _told(entry.title, m, name)) for name, m in self._faults(step, index)]
        if len(self.entries(step)) < repeat["least"]:
            found.append(Problem(step, None, "", f"“{step['title']}”: add at least {repeat['least']} {repeat['noun']}"))
        if len(self.entries(step)) > repeat["most"]:
            found.append(Problem(step, None, "", f"“{step['title']}”: at most {repeat['most']}. Remove some"))
        return found

    def problems(self) -> list[Problem]:
        """Everything that keeps the draft from being sent, in the order of the form."""
        return [problem for step in self.steps for problem in self.problems_of(step)]

    def is_started(self, step: Step) -> bool:
        """Whether the person has been through the step or typed anything in it."""
        return step["name"] in self.seen or any(key.partition(":")[0] == step["name"] for key in self.typed)

    def is_done(self, step: Step) -> bool:
        return step["name"] in self.seen and not self.problems_of(step)

    # A newer version

    def move_to(self, version: FormVersion) -> None:
        """Go on with a newer version: answers follow by name, what is new is noted for the task list.

        An answer to a question that is no longer asked, or is asked in another way, is set aside, not sent.
        """
        way = Following(self.definition, _of_version(version, self.draft.language).definition)
        self.answers, self.removed = way.carry({**self.removed, **self.answers})
        self.seen = [name for name in self.seen if name not in {change.step for change in way.asking}]
        self.news = [*self.news, *(_news(change) for change in way.asking)]
        before = {question["name"] for _step, question in questions(self.definition)}
        self.draft.version = version
        self.compiled = compiled_for(self.draft)
        self._learn(before)

    def _learn(self, before: set[str]) -> None:
        """Read what newer questions show or begin with; `before`: the names of the questions there were."""
        draft = self.draft
        if prefill_sources.wanted(self.definition) - self.known.keys():
            self.known |= prefill_sources.known_of(
                self.definition, page=draft.page, user=draft.owner, subject=draft.subject
            )
            begun = prefilling.begun_with(self.definition, self.known, page=draft.page, today=self.today)
            new = {name: value for name, value in begun.items() if name.partition(":")[0] not in before}
            self.answers = {**new, **self.answers}


def _filled_in(data: Typed) -> Typed:
    """The form data without empty boxes and what the page itself sends along."""
    return {name: values for name, values in data.items() if name != OFFERED and any(values)}


def _with_told(definition: Definition, answers: Answers, told: Answers) -> Answers:
    """What is told in a repeating step is told in each of its entries."""
    repeating = {
        step["name"]: [{**entry, **told} for entry in answers[step["name"]]]
        for step in definition["steps"]
        if step["repeat"] is not None and answers.get(step["name"])
    }
    return {**answers, **told, **repeating}


def _news(change: Change) -> str:
    return f"“{change.subject}”: {change.detail}"


def _told(title: str, message: str, question: str) -> str:
    return f"{title}: {message}" if question else f"“{title}” {message}"


def _key(step: Step, index: int | None) -> str:
    return step["name"] if step["repeat"] is None else f"{step['name']}:{index or 0}"
