"""The tests of a file stay in one process."""

from types import SimpleNamespace
from typing import Any

from tests.files_together import FilesTogether


def test_whatever_a_test_is_called_its_file_is_the_unit_of_work() -> None:
    config: Any = SimpleNamespace(option=SimpleNamespace(loadscopereorder=True), getvalue=lambda name: "2*popen")
    scheduler = FilesTogether(config, None)
    names = ["tests/a.py::test_b", "tests/a.py::test_c[x::y@z]", "tests/a.py::Group::test_d", "tests/e.py::test_b"]
    assert [scheduler._split_scope(name) for name in names] == ["tests/a.py", "tests/a.py", "tests/a.py", "tests/e.py"]
    assert config.option.loadscopereorder is False
