"""The garbage collector in a process of the suite, named in pyproject.toml so that it is loaded before Django is.

What is loaded by the time the tests are collected stays until the end: half a million objects that every full pass
would walk over again. A fifth of the suite's time went there.
"""

import gc

# Django's start makes nothing but what stays.
gc.disable()


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    gc.enable()
