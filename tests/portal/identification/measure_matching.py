"""How much of what is written otherwise is found, class by class, and how much of ordinary prose is found for nothing.

`report()` says both as text, for `make identification`; the tests hold them to their bounds. By itself:
`manage.py shell -c "from tests.portal.identification.measure_matching import report; print(report())"`.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from portal.identification.search import Passage, Search
from tests.portal.identification.variants import Seed, seeds, terms
from workflow.machines.publication.identification.identifiers import Identifier, identifiers_of
from workflow.report_seam import Found

AROUND = (
    "The agencies met and spoke of what they had seen; nobody had asked who was there. They wrote of {} in their "
    "notes. It was recorded by one of them, and shared with the others."
)


@dataclass(frozen=True)
class Recall:
    """Of one class: how many there are, and which were missed."""

    group: str
    number: int
    missed: tuple[Seed, ...]

    @property
    def share(self) -> float:
        return 1 - len(self.missed) / self.number


def recall(tried: Sequence[Seed] = ()) -> list[Recall]:
    """Each class with what was missed: a seed is found where the term that it means is among the finds."""
    search = Search(identifiers_of(terms()))
    numbers, missed = Counter[str](), defaultdict[str, list[Seed]](list)
    for seed in tried or seeds():
        numbers[seed.group] += 1
        found = search.run([Passage("Analysis", AROUND.format(seed.written))])
        if not means(found, seed):
            missed[seed.group].append(seed)
    return [Recall(group, number, tuple(missed[group])) for group, number in sorted(numbers.items())]


def means(found: Iterable[Found], seed: Seed) -> bool:
    (term,) = identifiers_of([{"kind": seed.kind, "value": seed.term}])
    return any(find.kind == term.kind and term.text in find.identifier.split("; ") for find in found)


def noise(pages: Iterable[str], looked_for: Sequence[Identifier]) -> list[Found]:
    """What is found in pages that name nobody of the case."""
    return Search(looked_for).run(Passage(f"Page {number}", page) for number, page in enumerate(pages, 1))


def report() -> str:
    """All of it as lines of text, for `make identification`."""
    from tests.portal.identification.noise import NAMED, pages

    measured = recall()
    lines = [f"{one.group:24} {one.number - len(one.missed):4} of {one.number:4}  {one.share:6.1%}" for one in measured]
    number, missed = sum(one.number for one in measured), sum(len(one.missed) for one in measured)
    lines.append(f"{'all variants':24} {number - missed:4} of {number:4}  {1 - missed / number:6.1%}")
    lines += [f"  missed: {seed.term!r} as {seed.written!r}" for one in measured for seed in one.missed]
    found = noise(pages(), [*identifiers_of(terms()), *NAMED])
    lines.append(f"100 pages about other people: {len(found)} finds, in {sum(find.count for find in found)} places")
    lines += [f"  {find.sure}: {find.kind} {find.written!r} ({find.count}), {find.why}" for find in found]
    return "\n".join(lines)
