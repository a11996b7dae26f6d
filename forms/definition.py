"""A form's definition: the plain, immutable JSON that publishing makes of an editor's blocks, and back.

Its shape is in docs/architecture.md. A definition is content-addressed: the same questions give the same digest,
however often they are published.
"""

import hashlib
import json
import uuid
from collections.abc import Iterator
from typing import Any, NotRequired, TypedDict

FORMAT = 1
CHOICE_KINDS = ("radios", "checkboxes", "select", "autocomplete")
DATE_KINDS = ("date", "approximate_date")
# Shown to people, not asked of them.
TOLD_KINDS = ("calculated", "case_text", "guidance")
PERSON_PARTS = ("role", "organisation", "relationship", "telephone", "email", "born", "address")
MOST_ROWS = 100  # of a chronology, whatever its rule says
NUMBER_RULES = ("max_length", "least", "most")
FLAG_RULES = ("not_future", "not_past")
REFERENCE_RULES = ("not_before", "not_after")
OPERATORS = (
    "equals",
    "not_equals",
    "includes",
    "not_includes",
    "answered",
    "not_answered",
    "more_than",
    "less_than",
    "at_least",
    "at_most",
    "before",
    "after",
)

Answers = dict[str, Any]


class Choice(TypedDict):
    """One answer to choose. `other`: picking it asks for a text, kept beside the answer as "<name>:other"."""

    value: str
    label: str
    other: NotRequired[bool]


Rule = TypedDict("Rule", {"question": str, "is": str, "value": str})


class Condition(TypedDict):
    """True when all, or any, of its rules and nested conditions are."""

    match: str
    rules: list[Rule]
    groups: NotRequired[list["Condition"]]


class Repeat(TypedDict):
    noun: str
    least: int
    most: int
    summary: str


class Calculation(TypedDict):
    """`what`: a key of forms.calculations. `first` and `last`: date questions asked before, or "today"."""

    what: str
    first: str
    last: str


class Question(TypedDict):
    """What may be left out is there only where an editor set it, so that an unused setting never changes a digest."""

    id: str
    name: str
    kind: str
    label: str
    hint: str
    guidance: str
    required: bool
    meaning: str
    choices: list[Choice]
    rules: dict[str, Any]
    messages: dict[str, str]
    show_when: Condition | None
    group: NotRequired[str]
    example: NotRequired[str]
    prefill: NotRequired[str]
    calculation: NotRequired[Calculation]
    fact: NotRequired[str]
    options: NotRequired[str]
    parts: NotRequired[list[str]]
    second: NotRequired[dict[str, Any]]


class Group(TypedDict):
    """Questions of one step under a heading and, maybe, a condition of their own."""

    id: str
    name: str
    title: str
    guidance: str
    show_when: Condition | None
    second: NotRequired[dict[str, str]]


class Step(TypedDict):
    id: str
    name: str
    title: str
    guidance: str
    meaning: str
    repeat: Repeat | None
    show_when: Condition | None
    questions: list[Question]
    groups: NotRequired[list[Group]]
    second: NotRequired[dict[str, str]]


class Definition(TypedDict):
    format: int
    title: str
    steps: list[Step]
    second_language: NotRequired[str]
    second: NotRequired[dict[str, str]]


