"""What changed between two definitions, question by question: shown to editors before publishing, and to a person whose
draft is moved to a newer version."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.utils.text import get_text_list
from django.utils.translation import get_language, gettext

from forms.definition import meanings, prefill_sources
from forms.definition.calculations import ADDED_UP
from forms.definition.calculations import LABELS as SUMS
from forms.definition.condition_words import asked_in, words
from forms.definition.rules import label_of
from forms.definition.shape import TODAY, Band, Condition, Definition, Group, Question, Step
from forms.definition.wording import called
from forms.registry import Registry


@dataclass(frozen=True)
class Change:
    """One difference.

    `what`: a key of LABELS. `subject`: the wording now (or before, when removed). `detail`: a sentence. `step`: the
    step's name, empty for the form as a whole. `asks`: whether a person with a draft has to look at it.
    """

    what: str
    subject: str
    detail: str
    step: str
    asks: bool = False

    @property
    def told(self) -> str:
        """The sentence for a person who fills the form in; where it is read in another language than English, a short
        one of the portal's own.
        """
        if (get_language() or "en").startswith("en"):
            return self.detail
        return gettext("This is new.") if self.what == "added" else gettext("This is asked in another way now.")

    @property
    def label(self) -> str:
        """Its heading."""
        return LABELS[self.what]


LABELS = {
    "added": "Added",
    "removed": "Removed",
    "reworded": "Reworded",
    "moved": "Moved",
    "required": "Must now be answered",
    "optional": "Now optional",
    "kind": "Asked in another way",
    "choices": "Choices changed",
    "help": "Help changed",
    "shown": "Shown at other times",
    "rules": "Limits changed",
    "calculation": "Calculated in another way",
    "source": "Filled in from elsewhere",
    "translated": "Second language changed",
    "meaning": "Meaning changed",
}


def differences(old: Definition, new: Definition) -> list[Change]:
    """Every change from one definition to the other, in the order of the new form, what was removed last."""
    pair = _Pair(old, new)
    return [*_changes_of_form(old, new), *_changes_of_steps(pair), *_changes_of_groups(pair), *_changes_of(pair)]


@dataclass(frozen=True)
class _Place:
    """A question where it stands."""

    step: Step
    group: Group | None
    question: Question


class _Pair:
    """Both forms, laid out once for all comparisons."""

    def __init__(self, old: Definition, new: Definition) -> None:
        self.old, self.new = old, new
        self.before, self.after = _places(old), _places(new)
        self.old_questions, self.new_questions = asked_in(old), asked_in(new)

    def shown(self, old: Condition | None, new: Condition | None) -> str:
        """When something was shown and is shown now, in words."""
        before, now = words(old, self.old_questions), words(new, self.new_questions)
        return f"It was shown {_when(before)}. Now it is shown {_when(now)}."

    def label(self, name: str) -> str:
        """The wording of a question of either form, in quotation marks; “today” stays as it is."""
        question = self.new_questions.get(name) or self.old_questions.get(name)
        return f"“{question['label']}”" if question else called(name)


def _when(condition: str) -> str:
    return f"when {condition}" if condition else "always"


def _places(definition: Definition) -> dict[str, _Place]:
    found = {}
    for step in definition["steps"]:
        groups = {group["name"]: group for group in step.get("groups", ())}
        for question in step["questions"]:
            found[question["name"]] = _Place(step, groups.get(question.get("group", "")), question)
    return found


def _moved(before: Iterable[str], after: Iterable[str]) -> set[str]:
    """The fewest names whose moving makes one order of the other: all that are not on the longest common way."""
    place = {name: number for number, name in enumerate(before)}
    names = [name for name in after if name in place]
    ends: list[int] = []  # the smallest place on which a rising row of each length ends
    heads: list[str] = []
    previous: dict[str, str | None] = {}
    for name in names:
        length = bisect_left(ends, place[name])
        previous[name] = heads[length - 1] if length else None
        ends[length : length + 1] = [place[name]]
        heads[length : length + 1] = [name]
    staying: set[str] = set()
    current = heads[-1] if heads else None
    while current is not None:
        staying.add(current)
        current = previous[current]
    return set(names) - staying


# The form as a whole


def _changes_of_form(old: Definition, new: Definition) -> Iterator[Change]:
    if old["title"] != new["title"]:
        yield Change("reworded", "The form", f"It was called “{old['title']}”.", "")
    before, after = old.get("second_language", ""), new.get("second_language", "")
    if before != after:
        detail = "It has no second language any more." if not after else f"Its second language is “{after}” now."
        yield Change("translated", "The form", detail, "")
    elif old.get("second") != new.get("second"):
        yield Change("translated", "The form", "Its title in the second language has changed.", "")


# Steps


def _changes_of_steps(pair: _Pair) -> Iterator[Change]:
    before = {step["name"]: step for step in pair.old["steps"]}
    after = {step["name"]: step for step in pair.new["steps"]}
    moved = _moved(before, after)
    for name, step in after.items():
        subject = f"Step: {step['title']}"
        if name not in before:
            yield Change("added", subject, "A new step.", name, asks=True)
            continue
        if name in moved:
            yield Change("moved", subject, "The step stands in another place.", name)
        yield from _changes_of_part(subject, before[name], step, name, pair)
    for name, step in before.items():
        if name not in after:
            yield Change("removed", f"Step: {step['title']}", "The step is no longer asked.", name)


def _changes_of_part(subject: str, old: Any, new: Any, step: str, pair: _Pair) -> Iterator[Change]:
    """What differs in a step, or in a group, which is asked once and means nothing of its own."""
    if old["title"] != new["title"]:
        yield Change("reworded", subject, f"It was “{old['title']}”.", step)
    if old["guidance"] != new["guidance"]:
        yield Change("help", subject, "The guidance has changed.", step)
    if old["show_when"] != new["show_when"]:
        yield Change("shown", subject, pair.shown(old["show_when"], new["show_when"]), step, asks=True)
    if old.get("repeat") != new.get("repeat"):
        detail = f"It was asked {_how_often(old, pair)}. Now it is asked {_how_often(new, pair)}."
        yield Change("rules", subject, detail, step, asks=True)
    if old.get("meaning") != new.get("meaning"):
        yield Change("meaning", subject, f"It means “{_meant(new['meaning'])}” now.", step)
    if old.get("second") != new.get("second"):
        yield Change("translated", subject, "Its texts in the second language have changed.", step)


def _meant(key: str) -> str:
    meaning = meanings.get(key) if key else None
    return meaning.label if meaning else key or "nothing"


def _how_often(step: Step, pair: _Pair) -> str:
    repeat = step["repeat"]
    if repeat is None:
        return "once"
    named = f", named by {pair.label(repeat['summary'])}" if repeat["summary"] else ""
    return f"for each {repeat['noun']}, {repeat['least']} to {repeat['most']} times{named}"


# Groups


def _changes_of_groups(pair: _Pair) -> Iterator[Change]:
    before, after = _groups(pair.old), _groups(pair.new)
    for name, (step, group) in after.items():
        subject = f"Group: {group['title']}"
        if name not in before:
            # What is asked in it is told question by question, what its condition hides too.
            yield Change("added", subject, "A new group of questions.", step["name"])
            continue
        yield from _changes_of_part(subject, before[name][1], group, step["name"], pair)
    for name, (step, group) in before.items():
        if name not in after:
            detail = "The group is gone. What becomes of its questions is said at each."
            yield Change("removed", f"Group: {group['title']}", detail, step["name"])


def _groups(definition: Definition) -> dict[str, tuple[Step, Group]]:
    return {group["name"]: (step, group) for step in definition["steps"] for group in step.get("groups", ())}


# Questions


def _changes_of(pair: _Pair) -> Iterator[Change]:
    """Told of each question under a wording by which it is told apart from others of the same one."""
    for name, change in _changes_by_name(pair):
        asked = pair.new_questions if name in pair.after else pair.old_questions
        yield replace(change, subject=asked[name]["label"])


def _changes_by_name(pair: _Pair) -> Iterator[tuple[str, Change]]:
    moved = _moved(pair.before, pair.after)
    for name, place in pair.after.items():
        question, step = place.question, place.step["name"]
        was = pair.before.get(name)
        if was is None:
            yield name, _added(question, step)
            continue
        yield from ((name, change) for change in _changes_of_place(was, place, name in moved, pair))
        yield from ((name, change) for change in _changes_of_question(was.question, question, step, pair))
    for name, place in pair.before.items():
        if name not in pair.after:
            label = place.question["label"]
            yield name, Change("removed", label, "The question is no longer asked.", place.step["name"])


def _added(question: Question, step: str) -> Change:
    told = {
        "calculated": "A new calculated value. Nobody types it.",
        "case_text": "A new text from the case. Nobody types it.",
        "guidance": "New guidance.",
    }
    if question["kind"] in told:
        return Change("added", question["label"], told[question["kind"]], step)
    detail = "A new question that must be answered." if question["required"] else "A new optional question."
    return Change("added", question["label"], detail, step, asks=True)


def _changes_of_place(old: _Place, new: _Place, moved: bool, pair: _Pair) -> Iterator[Change]:
    label, step = new.question["label"], new.step["name"]
    before, now = (place.group["name"] if place.group else "" for place in (old, new))
    if old.step["name"] != step:
        detail = f"From the step “{old.step['title']}” to “{new.step['title']}”."
        yield Change("moved", label, detail, step, asks=True)
    elif before != now:
        yield Change("moved", label, f"It stood {_in_group(old)}. Now it stands {_in_group(new)}.", step)
    elif moved:
        yield Change("moved", label, "It stands in another place.", step)
    was_shown, is_shown = (place.group["show_when"] if place.group else None for place in (old, new))
    if before != now and was_shown != is_shown:
        yield Change("shown", label, pair.shown(was_shown, is_shown), step, asks=True)


def _in_group(place: _Place) -> str:
    return f"in the group “{place.group['title']}”" if place.group else "in no group"


def _changes_of_question(old: Question, new: Question, step: str, pair: _Pair) -> Iterator[Change]:
    label = new["label"]
    if old["label"] != label:
        yield Change("reworded", label, f"It was “{old['label']}”.", step)
    if old["required"] != new["required"]:
        if new["required"]:
            yield Change("required", label, "It was optional.", step, asks=True)
        else:
            yield Change("optional", label, "It had to be answered.", step)
    if old["kind"] != new["kind"]:
        detail = f"It was {_spoken(old['kind'])} and is {_spoken(new['kind'])} now."
        yield Change("kind", label, detail, step, asks=True)
    if old["choices"] != new["choices"]:
        yield Change("choices", label, _choice_detail(old, new), step, asks=True)
    if detail := _help_detail(old, new):
        yield Change("help", label, detail, step)
    if old["show_when"] != new["show_when"]:
        yield Change("shown", label, pair.shown(old["show_when"], new["show_when"]), step, asks=True)
    if old["rules"] != new["rules"]:
        yield Change("rules", label, _rule_detail(old["rules"], new["rules"], pair), step, asks=True)
    if old["meaning"] != new["meaning"]:
        yield Change("meaning", label, f"It means “{_meant(new['meaning'])}” now.", step)
    yield from _changes_of_settings(old, new, step, pair)


def _changes_of_settings(old: Question, new: Question, step: str, pair: _Pair) -> Iterator[Change]:
    """What only some kinds have."""
    label = new["label"]
    if old.get("calculation") != new.get("calculation"):
        yield Change("calculation", label, f"Now: {_calculation(new, pair)}.", step)
    if old.get("parts", []) != new.get("parts", []):
        asked = ", ".join(new.get("parts", [])) or "nothing else"
        yield Change("kind", label, f"Besides the name it asks for: {asked}.", step, asks=True)
    if bool(old.get("unknown")) != bool(new.get("unknown")):
        told = (
            "“Not known” is offered as an answer now." if new.get("unknown") else "“Not known” is no answer any more."
        )
        yield Change("choices", label, told, step, asks=True)
    if old.get("options", "") != new.get("options", ""):
        chosen = _registered(prefill_sources.option_lists, new.get("options", ""))
        yield Change("choices", label, f"Its choices come from {chosen} now.", step, asks=True)
    for setting, told in (("fact", "It shows"), ("prefill", "It is filled in with")):
        if old.get(setting, "") != new.get(setting, ""):
            source = _registered(prefill_sources.sources, str(new.get(setting, "")))
            yield Change("source", label, f"{told} {source} now.", step)
    if old.get("second") != new.get("second"):
        yield Change("translated", label, "Its texts in the second language have changed.", step)


def _registered(registry: Registry[Any], key: str) -> str:
    if not key:
        return "nothing"
    known = registry.get(key)
    return f"“{known.label if known else key}”"


def _calculation(question: Question, pair: _Pair) -> str:
    calculation = question.get("calculation")
    if calculation is None:
        return "nothing"
    what = SUMS.get(calculation["what"], calculation["what"])
    if calculation["what"] in ADDED_UP:
        added = get_text_list([pair.label(name) for name in calculation.get("of", ())], "and")
        bands = ", ".join(band_in_words(band) for band in calculation.get("bands", ()))
        return f"{what} of {added}{f', called {bands}' if bands else ''}"
    ends = (calculation.get("first", ""), calculation.get("last", ""))
    first, last = (TODAY if name == TODAY else pair.label(name) for name in ends)
    return f"{what} {first} and {last}"


def band_in_words(band: Band) -> str:
    """0 to 4 “low”, 5 or more “high”."""
    span = f"{band['least']} to {band['most']}" if "most" in band else f"{band['least']} or more"
    return f"{span} “{band['label']}”"


def _help_detail(old: Question, new: Question) -> str:
    changed = [text for text in ("hint", "guidance", "example", "messages") if old.get(text) != new.get(text)]
    has = "has" if len(changed) == 1 and changed != ["messages"] else "have"
    return f"The {get_text_list(changed, 'and')} {has} changed." if changed else ""


def _rule_detail(old: Mapping[str, Any], new: Mapping[str, Any], pair: _Pair) -> str:
    """Each limit that came, went or changed."""
    parts = [f"new: {_limit(rule, new, pair)}" for rule in new if rule not in old]
    parts += [f"no longer: {_limit(rule, old, pair)}" for rule in old if rule not in new]
    both = [rule for rule in new if rule in old and old[rule] != new[rule]]
    parts += [f"{_limit(rule, new, pair)}, it was {_setting(old[rule], pair)}" for rule in both]
    return _sentence(parts)


def _limit(rule: str, rules: Mapping[str, Any], pair: _Pair) -> str:
    label = label_of(rule)
    return label if rules[rule] is True else f"{label} ({_setting(rules[rule], pair)})"


def _setting(value: Any, pair: _Pair) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    return pair.label(value) if isinstance(value, str) else str(value)


def _spoken(kind: str) -> str:
    return f"“{kind.replace('_', ' ')}”"


def _choice_detail(old: Question, new: Question) -> str:
    before: dict[str, Any] = {choice["value"]: choice for choice in old["choices"]}
    after: dict[str, Any] = {choice["value"]: choice for choice in new["choices"]}
    parts = [f"added “{choice['label']}”" for value, choice in after.items() if value not in before]
    parts += [f"removed “{choice['label']}”" for value, choice in before.items() if value not in after]
    for value, choice in after.items():
        was = before.get(value, choice)
        if was["label"] != choice["label"]:
            parts.append(f"“{was['label']}” is “{choice['label']}” now")
        if bool(was.get("other")) != bool(choice.get("other")):
            asks = "asks for a text now" if choice.get("other") else "asks for no text any more"
            parts.append(f"“{choice['label']}” {asks}")
        if was.get("points") != choice.get("points"):
            parts.append(f"“{choice['label']}” counts {_points(choice)} now, it counted {_points(was)}")
    return _sentence(parts or ["their order has changed"])


def _points(choice: Any) -> str:
    points = choice.get("points")
    return "no points" if points is None else f"{points} point{'s' * (points != 1)}"


def _sentence(parts: list[str]) -> str:
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}."
