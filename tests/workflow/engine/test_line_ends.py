"""A text of a step is as long as it looks: a line end is one character, however browsers send it."""

import pytest
from django.core.exceptions import ValidationError

from workflow.engine.fields import ProseField


def test_a_line_end_counts_once_and_is_kept_as_one() -> None:
    field = ProseField("Why", "Say why.", max_length=5)
    assert field.clean("a\r\nb\r\nc") == "a\nb\nc"
    assert field.clean("🙂🙂🙂🙂🙂") == "🙂🙂🙂🙂🙂"
    with pytest.raises(ValidationError, match="5 characters or fewer"):
        field.clean("a\r\nb\r\ncd")
