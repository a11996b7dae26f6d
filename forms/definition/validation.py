"""Whether a definition can be published: what is wrong with it, in sentences that an editor can act on.

Every check passes once over the form, so that a long form is checked at each keystroke of a preview.
"""

from collections import Counter
from collections.abc import Iterator

from django.utils.text import get_text_list

from forms.definition import meanings, prefill_sources
from forms.definition.condition_problems import condition_problems
from forms.definition.rule_problems import rule_problems
from forms.definition.shape import CHOICE_KINDS, TOLD_KINDS, Definition, Question, Step, questions
from forms.definition.wording import MADE, Formerly, missing, never, quoted, told_apart


def problems(definition: Definition, required_meanings: tuple[str, ...] = (), formerly: Formerly = never) -> list[str]:
    """Every problem, one sentence each; empty when the definition can be published.

    `formerly`: the wording of a question that is not in the form any more, by its name.
    """
    definition = told_apart(definition)
    return [
        *_shape_problems(definition, formerly),
        *_group_problems(definition),
        *_name_problems(definition),
        *_question_problems(definition),
        *condition_problems(definition, formerly),
        *rule_problems(definition, formerly),
        *_meaning_problems(definition),
        *_duty_problems(definition, required_meanings),
    ]


def _shape_problems(definition: Definition, formerly: Formerly) -> Iterator[str]:
    if not definition["steps"]:
        yield "Add at least one step with a question."
    for step in definition["steps"]:
        if not step["questions"]:
            yield f"The step “{step['title']}” has no question: add one or delete the step."
        if (repeat := step["repeat"]) is not None:
            if repeat["least"] > repeat["most"]:
                yield f"The step “{step['title']}” asks for at least {repeat['least']} but at most {repeat['most']}."
            if repeat["summary"] and repeat["summary"] not in {question["name"] for question in step["questions"]}:
                told = missing(repeat["summary"], formerly, what="a question of that step")
                yield f"The step “{step['title']}” names its entries by {told}. Choose one of its questions."


def _group_problems(definition: Definition) -> Iterator[str]:
    for step in definition["steps"]:
        titles = {group["name"]: group["title"] for group in step.get("groups", ())}
        closed: set[str] = set()
        current = ""
        for question in step["questions"]:
            name = question.get("group", "")
            if name and name not in titles:
                called = "a group" if MADE.fullmatch(name) else f"the group “{name}”"
                yield (
                    f"The question {quoted(question['label'])} stands in {called}, which is not in its step "
                    f"“{step['title']}”. Move the question into one of the step's groups, or out of the group."
                )
            if name != current:
                closed.add(current)
                current = name
                if name in closed and name in titles:
                    yield (
                        f"The question {quoted(question['label'])} stands apart from the others of its group "
                        f"“{titles[name]}”. Move it next to them."
                    )
        for name, title in titles.items():
            if name not in closed and name != current:
                yield f"The group “{title}” has no question: add one or delete the group."


def _name_problems(definition: Definition) -> Iterator[str]:
    names = Counter(step["name"] for step in definition["steps"])
    names.update(group["name"] for step in definition["steps"] for group in step.get("groups", ()))
    names.update(question["name"] for _step, question in questions(definition))
    for name, count in names.items():
        if count > 1 and MADE.fullmatch(name):
            told = get_text_list([f"“{wording}”" for wording in _wordings(definition, name)], "and")
            yield f"{told} are one and the same to the portal. Delete one, and add it anew if you need both."
        elif count > 1:
            told = get_text_list([f"“{wording}”" for wording in _wordings(definition, name)], "and")
            yield (
                f"The name “{name}” is used {count} times: by {told}. Give each step and question a name of its own, "
                "under “More settings”."
            )


def _wordings(definition: Definition, name: str) -> Iterator[str]:
    """What steps, groups and questions of this name are called."""
    for step in definition["steps"]:
        yield from (part["title"] for part in (step, *step.get("groups", ())) if part["name"] == name)
        yield from (question["label"] for question in step["questions"] if question["name"] == name)


def _question_problems(definition: Definition) -> Iterator[str]:
    for _step, question in questions(definition):
        yield from _choice_problems(question)
        yield from _source_problems(question)


def _choice_problems(question: Question) -> Iterator[str]:
    if question["kind"] not in CHOICE_KINDS:
        return
    owner = f"The question “{question['label']}”"
    if not question["choices"]:
        yield f"{owner} has no choices: add at least one."
    values = Counter(choice["value"] for choice in question["choices"])
    for value, count in values.items():
        if count > 1:
            yield f"{owner} has the choice “{value}” {count} times. Keep one of them."
    others = [choice["label"] for choice in question["choices"] if choice.get("other")]
    if len(others) > 1:
        yield f"{owner} has {len(others)} choices that ask for a text: {', '.join(others)}. Keep one of them."


