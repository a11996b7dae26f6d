"""What is wrong with the conditions of a form: references that lead nowhere, later or round in a circle, comparisons
that cannot be true, and rules nested too deep.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from forms.definition.calculations import read_by
from forms.definition.condition_words import WITHOUT_VALUE
from forms.definition.conditions import DEEPEST, NUMBER, READABLE, TIME, depth_of
from forms.definition.dates import is_iso
from forms.definition.shape import (
    DATE_KINDS,
    OPERATORS,
    UNKNOWN,
    Condition,
    Definition,
    Question,
    Rule,
    Step,
    questions,
    rules_in,
)
from forms.definition.wording import Formerly, missing, never


@dataclass
class Form:
    """The form as conditions see it. `readable`: names that may be read at the place where the check stands."""

    asked: dict[str, tuple[Step, Question]]
    formerly: Formerly = never
    readable: set[str] = field(default_factory=set)
    _read_by: dict[str, set[str]] | None = None

    @classmethod
    def of(cls, definition: Definition, formerly: Formerly) -> "Form":
        return cls({question["name"]: (step, question) for step, question in questions(definition)}, formerly)

    def leads_to(self, name: str, targets: set[str]) -> bool:
        """Whether what shows this question depends, however indirectly, on one of the targets."""
        if self._read_by is None:
            self._read_by = {one: _read_for(step, question) for one, (step, question) in self.asked.items()}
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            read = self._read_by.get(waiting.pop(), set()) - seen
            if read & targets:
                return True
            seen |= read
            waiting += read
        return False


def _read_for(step: Step, question: Question) -> set[str]:
    """The questions that decide whether this one is shown, and what it comes to."""
    groups = [group["show_when"] for group in step.get("groups", ()) if group["name"] == question.get("group")]
    found = {
        rule["question"]
        for condition in (question["show_when"], step["show_when"], *groups)
        for rule in rules_in(condition)
    }
    calculation = question.get("calculation")
    return found.union(read_by(calculation)) if calculation else found


def condition_problems(definition: Definition, formerly: Formerly = never) -> Iterator[str]:
    """Every problem, in the order of the form."""
    form = Form.of(definition, formerly)
    for step in definition["steps"]:
        own = {question["name"] for question in step["questions"]}
        yield from _of(f"The step “{step['title']}”", step["show_when"], own, "that step", form)
        groups = {group["name"]: group for group in step.get("groups", ())}
        for question in step["questions"]:
            if group := groups.pop(question.get("group", ""), None):
                inside = {one["name"] for one in step["questions"] if one.get("group") == group["name"]}
                yield from _of(f"The group “{group['title']}”", group["show_when"], inside, "that group", form)
            owner = f"The question “{question['label']}”"
            yield from _of(owner, question["show_when"], {question["name"]}, "", form)
            form.readable.add(question["name"])
        if step["repeat"] is not None:
            form.readable -= own


def _of(owner: str, condition: Condition | None, inside: set[str], place: str, form: Form) -> Iterator[str]:
    """The problems of one condition. `inside`: the questions that it shows; `place`: how they are called together."""
    if condition is None:
        return
    if depth_of(condition) > DEEPEST:
        yield f"{owner} has rules nested more than {DEEPEST} deep. Bring the innermost rules up one level."
    if _is_empty(condition):
        yield f"{owner} has a condition without rules. Add a rule, or remove the condition."
    for rule in rules_in(condition):
        yield from _of_rule(owner, rule, inside, place, form)


def _is_empty(condition: Condition) -> bool:
    nested = condition.get("groups", [])
    return not (condition["rules"] or nested) or any(_is_empty(one) for one in nested)


def _of_rule(owner: str, rule: Rule, inside: set[str], place: str, form: Form) -> Iterator[str]:
    name = rule["question"]
    if not name:
        yield f"{owner} has a rule that names no question yet. Choose an earlier question, or remove the rule."
        return
    if name not in form.asked:
        yield f"{owner} depends on {missing(name, form.formerly)}. Choose another question, or remove the rule."
        return
    step, question = form.asked[name]
    if name in form.readable:
        yield from _of_comparison(owner, rule, question)
    elif name in inside:
        what = f"“{question['label']}”, which is asked in {place}" if place else "itself"
        yield f"{owner} depends on {what}. Choose an earlier question, or remove the rule."
    elif form.leads_to(name, inside):
        yield (
            f"{owner} depends on “{question['label']}”, which depends on it in turn. "
            "Remove one of the rules, so that one of them comes first."
        )
    else:
        once = step["repeat"] is None
        reason = "comes later" if once else "comes later or is asked once for each entry of another step"
        yield f"{owner} depends on “{question['label']}”, which {reason}. Move it or choose an earlier question."


def _of_comparison(owner: str, rule: Rule, question: Question) -> Iterator[str]:
    kind, label = question["kind"].replace("_", " "), question["label"]
    possible = READABLE.get(question["kind"], ())
    if not possible:
        yield f"{owner} depends on “{label}”, which has no answer: it only shows something. Choose another question."
    elif rule["is"] not in possible:
        said = OPERATORS.get(rule["is"], rule["is"])
        choices = ", ".join(f"“{OPERATORS[operator]}”" for operator in possible)
        yield f"{owner} asks whether “{label}” {said}, which a question of the kind “{kind}” cannot. Use {choices}."
    elif rule["is"] not in WITHOUT_VALUE and (fault := _fault_of_value(rule, question)):
        yield f"{owner} {fault}"


def _fault_of_value(rule: Rule, question: Question) -> str:
    value, label, kind = rule["value"], question["label"], question["kind"]
    if not value:
        return f"compares “{label}” with nothing. Say which answer it is compared with."
    choices = {choice["value"]: choice["label"] for choice in question["choices"]} or FIXED.get(kind, {})
    if choices and value not in choices:
        told = f"depends on the answer “{value}” to “{label}”"
        return f"{told}, which is not one of its choices: {', '.join(sorted(choices.values()))}."
    if kind in ("number", "calculated") and not NUMBER.fullmatch(value):
        return f"compares “{label}” with “{value}”, which is not a number. Write it in digits, like 5."
    if kind == "time" and not TIME.fullmatch(value):
        return f"compares “{label}” with “{value}”, which is not a time. Write it like 14:05."
    if kind in DATE_KINDS and not (is_iso(value) or _is_unknown(rule, question)):
        return f"compares “{label}” with “{value}”, which is not a date. Write it as year-month-day, like 2026-03-27."
    return ""


def _is_unknown(rule: Rule, question: Question) -> bool:
    """“Is not known”, where the question offers that: a date that nobody knows is before and after nothing."""
    return rule["value"] == UNKNOWN and rule["is"] in ("equals", "not_equals") and bool(question.get("unknown"))


FIXED: dict[str, dict[str, str]] = {"yes_no": {"yes": "Yes", "no": "No"}, "declaration": {"yes": "Yes"}}
