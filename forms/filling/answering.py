"""What was answered and typed into a draft, kept as it is typed, and who changed what since a page was drawn."""

from forms.definition.shape import Answers, Step
from forms.filling import aside, prefilling
from forms.filling.aside import Typed
from forms.filling.opened import OpenedDraft
from forms.filling.places import Basis, place_of
from forms.questions.fields import field_names
from forms.questions.step_form import OFFERED, StepForm, typed_from
from forms.questions.summary import entry_title


class Answering(OpenedDraft):
    """The data of each step and entry, remembered or stored, and its revisions."""

    # What was answered and typed

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


def _filled_in(data: Typed) -> Typed:
    """The form data without empty boxes and what the page itself sends along."""
    return {name: values for name, values in data.items() if name != OFFERED and any(values)}
