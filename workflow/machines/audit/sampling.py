"""Drawing lots that anybody can draw again: the same seed, population and size give the same sample on any machine.

Not the `random` module, whose algorithm is its own and may change: each reference is put behind the seed and hashed
(SHA-256), and the order of the hashes is the order of the lots. A reference keeps its place however the others change.
"""

import hashlib
from collections.abc import Iterable


def lot(seed: str, reference: str) -> str:
    """What a reference drew: SHA-256 of "<seed>:<reference>", 64 hexadecimal digits."""
    return hashlib.sha256(f"{seed}:{reference}".encode()).hexdigest()


def drawn(seed: str, population: Iterable[str]) -> list[str]:
    """The whole population in the order of its lots; the sample is the beginning, whoever replaces one comes next."""
    return sorted(set(population), key=lambda reference: (lot(seed, reference), reference))
