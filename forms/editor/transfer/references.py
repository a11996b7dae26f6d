"""Whether everything that a form file names within itself is there: questions, groups, agencies. Needs a file of the
right shape (forms.editor.transfer.shape)."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from forms.definition import prefill_sources
from forms.definition.conditions import DEEPEST
from forms.definition.shape import REFERENCE_RULES, TODAY
from forms.editor.transfer.form_file import MOST_QUESTIONS
from forms.editor.transfer.lines import Path

Told = Iterator[tuple[Path, str]]


def faults(value: Any, place: Any = None) -> Told:
    """Where something is named that is not there. `place`: the page of the form, or the one above a new form, which
    decides which agencies there are."""
    form = _Form(value, place)
    yield from form.twice()
    yield from form.too_many()
    for path, part in form.parts():
        yield from form.condition(path, part.get("show_when"))
    for path, step in form.steps():
        yield from form.summary(path, step)
        yield from form.groups(path, step)
    for path, question in form.questions():
        yield from form.rules(path, question)
        yield from form.calculation(path, question)


class _Form:
    def __init__(self, value: Any, place: Any) -> None:
        self.value, self.place = value, place
        asked = [question for _path, question in self.questions()]
        self.by_name = {question["name"]: question for question in asked}
        # As in the editor, another question may be named by its wording, where no other has the same.
        wordings = Counter(question["label"].casefold() for question in asked)
        self.by_label = {
            label: question for question in asked if wordings[label := question["label"].casefold()] == 1 and label
        }

    def steps(self) -> Iterator[tuple[Path, Any]]:
        for number, step in enumerate(self.value["steps"]):
            yield ("steps", number), step

    def questions(self) -> Iterator[tuple[Path, Any]]:
        for path, step in self.steps():
            for number, question in enumerate(step["questions"]):
                yield (*path, "questions", number), question

    def parts(self) -> Iterator[tuple[Path, Any]]:
        """Everything with a name: steps, groups, questions."""
        for path, step in self.steps():
            yield path, step
            for number, group in enumerate(step.get("groups", [])):
                yield (*path, "groups", number), group
        yield from self.questions()

    def asked(self, name: str) -> Any:
        return self.by_name.get(name) or self.by_label.get(name.casefold())

    def twice(self) -> Told:
        for key in ("name", "id"):
            count: Counter[str] = Counter()
            for path, part in self.parts():
                if key in part:
                    count[part[key]] += 1
                    if count[part[key]] == 2:
                        yield (*path, key), f"the {key} “{part[key]}” stands twice in this form. Change one of them"

    def too_many(self) -> Told:
        if (count := sum(1 for _one in self.questions())) > MOST_QUESTIONS:
            yield ("steps",), f"the form has {count} questions; the most is {MOST_QUESTIONS}"

    def condition(self, path: Path, condition: Any, depth: int = 1) -> Told:
        path = (*path, "show_when") if depth == 1 else path
        if not condition:
            return
        if depth > DEEPEST:
            yield path, f"conditions lie in each other more than {DEEPEST} deep. Say it with fewer"
            return
        for number, rule in enumerate(condition.get("rules", [])):
            here = (*path, "rules", number)
            asked = self.asked(rule["question"])
            if asked is None:
                yield (*here, "question"), self.missing(rule["question"])
            else:
                yield from self.agency((*here, "value"), asked, rule)
        for number, nested in enumerate(condition.get("groups", [])):
            yield from self.condition((*path, "groups", number), nested, depth + 1)

    def agency(self, path: Path, asked: Any, rule: Any) -> Told:
        """An agency is named by this portal's own identifier, which is another's elsewhere."""
        if asked["kind"] != "agency" or self.place is None or not rule.get("value"):
            return
        known = {value for value, _label in prefill_sources.options_of(asked.get("options", ""), self.place)}
        if rule["value"] not in known:
            yield path, f"“{rule['value']}” is not in the list that “{asked['label']}” is answered from on this portal"

    def summary(self, path: Path, step: Any) -> Told:
        name = (step.get("repeat") or {}).get("summary")
        if name and self.asked(name) not in step["questions"]:
            yield (*path, "repeat", "summary"), f"there is no question “{name}” in this step"

    def groups(self, path: Path, step: Any) -> Told:
        known = {group["name"] for group in step.get("groups", [])}
        for number, question in enumerate(step["questions"]):
            if (name := question.get("group")) and name not in known:
                yield (*path, "questions", number, "group"), f"this step has no group “{name}”"

    def rules(self, path: Path, question: Any) -> Told:
        for rule in REFERENCE_RULES:
            name = question.get("rules", {}).get(rule)
            if name is not None and self.asked(name) is None:
                yield (*path, "rules", rule), self.missing(name)

    def calculation(self, path: Path, question: Any) -> Told:
        calculation = question.get("calculation", {})
        for end in ("first", "last"):
            name = calculation.get(end, TODAY)
            if name != TODAY and self.asked(name) is None:
                yield (*path, "calculation", end), self.missing(name)
        for number, name in enumerate(calculation.get("of", ())):
            if self.asked(name) is None:
                yield (*path, "calculation", "of", number), self.missing(name)

    def missing(self, name: str) -> str:
        return f"there is no question “{name}” in this form"
