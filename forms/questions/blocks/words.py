"""Choices whose values are words, as all of ours are."""

from typing import Any

from wagtail import blocks


class _AsStored:
    """Wagtail looks each stored value up in the choices, for the number that a text in JSON may have been. A word is
    itself already; the look-up, with every choice worked out anew for each question of a form, took most of the time in
    which a form is read, saved and published.
    """

    def normalize_choice(self, value: Any) -> Any:
        return value if isinstance(value, str) else super().normalize_choice(value)  # type: ignore[misc]  # of the block


class WordChoiceBlock(_AsStored, blocks.ChoiceBlock):
    """One of several words."""


class WordChoicesBlock(_AsStored, blocks.MultipleChoiceBlock):
    """Any of several words."""
