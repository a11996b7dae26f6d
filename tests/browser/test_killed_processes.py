"""Drill: web and worker are killed without warning, and the portal is whole again without anybody's help."""

import os
import signal

import pytest

from tests.browser.served import ServedPortal, serving
from tests.browser.test_serve import children, eventually

RECOVERY_SECONDS = 60


@pytest.mark.drill
@pytest.mark.parametrize("victims", [["web"], ["worker"], ["web", "worker"]], ids="-and-".join)
def test_killed_processes_come_back(migrated: ServedPortal, victims: list[str]) -> None:
    with serving(migrated) as process:
        eventually(lambda: migrated.answers("/readyz"), RECOVERY_SECONDS)
        for _ in range(2):
            before = children(process.pid)
            for name in victims:
                os.kill(before[name], signal.SIGKILL)
            eventually(lambda before=before: revived(children(process.pid), before, victims), RECOVERY_SECONDS)
            eventually(lambda: migrated.answers("/readyz"), RECOVERY_SECONDS)


def revived(now: dict[str, int], before: dict[str, int], victims: list[str]) -> bool:
    """Whether each victim runs anew and the others run on."""
    return set(now) == set(before) and all((now[name] != before[name]) == (name in victims) for name in before)
