"""`make identification`: what the check finds in a corpus made to hide it, and what is left in what is published.

Seeded, the same every time: each text in each corner of each format (`hidden_in_pdf`, `hidden_in_files`), 200 pages
against 60 terms, a text made to be slow, and what `measure_matching` prints. Exit 1 where a target is missed.
"""

import os
import random
import resource
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.test")
django.setup()

from portal.identification.reading.told import Look, Text  # noqa: E402 - Django has to be set up first
from portal.identification.reading.whole import told_of  # noqa: E402 - Django is set up first
from portal.identification.rebuilding.rebuilt import NotPublishable, rebuild  # noqa: E402 - Django is set up first
from portal.identification.search import Passage, Search  # noqa: E402 - Django is set up first
from tests.portal.identification import corpus, hidden_in_files, hidden_in_pdf  # noqa: E402 - Django is set up first
from tests.portal.identification.measure_matching import report  # noqa: E402 - Django is set up first
from workflow.machines.publication.identification.identifiers import identifiers_of  # noqa: E402 - Django is set up first

HIDDEN = [
    ("name", "Rowan Ashdown", "Rowan Ashdown"),
    ("name", "Niamh Brathwaite", "Niamh Brathwaite"),
    ("date", "2019-04-02", "2 April 2019"),
    ("nhs", "9434765919", "943 476 5919"),
    ("address", "3 Kingfisher Close\nWestbridge\nNG5 2AB", "3 Kingfisher Close"),
    ("phone", "07700 900123", "07700 900123"),
    ("email", "rowan.a@example.org", "rowan.a@example.org"),
]
SECONDS, MEGABYTES, HOSTILE_SECONDS = 20.0, 500, 10.0


@dataclass
class Counted:
    """How many of how many, and which not."""

    what: str
    least: float
    tried: int = 0
    held: int = 0
    missed: list[str] = field(default_factory=list)

    def add(self, name: str, *, held: bool) -> None:
        self.tried += 1
        self.held += held
        if not held:
            self.missed.append(name)

    @property
    def share(self) -> float:
        return self.held / self.tried if self.tried else 1.0

    def tell(self) -> bool:
        good = self.share >= self.least
        mark = "" if good else f"  below {self.least:.0%}"
        print(f"{self.what:<52}{self.held:>6} of {self.tried:<6}{self.share:7.1%}{mark}")  # noqa: T201 - its report
        for one in self.missed[:20]:
            print(f"    missed: {one}")  # noqa: T201 - as above
        return good


def files(text: str) -> Iterator[tuple[str, str, bytes]]:
    for corner, make in hidden_in_pdf.CORNERS.items():
        yield f"pdf, {corner}", "a.pdf", make(text)
    for corner, make_file in hidden_in_files.CORNERS.items():
        yield corner, *make_file(text)


def hidden() -> list[Counted]:
    read, published = Counted("Read: found, or said to be unreadable", 0.98), Counted("Published: gone, or found", 1.0)
    alone = Counted("Read: found", 0.95)
    for kind, value, text in HIDDEN:
        search = Search(identifiers_of([{"kind": kind, "value": value}]))
        for corner, name, content in files(text):
            said = f"{kind} “{text}” in {corner}"
            found, looks = _read(search, name, content)
            alone.add(said, held=found)
            read.add(said, held=found or looks)
            made = rebuild(name, content, clean=lambda one, search=search: not search.run([Passage("", one)]))
            if isinstance(made, NotPublishable):
                published.add(said, held=True)
                continue
            again, looked_at = _read(search, made.name, made.content)
            published.add(said, held=again or looked_at or not _stands_in(made.content, text))
    return [alone, read, published]


def _read(search: Search, name: str, content: bytes) -> tuple[bool, bool]:
    told = told_of(name, content)
    texts = [Passage(one.where, one.text) for one in told if isinstance(one, Text)]
    return bool(search.run(texts)), any(isinstance(one, Look) for one in told)


def _stands_in(content: bytes, text: str) -> bool:
    """In the bytes as they lie: a second reader that knows no format."""
    return any(text.encode(encoding, "replace") in content for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


def looked_at() -> Counted:
    counted = Counted("What is in no letters is said, page by page", 1.0)
    for corner, make in hidden_in_pdf.LOOKED_AT.items():
        told = told_of("a.pdf", make("Rowan Ashdown"))
        counted.add(corner, held=any(isinstance(one, Look) for one in told))
    return counted


def speed() -> bool:
    """200 pages of prose against 60 terms, and a megabyte of letters in any order."""
    dice = random.Random(5)
    terms = corpus.identifiers(7, 10)[:60]
    pages = [" ".join(dice.choices(corpus.FILLER.split(), k=500)) for _ in range(200)]
    lines = [[page[at : at + 95] for at in range(0, len(page), 95)] for page in pages]
    content = hidden_in_pdf.pages(lines)
    good = _timed("200 pages against 60 terms", SECONDS, lambda: _read(Search(terms), "a.pdf", content))
    hostile = "".join(dice.choices("aA bB.,-'\n19/0ŁéRowanshdw", k=1_000_000)).encode()
    good &= _timed("1 MB of hostile text", HOSTILE_SECONDS, lambda: _read(Search(terms), "a.txt", hostile))
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{'Memory at most':<52}{used:>6} MB{'' if used <= MEGABYTES else f'  above {MEGABYTES} MB'}")  # noqa: T201 - a figure
    return good and used <= MEGABYTES


def _timed(what: str, most: float, run: object) -> bool:
    begun = time.process_time()
    run()  # type: ignore[operator]  # a command
    took = time.process_time() - begun
    print(f"{what:<52}{took:>6.1f} seconds{'' if took <= most else f'  above {most:.0f}'}")  # noqa: T201 - its report
    return took <= most


def main() -> None:
    good = [counted.tell() for counted in (*hidden(), looked_at())]
    good.append(speed())
    print(f"\nWritten in other ways, and noise:\n{report()}")  # noqa: T201 - its report
    sys.exit(0 if all(good) else 1)


if __name__ == "__main__":
    main()
