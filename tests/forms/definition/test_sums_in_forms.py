"""A sum and a score where a form is checked, compared, drawn, translated and written to a file."""

import json
from copy import deepcopy
from typing import Any

from forms.definition.block_values import definition_of, steps_from
from forms.definition.calculations import with_points
from forms.definition.conditions import kept
from forms.definition.dangling import dangling
from forms.definition.difference import differences
from forms.definition.language import in_language
from forms.definition.validation import problems
from forms.editor.logic.links import CALCULATED, mapped
from forms.models.form_page import FormPage
from forms.questions.summary import summary_rows
from forms.versions.following import Following
from tests.forms.scene import definition, question, repeat, rule, step, when

BANDS = [{"least": 0, "most": 4, "label": "low"}, {"least": 5, "label": "high"}]


def scored(**calculation: Any) -> Any:
    often: Any = question("often", "radios", choices=["never", "daily"])
    often["choices"][0]["points"], often["choices"][1]["points"] = 0, 7
    score = {"what": "score", "of": ["often"], "bands": BANDS, **calculation}
    total = question("total", "calculated", required=False, calculation=score)
    told = question("why", show_when=when(rule("total", "at_least", "5")))
    form = definition(step("one", often), step("two", total, told))
    with_points(form)
    return form


def summed(*of: str, **changes: Any) -> Any:
    total = question("total", "calculated", calculation={"what": "sum", "of": list(of)})
    return definition(step("one", question("adults", "number"), question("name")), step("two", total), **changes)


def test_a_score_of_an_earlier_step_decides_a_later_question() -> None:
    form = scored()
    assert problems(form) == []
    assert kept(form, {"often": "daily", "why": "Because"}) == {"often": "daily", "total": 7, "why": "Because"}
    assert kept(form, {"often": "never", "why": "Because"}) == {"often": "never", "total": 0}
    rows = [row for one in summary_rows(form, {"often": "daily"}) for entry in one.entries for row in entry.rows]
    assert ("total", "7 (high)") in {(row.name, row.text) for row in rows}


def test_a_version_keeps_the_points_it_was_frozen_with() -> None:
    old, new = scored(), scored()
    new["steps"][0]["questions"][0]["choices"][1]["points"] = 1
    with_points(new)
    assert kept(old, {"often": "daily"})["total"] == 7
    assert kept(new, {"often": "daily"})["total"] == 1
    told = [change.detail for change in differences(old, new)]
    assert "“Daily” counts 1 point now, it counted 7 points." in told
    assert not Following(old, new).is_silent


def test_what_is_wrong_with_a_sum_is_said() -> None:
    def said(form: Any) -> str:
        return " ".join(problems(form))

    assert "adds up nothing yet" in said(summed())
    assert "which is not a number" in said(summed("name"))
    assert "more than once" in said(summed("adults", "adults"))
    assert "a question that is not chosen yet" in said(summed("adults", ""))
    assert "is calculated from" in said(summed("gone"))
    assert problems(summed("adults")) == []
    each = summed("adults")
    each["steps"][0]["repeat"] = repeat(summary="name")
    assert "asked once for each entry of another step" in said(each)
    bare = scored()
    for choice in bare["steps"][0]["questions"][0]["choices"]:
        del choice["points"]
    assert "whose choices have none" in said(bare)
    assert "which another band covers" in said(scored(bands=[BANDS[0], {"least": 4, "label": "high"}]))
    assert "from 5 to 4" in said(scored(bands=[{"least": 5, "most": 4, "label": "odd"}]))


def test_what_it_reads_is_on_the_map_and_missed_when_it_goes() -> None:
    form = scored()
    parts = {part.key: part for one in mapped(form) for part in one.parts}
    assert [(link.source.key, link.how) for link in parts["total"].needs] == [("often", CALCULATED)]
    without = deepcopy(form)
    del without["steps"][0]["questions"][0]
    assert any("is calculated from" in sentence for sentence in dangling(without))


def test_bands_are_said_in_the_second_language() -> None:
    form = scored()
    form["second_language"] = "cy"
    form["steps"][1]["questions"][0]["second"] = {"bands": {"high": "uchel"}}
    asked = in_language(form, "cy")["steps"][1]["questions"][0]
    assert [band["label"] for band in asked["calculation"]["bands"]] == ["low", "uchel"]  # type: ignore[typeddict-item]  # a key that not every kind has


def test_the_blocks_give_it_back_with_its_points_and_bands(db: None) -> None:
    form = scored()
    form["steps"][1]["questions"][0]["second"] = {"bands": {"high": "uchel"}}
    page = FormPage(title="Referral", steps=json.dumps(steps_from(form)))
    assert definition_of(page) == form
