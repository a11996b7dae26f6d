"""A full portal: what each page of the day costs with a thousand cases and with many, and what it asks of the database.

`make drill` has 10,000 cases, which takes two minutes to make; `make drill-full` has 100,000 with two million entries
of the log. A ratio is held, never a time: what is drawn is the same, so the CPU of a page may not grow with the cases.
"""

import json
import os
from collections.abc import Iterator

import pytest

from tests.browser.served import migrated_database
from tests.load.full import PAGES
from tests.load.test_yardstick import Measured

pytestmark = [pytest.mark.drill, pytest.mark.django_db]
FEW, MANY = 1000, int(os.environ.get("MANY", "10000"))
# How many times the CPU with a thousand cases, and what a page may take more that takes next to nothing.
AT_MOST, MORE_MS = 1.3, 6
# With a thousand cases these find a few rows and with many a whole page of them: how many times as much they may cost.
FULLER = {"/desk/?tab=all&q=Ash Ba": 3.5, "/desk/?tab=all&q=2024": 1.7}
# A server's work is not in our CPU. It answers while others ask too, so that only what grows with the cases is held.
OF_DATABASE, MORE_OF_DATABASE_MS = 3, 25
Figures = dict[str, list[float]]


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory, django_db_setup: None) -> Iterator[tuple[Figures, Figures]]:
    """CPU milliseconds, queries, status and the database's milliseconds of each page, with few cases and with many."""
    folder = tmp_path_factory.mktemp("full")
    with migrated_database(folder) as url:
        environment = {"PORTAL_DATA_DIR": str(folder), "PORTAL_LIBREOFFICE": "/nonexistent"}
        full = Measured("tests.load.full", environment=environment | ({"DATABASE_URL": url} if url else {}))
        yield full.asked(str(FEW)), full.asked(str(MANY))
        full.end()


@pytest.mark.parametrize(("key", "path", "most"), PAGES, ids=[f"{key} {path}" for key, path, _most in PAGES])
def test_a_page_costs_as_much_with_many_cases(both: tuple[Figures, Figures], key: str, path: str, most: int) -> None:
    page = f"{key} {path}"
    (few, _queries, _status, asked_few), (many, queries, status, asked_many) = (figures[page] for figures in both)
    print(f"{few:7.1f} {many:7.1f} ms CPU, database {asked_few:5.1f} {asked_many:5.1f} ms, {queries} queries: {page}")  # noqa: T201 - a figure
    assert status == 200
    assert queries <= most
    assert many <= few * FULLER.get(path, AT_MOST) + MORE_MS, json.dumps([few, many])
    assert asked_many <= asked_few * OF_DATABASE + MORE_OF_DATABASE_MS, json.dumps([asked_few, asked_many])
