"""The pictures of docs/architecture.md are what the code says, and say what they should of any tree."""

import sys
from pathlib import Path
from types import ModuleType

import pytest
from defusedxml import ElementTree

from scripts.architecture import rooms, rooms_picture
from scripts.architecture.__main__ import FOLDER, shown
from scripts.architecture.rooms import Room, Storey
from scripts.architecture.tracing import Call, recording
from tests.repository import run


def test_the_pictures_are_what_the_code_says() -> None:
    done = run(sys.executable, "-m", "scripts.architecture", "--check")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("picture", sorted(FOLDER.glob("*.svg")), ids=lambda path: path.name)
def test_a_picture_is_whole_and_says_in_words_what_it_shows(picture: Path) -> None:
    root = ElementTree.fromstring(picture.read_text(encoding="utf-8"))
    assert root.tag.endswith("svg")
    assert root.get("role") == "img"
    assert root.get("aria-label")


@pytest.mark.parametrize(
    ("imports", "order"),
    [
        ({"desk": {"engine": 3, "clocks": 1}, "clocks": {"engine": 2}, "engine": {}}, ["desk", "clocks", "engine"]),
        ({"form": {"rule": 1}, "rule": {"form": 5}}, ["rule", "form"]),
        ({"b": {}, "a": {}}, ["a", "b"]),
    ],
    ids=["down", "more often first", "by name"],
)
def test_whoever_imports_stands_above(imports: dict[str, dict[str, int]], order: list[str]) -> None:
    assert rooms.top_to_bottom(imports) == order


def test_a_way_that_a_longer_one_tells_is_left_out() -> None:
    imports = {"desk": {"engine": 3, "clocks": 1}, "clocks": {"engine": 2, "desk": 1}, "engine": {}}
    assert rooms.without_shortcuts(imports, ["desk", "clocks", "engine"]) == {
        ("clocks", "engine"): 2,
        ("desk", "clocks"): 1,
    }


def house(*names: str, often: int = 7, says: str = "Why it exists.") -> list[Storey]:
    """One package whose first room imports the others, and whose last imports the first."""
    first, *rest = [f"forms.{name}" for name in names]
    told = {first: dict.fromkeys(rest, often), rest[-1]: {first: 1}}
    made = tuple(Room(path, says, 3, (), told.get(path, {})) for path in (first, *rest))
    return [Storey("forms", 9, made, ("apps",), {})]


def test_the_picture_names_each_room_and_shows_what_runs_up() -> None:
    picture = rooms_picture.draw(house("desk", "clocks", "engine", says="Why <it> exists & stays."))
    assert all(f">{name}</text>" in picture for name in ("desk", "clocks", "engine"))
    assert "Why &lt;it&gt; exists &amp; stays." in picture
    assert picture.count("stroke-dasharray") == 1


def test_a_check_looks_at_everything_but_the_numbers() -> None:
    picture = rooms_picture.draw(house("desk", "clocks", "engine"))
    assert shown(picture) == shown(rooms_picture.draw(house("desk", "clocks", "engine", often=123)))
    assert shown(picture) != shown(rooms_picture.draw(house("desk", "clocks", "door")))
    assert shown(picture) != shown(rooms_picture.draw(house("desk", "clocks", "engine", "door")))
    assert shown(None) is None


DESK = """
from forms_of_this_test import Draft, save, sealed
def send():
    draft = Draft()
    draft.kept, save(draft), save(draft), sealed(), [draft for draft in [1]]
"""
FORMS = """
class Draft:
    def __init__(self): ...
    @property
    def kept(self): ...
def save(draft): check()
def check(): ...
def sealed(): return (lambda: None)()
"""


def test_a_recording_tells_calls_into_a_module_once_without_values_and_what_has_no_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    forms, desk = ModuleType("forms.filling.saving"), ModuleType("workflow.desk.sending")
    monkeypatch.setitem(sys.modules, "forms_of_this_test", forms)
    for module, text in ((forms, FORMS), (desk, DESK)):
        exec(text, vars(module))  # noqa: S102 - the text stands above
    with recording() as made:
        desk.send()
    assert made.calls == [
        Call("", "workflow.desk.sending", ["send"]),
        Call("workflow.desk", "forms.filling.saving", ["Draft", "save", "sealed"]),
    ]
