"""The CMS's indexes, of words and of what refers to what, are written when a test looks into them.

Wagtail writes them by a task after each save of a page or a picture, which the portal runs at once. Most tests make
pages and look into neither: a twelfth of the suite's time went there. Not so where queries are counted, nor in a test
that commits, where another connection may look.
"""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django_tasks.backends.immediate import ImmediateBackend
from modelsearch.tasks import insert_or_update_object_task
from wagtail.tasks import update_reference_index_task

LATE = (insert_or_update_object_task, update_reference_index_task)
INDEXES = ("indexentry", "wagtailcore_referenceindex")
_at_once = ImmediateBackend.enqueue


class _Waiting:
    """What is still to be written; `written` is kept as well, as a rollback takes it away."""

    def __init__(self) -> None:
        self.is_allowed = False
        self.tasks: dict[tuple[Any, ...], Callable[[], Any]] = {}
        self.written: dict[tuple[Any, ...], Callable[[], Any]] = {}

    def enqueue(self, backend: ImmediateBackend, task: Any, args: Any, kwargs: Any) -> Any:
        if task not in LATE or not self.is_allowed or connection.queries_logged or not connection.in_atomic_block:
            return _at_once(backend, task, args, kwargs)
        # However often it was saved.
        self.tasks[(task.module_path, *args)] = lambda: _at_once(backend, task, args, kwargs)
        return None

    def watch(self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
        """Wraps every statement."""
        if isinstance(sql, str):
            if sql.startswith("ROLLBACK TO"):
                self.tasks, self.written = {**self.written, **self.tasks}, {}
            elif self.tasks and any(table in sql for table in INDEXES):
                self.write()
        return execute(sql, params, many, context)

    def write(self) -> None:
        """Nobody counts these queries: they are those of what was made before."""
        due, self.tasks = self.tasks, {}
        counted, connection.force_debug_cursor = connection.force_debug_cursor, False
        for task in due.values():
            task()
        connection.force_debug_cursor = counted
        self.written.update(due)

    def forget(self) -> None:
        self.tasks, self.written = {}, {}


waiting = _Waiting()


def _connected(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    if waiting.watch not in connection.execute_wrappers:
        connection.execute_wrappers.append(waiting.watch)


def begin() -> None:
    """Called once, before the first test."""
    ImmediateBackend.enqueue = lambda backend, task, args, kwargs: waiting.enqueue(backend, task, args, kwargs)
    connection_created.connect(_connected, dispatch_uid="tests.indexed_late")
    _connected(connection)  # type: ignore[arg-type]  # stands for it


def between(*, is_transactional: bool) -> None:
    """What a test made went with its transaction; that of a module goes on."""
    waiting.is_allowed = not is_transactional
    if not connection.in_atomic_block:
        waiting.forget()
