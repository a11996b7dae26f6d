"""What must hold of the repository itself, whatever the portal does: its files, its imports, what its pages name."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def run(*command: str) -> subprocess.CompletedProcess[str]:
    """What a command says, run where the repository lies."""
    return subprocess.run([*command], cwd=ROOT, capture_output=True, text=True)
