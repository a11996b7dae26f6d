"""What reading a file tells: texts, each with where it stands, and what a person has to look at; and its bounds."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field

MOST_BYTES = 80_000_000
MOST_UNPACKED = 250_000_000
MOST_LETTERS = 30_000_000
MOST_SECONDS = 60.0
DEEPEST = 6
MOST_FILES = 3_000


class TooMuch(Exception):
    """A bound was reached: what was read so far counts, the rest is looked at by a person."""


@dataclass(frozen=True)
class Text:
    """A text and the place in the file: “page 3”, “a comment”, “attached “notes”, metadata”."""

    where: str
    text: str


@dataclass(frozen=True)
class Look:
    """What only a person can read, and where."""

    where: str
    why: str


Told = Text | Look
Reading = Iterator[Told]


@dataclass
class Bounds:
    """What one file may cost, everything that lies in it included. Raises TooMuch when it is spent."""

    unpacked: int = MOST_UNPACKED
    letters: int = MOST_LETTERS
    files: int = MOST_FILES
    seconds: float = MOST_SECONDS
    ends: float = field(init=False)

    def __post_init__(self) -> None:
        self.ends = time.monotonic() + self.seconds

    def unpack(self, number: int) -> None:
        self.unpacked -= number
        if self.unpacked < 0:
            raise TooMuch("it unpacks to more than can be read")

    def tell(self, number: int) -> None:
        self.letters -= number
        if self.letters < 0:
            raise TooMuch("it holds more text than can be read")

    def open_file(self) -> None:
        self.files -= 1
        if self.files < 0:
            raise TooMuch("there are more files in it than can be read")

    def pause(self) -> None:
        """To be called often: the time that one file may take is over some day."""
        if time.monotonic() > self.ends:
            raise TooMuch("reading it takes too long")


def within(where: str, told: Told) -> Told:
    """The same, told of a file that lies in another."""
    place = f"{where}, {told.where}" if told.where else where
    return Text(place, told.text) if isinstance(told, Text) else Look(place, told.why)
