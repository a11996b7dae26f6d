"""Drill: web and worker are killed without warning, and the portal is whole again without anybody's help."""

import os
import signal

import pytest

from portal.start.processes import why_not_listen
from tests.browser.served import ServedPortal, serving
from tests.browser.test_serve import children, eventually
from tests.workflow.worker.test_worker import is_running
from tests.workflow.worker.test_worker_drill import children_of

# Never reached unless something hangs: how long it takes says only how busy the machine is.
RECOVERY_SECONDS = 60
# gunicorn and its two workers, the worker, its cluster and what that starts.
ALL = 8


@pytest.mark.drill
@pytest.mark.parametrize("victims", [["web"], ["worker"], ["web", "worker"]], ids="-and-".join)
def test_killed_processes_come_back(migrated: ServedPortal, victims: list[str]) -> None:
    with serving(migrated) as process:
        eventually(lambda: is_whole(migrated, process.pid), RECOVERY_SECONDS)
        for _ in range(2):
            before = children(process.pid)
            for name in victims:
                os.kill(before[name], signal.SIGKILL)
            eventually(lambda before=before: revived(children(process.pid), before, victims), RECOVERY_SECONDS)
            eventually(lambda: is_whole(migrated, process.pid), RECOVERY_SECONDS)


def is_whole(portal: ServedPortal, serve: int) -> bool:
    """It says that it is ready, and all of its processes run: what it says may stand in the database from before."""
    return portal.answers("/readyz") and set(children(serve)) == {"web", "worker"} and len(descendants(serve)) >= ALL


def revived(now: dict[str, int], before: dict[str, int], victims: list[str]) -> bool:
    """Whether each victim runs anew and the others run on."""
    return set(now) == set(before) and all((now[name] != before[name]) == (name in victims) for name in before)


@pytest.mark.drill
def test_a_killed_serve_leaves_nobody_and_gives_the_port_back(migrated: ServedPortal) -> None:
    with serving(migrated) as process:
        eventually(lambda: is_whole(migrated, process.pid), RECOVERY_SECONDS)
        everybody = descendants(process.pid)
        process.kill()
        process.wait()
        eventually(lambda: not [pid for pid in everybody if is_running(pid)], RECOVERY_SECONDS)
        assert why_not_listen("127.0.0.1", migrated.port) == ""


@pytest.mark.drill
def test_all_of_the_parents_killed_at_once_leave_nobody_either(migrated: ServedPortal) -> None:
    with serving(migrated) as process:
        eventually(lambda: is_whole(migrated, process.pid), RECOVERY_SECONDS)
        everybody = descendants(process.pid)
        first = children(process.pid)
        (cluster,) = children_of(first["worker"])
        for pid in (process.pid, first["worker"], cluster):
            os.kill(pid, signal.SIGKILL)
        process.wait()
        eventually(lambda: not [pid for pid in everybody if is_running(pid)], RECOVERY_SECONDS)


def descendants(pid: int) -> list[int]:
    return [one for child in children_of(pid) for one in (child, *descendants(child))]
