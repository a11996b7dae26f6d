"""`manage.py serve` as an operator meets it: it answers, it recovers, it stops, it refuses in plain words."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from tests.browser.served import ROOT, ServedPortal, free_port, serving

# Never reached unless something hangs; how long a step takes says only how busy the machine is.
HANGS = 90


def children(parent: int) -> dict[str, int]:
    """The direct child processes by what they run: gunicorn or worker."""
    found = {}
    for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split():
        command = Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")
        found["web" if "gunicorn" in command else "worker"] = int(pid)
    return found


def eventually(holds: Callable[[], bool], seconds: float = HANGS) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def reset(portal: ServedPortal) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in portal.environment.items() if name != "DATABASE_URL"}
    command = [sys.executable, "scripts/demo_reset.py"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)


def test_it_serves_recovers_and_stops(migrated: ServedPortal) -> None:
    with serving(migrated) as process:
        eventually(lambda: "Ready." in migrated.log.read_text())
        before = children(process.pid)
        assert set(before) == {"web", "worker"}

        refused = reset(migrated)
        assert refused.returncode == 1
        assert "A portal is running" in refused.stderr

        os.kill(before["web"], signal.SIGKILL)
        eventually(lambda: children(process.pid).get("web") not in {None, before["web"]} and migrated.answers())

        running = children(process.pid)
        process.send_signal(signal.SIGINT)
        assert process.wait(HANGS) == 0
        assert not [name for name, pid in running.items() if Path(f"/proc/{pid}").exists()]
    assert "The portal has stopped." in migrated.log.read_text()
    assert not migrated.answers()


def test_a_lost_key_refuses_the_start(migrated: ServedPortal) -> None:
    migrated.manage("shell", "-c", "from forms.vault import DataKey; DataKey.objects.make()")
    key = migrated.data_dir / "keys" / "vault.key"
    kept = key.read_text()
    key.unlink()
    try:
        command = [sys.executable, "manage.py", "serve"]
        done = subprocess.run(command, cwd=ROOT, env=migrated.environment, capture_output=True, text=True, timeout=60)
    finally:
        key.write_text(kept)
    assert done.returncode == 1
    assert "Nothing was started, and nothing was changed." in done.stderr


def test_a_stopped_demonstration_can_be_removed(tmp_path: Path) -> None:
    with closing(ServedPortal(free_port(), tmp_path, None)) as portal:
        portal.manage("check")
    (tmp_path / "somebody-elses.txt").write_text("kept")
    assert (tmp_path / "keys").is_dir()
    assert reset(portal).returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["somebody-elses.txt"]
