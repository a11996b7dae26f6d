"""What an editor's blocks hold as a definition, and a definition as what the blocks hold."""

import re
import uuid
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.utils.html import strip_tags

from forms.definition.calculations import ADDED_UP, with_points
from forms.definition.condition_words import NOT_KNOWN
from forms.definition.shape import (
    CHOICE_KINDS,
    DATE_KINDS,
    FORMAT,
    REFERENCE_RULES,
    TODAY,
    UNKNOWN,
    Band,
    Calculation,
    Choice,
    Condition,
    Definition,
    Group,
    Question,
    Repeat,
    Rule,
    Step,
    questions,
    rules_in,
)

BLOCK_KEY = re.compile(r' data-block-key="[^"]*"')
NO_CALCULATION: dict[str, Any] = {"what": "", "first": "", "last": "", "of": [], "bands": []}


def definition_of(page: Any) -> Definition:
    """What the page's blocks ask, as they stand on this page object: live, draft or unsaved preview."""
    definition: Definition = {"format": FORMAT, "title": page.title, "steps": [_step(child) for child in page.steps]}
    if page.second_language:
        definition["second_language"] = page.second_language
        if page.second_title:
            definition["second"] = {"title": page.second_title}
    _settle_references(definition)
    with_points(definition)
    return definition


def _settle_references(definition: Definition) -> None:
    """An editor may name another question, and its answer, by wording: the definition holds names and stored values.

    An empty reference stays empty, also beside a question that has no wording yet. A wording that several questions
    have names none of them.
    """
    by_name = {question["name"]: question for _owner, question in questions(definition)}
    wordings = Counter(question["label"].casefold() for question in by_name.values())
    by_label = {
        label: question["name"]
        for question in by_name.values()
        if (label := question["label"].casefold()) and wordings[label] == 1
    }

    def settle(name: str) -> str:
        return name if name in by_name else by_label.get(name.casefold(), name)

    for step in definition["steps"]:
        if step["repeat"] is not None:
            step["repeat"]["summary"] = settle(step["repeat"]["summary"])
        for carrier in (step, *step.get("groups", ()), *step["questions"]):
            for rule in rules_in(carrier["show_when"]):
                rule["question"] = settle(rule["question"])
                rule["value"] = _stored_value(by_name.get(rule["question"]), rule["value"])
        for question in step["questions"]:
            for rule_name in REFERENCE_RULES:
                if rule_name in question["rules"]:
                    question["rules"][rule_name] = settle(question["rules"][rule_name])
            if calculation := question.get("calculation"):
                if "of" in calculation:
                    calculation["of"] = [settle(name) for name in calculation["of"]]
                else:
                    calculation["first"] = _date_or_today(calculation["first"], settle)
                    calculation["last"] = _date_or_today(calculation["last"], settle)


def _date_or_today(written: str, settle: Callable[[str], str]) -> str:
    """A question that happens to be called “Today” is never meant."""
    return TODAY if written.casefold() == TODAY else settle(written)


def _stored_value(question: Question | None, written: str) -> str:
    if question is None or not written:
        return written
    if question["kind"] == "yes_no":
        return written.lower()
    if question["kind"] in DATE_KINDS and written.casefold() == NOT_KNOWN.casefold():
        return UNKNOWN
    labels = {choice["label"].casefold(): choice["value"] for choice in question["choices"]}
    values = {choice["value"] for choice in question["choices"]}
    return written if written in values else labels.get(written.casefold(), written)


def _identified(child: Any) -> str:
    """The block's id; a block that was never saved gets one that it keeps."""
    child.id = str(child.id or uuid.uuid4())
    return child.id


def _step(child: Any) -> Step:
    value = child.value
    step: Step = _part(child, "s", "title", "noun")
    step |= {"meaning": value["meaning"] or "", "repeat": _repeat(value["repeat"]), "questions": []}
    for one in value["questions"]:
        if one.block_type == "group":
            _add_group(step, one)
        else:
            step["questions"].append(_question(one))
    return step


def _add_group(step: Step, child: Any) -> None:
    """A group's questions stand among those of its step; each knows the group's name."""
    group: Group = _part(child, "g", "title")
    step.setdefault("groups", []).append(group)
    for inner in child.value["questions"]:
        step["questions"].append({**_question(inner), "group": group["name"]})


