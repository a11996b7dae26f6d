"""Drafts as they lay in the vault before entries had identifiers: what was typed stood under an entry's number, and
what newer versions set aside was kept without its wording. Both are read as they are kept now, so that nothing is lost.
"""

from collections.abc import Callable, Iterator
from typing import Any

from forms import uploads
from forms.definition.conditions import is_answered
from forms.definition.shape import Answers, Question, Step, questions
from forms.filling.aside import SetAside, Typed, keys_of
from forms.filling.places import entry_of, step_of
from forms.models.submission import Draft
from forms.models.version import FormVersion
from forms.questions.summary import answer_text


def typed_by_entry(typed: dict[str, Typed], ids: Callable[[str], list[str]]) -> dict[str, Typed]:
    """What was typed, by places that name the entry: "children:1" is the second one of those there are."""
    return {_place(place, ids): data for place, data in typed.items()}


def _place(place: str, ids: Callable[[str], list[str]]) -> str:
    number = entry_of(place)
    if not number.isdecimal():
        return place
    there = ids(step_of(place))
    return f"{step_of(place)}:{there[int(number)]}" if int(number) < len(there) else place


def told_aside(draft: Draft, removed: Answers) -> list[SetAside]:
    """What was set aside, in the wording of the newest version that asked for it: one query for each that is read."""
    left = {name: value for name, value in removed.items() if name.partition(":")[0] == name}
    found = []
    # What this version asks in another way was set aside in the earlier one's.
    versions = FormVersion.objects.filter(page=draft.page_id).exclude(pk__in=[draft.version_id]).order_by("-number")
    for version in versions if left else ():
        for step, question in questions(version.definition):
            if step["repeat"] is None and is_answered(left.pop(question["name"], None)):
                found.append(_record(draft, question, removed))
        for step in version.definition["steps"]:
            if step["repeat"] is not None and isinstance(left.get(step["name"]), list):
                found += _entries(draft, step, left.pop(step["name"]))
        if not left:
            break
    return found


def _entries(draft: Draft, step: Step, entries: list[Answers]) -> Iterator[SetAside]:
    """Those of a list that is gone. Its entries are gone with it, so each is told and none comes back by itself."""
    for number, entry in enumerate(entries, 1):
        for question in step["questions"]:
            if is_answered(entry.get(question["name"])):
                told = _record(draft, question, entry)
                yield {**told, "step": step["name"], "entry": str(number), "label": f"{number}: {told['label']}"}


def _record(draft: Draft, question: Question, answers: Answers) -> SetAside:
    part: dict[str, Any] = {key: answers[key] for key in keys_of(question) if key in answers}
    value, beside = (part.get(key) for key in keys_of(question))
    if question["kind"] == "file":
        files = uploads.of_draft(draft.pk)
        text = "\n".join(str(files[one].filename) for one in value or () if one in files)
    else:
        text = answer_text(question, value, str(beside or ""))
    return {
        "name": question["name"],
        "kind": question["kind"],
        "step": "",
        "entry": "",
        "why": "gone",
        "label": str(question["label"]),
        "text": text,
        "answer": part,
        "typed": {},
    }
