"""The browser's mirror of conditions, calculations and typed answers says what the server says, on random forms."""

from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from forms.definition import months
from forms.definition.conditions import for_browser, holds, is_answered, kept, settle, walk
from forms.definition.shape import OPERATORS, Answers, Definition
from forms.definition.validation import problems
from forms.questions.fields import as_typed
from forms.questions.step_form import Circumstances, form_for
from forms.same_text import plain
from tests.forms.scene import question, step
from tests.forms.strategies import RANDOM_FORMS, answer_to, answers_to, definitions
from tests.forms.test_same_text import PASTED
from tests.forms.typed_examples import EXAMPLES, fields_of

TODAY = date(2026, 3, 2)
MANY = settings(RANDOM_FORMS, max_examples=300)
LOAD = """async ([name, source]) => {
  const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  window[name] = await import(address);
}"""


@pytest.fixture(scope="module")
def mirror(browser: Browser) -> Iterator[Page]:
    """A blank page with the two modules, as `conditions` and `typed`."""
    page = browser.new_page()
    for name in ("conditions", "typed"):
        source = Path(finders.find(f"forms/{name}.js")).read_text(encoding="utf-8")
        page.evaluate(LOAD, [name, source])
    yield page
    page.close()


def asked_places(asked: Definition, answers: Answers) -> list[tuple[Any, Answers, Answers]]:
    """Every step and entry that is asked, with what its conditions may read and the answers given there."""
    return [
        (one, known, entry)
        for one, known in walk(asked, answers, TODAY)
        for entry in ([answers] if one["repeat"] is None else answers.get(one["name"]) or [])
    ]


@MANY
@given(st.data())
def test_browser_and_server_agree_on_what_is_shown_and_calculated(mirror: Page, data: st.DataObject) -> None:
    asked = data.draw(definitions())
    answers = data.draw(answers_to(asked))
    assert problems(asked) == []
    places = asked_places(asked, answers)
    told = mirror.evaluate(
        "places => places.map(([described, values]) => conditions.settle(described, values))",
        [[for_browser(one, known, TODAY), entry] for one, known, entry in places],
    )
    result = kept(asked, answers, TODAY)
    assert kept(asked, result, TODAY) == result
    for (one, known, entry), said in zip(places, told, strict=True):
        settled = settle(one, known, entry, TODAY)
        shown = {q["name"] for q in settled.questions}
        assert said["shown"] == [q["name"] for q in settled.questions]
        assert said["groups"] == settled.groups
        sums = [q["name"] for q in settled.questions if q["kind"] == "calculated"]
        assert said["calculated"] == {name: settled.answers.get(name) for name in sums}
        hidden = {q["name"] for q in one["questions"]} - shown
        if one["repeat"] is None:
            assert not hidden & result.keys()
            assert not {f"{name}:other" for name in hidden} & result.keys()


WANTED = ["", "yes", "a", "3", "3.0", "-1", "x", "09:00", "14:05", "2019", "2019-02", "2019-02-28", "2020", "health"]
GIVEN: list[Any] = [
    None,
    "",
    [],
    {},
    0,
    3,
    3.0,
    -1.5,
    True,
    False,
    "yes",
    "a",
    "3",
    ["a"],
    ["b", "a"],
    {"value": "health"},
]
GIVEN += [
    "09:00",
    "14:04",
    "2018",
    "2019",
    "2019-01",
    "2019-02",
    "2019-02-01",
    "2019-02-28",
    "2019-03-01",
    "2020-01-01",
]


def test_every_comparison_comes_out_the_same(mirror: Page) -> None:
    """All operators on all sorts of answers, fitting or not: thousands of comparisons, told in one go."""
    rules = [
        ({"question": "q", "is": one, "value": wanted}, value)
        for one, wanted, value in product(OPERATORS, WANTED, GIVEN)
    ]
    said = mirror.evaluate(
        "rules => rules.map(([rule, value]) => conditions.holds(rule, new Map([['q', value]])))",
        [list(pair) for pair in rules],
    )
    differing = [pair for pair, one in zip(rules, said, strict=True) if holds(pair[0], {"q": pair[1]}) is not one]
    assert differing == []


