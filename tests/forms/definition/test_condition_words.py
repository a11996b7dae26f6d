"""Conditions in words, for editors."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from forms.definition.condition_words import asked_in, words
from forms.definition.shape import Definition, rules_in
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
    said = "“Has the child died?” is “Yes” and “Harm” does not include “Neglect”"
    assert words(both, asked_in(form())) == said
    assert words({**both, "match": "any"}, asked_in(form())) == said.replace(" and ", " or ")
    assert words(None, asked_in(form())) == ""


def test_nested_rules_stand_in_brackets() -> None:
    inner: Any = {"match": "any", "rules": [rule("harm", "answered", ""), rule("age", "less_than", "5")]}
    nested: Any = {"match": "all", "rules": [rule("died")], "groups": [inner]}
    said = words(nested, asked_in(form()))
    assert said == "“Has the child died?” is “Yes” and (“Harm” is answered or “Age” is less than “5”)"


def test_a_question_that_is_gone_is_called_by_its_name() -> None:
    assert words(when(rule("gone")), {}) == "“gone” is “yes”"


@RANDOM_FORMS
@given(st.data())
def test_every_rule_stands_in_the_sentence(data: st.DataObject) -> None:
    form = data.draw(definitions())
    asked = asked_in(form)
    for one in form["steps"]:
        for carrier in (one, *one.get("groups", ()), *one["questions"]):
            said = words(carrier["show_when"], asked)
            for each in rules_in(carrier["show_when"]):
                label = f"“{asked[each['question']]['label']}”"
                assert label in said
                said = said.partition(label)[2]
            assert bool(said) is (carrier["show_when"] is not None)
