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
from forms.definition.shape import Answers, Definition, Step, digest, questions
from forms.filling import aside, begun_before, places, prefilling
from forms.filling.aside import SetAside, Typed
from forms.filling.compiled import Compiled, compiled, compiled_unpublished
from forms.filling.places import Basis, Revisions, place_of, step_of
from forms.models.submission import Draft
from forms.models.version import FormVersion
from forms.questions.fields import field_names
from forms.questions.step_form import OFFERED, Circumstances, StepForm, typed_from
from forms.questions.summary import entry_title
from forms.versions.grace import Grace


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
        working = draft.working or {}
        # Everything that was answered, what is hidden just now too: `kept` says what counts.
        self.answers: Answers = aside.together(draft.answers or {}, working.get("hidden", {}))
        self._ids: dict[str, list[str]] = working.get("entries", {})
        self.revisions = Revisions(working.get("revision", places.UNTOUCHED), working.get("changed", {}))
        self.typed: dict[str, Typed] = begun_before.typed_by_entry(working.get("typed", {}), self.ids)
        # By place, what stands in hidden questions and did not pass.
        self.unclean: dict[str, Typed] = working.get("unclean", {})
        self.seen: list[str] = working.get("seen", [])
        # What newer versions set aside (forms.filling.moving).
        self.set_aside: list[SetAside] = working.get("set_aside", [])
        if removed := working.get("removed"):
            self.set_aside = [*self.set_aside, *begun_before.told_aside(draft, removed)]
        self.news: list[str] = working.get("news", [])
        # What was known of the person and the record when the draft began, by the keys of its prefill sources.
        self.known: dict[str, Any] = working.get("facts", {})

    def save(self, *, now: datetime) -> None:
        """Keep the answers that are shown, and apart from them what is hidden and everything typed, in the vault."""
        kept = self.kept
        hidden = aside.hidden(self.definition, self.answers, kept)
        self.answers = aside.together(kept, hidden)
        for step in self.definition["steps"]:
            if step["name"] in self.answers and step["repeat"] is not None:
                self.ids(step["name"])
        self.draft.answers = kept
        working = {
            "typed": self.typed,
            "seen": self.seen,
            "news": self.news,
            "facts": self.known,
            "hidden": hidden,
            "unclean": self.unclean,
            "set_aside": self.set_aside,
            "entries": self._ids,
            "changed": self.revisions.places,
            "revision": self.revisions.latest,
        }
        self.draft.working = {"typed": self.typed, **{name: value for name, value in working.items() if value}}
        self.draft.keep_until(now)
        fields = ["version", "language", "answers", "working", "saved_at", "expires_at"]
        self.draft.save(update_fields=fields)

    def read_in(self, language: str) -> None:
        """Show the form in this language from now on; in its first one where it has no such language."""
        known = self.definition.get("second_language", "")
        self.draft.language = language if language == known else ""
        self.reread()

    def reread(self) -> None:
        """The draft's version or language is another one: read its questions anew."""
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
        """Attachments that would not be sent: of a removed entry, or of a question that is hidden now."""
        used: set[str] = set()
        for step, question in questions(self.definition):
            if question["kind"] == "file":
                for entry in [self.kept] if step["repeat"] is None else self.kept.get(step["name"]) or []:
                    used.update(entry.get(question["name"]) or [])
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

    def ids(self, step: str) -> list[str]:
        """The identifiers of the entries of a repeating step, in their order."""
        entries = self.answers.get(step)
        if entries is None:
            return []
        known = self._ids.get(step)
        if known is None:
            known = places.first_entries(self.draft.pk, step, len(entries))
        self._ids[step] = found = places.matched(known, len(entries))
        return found

    def known_ids(self, step: str) -> list[str]:
        """The same of a step that this version may not ask: its entries can come back with another one."""
        return self._ids.get(step, [])

    def has_entry(self, step: Step, entry: str) -> bool:
        return entry in self.ids(step["name"])

    def entry_list(self, step: Step) -> list[Entry]:
        """The entries as they are listed, numbered from 1."""
        return [
            Entry(number, entry, self.entry_title(step, entry), not self._faults(step, entry))
            for number, entry in enumerate(self.ids(step["name"]), 1)
        ]

    def number_of(self, step: Step, entry: str) -> int:
        """Which entry it is, from 1; for a new one, which it becomes."""
        ids = self.ids(step["name"])
        return ids.index(entry) + 1 if entry in ids else len(ids) + 1

    def entry_title(self, step: Step, entry: str) -> str:
        """By what is typed already, where the entry is not finished."""
        number = self.number_of(step, entry)
        shown = self.kept.get(step["name"]) or []
        answers = dict(shown[number - 1]) if number <= len(shown) else {}
        naming = step["repeat"]["summary"] if step["repeat"] else ""
        typed = self.typed.get(place_of(step, entry), {}).get(naming)
        if typed and any(q["name"] == naming and q["kind"] == "text" for q in step["questions"]):
            answers[naming] = typed[0].strip()
        return entry_title(step, answers, number)

    def _entry(self, step: Step, entry: str | None) -> Answers:
        if step["repeat"] is None:
            return self.answers
        ids = self.ids(step["name"])
        return self.entries(step)[ids.index(entry)] if entry in ids else {}

    def data(self, step: Step, entry: str | None) -> Typed:
        """The form data of a step or entry: as typed last, else as answered."""
        typed = self.typed.get(place_of(step, entry))
        kept = self._passed(step, entry, self._entry(step, entry) or self._beginning(step))
        return aside.completed(step, typed, kept) if typed else kept

    def _passed(self, step: Step, entry: str | None, answers: Answers) -> Typed:
        """The form data that stands for the answers, with what stands in hidden questions and did not pass."""
        return typed_from(step, answers) | self.unclean.get(place_of(step, entry), {})

    def completed(self, step: Step, entry: str | None, data: Typed) -> Typed:
        """What a page sent, with what belongs to questions that it could not show."""
        return aside.completed(step, data, self.data(step, entry))

    def _beginning(self, step: Step) -> Answers:
        """What a new entry of a repeating step begins with."""
        if step["repeat"] is None or not self.known:
            return {}
        return prefilling.entry_begun_with(step, self.known, page=self.draft.page, today=self.today)

    def is_unsaved(self, step: Step, entry: str | None) -> bool:
        """Whether something was typed into questions that are shown and did not pass yet."""
        place = place_of(step, entry)
        if place in self.typed or place not in self.unclean:
            return place in self.typed
        form = self.form(step, entry)
        form.is_valid()
        asked = (question for question in step["questions"] if question["name"] in form.shown)
        fields = {name for question in asked for name in field_names(question["kind"], question["name"])}
        return bool(fields & self.unclean[place].keys())

    def form(self, step: Step, entry: str | None, data: Typed | None = None) -> StepForm:
        """The bound form of a step or entry, with this data or with what is there."""
        typed = self.data(step, entry) if data is None else data
        return self.compiled.form_class(step["name"])(typed, circumstances=self.circumstances(step))

    def remember(self, step: Step, entry: str | None, data: Typed, *, page: str = "") -> None:
        """Keep what was typed though it does not pass. An unfinished entry keeps its place in the list, empty.

        What says the same as the answers kept is nothing unsaved. `page`: the name of the page it was typed on.
        """
        place, before = place_of(step, entry), self._as_it_is(step, entry)
        data = self.completed(step, entry, data)
        if _filled_in(data) == _filled_in(self._passed(step, entry, self._entry(step, entry))):
            self.typed.pop(place, None)
        else:
            self.typed[place] = data
        self._make_room(step, entry)
        self._note(step, entry, before, page)

    def store(self, step: Step, entry: str | None, form: StepForm, *, page: str = "") -> None:
        """Keep the answers of a valid form, and apart from them what is hidden in it."""
        place, before = place_of(step, entry), self._as_it_is(step, entry)
        found, unclean = aside.stored(step, form, self._entry(step, entry), self.unclean.get(place, {}))
        if step["repeat"] is None:
            names = {key for question in step["questions"] for key in aside.keys_of(question)}
            self.answers = {name: value for name, value in self.answers.items() if name not in names} | found
        else:
            self._make_room(step, entry)
            number = self.ids(step["name"]).index(str(entry))
            entries = self.entries(step)
            entries[number] = found
            self.answers = {**self.answers, step["name"]: entries}
        self.typed.pop(place, None)
        self.unclean.pop(place, None)
        if unclean:
            self.unclean[place] = unclean
        self._note(step, entry, before, page)
        self.see(step)

    def _make_room(self, step: Step, entry: str | None) -> None:
        """An entry that is new joins the list at its end."""
        if step["repeat"] is None or entry is None or self.has_entry(step, entry):
            return
        ids = self.ids(step["name"])
        self.answers = {**self.answers, step["name"]: [*self.entries(step), {}]}
        self._ids[step["name"]] = [*ids, entry]

    # Who changed what

    def basis(self, step: Step, entry: str | None) -> Basis:
        """What a page of this step or entry that is drawn now begins from."""
        return Basis.fresh(self.revisions.of(place_of(step, entry)))

    def is_stale(self, step: Step, entry: str | None, basis: Basis | None) -> bool:
        """Whether another page changed the step or entry, or removed it, since the page with this basis was made."""
        return self.revisions.is_stale(place_of(step, entry), basis)

    def _as_it_is(self, step: Step, entry: str | None) -> Typed | None:
        """What is there of a step or entry, to see whether a change changed anything; None for what is not there."""
        if entry is not None and not self.has_entry(step, entry):
            return None
        return _filled_in(self.data(step, entry))

    def _note(self, step: Step, entry: str | None, before: Typed | None, page: str) -> None:
        if self._as_it_is(step, entry) != before:
            self.revisions.change(place_of(step, entry), page)

    def see(self, step: Step) -> None:
        """The person has been through this step."""
        if step["name"] not in self.seen:
            self.seen.append(step["name"])

    def remove_entry(self, step: Step, entry: str) -> None:
        """Take out one entry with what was typed into it; nothing where it is gone already."""
        if not self.has_entry(step, entry):
            return
        ids, entries = self.ids(step["name"]), self.entries(step)
        del entries[ids.index(entry)]
        self.answers = {**self.answers, step["name"]: entries}
        self._ids[step["name"]] = [one for one in ids if one != entry]
        place = place_of(step, entry)
        self.typed.pop(place, None)
        self.unclean.pop(place, None)
        self.set_aside = [one for one in self.set_aside if one["entry"] != entry]
        # What is gone keeps its revision: a page that began before comes too late.
        self.revisions.change(place, "")

    # What is missing

    def _faults(self, step: Step, entry: str | None) -> list[tuple[str, str]]:
        if self.is_unsaved(step, entry):
            return [("", "has changes that are not saved. Open it and select Save and continue")]
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
        for entry in self.entry_list(step):
            faults = self._faults(step, entry.id)
            found += [Problem(step, entry.id, name, _told(entry.title, message, name)) for name, message in faults]
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
        if step["name"] in self.seen:
            return True
        return any(step_of(place) == step["name"] for place in self.typed)

    def is_done(self, step: Step) -> bool:
        return step["name"] in self.seen and not self.problems_of(step)

    # A newer version (forms.filling.moving)

    def definition_of(self, version: FormVersion) -> Definition:
        """The questions of a version, in the language in which the person reads them."""
        return _of_version(version, self.draft.language).definition

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


def _told(title: str, message: str, question: str) -> str:
    return f"{title}: {message}" if question else f"“{title}” {message}"
