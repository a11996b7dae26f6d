"""What in a form names a question, or an answer, that is not there: a part of its problems that deleting brings."""

from collections.abc import Iterator

from forms.definition.calculations import read_by
from forms.definition.condition_problems import FIXED
from forms.definition.condition_words import NOT_KNOWN
from forms.definition.shape import (
    DATE_KINDS,
    REFERENCE_RULES,
    UNKNOWN,
    Condition,
    Definition,
    Question,
    Step,
    questions,
    rules_in,
)
from forms.definition.wording import Formerly, missing, never, told_apart

WITH_CHOICES = ("equals", "not_equals", "includes", "not_includes")


def dangling(definition: Definition, formerly: Formerly = never) -> list[str]:
    """A sentence each, in the order of the form. A reference that was not chosen yet has lost nothing."""
    form = told_apart(definition)
    asked = {question["name"]: question for _step, question in questions(form)}
    found: list[str] = []
    for step in form["steps"]:
        found += _of_condition(f"The step “{step['title']}”", step["show_when"], asked, formerly)
        for group in step.get("groups", ()):
            found += _of_condition(f"The group “{group['title']}”", group["show_when"], asked, formerly)
        for question in step["questions"]:
            found += _of_condition(f"“{question['label']}”", question["show_when"], asked, formerly)
        for owner, how, name in _named(step):
            if name and name not in asked:
                found.append(f"{owner} {how} {missing(name, formerly)}.")
    return found


def _named(step: Step) -> Iterator[tuple[str, str, str]]:
    """Who names which question for what, conditions apart."""
    if step["repeat"] is not None:
        yield f"The step “{step['title']}”", "names its entries by", step["repeat"]["summary"]
    for question in step["questions"]:
        owner = f"“{question['label']}”"
        yield from ((owner, "is limited by", str(question["rules"].get(rule, ""))) for rule in REFERENCE_RULES)
        if calculation := question.get("calculation"):
            yield from ((owner, "is calculated from", name) for name in read_by(calculation))


def _of_condition(
    owner: str, condition: Condition | None, asked: dict[str, Question], formerly: Formerly
) -> Iterator[str]:
    for rule in rules_in(condition):
        question = asked.get(rule["question"])
        if question is None and rule["question"]:
            yield f"{owner} is shown by the answer to {missing(rule['question'], formerly)}."
        elif question is not None and rule["is"] in WITH_CHOICES and rule["value"]:
            known = {choice["value"] for choice in question["choices"]} or FIXED.get(question["kind"], {})
            if rule["value"] == UNKNOWN and question["kind"] in DATE_KINDS and not question.get("unknown"):
                told = f"the answer “{NOT_KNOWN}” to “{question['label']}”"
                yield f"{owner} is shown by {told}, which is not offered any more."
            if known and rule["value"] not in known:
                answer = f"the answer “{rule['value']}” to “{question['label']}”"
                yield f"{owner} is shown by {answer}, which is not one of its choices any more."
