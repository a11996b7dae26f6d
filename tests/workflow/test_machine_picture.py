"""The pictures of the machines: every state and every step is in them, and docs/ holds what the code says."""

import re
from io import StringIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command

from workflow.desk.pictures.drawing import in_short, picture_of
from workflow.engine.machine import machines, sources_of, steps_of, target_of
from workflow.management.commands.machines import drawn

MODELS = [pytest.param(model, id=kind) for kind, model in machines().items()]


@pytest.mark.parametrize("model", MODELS)
def test_every_state_and_every_step_is_there(model: Any) -> None:
    picture = picture_of(model)

    assert [box.state for box in picture.boxes] == [value for value, _ in model._meta.get_field("state").choices]
    assert [way.name for way in picture.ways] == list(steps_of(model))


def spelt_out(numbers: str) -> list[int]:
    """ "1–3, 5" as 1, 2, 3, 5."""
    runs = [part.split("–") for part in numbers.split(", ") if part]
    return [number for run in runs for number in range(int(run[0]), int(run[-1]) + 1)]


def test_numbers_in_short() -> None:
    assert in_short([1, 2, 3, 5, 6, 9, 10, 11, 12]) == "1–3, 5, 6, 9–12"
    assert in_short([]) == ""


@pytest.mark.parametrize("model", MODELS)
def test_each_way_that_moves_is_a_line_and_each_that_records_stands_in_its_box(model: Any) -> None:
    picture = picture_of(model)
    labels = dict(model._meta.get_field("state").choices)
    on_lines = {int(number) for line in picture.lines for number in line.numbers.split(", ")}
    in_boxes = {number for box in picture.boxes for number in spelt_out(box.records)}

    for way in picture.ways:
        target, sources = target_of(model, way.name), sources_of(model, way.name)
        assert way.sources == tuple(label for state, label in labels.items() if state in sources)
        assert (way.number in on_lines) == (target is not None and bool(sources - {target}))
        assert (way.number in in_boxes) == (target is None or target in sources)


@pytest.mark.parametrize("model", MODELS)
def test_no_two_ways_of_one_side_lie_on_each_other(model: Any) -> None:
    lanes: dict[tuple[bool, float], list[tuple[float, float]]] = {}
    for line in picture_of(model).lines:
        if not line.beside:
            continue
        levels = [float(number) for number in re.findall(r"M\S+ (\S+?)H", line.path)]
        levels += [float(number) for number in re.findall(r"Q\S+ (\S+) \S+ \S+H", line.path)]
        span = (min(levels), max(levels))
        for other in lanes.setdefault((line.is_back, line.x), []):
            assert span[1] < other[0] or span[0] > other[1]
        lanes[line.is_back, line.x].append(span)


def test_the_pictures_are_whole_svg() -> None:
    for name, text in drawn().items():
        if name.endswith(".svg"):
            root = ElementTree.fromstring(text)  # noqa: S314 - drawn by ourselves a line above
            assert root.tag == "{http://www.w3.org/2000/svg}svg"
            assert "style" not in text


def test_files_that_are_out_of_date_are_named(tmp_path: Path) -> None:
    call_command("machines", to=tmp_path, stdout=StringIO())
    call_command("machines", check=True, to=tmp_path)

    (tmp_path / "machines" / "case.svg").write_text("changed", encoding="utf-8")
    (tmp_path / "machines" / "gone.svg").write_text("of a machine that is no more", encoding="utf-8")

    with pytest.raises(CommandError, match=r"machines/case\.svg, machines/gone\.svg"):
        call_command("machines", check=True, to=tmp_path)
    call_command("machines", to=tmp_path, stdout=StringIO())
    assert not (tmp_path / "machines" / "gone.svg").exists()
