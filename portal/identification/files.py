"""What a file holds, as passages for the search: everything that `reading` reads of it, and what is looked at by eye.

What cannot be read is said, so that a person looks at it: nothing passes because a program could not open it.
"""

from collections.abc import Iterator

from portal.identification.apart import ReaderApart
from portal.identification.reading import whole
from portal.identification.reading.told import Look, Told
from portal.identification.search import Passage

BY_EYE = "By eye"


def passages_of_file(name: str, content: bytes, *, reader: ReaderApart | None = None) -> Iterator[Passage]:
    """Every text of this file, each with where it stands; a passage “By eye” where a person has to look.

    With a `reader` the file is read in its process; without one here, where a damaged file may take long.
    """
    told = whole.read(name, content) if reader is None else reader.read(name, content)
    for one in told:
        yield passage_of(name, one)


def passage_of(name: str, told: Told) -> Passage:
    where = f"File “{name}”, {told.where}" if told.where else f"File “{name}”"
    return Passage(BY_EYE, f"{where}: {told.why}") if isinstance(told, Look) else Passage(where, told.text)