def canonical(definition: Definition) -> bytes:
    """The one way to write this definition down: sorted keys, no blanks, UTF-8."""
    return json.dumps(definition, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(definition: Definition) -> str:
    """SHA-256 of the canonical definition, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(definition)).hexdigest()


def questions(definition: Definition) -> Iterator[tuple[Step, Question]]:
    """Every question with its step, in the order they are asked."""
    for step in definition["steps"]:
        for question in step["questions"]:
            yield step, question


def step_named(definition: Definition, name: str) -> Step | None:
    """The step, or None."""
    return next((step for step in definition["steps"] if step["name"] == name), None)


def other_choice(question: Question) -> Choice | None:
    """The choice that asks for a text, or None."""
    return next((choice for choice in question["choices"] if choice.get("other")), None)


def other_key(name: str) -> str:
    """Where the text to an “other” choice stands, beside the answer."""
    return f"{name}:other"


def answer_keys(question: Question) -> list[str]:
    """The keys under which a question's answer may stand among the answers."""
    name = question["name"]
    return [name, other_key(name)] if other_choice(question) else [name]


def definition_of(page: Any) -> Definition:
    """What the page's blocks ask, as they stand on this page object: live, draft or unsaved preview."""
    definition: Definition = {"format": FORMAT, "title": page.title, "steps": [_step(child) for child in page.steps]}
    if page.second_language:
        definition["second_language"] = page.second_language
        if page.second_title:
            definition["second"] = {"title": page.second_title}
    _settle_references(definition)
    return definition


def _settle_references(definition: Definition) -> None:
    """An editor may name another question, and its answer, by wording: the definition holds names and stored values."""
    by_name = {question["name"]: question for _owner, question in questions(definition)}
    by_label = {question["label"].casefold(): question["name"] for question in by_name.values()}

    def settle(name: str) -> str:
        return name if name in by_name else by_label.get(name.casefold(), name)

    for step in definition["steps"]:
        if step["repeat"] is not None:
            step["repeat"]["summary"] = settle(step["repeat"]["summary"])
        for carrier in (step, *step["questions"]):
            for rule in carrier["show_when"]["rules"] if carrier["show_when"] else []:
                rule["question"] = settle(rule["question"])
                rule["value"] = _stored_value(by_name.get(rule["question"]), rule["value"])
        for question in step["questions"]:
            for rule_name in REFERENCE_RULES:
                if rule_name in question["rules"]:
                    question["rules"][rule_name] = settle(question["rules"][rule_name])
            if calculation := question.get("calculation"):
                calculation["first"] = settle(calculation["first"])
                calculation["last"] = settle(calculation["last"])


def _stored_value(question: Question | None, written: str) -> str:
    if question is None:
        return written
    if question["kind"] == "yes_no":
        return written.lower()
    labels = {choice["label"].casefold(): choice["value"] for choice in question["choices"]}
    values = {choice["value"] for choice in question["choices"]}
    return written if written in values else labels.get(written.casefold(), written)


def _identified(child: Any) -> str:
    """The block's id; a block that was never saved gets one that it keeps."""
    child.id = str(child.id or uuid.uuid4())
    return child.id


def _step(child: Any) -> Step:
    value, identifier = child.value, _identified(child)
    step: Step = {
        "id": identifier,
        "name": value["name"] or automatic_name("s", identifier),
        "title": _text(value["title"]),
        "guidance": _html(value["guidance"]),
        "meaning": value["meaning"] or "",
        "repeat": _repeat(value["repeat"]),
        "show_when": _condition(value["show_when"]),
        "questions": [_question(question) for question in value["questions"]],
    }
    if second := _set({"guidance": _html(value["second"]["guidance"]), **_texts(value["second"], "title", "noun")}):
        step["second"] = second
    return step


def _question(child: Any) -> Question:
    value, identifier = child.value, _identified(child)
    settings = value["settings"]
    choices = value.get("choices") or []
    question: Question = {
        "id": identifier,
        "name": settings["name"] or automatic_name("q", identifier),
        "kind": child.block_type,
        "label": _text(value["label"]),
        "hint": _text(value.get("hint")),
        "guidance": _html(value["guidance"]),
        "required": bool(value.get("required")),
        "meaning": settings.get("meaning") or "",
        "choices": [_choice(choice) for choice in choices],
        "rules": _rules(value.get("rules") or {}),
        "messages": {"required": message} if (message := _text(settings.get("required_message"))) else {},
        "show_when": _condition(value["show_when"]),
    }
    question.update(_settings_of_kind(value))
    if second := _second(value["second"], choices):
        question["second"] = second
    return question


def _settings_of_kind(value: Any) -> Any:
    """What only some kinds have, where it is set."""
    calculation = value.get("calculation") or {}
    parts = value.get("parts") or []
    return _set(
        {
            "example": _text(value.get("example")),
            "prefill": value["settings"].get("prefill") or "",
            "calculation": _texts(calculation, "what", "first", "last") if _text(calculation.get("what")) else {},
            "fact": value.get("fact") or "",
            "options": value.get("options") or "",
            "parts": list(parts),
        }
    )


def _second(value: Any, choices: Any) -> dict[str, Any]:
    """The texts in the form's second language, where they are given."""
    return _set(
        {
            **_texts(value, "label", "hint", "example"),
            "guidance": _html(value.get("guidance")),
            "choices": _set({_choice(choice)["value"]: _text(choice["second"]) for choice in choices}),
            "messages": _set({message["rule"]: _text(message["text"]) for message in value.get("messages") or []}),
        }
    )


def _set(values: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty: a setting that is not used must not change the digest."""
    return {name: value for name, value in values.items() if value}


def _texts(value: Any, *names: str) -> dict[str, str]:
    return {name: _text(value.get(name)) for name in names}


def automatic_name(prefix: str, block_id: str) -> str:
    """The name of a step or question that its editor did not name: from the block's id, so that rewording keeps it."""
    return f"{prefix}_{uuid.UUID(block_id).hex[:8]}"


def _text(value: Any) -> str:
    """A block that was never filled in holds nothing at all."""
    return (value or "").strip()


def _html(value: Any) -> str:
    return str(getattr(value, "source", value) or "").strip()


def _choice(value: Any) -> Choice:
    label = _text(value["label"])
    choice: Choice = {"label": label, "value": _text(value["value"]) or label}
    if value["other"]:
        choice["other"] = True
    return choice


def _rules(value: Any) -> dict[str, Any]:
    """Only what is set: an empty rule must not change the digest."""
    return {name: rule for name, rule in value.items() if rule is not None and rule is not False and rule != ""}


def _repeat(value: Any) -> Repeat | None:
    if not value["noun"]:
        return None
    return {
        "noun": _text(value["noun"]),
        "least": value["least"] or 0,
        "most": value["most"] or 20,
        "summary": _text(value["summary"]),
    }


def _condition(value: Any) -> Condition | None:
    rules: list[Rule] = [
        {"question": _text(rule["question"]), "is": rule["is"], "value": _text(rule["value"])}
        for rule in value["rules"]
    ]
    return {"match": value["match"], "rules": rules} if rules else None


def steps_from(definition: Definition) -> list[dict[str, Any]]:
    """The StreamField data whose definition this is: `page.steps = json.dumps(steps_from(definition))`.

    `definition_of` of a page with these steps gives the same steps, hence the same digest under the same title.
    """
    return [{"type": "step", "id": step["id"], "value": _step_value(step)} for step in definition["steps"]]


def _step_value(step: Step) -> dict[str, Any]:
    repeat = step["repeat"]
    return {
        "title": step["title"],
        "name": step["name"],
        "guidance": step["guidance"],
        "meaning": step["meaning"],
        "second": dict(step.get("second", {})),
        "repeat": dict(repeat) if repeat else {"noun": "", "least": None, "most": None, "summary": ""},
        "show_when": _condition_value(step["show_when"]),
        "questions": [
            {"type": question["kind"], "id": question["id"], "value": _question_value(question)}
            for question in step["questions"]
        ],
    }


def _question_value(question: Question) -> dict[str, Any]:
    """A kind's block takes from this what it has a place for."""
    second = question.get("second", {})
    value: dict[str, Any] = {
        "label": question["label"],
        "hint": question["hint"],
        "required": question["required"],
        "guidance": question["guidance"],
        "settings": {
            "name": question["name"],
            "meaning": question["meaning"],
            "prefill": question.get("prefill", ""),
            "required_message": question["messages"].get("required", ""),
        },
        "show_when": _condition_value(question["show_when"]),
        "second": {
            **{name: text for name, text in second.items() if name not in ("choices", "messages")},
            "messages": [{"rule": rule, "text": text} for rule, text in second.get("messages", {}).items()],
        },
    }
    for name in ("example", "calculation", "fact", "options", "parts"):
        if name in question:
            value[name] = question[name]
    if question["kind"] in CHOICE_KINDS:
        wordings = second.get("choices", {})
        value["choices"] = [{**choice, "second": wordings.get(choice["value"], "")} for choice in question["choices"]]
    if question["rules"]:
        value["rules"] = dict(question["rules"])
    return value


def _condition_value(condition: Condition | None) -> dict[str, Any]:
    if condition is None:
        return {"match": "all", "rules": []}
    return {"match": condition["match"], "rules": [{"value": "", **rule} for rule in condition["rules"]]}
