"""Whose titles are said in a case: the partnership's, its own version's, the shared version's, the usual ones."""

from types import SimpleNamespace
from typing import Any

import pytest

from workflow.parties.titles import title_of


def case(*, own: str = "", said: str = "", own_version: bool = False) -> Any:
    partnership = SimpleNamespace(pk=1, coordinator_title=own)
    content = {"titles": {"coordinator": said}} if said else {}
    procedure = SimpleNamespace(content=content, partnership_id=1 if own_version else None)
    return SimpleNamespace(partnership=partnership, procedure=procedure)


@pytest.mark.parametrize(
    ("made", "title"),
    [
        (case(), "Coordinator"),
        (case(own="Children’s Officer"), "Children’s Officer"),
        (case(said="Lead Officer"), "Lead Officer"),
        (case(own="Children’s Officer", said="Lead Officer"), "Children’s Officer"),
        (case(own="Children’s Officer", said="Lead Officer", own_version=True), "Lead Officer"),
        (case(own="Children’s Officer", own_version=True), "Children’s Officer"),
    ],
)
def test_whose_title_it_is(made: Any, title: str) -> None:
    assert title_of(made, "coordinator") == title


def test_a_title_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(LookupError):
        title_of(case(), "chief")
