"""No two modules import each other, by no way round: each can be read, moved and tested by itself."""

import textwrap
from pathlib import Path

import grimp
import pytest

from scripts.architecture import imports


@pytest.fixture(scope="module")
def found() -> grimp.ImportGraph:
    return imports.with_faces(imports.graph())


@pytest.mark.parametrize("package", imports.PACKAGES)
def test_no_modules_import_each_other(found: grimp.ImportGraph, package: str) -> None:
    assert [str(circle) for circle in imports.circles(found, package)] == []


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> list[str]:
    """The circles of a small package, written file by file."""
    for name, text in request.param.items():
        path = tmp_path / "house" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text))
    monkeypatch.syspath_prepend(str(tmp_path))
    return [
        " → ".join(circle.shortest) for circle in imports.circles(imports.with_faces(imports.graph("house")), "house")
    ]


TWO = {
    "__init__.py": "",
    "one.py": "from house import two\n",
    "two.py": "def later():\n    from house import one\n",
}
FACE = {
    "__init__.py": "",
    "room/__init__.py": "from house.room.inner import it\n",
    "room/inner.py": "from house.outside import it\n",
    "room/other.py": "",
    "outside.py": "from house.room.other import nothing\nit = 1\n",
}
TYPES = {
    "__init__.py": "",
    "one.py": "from house import two\n",
    "two.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from house import one\n",
}
INSIDE = {
    "__init__.py": "",
    "room/__init__.py": "from house.room.inner import it\n",
    "room/inner.py": "from house.room.other import it\n",
    "room/other.py": "it = 1\n",
}


@pytest.mark.parametrize(
    ("house", "expected"),
    [
        pytest.param(TWO, ["house.one → house.two → house.one"], id="two modules, in a function too"),
        pytest.param(
            FACE, ["house.outside → house.room → house.room.inner → house.outside"], id="through the face of a package"
        ),
        pytest.param(TYPES, [], id="for types alone"),
        pytest.param(INSIDE, [], id="a module of its own package"),
    ],
    indirect=["house"],
)
def test_what_is_a_circle_and_what_is_none(house: list[str], expected: list[str]) -> None:
    assert house == expected
