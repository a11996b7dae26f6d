"""What the product's own code never does: keep what is typed in the browser, make code of text, start a shell."""

import re

import pytest

from tests.repository import prose

SCRIPTS = [
    path for path in prose.files() if path.endswith(".js") and path.startswith(("forms/", "workflow/", "portal/"))
]
MODULES = [path for path in prose.files() if path.endswith(".py") and prose.is_product(path)]
# Not even where it is meant well.
NEVER_IN_SCRIPTS = re.compile(
    r"\b(?:localStorage|sessionStorage|indexedDB|eval|document\.write|innerHTML|outerHTML|postMessage|new Function)\b"
)
# HTML that the server drew, escaped by its template, for the list of files below a question.
DRAWN_BY_THE_SERVER = {"forms/static/forms/files.js": 1}
NEVER_IN_MODULES = re.compile(
    r"\b(?:pickle|marshal|shelve)\.|shell=True|\bos\.system\(|yaml\.load\(|(?<![\w.])(?:eval|exec)\("
)


def without_comments(path: str) -> str:
    return prose.SCRIPT_COMMENT.sub("", prose.text_of(path))


def test_no_script_keeps_what_is_typed_or_makes_code_or_markup_of_text() -> None:
    assert len(SCRIPTS) > 15
    assert [f"{path}: {hit}" for path in SCRIPTS for hit in NEVER_IN_SCRIPTS.findall(without_comments(path))] == []
    inserts = {path: without_comments(path).count("insertAdjacentHTML") for path in SCRIPTS}
    assert {path: count for path, count in inserts.items() if count} == DRAWN_BY_THE_SERVER


def test_no_module_makes_code_of_text_unpacks_objects_or_starts_a_shell() -> None:
    assert len(MODULES) > 300
    assert [f"{path}: {hit}" for path in MODULES for hit in NEVER_IN_MODULES.findall(prose.text_of(path))] == []


@pytest.mark.parametrize("text", ["localStorage.draft = 1", "box.innerHTML = said", "eval(said)"])
def test_what_a_script_must_not_do_is_found(text: str) -> None:
    assert NEVER_IN_SCRIPTS.search(text)


@pytest.mark.parametrize("text", ["pickle.loads(sent)", "run(said, shell=True)", "x = eval(said)", "os.system(said)"])
def test_what_a_module_must_not_do_is_found(text: str) -> None:
    assert NEVER_IN_MODULES.search(text)
