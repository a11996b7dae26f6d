"""The line at the end of a run counts every walk once, and is not there without one."""

from types import SimpleNamespace

from tests.portal.access.summary import told


def test_the_numbers_of_all_walks_stand_in_one_line() -> None:
    reports = [
        SimpleNamespace(user_properties=[("access", [483, "O", 1600, 0, 1.5])]),
        SimpleNamespace(user_properties=[("access", [483, "O ended", 200, 2, 1.5]), ("other", 1)]),
        SimpleNamespace(user_properties=[("access", [483, "i", 10, 1, 2.0])]),
        SimpleNamespace(),
    ]
    assert told(reports) == "483 routes, 1 roles as 3 people, 1,810 requests, 3 offenders, 5 s"


def test_a_run_without_the_matrix_says_nothing_of_it() -> None:
    assert told([SimpleNamespace(user_properties=[]), SimpleNamespace()]) == ""
