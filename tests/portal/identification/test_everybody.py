"""What an editor publishes is asked about everybody of every case, and opens no case twice for it (D36)."""

from typing import Any

import pytest
from django.core.cache import cache

from forms import vault
from portal.identification import everybody
from portal.identification.narrowing import Narrowing
from portal.identification.search import Passage, Search
from tests.factories.case import CaseFactory
from tests.portal.identification import variants
from workflow.machines.publication.identification.identifiers import Identifier, identifiers_of
from workflow.models import Case, Child

pytestmark = pytest.mark.duty("D36")


def certain(looked_for: list[Identifier], text: str) -> list[tuple[str, str, str]]:
    found = [one for one in Search(looked_for).run([Passage("x", text)]) if everybody._names(one)]
    return sorted((one.kind, one.identifier, one.written) for one in found)


def test_what_is_certain_is_never_narrowed_away() -> None:
    looked_for = [one for one in identifiers_of(variants.terms()) if one.kind in everybody.NAMING]
    whole, narrow = Search(looked_for), Narrowing(looked_for)
    lost, compared = [], 0
    for seed in variants.seeds():
        text = f"It was said that {seed.written} was there."
        found = [one for one in whole.run([Passage("x", text)]) if everybody._names(one)]
        wanted = sorted((one.kind, one.identifier, one.written) for one in found)
        compared += len(wanted)
        if wanted and certain(narrow.named_in([text]), text) != wanted:
            lost.append((seed.written, wanted))
    assert lost == []
    assert compared > 150


def test_of_very_many_few_are_searched_for() -> None:
    others = [Identifier("name", f"Person{number} Otherwise{number}") for number in range(3000)]
    found = Narrowing([*others, Identifier("name", "Rowan Ashdown")]).named_in(["We met Rowan Ashdown."])
    assert [one.text for one in found] == ["Rowan Ashdown"]


@pytest.fixture
def child(db: None, partnership: Any) -> Any:
    case = CaseFactory(partnership=partnership)
    child = Child(case=case, data_key=case.data_key)
    child.describe({"child.name": "Rowan Ashdown"})
    child.save()
    return child


def names() -> set[str]:
    return {one.text for one in everybody.of_all_cases() if one.kind == "name"}


def test_records_are_opened_once_and_again_when_they_change(
    child: Any, monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    assert names() == {"Rowan Ashdown"}
    opened: list[Any] = []
    monkeypatch.setattr(everybody, "_read", lambda cases, read=everybody._read: opened.extend(cases) or read(cases))
    with django_assert_max_num_queries(4):
        assert names() == {"Rowan Ashdown"}
    assert opened == []
    child.describe({"child.name": "Niamh Brathwaite"})
    child.save()
    assert names() == {"Niamh Brathwaite"}
    assert [case.pk for case in opened] == [child.case_id]


def test_of_an_erased_case_nothing_is_looked_for(partnership: Any, db: None) -> None:
    CaseFactory(partnership=partnership, state=Case.ERASED)
    assert everybody.of_all_cases() == []


def test_what_is_kept_is_sealed_and_goes_with_its_case(child: Any) -> None:
    assert names() == {"Rowan Ashdown"}
    [(_mark, sealed)] = cache.get(everybody.KNOWN).values()
    assert b"Ashdown" not in sealed
    child.case.data_key.wrapped = None
    with pytest.raises(vault.VaultError):
        list(everybody._opened(child.case, sealed))
