"""Conditions in words, for editors."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from forms.definition.condition_words import OPERATOR_WORDS, Part, asked_in, in_words, parts, words
from forms.definition.conditions import carriers
from forms.definition.shape import OPERATORS, Definition
from tests.forms.scene import definition, question, rule, step, when
from tests.forms.strategies import RANDOM_FORMS, definitions


def form() -> Definition:
    return definition(
        step(
            "one",
            question("died", "yes_no", label="Has the child died?"),
            question("harm", "checkboxes", choices=["neglect", "abuse"]),
            question("age", "number"),
        )
    )


def test_a_condition_is_said_as_it_stands() -> None:
    both = when(rule("died"), rule("harm", "not_includes", "neglect"))
    said = "Show when “Has the child died?” is “Yes” and “Harm” does not include “Neglect”"
    assert in_words(both, form()) == said
    assert in_words({**both, "match": "any"}, form()) == said.replace(" and ", " or ")
    assert in_words(None, form()) == "Always shown"


def test_nested_rules_stand_in_brackets() -> None:
    inner: Any = {"match": "any", "rules": [rule("harm", "answered", ""), rule("age", "less_than", "5")]}
    nested: Any = {"match": "all", "rules": [rule("died")], "groups": [inner]}
    said = words(nested, asked_in(form()))
    assert said == "“Has the child died?” is “Yes” and (“Harm” is answered or “Age” is less than “5”)"


def test_the_parts_can_be_set_apart() -> None:
    assert parts(when(rule("died")), asked_in(form())) == [
        Part("question", "Has the child died?"),
        Part("word", "is"),
        Part("answer", "Yes"),
    ]
    assert parts(None, {}) == []


def test_a_question_that_is_gone_is_called_by_its_name() -> None:
    assert words(when(rule("gone")), {}) == "“gone” is “yes”"


def test_every_operator_has_words() -> None:
    assert OPERATOR_WORDS.keys() == set(OPERATORS)


@RANDOM_FORMS
@given(st.data())
def test_the_parts_make_the_sentence(data: st.DataObject) -> None:
    asked = data.draw(definitions())
    for carrier in carriers(asked):
        said = parts(carrier["show_when"], asked_in(asked))
        assert "".join(str(part) for part in said).replace(" ", "") == words(
            carrier["show_when"], asked_in(asked)
        ).replace(" ", "")
        assert sum(part.text == "(" for part in said if part.what == "word") == sum(
            part.text == ")" for part in said if part.what == "word"
        )