def _part(child: Any, prefix: str, *second_texts: str) -> Any:
    """What steps and groups have in common."""
    value, identifier = child.value, _identified(child)
    second = _set({"guidance": html_of(value["second"]["guidance"]), **_texts(value["second"], *second_texts)})
    return {
        "id": identifier,
        "name": value["name"] or automatic_name(prefix, identifier),
        "title": _text(value["title"]),
        "guidance": html_of(value["guidance"]),
        "show_when": _condition(value["show_when"]),
        **({"second": second} if second else {}),
    }


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
        "guidance": html_of(value["guidance"]),
        "required": bool(value.get("required")),
        "meaning": settings.get("meaning") or "",
        "choices": [_choice(choice) for choice in choices],
        "rules": _rules(value.get("rules") or {}),
        "messages": _messages(value.get("messages")),
        "show_when": _condition(value["show_when"]),
    }
    question.update(_settings_of_kind(value))
    if second := _second(value["second"], choices, (value.get("calculation") or {}).get("bands") or []):
        question["second"] = second
    return question


def _settings_of_kind(value: Any) -> Any:
    """What only some kinds have, where it is set."""
    parts = value.get("parts") or []
    return _set(
        {
            "example": _text(value.get("example")),
            "prefill": value["settings"].get("prefill") or "",
            "calculation": _calculation(value.get("calculation") or {}),
            "fact": value.get("fact") or "",
            "options": value.get("options") or "",
            "parts": list(parts),
            "unknown": bool(value.get("unknown")),
        }
    )


def _calculation(value: Any) -> dict[str, Any]:
    """What it is worked out from: two dates, or the questions that are added up and what the sum is called."""
    what = _text(value.get("what"))
    if what not in ADDED_UP:
        return _texts(value, "what", "first", "last") if what else {}
    bands = [_band(band) for band in value.get("bands") or []]
    return {
        "what": what,
        "of": [_text(name) for name in value.get("of") or []],
        **({"bands": bands} if bands else {}),
    }


def _band(value: Any) -> Band:
    band: Band = {"least": value["least"] or 0, "label": _text(value["label"])}
    return band if value["most"] is None else {**band, "most": value["most"]}


def _second(value: Any, choices: Any, bands: Any) -> dict[str, Any]:
    """The texts in the form's second language, where they are given."""
    return _set(
        {
            **_texts(value, "label", "hint", "example"),
            "guidance": html_of(value.get("guidance")),
            "choices": _set({_choice(choice)["value"]: _text(choice["second"]) for choice in choices}),
            "bands": _set({_text(band["label"]): _text(band["second"]) for band in bands}),
            "messages": _messages(value.get("messages")),
        }
    )


def _messages(given: Any) -> dict[str, str]:
    """The editor's own words by rule; where a rule has two, the last counts."""
    return _set({message["rule"]: _text(message["text"]) for message in given or []})


def _messages_value(messages: dict[str, str]) -> list[dict[str, str]]:
    return [{"rule": rule, "text": text} for rule, text in messages.items()]


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


def html_of(value: Any) -> str:
    """Without the keys by which the editor follows paragraphs. It leaves an empty one where nothing is written."""
    source = BLOCK_KEY.sub("", str(getattr(value, "source", value) or "")).strip()
    return source if strip_tags(source).strip() else ""


def _choice(value: Any) -> Choice:
    label = _text(value["label"])
    choice: Choice = {"label": label, "value": _text(value["value"]) or label}
    if value["other"]:
        choice["other"] = True
    if value["points"] is not None:
        choice["points"] = value["points"]
    return choice


def _rules(value: Any) -> dict[str, Any]:
    """Only what is set: an empty rule must not change the digest."""
    return {
        name: rule for name, rule in value.items() if rule not in ("", []) and rule is not None and rule is not False
    }


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
    """None where nothing is asked of any answer: an empty group of rules says nothing."""
    rules: list[Rule] = [
        {"question": _text(rule["question"]), "is": rule["is"], "value": _text(rule["value"])}
        for rule in value["rules"]
    ]
    groups = [inner for group in value.get("groups") or [] if (inner := _condition(group)) is not None]
    if not rules and not groups:
        return None
    condition: Condition = {"match": value["match"], "rules": rules}
    return {**condition, "groups": groups} if groups else condition


