"""The portal's own words on the pages of a form (buttons, errors, hints), in the language in which the form is read."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.utils import translation


@contextmanager
def own_words(language: str) -> Iterator[None]:
    """Within this block in that language where the portal has its words in it; else they stay what they are."""
    if language not in dict(settings.LANGUAGES):
        yield
        return
    with translation.override(language):
        yield
