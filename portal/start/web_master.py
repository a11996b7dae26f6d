"""gunicorn's settings module where `manage.py serve` runs it: the web process ends with `serve`."""

from typing import Any

from workflow.worker.ends_with import end_with_parent


def when_ready(server: Any) -> None:
    """gunicorn calls it in its first process, before it forks the others."""
    end_with_parent()
