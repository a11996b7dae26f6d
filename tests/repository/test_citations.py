"""What the pages, docstrings and comments name is there: a path, a module, a name, a command, a number."""

import pytest

from forms import handlers
from tests.repository import citations, prose


@pytest.mark.parametrize("page", prose.pages())
def test_what_a_page_names_is_there(page: str) -> None:
    assert [str(dead) for passage in prose.passages(page) for dead in citations.dead_in(passage)] == []


@pytest.mark.parametrize("room", prose.rooms())
def test_what_docstrings_and_comments_name_is_there(room: str) -> None:
    assert [str(dead) for passage in prose.of_room(room) for dead in citations.dead_in(passage)] == []


def test_what_the_tools_comments_name_is_there() -> None:
    assert [str(dead) for passage in prose.of_tools() for dead in citations.dead_in(passage)] == []


@pytest.mark.parametrize(
    "text",
    [
        "see `forms/no_such_file.py`",
        "see forms/no_such_file.py",
        "see `workflow.no_such_module`",
        "see workflow.transitions.no_such_name",
        "see `FormPage.no_such_field`",
        "see `conditions.no_such_name`",
        "see `no_such_name(page)`",
        "see `no_such_name`",
        "run `make no-such-target`",
        "run `manage.py no_such_command`",
        "run `npm run no-such-script`",
        "(ADR 9999)",
        "(D99)",
        "(migration 9999)",
        "(docs/testing.md, no such heading)",
        "[a page](no-such-page.md)",
        "[a heading](testing.md#no-such-heading)",
    ],
)
def test_what_is_not_there_is_found(text: str) -> None:
    assert [dead.where for dead in citations.dead_in(prose.Passage("docs/new.md", 3, f"First line\n{text}"))] == [
        "docs/new.md:4"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "`forms/urls.py`, `urls.py` and forms/urls.py, `requirements/*.in`, `templates/forms/`",
        "`forms.handlers.SubmissionHandler.accept`, `FormPage.objects`, `page.start_url(subject)`, forms.handlers",
        "`make check`, and make sure; `manage.py serve --port 8000`; `npm run build`; `python -m tests.duties`",
        "`/forms/<id>/`, `{meaning: value}`, `<br>`, `wagtail.contrib.forms`, `random`, portal.example",
        "(ADR 0004), D13, (docs/testing.md, Marks), [marks](testing.md#marks), [elsewhere](https://portal.example/x)",
    ],
)
def test_what_is_there_is_left_alone(text: str) -> None:
    assert list(citations.dead_in(prose.Passage("docs/new.md", 1, text))) == []


@pytest.mark.parametrize(
    ("example", "cited"),
    [
        ("def perform(record, name): ...", "perform is another in the code"),
        ("@transition()\ndef accept(self, *, by, now, learning_review): ...", "accept is another in the code"),
        ("class ReportDesk(Protocol):\n    def content(self, review): ...", "ReportDesk.draft is not shown"),
        ("class ReportDesk:\n    def content(self, page): ...", "ReportDesk.content"),
        ("x = no_such_name", "no_such_name"),
        ("perform(record) ->", "an example that is no Python"),
    ],
)
def test_an_example_is_compared_with_the_code(example: str, cited: str) -> None:
    found = citations.dead_in(prose.Passage("docs/new.md", 1, example, language="python"))
    assert cited in [dead.cited for dead in found]


def test_what_a_page_tells_its_reader_to_make_is_not_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    page, example = "docs/new.md", "    ask = step(no_such_name)\n\n    def no_such_guard(record): ...\n"
    told = [
        prose.Passage(page, 1, example, language="python"),
        prose.Passage(page, 9, "`no_such_guard`, `no_such_fact`"),
    ]
    monkeypatch.setattr(citations, "passages", lambda path: told)
    monkeypatch.setitem(citations.NEW, page, set())
    assert [dead.cited for passage in told for dead in citations.dead_in(passage)] == ["no_such_name", "no_such_fact"]


def test_the_page_of_the_architecture_has_every_handler() -> None:
    page = prose.text_of("docs/architecture.md")
    assert [key for key, _ in handlers.choices() if f"`{key}`" not in page] == []
