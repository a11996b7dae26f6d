"""The big form that figures are measured on is what it says: so many questions, so many conditions, fit to publish."""

import pytest

from forms.definition.shape import questions
from forms.definition.validation import problems
from tests.load.big_form import big_definition


@pytest.mark.parametrize(("asked", "conditional"), [(200, 50), (61, 7), (20, 0)])
def test_the_big_form_is_as_big_as_asked_and_fit_to_publish(asked: int, conditional: int) -> None:
    big = big_definition(asked, conditional)
    found = [question for _step, question in questions(big)]
    assert len(found) == len({question["name"] for question in found}) == asked
    assert sum(question["show_when"] is not None for question in found) == conditional
    assert problems(big) == []
