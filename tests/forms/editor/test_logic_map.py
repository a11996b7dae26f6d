"""The map of a form's logic: the drawing and the list say the same, for a few conditions and for fifty."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from forms.definition.condition_words import Said
from forms.definition.shape import Definition
from forms.editor.logic.links import CALCULATED, LIMITED, NAMED, SHOWN, MappedStep, Part, mapped
from forms.editor.logic.picture import picture
from forms.models.form_page import FormPage
from tests.forms.filling.test_trial import unpublished
from tests.forms.scene import definition, group, question, referral, repeat, rule, step, when
from tests.forms.versions.test_publishing import editor

__all__ = ["editor"]


def part(steps: list[MappedStep], key: str) -> Part:
    return next(one for found in steps for one in (found.part, *found.parts) if one.key == key)


def links(steps: list[MappedStep]) -> set[tuple[str, str, str]]:
    every = [one for found in steps for one in (found.part, *found.parts)]
    return {(link.target.key, link.how, link.source.key) for one in every for link in one.needs}


def many(number: int) -> Definition:
    """Every question but the first is shown by the one before it, and every fifth by the first as well."""
    asked = [question("q0", "yes_no")]
    for each in range(1, number + 1):
        rules = [rule(f"q{each - 1}"), *([rule("q0")] if each % 5 == 0 else [])]
        asked.append(question(f"q{each}", "yes_no", show_when=when(*rules)))
    return definition(step("one", *asked[:20]), step("two", *asked[20:]))


def test_each_way_of_reading_an_answer_is_a_link() -> None:
    age = {"what": "years_between", "first": "born", "last": "today"}
    steps = mapped(
        definition(
            step("first", question("known", "yes_no"), question("born", "date", show_when=when(rule("known")))),
            step(
                "second",
                question("died", "date", rules={"not_before": "born"}),
                question("age", "calculated", calculation=age),
                question("school", group="life"),
                groups=[group("life", show_when=when(rule("age", "at_least", "5")))],
                show_when=when(rule("born", "answered", "")),
            ),
            step("children", question("child_name"), repeat=repeat()),
        )
    )
    assert links(steps) == {
        ("born", SHOWN, "known"),
        ("died", LIMITED, "born"),
        ("age", CALCULATED, "born"),
        ("group-life", SHOWN, "age"),
        ("step-second", SHOWN, "born"),
        ("step-children", NAMED, "child_name"),
    }
    assert part(steps, "school").inside is part(steps, "group-life")


def test_what_depends_on_an_answer_is_told_at_the_answer() -> None:
    steps = mapped(referral())
    assert [link.target.key for link in part(steps, "incident_date").decides] == ["birth_date"]
    assert part(steps, "what").takes_part is False
    assert steps[0].plain == 1


def test_an_answer_that_is_read_twice_by_one_condition_is_one_link() -> None:
    twice = when(rule("a", "more_than", "1"), rule("a", "less_than", "9"))
    steps = mapped(definition(step("one", question("a", "number"), question("b", show_when=twice))))
    assert len(part(steps, "a").decides) == 1


def test_a_condition_is_listed_rule_by_rule_and_nested_ones_below() -> None:
    condition: Any = {**when(rule("a")), "groups": [when(rule("b"), rule("a", "equals", "no"), match="any")]}
    asked = [question("a", "yes_no"), question("b", "yes_no")]
    said = part(mapped(definition(step("one", *asked, question("c", show_when=condition)))), "c").when
    assert said == Said(False, ("“A” is “Yes”", Said(True, ("“B” is “Yes”", "“A” is “No”"))))
    assert not said.is_short


def test_a_question_that_is_gone_is_named_as_gone() -> None:
    steps = mapped(definition(step("one", question("b", show_when=when(rule("q_12345678"))))))
    assert [link.source.kind for link in part(steps, "b").needs] == ["gone"]
    assert picture(steps).lines == []


@pytest.mark.parametrize("number", [15, 50])
def test_lines_that_overlap_never_share_a_lane(number: int) -> None:
    drawn = picture(mapped(many(number)))
    assert len(drawn.lines) == number
    taken: dict[int, list[tuple[int, int]]] = {}
    for line in drawn.lines:
        far, top, bottom = map(int, re.findall(r"M(\d+) (\d+)V(\d+)", line.path)[0])
        assert all(bottom < upper or lower < top for upper, lower in taken.get(far, []))
        taken.setdefault(far, []).append((top, bottom))
    assert max(taken) < drawn.width


def test_the_page_draws_the_draft_and_lists_the_same(editor: Client, page: FormPage) -> None:
    unpublished(page, many(50))
    shown = editor.get(reverse("forms_map", args=[page.pk])).content.decode()
    assert "with 50 conditions" in shown
    assert shown.count("marker-end") == 60
    assert all(f'id="part-q{number}"' in shown for number in range(51))
    for target in re.findall(r'href="#(part-[^"]+)"', shown):
        assert f'id="{target}"' in shown


def test_the_map_asks_the_database_no_more_for_fifty_conditions(
    editor: Client, page: FormPage, django_assert_max_num_queries: Any
) -> None:
    unpublished(page, many(50))
    editor.get(reverse("forms_map", args=[page.pk]))
    with django_assert_max_num_queries(25):
        editor.get(reverse("forms_map", args=[page.pk]))


def test_a_form_without_logic_says_so(editor: Client, page: FormPage) -> None:
    unpublished(page, definition(step("one", question("a")), title="Referral"))
    shown = editor.get(reverse("forms_map", args=[page.pk])).content.decode()
    assert "always asked" in shown
    assert 'class="forms-map"' not in shown
