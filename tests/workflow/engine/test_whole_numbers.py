"""A whole number that can be read in two ways is asked about on the desk and in the CMS too."""

import pytest
from django.core.exceptions import ValidationError

from forms.questions.fields import WholeNumber
from portal.cms.procedure.fields import box_for, value_box
from portal.start.demo.views import ClockForm
from workflow.desk.audit.pages import RoundForm
from workflow.models import DeadlineRule

BOXES = {
    "a limit of the procedure": box_for(DeadlineRule._meta.get_field("length")),
    "a setting of the procedure": value_box(3, (), "Length", ""),
    "the sample of an audit": RoundForm.base_fields["size"],
    "the clock of the demonstration": ClockForm.base_fields["number"],
}


@pytest.mark.parametrize("typed", ["1.000", "1,000", "3,5", "10.000"])
@pytest.mark.parametrize("where", list(BOXES))
def test_it_is_asked_about(where: str, typed: str) -> None:
    with pytest.raises(ValidationError, match="can be read in more than one way"):
        BOXES[where].clean(typed)


@pytest.mark.parametrize("typed", ["12", " 12 ", "\u200b12\u00a0"])
@pytest.mark.parametrize("where", list(BOXES))
def test_a_clear_one_is_taken(where: str, typed: str) -> None:
    assert BOXES[where].clean(typed) == 12


@pytest.mark.parametrize("typed", ["3.5", "x", "1_000", "3 5"])
def test_what_is_no_whole_number_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="Enter a whole number"):
        WholeNumber().clean(typed)
