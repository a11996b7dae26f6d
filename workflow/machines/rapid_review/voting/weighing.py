"""Weighing one by one: a question for each entry of the procedure's lists, answered with a reason (D10, D45).

The questions are made from the lists of the case's edition, so that another edition's criteria are asked without code.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from forms.definition import meanings
from workflow.engine.fields import OneOfField, ShortProseField
from workflow.engine.step import TransitionForm

YES_MAY_NO = [("yes", "Yes"), ("may", "It may"), ("no", "No")]
AS_THE_PANEL_SAYS = [*YES_MAY_NO, ("not_said", "The Panel does not say")]
# Each list with what one of its entries is called.
LOCAL = {"definition": "Definition", "local_criteria": "Criterion", "local_circumstances": "Circumstance"}
NATIONAL = {"national_criteria": "Criterion", "national_circumstances": "Circumstance"}
# What the rapid review form asks under a meaning of its own, by list and key of the shipped edition.
MEANT = {
    ("local_criteria", "improvements"): "rapid_review.criterion_improvements",
    ("local_criteria", "recurrent_themes"): "rapid_review.criterion_themes",
    ("local_criteria", "working_together"): "rapid_review.criterion_working_together",
    ("local_criteria", "panel_concluded"): "rapid_review.criterion_panel",
    ("local_circumstances", "single_agency"): "rapid_review.circumstance_single_agency",
    ("local_circumstances", "no_agency"): "rapid_review.circumstance_no_agency",
    ("local_circumstances", "several_areas"): "rapid_review.circumstance_several_areas",
    ("local_circumstances", "institutional"): "rapid_review.circumstance_institutions",
}
LIMBS = {
    ("definition", "abuse_or_neglect"): "incident.abuse_or_neglect",
    ("definition", "died_or_harmed"): "incident.harm",
}
# Everything of the form that the weighing begins with.
READ_BEFORE = (*MEANT.values(), *(f"{meaning}_reason" for meaning in MEANT.values()), *LIMBS.values())
# The answers to the two limbs that say that the limb is met.
MET = {"known": "yes", "suspected": "yes", "died": "yes", "seriously_harmed": "yes", "no": "no"}

Weighed = list[dict[str, str]]


def name_of(list_name: str, key: str) -> str:
    """The field of one entry's answer; that of its reason ends in "_reason"."""
    return f"{list_name}_{key}"


class WeighingForm(TransitionForm):
    """A radio question and a reason for each entry of the lists. Cleans to `weighing`, a list of entries."""

    lists: Mapping[str, str] = LOCAL
    answers: Iterable[tuple[str, str]] = YES_MAY_NO
    # Answers that need no reason.
    unreasoned: frozenset[str] = frozenset()
    duty = "D10"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = self.known()
        for list_name, title, entry in self.asked():
            self._ask(list_name, title, entry, known.get((list_name, entry["key"]), {}))

    def asked(self) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Each entry of the lists, with the list and what the entry is called: "Criterion 2"."""
        for list_name, noun in self.lists.items():
            for number, entry in enumerate(self.record.case.procedure.entries(list_name), start=1):
                yield list_name, f"{noun} {number}", entry

    def known(self) -> dict[tuple[str, str], dict[str, str]]:
        """What is known already, by list and key: `{"answer", "reason"}`."""
        return {}

    def _ask(self, list_name: str, title: str, entry: Mapping[str, Any], known: Mapping[str, str]) -> None:
        name = name_of(list_name, entry["key"])
        self.fields[name] = OneOfField(
            f"{title}: {entry['text']}",
            f"{title}: choose an answer ({self.duty}).",
            list(self.answers),
            initial=known.get("answer", ""),
        )
        self.fields[f"{name}_reason"] = ShortProseField(
            f"{title}: why?",
            f"{title}: enter why.",
            initial=known.get("reason", ""),
            required=not self.unreasoned,
        )

    def clean(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        weighing: Weighed = []
        for list_name, title, entry in self.asked():
            name = name_of(list_name, entry["key"])
            answer, reason = data.pop(name, ""), data.pop(f"{name}_reason", "")
            if answer and not reason and answer not in self.unreasoned and f"{name}_reason" not in self.errors:
                self.add_error(f"{name}_reason", f"{title}: enter why.")
            weighing.append(
                {"list": list_name, "key": entry["key"], "text": entry["text"], "answer": answer, "reason": reason}
            )
        return {**data, "weighing": weighing}


class WeighForm(WeighingForm):
    """The definition, the criteria and the circumstances, prefilled from the form, or from the weighing before."""

    def known(self) -> dict[tuple[str, str], dict[str, str]]:
        if self.record.is_weighed:
            return {(one["list"], one["key"]): one for one in self.record.weighing}
        submission = self.record.submission
        if submission is None:
            return {}
        reading = meanings.read(submission.version.definition, submission.answers)
        found = {}
        for place, meaning in MEANT.items():
            answer, reason = reading.one(meaning), reading.one(f"{meaning}_reason")
            found[place] = {"answer": str(answer or ""), "reason": str(reason or "")}
        for place, meaning in LIMBS.items():
            found[place] = {"answer": MET.get(str(reading.one(meaning) or ""), ""), "reason": ""}
        return found
