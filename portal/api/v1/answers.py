"""Answers that arrive as JSON, given to the same forms that take what people type: these decide what is valid.

What is looked at here is only whether a value has the shape of an answer at all; everything else is the form's to say.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from forms.definition.conditions import is_answered
from forms.definition.schema_answers import shape_of
from forms.definition.shape import TOLD_KINDS, Answers, Question, Step, answer_keys, other_key
from forms.filling.journey import Journey
from forms.filling.places import new_entry
from forms.questions.fields import PartError
from forms.questions.step_form import StepForm, typed_from
from portal.api.problems import Fault, Problem, under

# What of a shape says which type a value has; how long or how large it may be, the form says in the editor's words.
TYPES = ("type", "items", "properties", "additionalProperties", "not")
NEEDED = {"agency": ["value"]}
NOT_ASKED = "This is not asked, or not with these other answers. Leave it out."


def type_of(shape: Any) -> Any:
    """The shape of an answer without everything but its types."""
    if not isinstance(shape, dict):
        return shape
    found = {name: shape[name] for name in TYPES if name in shape}
    if not found:
        # A list of choices, or a list without any.
        return {"type": "string"}
    if "items" in found:
        found["items"] = type_of(found["items"])
    if "properties" in found:
        found["properties"] = {name: type_of(one) for name, one in found["properties"].items()}
    return found


def misshapen(question: Question, value: Any) -> list[tuple[list[str | int], str]]:
    """Where in the value its shape is wrong, and how."""
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - a large library, for what the API takes alone

    wanted = type_of(shape_of(question))
    if question["kind"] in NEEDED:
        wanted = {**wanted, "required": NEEDED[question["kind"]]}
    found = Draft202012Validator(wanted).iter_errors(value)
    return [(list(one.absolute_path), _said(one)) for one in found]


def _said(error: Any) -> str:
    """In words that do not repeat the value: it may name somebody."""
    match error.validator:
        case "type":
            return f"This must be a JSON {error.validator_value}."
        case "required":
            return f"This must have {' and '.join(error.validator_value)}."
        case "additionalProperties":
            return "This has a part that is not asked for."
    return "No answer is taken here."


def typed(step: Step, given: Mapping[str, Any], at: str) -> tuple[dict[str, list[str]], list[Fault]]:
    """The form data of one step or entry, and what has the wrong shape. `at`: the pointer to these answers."""
    faults: list[Fault] = []
    known: dict[str, Question] = {}
    for question in step["questions"]:
        known |= dict.fromkeys([*answer_keys(question), other_key(question["name"])], question)
    faults += [{"pointer": under(at, name), "message": NOT_ASKED} for name in given if name not in known]
    taken: Answers = {}
    for name, value in given.items():
        about = known.get(name)
        if about is None or about["kind"] in TOLD_KINDS or value is None:
            continue
        wrong = misshapen(about, value) if name == about["name"] else _other_misshapen(value)
        for where, told in wrong:
            pointer = under(at, name)
            for part in where:
                pointer = under(pointer, part)
            faults.append({"pointer": pointer, "message": told})
        if not wrong:
            taken[name] = value
    return typed_from(step, taken), faults


def _other_misshapen(value: Any) -> list[tuple[list[str | int], str]]:
    return [] if isinstance(value, str) else [([], "This must be a JSON string.")]


def store(journey: Journey, step: Step, given: Mapping[str, Any], at: str, *, entry: str | None = None) -> list[Fault]:
    """Keep the answers to a step or an entry; where something is wrong, say what. Who called undoes the rest then."""
    data, faults = typed(step, given, at)
    form = journey.form(step, entry, data)
    form.is_valid()
    # A misshapen answer counts as none to the form, which would say that it is missing.
    told = {fault["pointer"] for fault in faults}
    for name, message in _messages(form):
        pointer = under(at, name)
        if not any(one == pointer or one.startswith((f"{pointer}/", f"{pointer}:")) for one in told):
            faults.append({"pointer": pointer, "message": message})
    told = {fault["pointer"] for fault in faults}
    unasked = (name for name, value in given.items() if is_answered(value) and not _is_taken(form, step, name))
    faults += [
        {"pointer": under(at, name), "message": NOT_ASKED}
        for name in unasked
        if told.isdisjoint({under(at, name), under(at, name.partition(":")[0])})
    ]
    if not faults:
        journey.store(step, entry, form)
    return faults


def _messages(form: StepForm) -> Iterable[tuple[str, str]]:
    """What the form says is wrong, each with the key that it is about: the text beside a choice has one of its own."""
    for name, errors in form.errors.as_data().items():
        for error in errors:
            key = other_key(name) if isinstance(error, PartError) and error.part == "other" else name
            for message in error.messages:
                yield key, str(message)


def _is_taken(form: StepForm, step: Step, name: str) -> bool:
    """Whether the question is asked with these answers; a text beside a choice only where that is chosen."""
    if any(question["name"] == name and question["kind"] in TOLD_KINDS for question in step["questions"]):
        return True
    return name in form.answers or (":" not in name and name in form.shown)


def store_entries(journey: Journey, step: Step, given: list[Any], at: str) -> list[Fault]:
    """Keep these entries of a repeating step instead of those that are there. The first ones stay who they are."""
    before = list(journey.ids(step["name"]))
    faults: list[Fault] = []
    for number, answers in enumerate(given):
        pointer = under(at, number)
        if not isinstance(answers, dict):
            faults.append({"pointer": pointer, "message": "An entry must be a JSON object."})
            continue
        entry = before[number] if number < len(before) else new_entry()
        faults += store(journey, step, answers, pointer, entry=entry)
    for entry in before[len(given) :]:
        journey.remove_entry(step, entry)
    journey.see(step)
    # Where one is wrong, it is missing among them as well.
    return faults or [{"pointer": at, "message": one.message} for one in journey.problems_of(step) if not one.question]


def store_all(journey: Journey, given: Mapping[str, Any], at: str) -> list[Fault]:
    """Keep all answers of a form, step by step in its order, since each may show or hide what comes after it."""
    left, faults = dict(given), list[Fault]()
    for step in journey.compiled.steps.values():
        if step["repeat"] is not None:
            own = {step["name"]: left.pop(step["name"])} if step["name"] in left else {}
        else:
            names = {key for question in step["questions"] for key in (question["name"], other_key(question["name"]))}
            own = {name: left.pop(name) for name in list(left) if name in names}
        if journey.step(step["name"]) is None:
            faults += _not_asked(own, at)
        elif step["repeat"] is not None:
            faults += _entries(journey, step, own.get(step["name"], []), under(at, step["name"]))
        else:
            faults += store(journey, step, own, at)
    return faults + _not_asked(left, at)


def _entries(journey: Journey, step: Step, given: Any, at: str) -> list[Fault]:
    if not isinstance(given, list):
        return [{"pointer": at, "message": "This step is filled in several times: send a list of entries."}]
    return store_entries(journey, step, given, at)


def _not_asked(names: Iterable[str], at: str) -> list[Fault]:
    return [{"pointer": under(at, name), "message": NOT_ASKED} for name in names]


def problems_of(journey: Journey) -> list[dict[str, str]]:
    """What keeps the draft from being sent, each with its place among the answers and without a name of an entry."""
    found = []
    for step in journey.steps:
        repeats = step["repeat"] is not None
        for entry in journey.ids(step["name"]) if repeats else [None]:
            at = "" if entry is None else under(under("", step["name"]), journey.ids(step["name"]).index(entry))
            form = journey.form(step, entry)
            if not form.is_valid():
                found += [
                    {"pointer": under(at, name), "step": step["name"], "message": told}
                    for name, told in _messages(form)
                ]
            elif journey.is_unsaved(step, entry):
                found.append({"pointer": at, "step": step["name"], "message": "Something typed here is not saved yet."})
        if repeats:
            found += [
                {"pointer": under("", step["name"]), "step": step["name"], "message": one.message}
                for one in journey.problems_of(step)
                if not one.question and one.entry is None
            ]
    return found


def refuse(faults: list[Fault]) -> None:
    """Raises Problem where something is wrong."""
    if faults:
        raise Problem("invalid", errors=faults)
