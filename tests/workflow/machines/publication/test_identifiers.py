"""What the check looks for: everything that a case knows, from answers, free text, notes, messages and other bodies."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from tests.factories.case import CaseFactory
from tests.factories.party import UserFactory
from workflow.machines.publication.identification import identifiers
from workflow.machines.publication.identification.english import is_everyday, is_listed_name, is_word
from workflow.machines.publication.identification.identifiers import Identifier, identifiers_of, says_nothing
from workflow.machines.publication.identification.prose import MOST_MENTIONED, mentioned
from workflow.models import CaseNote, ParallelProcess

pytestmark = pytest.mark.duty("D36")

NARRATIVE = """
On 3 May 2018 Mrs Sally Thornbury of Nottingham City Council visited 14 Larchwood Road. The health visitor, Pat
Akintola, wrote to Bramblewood School. Mum’s partner Dariusz said no. His number is 07700 900123, his address is
daz.k@example.org, and on the net he is @daz_k. He drives AB12 CDE. The police have it as 42000731/26, the hospital
under 943 476 5919. Then the Social Worker came. Police attended on Monday. The Maternal Grandmother was there.
"""


def mentions(text: str) -> set[tuple[str, str]]:
    return {(one.kind, one.text) for one in mentioned([("A narrative", text)])}


def test_free_text_gives_names_numbers_addresses_and_days() -> None:
    assert mentions(NARRATIVE) == {
        ("name", "Sally Thornbury"),
        ("name", "Pat Akintola"),
        ("name", "Dariusz"),
        ("address", "14 Larchwood Road"),
        ("school", "Bramblewood School"),
        ("date", "2018-05-03"),
        ("phone", "07700 900123"),
        ("email", "daz.k@example.org"),
        ("handle", "@daz_k"),
        ("vehicle", "AB12 CDE"),
        ("reference", "42000731/26"),
        ("nhs_number", "9434765919"),
    }


def test_what_is_mentioned_says_where_and_that_nobody_asked_for_it() -> None:
    (one,) = mentioned([("A note", "They met Zofia.")])
    assert (one.source, one.in_passing) == ("A note", True)
    assert mentioned([("A note", "They met Zofia.")], besides=[Identifier("name", "ZOFIA")]) == []


def test_of_a_very_long_record_the_most_frequent_is_kept() -> None:
    letters = "abcdefghijklmnopqrst"
    names = [f"Zq{one}{other}xw" for one in letters for other in letters]
    found = mentioned([("Notes", " ".join(f"They met {name}." for name in [*names, names[-1]]))])
    assert len(found) == MOST_MENTIONED
    assert names[-1] in {one.text for one in found}


@pytest.mark.parametrize("text", ["Not known", "n/a", "N/A.", "-", "?", "Unknown", "not yet named", "None", "Tbc"])
def test_an_answer_that_says_there_is_none_is_nothing_to_look_for(text: str) -> None:
    assert says_nothing(text)


@pytest.mark.parametrize(
    "text", ["Noah", "Nonesuch House", "No. 4 Elm Road", "Notre Dame School", "Not known, NG1 2AB"]
)
def test_an_answer_that_only_begins_so_is_looked_for(text: str) -> None:
    assert not says_nothing(text)


def test_plain_terms_become_identifiers() -> None:
    made = identifiers_of([{"kind": "nhs", "value": "943 476 5919"}, {"kind": "name", "value": "Rowan Ashdown"}])
    assert [(one.kind, one.text) for one in made] == [("name", "Rowan Ashdown"), ("nhs_number", "943 476 5919")]


@pytest.mark.parametrize(
    ("term", "said"),
    [({"kind": "colour", "value": "red"}, "no kind of term"), ({"kind": "name", "value": " "}, "has no value")],
)
def test_a_term_that_cannot_be_read_is_refused_in_plain_words(term: dict[str, str], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        identifiers_of([term])


def test_words_and_names_are_told_apart() -> None:
    assert all(map(is_everyday, ("will", "hope", "green", "day", "young", "grace", "this")))
    assert all(map(is_word, ("unbelieved", "greener", "safeguarding")))
    assert not any(map(is_word, ("ashdown", "thornbury", "dariusz")))
    assert is_listed_name("harrison")


@pytest.mark.django_db
def test_notes_and_references_of_other_bodies_are_looked_for() -> None:
    case: Any = CaseFactory()
    before = identifiers.fingerprint(case)
    note = CaseNote(case=case, data_key=case.data_key, kind="call", happened_on=date(2026, 3, 2), by=UserFactory())
    note.spoken_to, note.text, note.written_at = "Ifeoma Brathwaite", "The cousin is called Tadeusz.", timezone.now()
    note.save()
    process = ParallelProcess(case=case, data_key=case.data_key, kind="inquest")
    process.reference = "COR-2026-0815"
    process.save()
    found = {(one.kind, one.text, one.in_passing) for one in identifiers.of_case(case)}
    assert ("name", "Ifeoma Brathwaite", True) in found
    assert ("name", "Tadeusz", True) in found
    assert ("reference", "COR-2026-0815", False) in found
    assert identifiers.fingerprint(case) != before
