"""A draft opened once: its answers in the clear, the questions that are shown of it, and how it is written back."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache, cached_property
from typing import Any

from forms import uploads
from forms.definition import prefill_sources
from forms.definition.shape import Answers, Definition, Step, digest, questions
from forms.filling import aside, begun_before, places, prefilling
from forms.filling.aside import SetAside, Typed
from forms.filling.compiled import Compiled, compiled, compiled_unpublished
from forms.filling.places import Revisions
from forms.filling.standing import Standing
from forms.models.submission import Draft
from forms.models.version import FormVersion
from forms.questions.step_form import Circumstances
from forms.versions.grace import Grace


def compiled_for(draft: Draft) -> Compiled:
    """The draft's questions, in the language in which its owner reads them."""
    if draft.trial is not None:
        return compiled_unpublished(draft.trial, draft.language)
    if draft.version is None:
        raise TypeError("A draft without a version is a trial, and a trial has a definition.")
    return questions_of(draft.version, draft.language)


def questions_of(version: FormVersion, language: str) -> Compiled:
    return compiled(version.digest, lambda: version.definition, language)


class OpenedDraft:
    """Answers in the clear, written back by `save`; the steps and questions that are shown with them."""

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

    # The entries of a repeating step

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