def _source_problems(question: Question) -> Iterator[str]:
    """What is filled in, shown or chosen from must be registered."""
    owner = f"The question “{question['label']}”"
    if (key := question.get("prefill")) and key not in prefill_sources.sources:
        yield f"{owner} is filled in with “{key}”, which is not known here. Choose another, or leave it empty."
    if question["kind"] == "case_text" and (key := question.get("fact", "")) not in prefill_sources.sources:
        yield f"{owner} shows {f'“{key}”, which is not known here' if key else 'nothing yet'}. Choose what it shows."
    if question["kind"] == "agency" and (key := question.get("options", "")) not in prefill_sources.option_lists:
        missing = f"takes its choices from “{key}”, which is not a list here" if key else "has no list to choose from"
        yield f"{owner} {missing}. Choose a list."


def _meaning_problems(definition: Definition) -> Iterator[str]:
    single: Counter[str] = Counter()
    for step in definition["steps"]:
        if step["meaning"]:
            yield from _unknown_meaning(f"The step “{step['title']}”", step["meaning"])
            if step["repeat"] is None:
                yield f"The step “{step['title']}” has a meaning but is asked once. Say what it is asked for each of."
    for step, question in questions(definition):
        if not question["meaning"]:
            continue
        yield from _unknown_meaning(f"The question “{question['label']}”", question["meaning"])
        meaning = meanings.get(question["meaning"])
        if meaning and meaning.kinds and question["kind"] not in meaning.kinds:
            wanted = " or ".join(kind.replace("_", " ") for kind in meaning.kinds)
            yield f"The question “{question['label']}” means “{meaning.label}”, which must be asked as {wanted}."
        if step["repeat"] is None and _is_always_shown(step, question):
            single[question["meaning"]] += 1
    for key, count in single.items():
        if count > 1:
            label = found.label if (found := meanings.get(key)) else key
            yield f"{count} questions that are always asked mean “{label}”. Keep the meaning on one of them."


def _unknown_meaning(owner: str, key: str) -> Iterator[str]:
    if key not in meanings.registry:
        yield f"{owner} has the meaning “{key}”, which does not exist. Choose another."


def _duty_problems(definition: Definition, required_meanings: tuple[str, ...]) -> Iterator[str]:
    for key in required_meanings:
        meaning = meanings.get(key) or meanings.Meaning(key, key)
        because = f" (duty {meaning.duty})" if meaning.duty else ""
        why = f" {meaning.why}" if meaning.why else ""
        if fault := _fault_of(definition, key):
            yield f"“{meaning.label}”{because} {fault}{why}"


def _fault_of(definition: Definition, key: str) -> str:
    """What keeps a required meaning from being asked of everybody, or nothing."""
    for step in definition["steps"]:
        if step["meaning"] == key and step["repeat"] is not None:
            if step["show_when"] is not None:
                return "must always be asked, but its step is shown only sometimes. Remove the step's rules."
            return (
                "" if step["repeat"]["least"] >= 1 else "must be given at least once. Set the step's “At least” to 1."
            )
    carriers = [(step, question) for step, question in questions(definition) if question["meaning"] == key]
    if not carriers:
        return "must be asked by this form, but no question has that meaning. Add the question or set its meaning."
    sure = [question for step, question in carriers if question["required"] and _is_always_shown(step, question)]
    if any(not question.get("unknown") for question in sure):
        return ""
    if sure:
        return "must be answered, but its question takes “Not known”. Untick “Offer “Not known” as an answer”."
    if all(question["kind"] in TOLD_KINDS for _step, question in carriers):
        return "must be answered, but nobody is asked: its question only shows something. Ask it in another way."
    if not any(question["required"] for _step, question in carriers):
        return "must be answered, but its question is optional. Tick “Must be answered”."
    if any(_group_condition(step, question) is not None for step, question in carriers):
        return (
            "must be asked of everybody, but is shown only sometimes. "
            "Remove the rules of the question, its group and its step."
        )
    return "must be asked of everybody, but is shown only sometimes. Remove the rules of the question and its step."


def _is_always_shown(step: Step, question: Question) -> bool:
    conditions = (question["show_when"], step["show_when"], _group_condition(step, question))
    return all(condition is None for condition in conditions)


def _group_condition(step: Step, question: Question) -> object:
    name = question.get("group")
    groups = step.get("groups", ()) if name else ()
    return next((group["show_when"] for group in groups if group["name"] == name), None)
