"""Whether a definition can be published: what is wrong with it, in sentences that an editor can act on."""

from collections import Counter
from collections.abc import Iterator

from forms import meanings
from forms.definition import CHOICE_KINDS, DATE_KINDS, REFERENCE_RULES, Condition, Definition, Question, Step, questions


def problems(definition: Definition, required_meanings: tuple[str, ...] = ()) -> list[str]:
    """Every problem, one sentence each; empty when the definition can be published."""
    return [
        *_shape_problems(definition),
        *_name_problems(definition),
        *_question_problems(definition),
        *_condition_problems(definition),
        *_rule_problems(definition),
        *_meaning_problems(definition),
        *_duty_problems(definition, required_meanings),
    ]


def _shape_problems(definition: Definition) -> Iterator[str]:
    if not definition["steps"]:
        yield "Add at least one step with a question."
    for step in definition["steps"]:
        if not step["questions"]:
            yield f"The step “{step['title']}” has no question: add one or delete the step."
        if (repeat := step["repeat"]) is not None:
            if repeat["least"] > repeat["most"]:
                yield f"The step “{step['title']}” asks for at least {repeat['least']} but at most {repeat['most']}."
            if repeat["summary"] and repeat["summary"] not in {question["name"] for question in step["questions"]}:
                yield (
                    f"The step “{step['title']}” names its entries by “{repeat['summary']}”, "
                    "which is not a question of that step. Choose one of its questions."
                )


def _name_problems(definition: Definition) -> Iterator[str]:
    names = Counter(step["name"] for step in definition["steps"])
    names.update(question["name"] for _step, question in questions(definition))
    for name, count in names.items():
        if count > 1:
            yield f"The name “{name}” is used {count} times. Give each step and question a name of its own."


def _question_problems(definition: Definition) -> Iterator[str]:
    for _step, question in questions(definition):
        if question["kind"] not in CHOICE_KINDS:
            continue
        if not question["choices"]:
            yield f"The question “{question['label']}” has no choices: add at least one."
        values = Counter(choice["value"] for choice in question["choices"])
        for value, count in values.items():
            if count > 1:
                yield f"The question “{question['label']}” has the choice “{value}” {count} times. Keep one of them."


def _condition_problems(definition: Definition) -> Iterator[str]:
    everywhere = {question["name"]: (step, question) for step, question in questions(definition)}
    plain: set[str] = set()
    for step in definition["steps"]:
        yield from _condition_of(f"The step “{step['title']}”", step["show_when"], plain, everywhere)
        own: set[str] = set()
        for question in step["questions"]:
            yield from _condition_of(
                f"The question “{question['label']}”", question["show_when"], plain | own, everywhere
            )
            own.add(question["name"])
        if step["repeat"] is None:
            plain |= own


def _condition_of(
    owner: str, condition: Condition | None, readable: set[str], everywhere: dict[str, tuple[Step, Question]]
) -> Iterator[str]:
    for rule in condition["rules"] if condition else []:
        name = rule["question"]
        if name not in everywhere:
            yield f"{owner} depends on “{name}”, which is not a question of this form. Choose another question."
            continue
        step, asked = everywhere[name]
        if name not in readable:
            reason = (
                "comes later"
                if step["repeat"] is None
                else "comes later or is asked once for each entry of another step"
            )
            yield f"{owner} depends on “{asked['label']}”, which {reason}. Move it or choose an earlier question."
            continue
        values = {choice["value"] for choice in asked["choices"]} or (
            {"yes", "no"} if asked["kind"] == "yes_no" else set()
        )
        if values and rule["is"] in ("equals", "not_equals", "includes") and rule["value"] not in values:
            yield (
                f"{owner} depends on the answer “{rule['value']}” to “{asked['label']}”, "
                f"which is not one of its choices: {', '.join(sorted(values))}."
            )


def _rule_problems(definition: Definition) -> Iterator[str]:
    kinds = {question["name"]: (step, question["kind"]) for step, question in questions(definition)}
    for step, question in questions(definition):
        for rule in REFERENCE_RULES:
            if (name := question["rules"].get(rule)) is None:
                continue
            other, kind = kinds.get(name, (None, ""))
            if other is None or kind not in DATE_KINDS:
                yield (
                    f"The question “{question['label']}” is compared with “{name}”, "
                    "which is not a date question of this form. Choose a date question."
                )
            elif other["repeat"] is not None and other["name"] != step["name"]:
                yield (
                    f"The question “{question['label']}” is compared with “{name}”, which is asked once for each "
                    "entry of another step. Choose a date that is asked once."
                )
        least, most = question["rules"].get("least"), question["rules"].get("most")
        if least is not None and most is not None and least > most:
            yield f"The question “{question['label']}” takes at least {least} but at most {most}."


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
        if question["show_when"] is None and step["show_when"] is None and step["repeat"] is None:
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
    if any(_always_asked(step, question) for step, question in carriers):
        return ""
    if not any(question["required"] for _step, question in carriers):
        return "must be answered, but its question is optional. Tick “Must be answered”."
    return "must be asked of everybody, but is shown only sometimes. Remove the rules of the question and its step."


def _always_asked(step: Step, question: Question) -> bool:
    return question["required"] and question["show_when"] is None and step["show_when"] is None
