"""One list of a version on one page: each entry with its words and its place; one empty entry to add to it."""

from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils.text import slugify

from portal.cms.procedure.fields import value_box
from workflow.procedures.faults import list_faults
from workflow.procedures.parts import Column, list_of

MOST_ENTRIES = 200
LONGEST_KEY = 60
Entry = dict[str, Any]


def extra_columns(name: str, entries: list[Entry]) -> dict[str, Any]:
    """What entries of this list say besides key and text, with an example of its value."""
    found: dict[str, Any] = {column.name: [] if column.several else "" for column in list_of(name).columns}
    for entry in entries:
        found |= {key: value for key, value in entry.items() if key not in ("key", "text")}
    return found


def formset_for(name: str, entries: list[Entry], data: Any = None) -> Any:
    """The forms of a list, in its order, and an empty one."""
    known = {column.name: column for column in list_of(name).columns}
    fields: dict[str, forms.Field] = {
        "key": forms.CharField(widget=forms.HiddenInput, required=False),
        "text": forms.CharField(label="Text", widget=forms.Textarea(attrs={"rows": 2}), required=False),
    }
    for column, example in extra_columns(name, entries).items():
        named = known.get(column) or Column(column, column.replace("_", " ").capitalize())
        fields[column] = value_box(example, named.choices, named.label, named.help)
    fields["place"] = forms.IntegerField(
        label="Place", required=False, min_value=0, max_value=10_000, help_text="Lower numbers stand first."
    )
    fields["remove"] = forms.BooleanField(label="Remove this entry", required=False)
    kind = type("EntryForm", (forms.Form,), fields)
    several: Any = formset_factory(kind, extra=1, max_num=MOST_ENTRIES, absolute_max=MOST_ENTRIES)
    initial = [{**entry, "place": place} for place, entry in enumerate(entries, start=1)]
    return several(data, initial=initial, prefix="entry")


def typed_entries(name: str, before: list[Entry], formset: Any) -> list[Entry]:
    """The list as it was typed. Wrong entries have their errors at their boxes then."""
    known = {entry["key"]: entry for entry in before}
    kept: list[tuple[int, Any, Entry]] = []
    for number, form in enumerate(formset.forms):
        typed = dict(form.cleaned_data)
        key = typed.pop("key", "")
        place = typed.pop("place", None)
        removed = typed.pop("remove", False)
        is_new = key not in known
        if removed or (is_new and not (typed.get("text") or "").strip()):
            continue
        typed["text"] = (typed.get("text") or "").strip()
        entry = {**known.get(key, {}), **typed}
        kept.append((place if place is not None else len(formset.forms) + number, form, {"key": key, **entry}))
    # Stable: entries with the same place stay as they stood.
    kept.sort(key=lambda one: one[0])
    taken = {entry["key"] for _, _, entry in kept if entry["key"] in known}
    for _, _, entry in kept:
        if entry["key"] not in known:
            entry["key"] = free_key(entry["text"], taken, "entry", longest=LONGEST_KEY, joint="_")
            taken.add(entry["key"])
    entries = [entry for _, _, entry in kept]
    _say_faults(name, entries, [form for _, form, _ in kept], formset)
    return entries


def _say_faults(name: str, entries: list[Entry], owners: list[Any], formset: Any) -> None:
    for fault in list_faults(name, entries):
        place, column = (*fault.path[2:], None, None)[:2]
        if isinstance(place, int) and isinstance(column, str):
            owners[place].add_error(column if column in owners[place].fields else None, fault.text)
        else:
            formset.general.append(fault.text)


def free_key(text: str, taken: set[str], default: str, *, longest: int, joint: str = "-") -> str:
    """A key made of the text that is not taken yet, with a number where it would be."""
    base = slugify(text)[:longest].strip("-").replace("-", joint) or default
    candidates = [base, *(f"{base[: longest - 4]}{joint}{number}" for number in range(2, len(taken) + 3))]
    return next(candidate for candidate in candidates if candidate not in taken)
