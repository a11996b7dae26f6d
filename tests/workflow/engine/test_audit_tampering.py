"""Whatever somebody with the database's password does to the record is found, also when a genuine event follows."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.promises import Told
from tests.workflow.engine.tampering.scene import LAUNDERINGS, TAMPERINGS, Scene
from tests.workflow.engine.tampering.trying import results
from workflow.engine import log
from workflow.engine.log_triggers import TABLES, install_triggers
from workflow.management.record import look

pytestmark = pytest.mark.django_db


def test_a_record_that_nobody_touched_is_whole(clock: Any, tmp_path: Path, settings: Any) -> None:
    scene = Scene(tmp_path)
    settings.AUDIT_CHECKPOINT_FILES = [scene.file]
    install_triggers(connection, TABLES)
    assert look().faults == []
    assert log.why_stopped() == ""


def test_every_tampering_is_found(clock: Any, tmp_path: Path, promise: Told) -> None:
    found = dict(results(tmp_path))
    promise("tampering", tried=len(found), found=sum(found.values()))
    assert [words for words, was_found in found.items() if not was_found] == []
    assert len(TAMPERINGS) >= 26
    assert len(LAUNDERINGS) >= 3
    assert len(found) == len(TAMPERINGS) + len(LAUNDERINGS)
