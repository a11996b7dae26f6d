"""What a reference, a machine's kind and a step look like in an address; anything else is no address here."""

from uuid import UUID

from django.urls import register_converter
from django.urls.converters import StringConverter


class ReferenceConverter(StringConverter):
    """NSCP-2026-0001."""

    regex = r"[A-Z]{2,8}-[0-9]{4}-[0-9]{4,9}"


class KindConverter(StringConverter):
    regex = r"[a-z][a-z_]{0,39}"


class StepConverter(StringConverter):
    regex = r"[a-z][a-z_]{0,59}"


class CounterpartConverter(StringConverter):
    """With whom the office writes: agency-12, seat-police, person-7."""

    regex = r"(?:agency|person)-[0-9]{1,9}|seat-[a-z_]{1,20}"


# Here, not in a urls module: desk and workspace share them, and a name may be registered once.
register_converter(ReferenceConverter, "reference")
register_converter(KindConverter, "machine")
register_converter(StepConverter, "step")
register_converter(CounterpartConverter, "counterpart")


def identifier(text: str) -> UUID | None:
    """The identifier that a text is, None for any other text."""
    try:
        return UUID(text)
    except ValueError:
        return None