def steps_from(definition: Definition) -> list[dict[str, Any]]:
    """The StreamField data whose definition this is: `page.steps = json.dumps(steps_from(definition))`.

    `definition_of` of a page with these steps gives the same steps, hence the same digest under the same title.
    """
    return [{"type": "step", "id": step["id"], "value": _step_value(step)} for step in definition["steps"]]


def _step_value(step: Step) -> dict[str, Any]:
    repeat = step["repeat"]
    return {
        **_part_value(step, "s", _children(step)),
        "meaning": step["meaning"],
        "repeat": dict(repeat) if repeat else {"noun": "", "least": None, "most": None, "summary": ""},
    }


def _part_value(part: Step | Group, prefix: str, questions: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "title": part["title"],
        "name": _chosen_name(part, prefix),
        "guidance": part["guidance"],
        "second": dict(part.get("second", {})),
        "show_when": _condition_value(part["show_when"]),
        "questions": questions,
    }


def _chosen_name(part: Step | Group | Question, prefix: str) -> str:
    """The name that an editor or a file gave it; one that was made of its id is made again, and not shown."""
    return "" if part["name"] == automatic_name(prefix, part["id"]) else part["name"]


def _children(step: Step) -> list[dict[str, Any]]:
    """The step's questions as blocks, those of a group in its block where its first stands; groups without any last."""
    groups: dict[str, Any] = {
        group["name"]: {"type": "group", "id": group["id"], "value": _part_value(group, "g", [])}
        for group in step.get("groups", ())
    }
    children: dict[str | int, Any] = {}
    for place, question in enumerate(step["questions"]):
        block = {"type": question["kind"], "id": question["id"], "value": _question_value(question)}
        name = question.get("group", "")
        if name in groups:
            groups[name]["value"]["questions"].append(block)
            children[name] = groups[name]
        else:
            children[place] = block
    return list((children | groups).values())


def _question_value(question: Question) -> dict[str, Any]:
    """A kind's block takes from this what it has a place for."""
    second = question.get("second", {})
    value: dict[str, Any] = {
        "label": question["label"],
        "hint": question["hint"],
        "required": question["required"],
        "guidance": question["guidance"],
        "settings": {
            "name": _chosen_name(question, "q"),
            "meaning": question["meaning"],
            "prefill": question.get("prefill", ""),
        },
        "show_when": _condition_value(question["show_when"]),
        "messages": _messages_value(question["messages"]),
        "second": {
            **{name: text for name, text in second.items() if name not in ("bands", "choices", "messages")},
            "messages": _messages_value(second.get("messages", {})),
        },
    }
    # What is not set is written down too: a new block would begin with a default.
    for name, unset in (("example", ""), ("fact", ""), ("options", ""), ("parts", []), ("unknown", False)):
        value[name] = question.get(name, unset)
    value["calculation"] = _calculation_value(question.get("calculation"), second.get("bands", {}))
    if question["kind"] in CHOICE_KINDS:
        wordings = second.get("choices", {})
        value["choices"] = [{**choice, "second": wordings.get(choice["value"], "")} for choice in question["choices"]]
    if question["rules"]:
        value["rules"] = dict(question["rules"])
    return value


def _calculation_value(calculation: Calculation | None, wordings: dict[str, str]) -> dict[str, Any]:
    if calculation is None:
        return dict(NO_CALCULATION)
    bands = [{"most": None, **band, "second": wordings.get(band["label"], "")} for band in calculation.get("bands", ())]
    given = {name: text for name, text in calculation.items() if name in ("what", "first", "last")}
    return {**NO_CALCULATION, **given, "of": list(calculation.get("of", ())), "bands": bands}


def _condition_value(condition: Condition | None) -> dict[str, Any]:
    if condition is None:
        return {"match": "all", "rules": [], "groups": []}
    return {
        "match": condition["match"],
        "rules": [{"value": "", **rule} for rule in condition["rules"]],
        "groups": [_condition_value(group) for group in condition.get("groups", ())],
    }
