"""The column of a form's definition: large, never changed, and read with every form that was sent."""

import json
from functools import lru_cache
from typing import Any

from django.db import models
from django.db.models.fields.json import KeyTransform

# A process remembers those that it read last.
MOST_REMEMBERED = 64


class DefinitionField(models.JSONField):
    """JSON that is decoded once a process and then shared: nobody changes what was read from it, to which the suite
    holds its readers (tests/shared_definitions.py).
    """

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        # A part of it that the database took out comes in another form.
        if isinstance(value, str) and not isinstance(expression, KeyTransform):
            return decoded(value)
        return super().from_db_value(value, expression, connection)

    def deconstruct(self) -> Any:
        """To the database, and so to migrations, it is a column of JSON like any other."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs


@lru_cache(MOST_REMEMBERED)
def decoded(text: str) -> Any:
    """What this text of JSON says, the same object each time."""
    return json.loads(text)
