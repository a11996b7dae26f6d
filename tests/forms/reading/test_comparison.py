"""Two submissions side by side, across versions, with the differences in words."""

import copy
from typing import Any

import pytest

from forms.models import Submission
from forms.models.form_page import FormPage
from forms.reading.comparison import Verdict, compare
from forms.reading.sent import opened
from tests.forms.scene import ObedientHandler, definition, form_page, publish_as, question, referral, step
from tests.forms.sent_scene import ANSWERS, add, stored

pytestmark = pytest.mark.django_db


def side(submission: Submission) -> Any:
    return opened(Submission.objects.get(pk=submission.pk))


def pairs(first: Submission, second: Submission) -> dict[tuple[str, str], Any]:
    return {(part.title, pair.label): pair for part in compare(side(first), side(second)).parts for pair in part.pairs}


def test_each_answer_has_its_verdict(page: FormPage, person: Any) -> None:
    first = stored(page, {**ANSWERS, "comment": "Yes."}, owner=person)
    second = stored(page, {**ANSWERS, "what": "A push."}, owner=person)
    found = pairs(first, second)
    assert found["Incident", "Incident date"].verdict == Verdict.SAME
    assert found["Incident", "What"].verdict == Verdict.DIFFERENT
    assert found["More", "Comment"].verdict == Verdict.ONLY_FIRST
    assert pairs(second, first)["More", "Comment"].verdict == Verdict.ONLY_SECOND
    assert compare(side(first), side(second)).differences == 2
    assert compare(side(first), side(first)).differences == 0


def test_entries_are_matched_by_their_place(page: FormPage, person: Any) -> None:
    first = stored(page, ANSWERS, owner=person)
    fewer = {**ANSWERS, "children": [{"child_name": "Another", "birth_known": "no"}]}
    second = stored(page, fewer, owner=person)
    found = pairs(first, second)
    assert found["Children: 1", "Child name"].verdict == Verdict.DIFFERENT
    assert found["Children: 1", "Birth date"].second is None
    assert found["Children: 2", "Child name"].verdict == Verdict.ONLY_FIRST


def test_across_versions_names_count_before_wordings(page: FormPage, person: Any) -> None:
    first = stored(page, ANSWERS, owner=person)
    changed = copy.deepcopy(referral())
    [_date, what] = changed["steps"][0]["questions"]
    what["label"] = "What was seen"
    changed["steps"][0]["questions"] = [_date]
    changed["steps"][2]["questions"] = [what, question("note", label="Anything else"), question("q_0", label="Comment")]
    publish_as(page, changed)
    second = stored(
        page, {"incident_date": "2026-02-27", "what": "A fall.", "note": "No.", "q_0": "Same."}, owner=person
    )

    found = pairs(first, second)

    moved = found["Incident", "What"]
    assert (moved.verdict, moved.reworded) == (Verdict.SAME, "What was seen")
    by_wording = found["More", "Comment"]
    assert by_wording.second is not None
    assert by_wording.second.name == "q_0"
    assert found["More", "Anything else"].verdict == Verdict.ONLY_SECOND


def test_two_different_forms(handler: ObedientHandler, person: Any, clock: Any) -> None:
    one = form_page(definition(step("a", question("x", label="Name of the child")), title="One"), slug="one")
    two = form_page(definition(step("b", question("y", label="Name of the  Child")), title="Two"), slug="two")
    found = compare(side(stored(one, {"x": "Jo"}, owner=person)), side(stored(two, {"y": "Jo"}, owner=person)))
    assert [(part.title, [pair.verdict for pair in part.pairs]) for part in found.parts] == [("A", [Verdict.SAME])]


def test_every_row_of_both_stands_once(page: FormPage, person: Any) -> None:
    first = stored(page, ANSWERS, owner=person)
    second = stored(page, {**ANSWERS, "children": ANSWERS["children"][::-1]}, owner=person)
    found = compare(side(first), side(second))
    for place, sent in (("first", side(first)), ("second", side(second))):
        rows = [row for one in sent.steps for entry in one.entries for row in entry.rows]
        shown = [getattr(pair, place) for part in found.parts for pair in part.pairs if getattr(pair, place)]
        assert sorted(row.name for row in shown) == sorted(row.name for row in rows)


def test_additions_are_shown_and_not_compared(page: FormPage, person: Any) -> None:
    first, second = (stored(page, ANSWERS, owner=person) for _each in range(2))
    add(first, {"what": "A push."}, by=person, to=("incident", "what", None))
    pair = pairs(first, second)["Incident", "What"]
    assert pair.verdict == Verdict.SAME
    assert [one.text for one in pair.first.additions] == ["A push."]