TYPED_KINDS = (
    "text",
    "number",
    "date",
    "approximate_date",
    "time",
    "yes_no",
    "declaration",
    "checkboxes",
    "radios",
    "postcode",
    "nhs_number",
)
PIECES = st.sampled_from(["", "1", "02", "29", "30", "31", "13", "2", "Feb", "june", "x", "2019", "2020", "1879", "19"])
CLOCKS = ["2pm", "14:05", "12am", "12.30 p.m.", "noon", "905", "2405", "24:00", "13pm", "2", "9:5", "2.30", "half 3"]
OTHERS = [
    "1,000",
    "3,5",
    "1.500",
    "1.500,2",
    "-3.5",
    "1e3",
    "ng2 3ng",
    "NG2",
    "999 000 0018",
    "9990000019",
    "1111111111",
    " a ",
]
ODD = st.sampled_from([*CLOCKS, *OTHERS])


@MANY
@given(st.data())
def test_the_browser_reads_what_is_typed_as_the_server_does(mirror: Page, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(TYPED_KINDS))
    choices: Any = [{"value": one, "label": one} for one in "ab"] if kind in ("checkboxes", "radios") else []
    asked = {**question("q", kind, required=False), "choices": choices}
    if kind in ("date", "approximate_date") and data.draw(st.booleans()):
        typed = {f"q-{part}": [data.draw(PIECES)] for part in ("day", "month", "year")}
    elif kind in ("number", "time", "postcode", "nhs_number", "text") and data.draw(st.booleans()):
        typed = {"q": [data.draw(ODD)]}
    else:
        answer = data.draw(answer_to(asked))
        # A browser sends ticked boxes in the order of the page.
        answer = sorted(answer) if isinstance(answer, list) else answer
        typed = as_typed(kind, "q", answer) if is_answered(answer) else {}
    form = form_for(step("one", asked), typed, Circumstances(TODAY, {}, {}, {}))
    form.is_valid()

    fields = [[name, text] for name, texts in typed.items() for text in texts]
    said = mirror.evaluate("([kind, fields]) => typed.answerOf(kind, 'q', fields)", [kind, fields])
    assert (said if is_answered(said) else None) == form.answers.get("q")


@MANY
@given(st.dates(date(1, 1, 1), date(9999, 12, 31)), st.dates(date(1, 1, 1), date(9999, 12, 31)), st.data())
def test_sums_agree_on_any_two_dates(mirror: Page, first: date, last: date, data: st.DataObject) -> None:
    what = data.draw(st.sampled_from(["years_between", "months_between", "days_between"]))
    cut = st.sampled_from([4, 7, 10])
    known = {"first": first.isoformat()[: data.draw(cut)], "last": last.isoformat()[: data.draw(cut)]}
    calculation: Any = {"what": what, "first": "first", "last": "last"}
    one = step("one", question("sum", "calculated", required=False, calculation=calculation))
    described = for_browser(one, known, TODAY)
    said = mirror.evaluate("described => conditions.settle(described, {}).calculated.sum", described)
    assert said == settle(one, known, {}, TODAY).answers.get("sum")


def test_the_browser_reads_every_example_of_the_table(mirror: Page) -> None:
    """What the server asks about is no answer yet to the browser."""
    asked = [
        (one["kind"], [[name, text] for name, texts in fields_of(one).items() for text in texts]) for one in EXAMPLES
    ]
    said = mirror.evaluate("asked => asked.map(([kind, fields]) => typed.answerOf(kind, 'a', fields))", asked)
    differing = [
        (one["typed"], one["answer"], answer)
        for one, answer in zip(EXAMPLES, said, strict=True)
        if (answer if is_answered(answer) else None) != one["answer"]
    ]
    assert differing == []


def test_the_browser_knows_the_same_names_of_months(mirror: Page) -> None:
    assert mirror.evaluate("() => typed.MONTHS") == [list(names) for names in months.TABLE]


def test_the_browser_cleans_what_was_pasted_as_the_server_does(mirror: Page) -> None:
    """Every character of the first plane alone and between letters, but those that no text may hold."""
    signs = [chr(code) for code in range(1, 0xFFFF) if not 0xD800 <= code <= 0xDFFF]
    texts = [one for sign in signs for one in (sign, f"a{sign}b", f" {sign}a{sign} ")]
    said = mirror.evaluate("texts => texts.map((text) => typed.plain(text))", texts)
    differing = [(one, plain(one), theirs) for one, theirs in zip(texts, said, strict=True) if plain(one) != theirs]
    assert differing == []


@pytest.mark.parametrize(("kind", "pasted", "kept"), PASTED)
def test_the_browser_reads_what_was_pasted(mirror: Page, kind: str, pasted: str, kept: Any) -> None:
    said = mirror.evaluate("([kind, text]) => typed.answerOf(kind, 'a', [['a', text]])", [kind, pasted])
    assert said == kept
