"""Everything that is asked of the record at once: the log, the checkpoints that were kept, what stands beside it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from django.conf import settings
from django.core.management.base import CommandError

from workflow.engine.log_anchors import acknowledged_until
from workflow.engine.log_beside import beside as found_beside
from workflow.engine.log_checking import Fault, Report, acknowledged, check
from workflow.engine.log_checkpoints import CUT, NotCheckpoints, compare, read_lines


@dataclass
class Found:
    """What the log says of itself, and what does not hold and was not acknowledged."""

    report: Report
    faults: list[Fault] = field(default_factory=list)

    def add(self, more: Iterable[Fault]) -> None:
        known = {identity for one in self.report.breaks for identity in acknowledged(one.faults)}
        until = acknowledged_until()
        for fault in more:
            is_explained = fault.kind == CUT and fault.last <= until
            if not is_explained and fault.identity not in known and fault not in self.faults:
                self.faults.append(fault)


def look(*, beside: bool = True) -> Found:
    """Walk the log, compare it with the files of checkpoints that the portal writes, and with what stands beside it.

    Raises CommandError where a file cannot be read.
    """
    report = check()
    found = Found(report, list(report.faults))
    found.add(compared_with_own())
    if beside:
        found.add(found_beside())
    return found


def compared_with_own() -> list[Fault]:
    """With the files that the portal writes itself; those that are not there yet left out."""
    return [fault for path in own_files() for fault in compared_with(path)]


def own_files() -> list[Path]:
    return [Path(path) for path in settings.AUDIT_CHECKPOINT_FILES if Path(path).exists()]


def compared_with(source: Path | TextIO) -> list[Fault]:
    """With checkpoints of a file. Raises CommandError."""
    try:
        if not isinstance(source, Path):
            return compare(read_lines(source, "the standard input"))
        with source.open(encoding="utf-8") as lines:
            return compare(read_lines(lines, str(source)))
    except NotCheckpoints as error:
        raise CommandError(f"{error.reason} Give a file of lines that the portal wrote, unchanged.") from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{source} is no text. Give a file of checkpoints that the portal wrote.") from error
    except OSError as error:
        raise CommandError(f"{source} cannot be read: {error.strerror}.") from error
