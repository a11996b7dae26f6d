"""What the public asks of the report library: words, filters, order, a shareable address. Any input gets an answer."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, overload
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.full_text import asking, finding
from portal.full_text.meant import meant
from portal.full_text.snippets import snippet
from portal.reports.searched import parts_of

# How each filter narrows the reports; a partnership is a branch of the tree, and its value the branch's path.
FILTERS = {
    "partnership": "path__startswith",
    "year": "published_on__year",
    "theme": "themes__slug",
    "age": "age_band",
    "kind": "kind",
}
LABELS = {
    "partnership": gettext_lazy("Partnership"),
    "year": gettext_lazy("Year"),
    "theme": gettext_lazy("Theme"),
    "age": gettext_lazy("Age of the child"),
    "kind": gettext_lazy("Kind of review"),
}
SORTS = {
    "best": gettext_lazy("Best match first"),
    "newest": gettext_lazy("Newest first"),
    "oldest": gettext_lazy("Oldest first"),
}
# Not all that a heading says of itself is worth a snippet.
CUT_FIRST = ("summary", "body")

Choices = Mapping[str, list[tuple[str, str]]]


@dataclass(frozen=True)
class Chip:
    """A filter that is on: what it says, and the address without it."""

    label: str
    without: str


@dataclass(frozen=True)
class ReportSearch:
    words: str = ""
    chosen: Mapping[str, str] = field(default_factory=dict)
    sort: str = ""
    choices: Choices = field(default_factory=dict)
    # The path of the branch that each partnership's slug stands for.
    branches: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def from_query(
        cls, query: Mapping[str, Any], *, choices: Choices, branches: Mapping[str, str] | None = None
    ) -> "ReportSearch":
        """Reads the address. A filter value that no report has is left out; control characters are not searched."""
        words = asking.clean(str(query.get("q", "")))
        chosen = {
            name: str(query.get(name, ""))
            for name in FILTERS
            if str(query.get(name, "")) in {value for value, _label in choices.get(name, [])}
        }
        sort = str(query.get("sort", ""))
        usual = "best" if words else "newest"
        kept = sort if sort in SORTS and sort != usual and (words or sort != "best") else ""
        return cls(words, {name: value for name, value in chosen.items() if value}, kept, choices, branches or {})

    @cached_property
    def asked(self) -> asking.Asked:
        return asking.read(self.words)

    def narrowed(self, reports: QuerySet[Any]) -> QuerySet[Any]:
        """The reports that the filters leave."""
        for name, value in self.chosen.items():
            told = self.branches.get(value, "") if name == "partnership" else value
            reports = reports.filter(**{FILTERS[name]: told})
        return reports

    def results(self, reports: QuerySet[Any]) -> "Results":
        """The reports that fit, in order; each that is drawn carries its `snippet`."""
        left = self.narrowed(reports)
        order = ("published_on", "pk") if self.sort == "oldest" else ("-published_on", "-pk")
        numbers = list(left.order_by(*order).values_list("pk", flat=True))
        if self.words:
            ranks = finding.ranks(self.asked)
            numbers = [pk for pk in numbers if pk in ranks]
            if not self.sort:
                # Of those that fit alike the newest stays first.
                numbers.sort(key=lambda pk: -ranks[pk])
        return Results(reports.model, numbers, self.asked)

    def meant(self, reports: QuerySet[Any]) -> "ReportSearch | None":
        """The same search with its unknown words put right from these reports' own, where that is another one."""
        words = meant(self.words, self.asked, reports.order_by().values_list("pk", flat=True)) if self.asked else ""
        return replace(self, words=words) if words and words != self.words else None

    @property
    def parts(self) -> dict[str, str]:
        """What stands in the address."""
        told = {"q": self.words, **self.chosen, "sort": self.sort}
        return {name: value for name, value in told.items() if value}

    def address(self, **changes: str) -> str:
        """The query string of this search with changes; an empty value takes a part out."""
        parts = {**self.parts, **changes}
        return "?" + urlencode({name: value for name, value in parts.items() if value})

    @property
    def filter_address(self) -> str:
        """The query string of what the list is narrowed to, whatever its order."""
        return self.address(sort="")

    @property
    def is_on(self) -> bool:
        return bool(self.words or self.chosen)

    @property
    def told(self) -> str:
        """What the list is narrowed to, in words: "neglect, Year 2025"; "" for all of it."""
        labels = {name: dict(self.choices[name]) for name in self.chosen}
        return ", ".join(filter(None, [self.words, *(f"{LABELS[n]} {labels[n][v]}" for n, v in self.chosen.items())]))

    @property
    def chips(self) -> list[Chip]:
        labels = {name: dict(self.choices[name]) for name in self.chosen}
        chips = [Chip(f"{LABELS[n]}: {labels[n][v]}", self.address(**{n: ""})) for n, v in self.chosen.items()]
        words = _("Words")
        return [Chip(f"{words}: {self.words}", self.address(q="")), *chips] if self.words else chips

    @property
    def selects(self) -> list[dict[str, Any]]:
        """The filters as select fields, only those that offer a choice."""
        return [
            {"name": name, "label": LABELS[name], "value": self.chosen.get(name, ""), "choices": self.choices[name]}
            for name in FILTERS
            if self.choices.get(name)
        ]

    @property
    def sorts(self) -> list[tuple[str, str, bool]]:
        """Value, label and whether it is on."""
        usual = "best" if self.words else "newest"
        offered = SORTS if self.words else {name: label for name, label in SORTS.items() if name != "best"}
        return [(name, str(label), name == (self.sort or usual)) for name, label in offered.items()]


class Results(Sequence[Any]):
    """The numbers of all that fit; the reports themselves are read for the page that is drawn."""

    def __init__(self, model: Any, numbers: list[int], asked: asking.Asked) -> None:
        self.model, self.numbers, self.asked = model, numbers, asked

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, place: int) -> Any: ...
    @overload
    def __getitem__(self, place: slice) -> list[Any]: ...
    def __getitem__(self, place: int | slice) -> Any:
        if isinstance(place, int):
            return self._read([self.numbers[place]])[0]
        return self._read(self.numbers[place])

    def __iter__(self) -> Iterator[Any]:
        return iter(self._read(self.numbers))

    def _read(self, numbers: list[int]) -> list[Any]:
        found = self.model.objects.prefetch_related("themes").in_bulk(numbers)
        reports = [found[number] for number in numbers if number in found]
        hits = finding.hits(self.asked, numbers)
        for report in reports:
            report.snippet = _snippet(report, hits.get(report.pk, {}))
        return reports


def _snippet(report: Any, hits: Mapping[str, set[int]]) -> Any:
    parts = parts_of(report)
    part = next((name for name in CUT_FIRST if hits.get(name)), "")
    if part:
        return snippet(parts[part], hits[part])
    return snippet(parts["summary"] if report.summary else parts["body"], set())
