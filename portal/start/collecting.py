"""Python's collector of what nobody holds any more, once a process has loaded what it works with."""

import gc

# A page makes some ten thousand objects that hold others, and almost all go by themselves. At Python's own 700 the
# collector walks dozens of times a page, a twentieth of its time; memory does not grow by it (docs/performance.md).
YOUNG = 10_000


def settle() -> None:
    """Take what was loaded out of the collector's sight: it stays until the process ends, and no walk over it copies
    the memory that a process shares with others. What comes after is looked at less often.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
