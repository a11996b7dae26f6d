"""The architecture as the code has it: what imports what, and the pictures of docs/architecture.md."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
