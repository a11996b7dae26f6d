"""A stored choice is a word, taken as it is: reading a form asks nobody what can be chosen."""

import json
from typing import Any

import pytest

from forms.definition import meanings
from forms.definition.block_values import definition_of, steps_from
from forms.models.form_page import FormPage
from forms.questions.blocks.words import WordChoiceBlock, WordChoicesBlock
from tests.load.big_form import big_definition


def test_reading_a_big_form_works_out_no_choices(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    real = meanings.choices

    def choices(**which: Any) -> Any:
        asked.append("choices")
        return real(**which)

    monkeypatch.setattr(meanings, "choices", choices)
    big = big_definition(61, 7)
    assert definition_of(FormPage(title=big["title"], steps=json.dumps(steps_from(big)))) == big
    assert asked == []


@pytest.mark.parametrize("stored", ["north", "", None, "gone since"])
def test_a_word_stays_as_it_was_stored(stored: str | None) -> None:
    one, several = WordChoiceBlock(choices=[("north", "North")]), WordChoicesBlock(choices=[("north", "North")])
    assert one.to_python(stored) == one.normalize(stored) == stored
    assert several.to_python([stored]) == several.normalize([stored]) == [stored]


def test_in_a_migration_it_stands_as_the_block_of_wagtail() -> None:
    assert WordChoiceBlock(choices=[]).deconstruct()[0] == "wagtail.blocks.ChoiceBlock"
    assert WordChoicesBlock(choices=[]).deconstruct()[0] == "wagtail.blocks.MultipleChoiceBlock"
