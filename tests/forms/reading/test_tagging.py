"""Papers are read aloud in their order, as what they are: headings, paragraphs, lists, tables (WCAG 1.3.1, PDF/UA)."""

from typing import Any

import pytest

from forms.models import Submission
from forms.models.form_page import FormPage
from forms.present import now
from forms.reading import printing
from forms.reading.pdf import Paper
from forms.reading.sent import opened
from tests.forms.sent_scene import ANSWERS, add, stored
from tests.tagged import tagged

pytestmark = pytest.mark.django_db


def paper(title: str = "A title") -> Paper:
    made = Paper(title=title, note="T-2026-0001", language="en-GB", now=now())
    made.title_line(title)
    return made


def test_what_runs_over_many_pages_stays_one_element_and_the_foot_of_a_page_none() -> None:
    made = paper("Notes & <more>")
    made.paragraph("word " * 3_000)
    found = tagged(made.finished())
    assert found.kinds == ["H1", "P"]
    assert found.texts("H1") == ["Notes & <more>"]
    (text,) = found.texts("P")
    assert text.split() == ["word"] * 3_000
    pages = len({page for page, _mcid in found.document.kids[1].marks})
    assert pages > 3
    feet = [one for one in found.artifacts if one]
    assert feet == [f"T-2026-0001 · Page {number} of {pages}" for number in range(1, pages + 1)]


def test_headings_lists_and_tables_are_what_they_look_like() -> None:
    made = paper()
    made.heading("One")
    made.heading("Under one", level=1)
    made.items(["First", "second " * 200])
    made.items(["Third"], numbered=True)
    made.pairs([("Name", "Jordan"), ("Age", ""), ("Told", "long " * 300)])
    made.heading("Two")
    found = tagged(made.finished())
    assert found.kinds == ["H1", "H2", "H3", "L", "L", "Table", "P", "P", "H2"]
    assert found.texts("Lbl") == ["•", "•", "1."]
    assert found.texts("LBody")[0] == "First"
    assert found.texts("TH") == ["Name", "Age"]
    assert found.texts("TD") == ["Jordan", ""]
    numbering = [node.entries["/A"]["/ListNumbering"] for node in found.document.walk() if node.kind == "L"]
    assert numbering == ["/Disc", "/Decimal"]
    # The lines of a table adorn it.
    assert found.artifacts.count("") >= 2


def test_a_table_over_two_pages_is_one_table() -> None:
    made = paper()
    made.pairs([(f"Question {number}", "answer " * 40) for number in range(20)])
    found = tagged(made.finished())
    assert found.kinds == ["H1", "Table"]
    assert found.texts("TH") == [f"Question {number}" for number in range(20)]
    assert len({page for node in found.document.walk() for page, _mcid in node.marks}) > 1


def test_headings_that_begin_low_or_jump_leave_no_level_out() -> None:
    made = paper()
    for level in (1, 1, 0, 1, 0):
        made.heading("Part", level=level)
    assert tagged(made.finished()).kinds == ["H1", "H2", "H2", "H2", "H3", "H2"]


def test_what_is_drawn_from_right_to_left_is_read_in_its_order() -> None:
    made = paper()
    made.paragraph("שלום 12")
    made.paragraph("Sent on Monday.", language="cy")
    turned, other = tagged(made.finished()).document.kids[1:]
    assert turned.entries["/ActualText"] == "שלום 12"
    assert other.entries["/Lang"] == "cy"
    assert "/ActualText" not in other.entries


@pytest.fixture
def submission(page: FormPage, person: Any) -> Submission:
    return stored(page, ANSWERS, owner=person)


def test_the_receipt_is_tagged(submission: Submission) -> None:
    submission.next_steps = ["The office reads it.", "You hear from us."]
    found = tagged(printing.receipt(submission, now=now()))
    assert found.kinds == ["H1", "Table", "H2", "L"]
    assert found.texts("LBody") == ["The office reads it.", "You hear from us."]
    assert "Reference" in found.texts("TH")


def test_the_copy_is_tagged_with_its_additions(submission: Submission, person: Any) -> None:
    add(submission, {"what": "A push."}, by=person, to=("incident", "what", None), reason="A witness came.")
    add(submission, "The school wrote.", by=person)
    found = tagged(printing.copy(opened(submission), language="", now=now()))
    assert found.texts("H1") == ["Referral"]
    assert found.texts("H2")[-1] == "Added later, about the whole form"
    assert len(found.texts("H3")) == 2
    assert "A fall." in found.texts("TD")
    assert any("A witness came." in text for text in found.texts("TD"))


def test_a_copy_in_a_second_language_says_which_sentences_are_english(submission: Submission) -> None:
    found = tagged(printing.copy(opened(submission), language="cy", now=now()), language="cy")
    spoken = {node.whole[:5]: node.entries.get("/Lang") for node in found.document.kids}
    assert spoken["Sent "] == "en-GB"


def test_no_text_breaks_the_tree(page: FormPage, person: Any) -> None:
    for text in ("", " ", "\n\n", "x" * 5_000, "🧿 \ud800", "ا" * 300, "Tj (BT) ET S\\"):
        made = paper()
        made.heading(text)
        made.paragraph(text)
        made.items([text])
        made.pairs([(text, text)])
        tagged(made.finished())
