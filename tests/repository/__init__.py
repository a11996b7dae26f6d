"""What must hold of the repository itself, whatever the portal does: its files, its imports, what its pages name."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
