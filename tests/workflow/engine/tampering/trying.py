"""Trying all of them, and what was found."""

from collections.abc import Iterator
from pathlib import Path

from django.db import connection, transaction
from django.test import override_settings

from tests.workflow.engine.tampering import beside as _beside
from tests.workflow.engine.tampering import laundering as _laundering
from tests.workflow.engine.tampering import rows as _rows
from tests.workflow.engine.tampering.scene import LAUNDERINGS, TAMPERINGS, Scene
from workflow.engine import log
from workflow.engine.log_beside import beside
from workflow.engine.log_triggers import TABLES, install_triggers
from workflow.management.record import look

# Each registers its ways when it is imported.
KEPT = (_rows, _beside, _laundering)


def results(folder: Path) -> Iterator[tuple[str, bool]]:
    """Each way in words, and whether it was found. In a transaction of the caller's, of which nothing is left."""
    scene = Scene(folder)
    with override_settings(AUDIT_CHECKPOINT_FILES=[scene.file]):
        for words, function in {**TAMPERINGS, **LAUNDERINGS}.items():
            with transaction.atomic():
                function(scene)
                if words in LAUNDERINGS:
                    _go_on(scene)
                connection.check_constraints()
                if words != "the triggers away for good":
                    install_triggers(connection, TABLES)
                # What stands beside the log is asked where the log itself is whole, and until something is found.
                yield words, bool(look(beside=False).faults or next(beside(), None))
                transaction.set_rollback(True)


def _go_on(scene: Scene) -> None:
    try:
        with transaction.atomic():
            scene.read()
    except log.LogBroken:
        return


def tried_and_found(folder: Path) -> tuple[int, int]:
    """How many ways of tampering were tried, and how many were found. Needs a test's database, and a folder to use."""
    with transaction.atomic():
        found = [was_found for _words, was_found in results(folder)]
        transaction.set_rollback(True)
    return len(found), sum(found)
