"""Runs a command line so that what an operator can mend is said in a sentence and not in a traceback."""

import sys
from collections.abc import Sequence

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from workflow.faults import Fault, fault_of

FAILED, INTERRUPTED = 1, 130


def execute(arguments: Sequence[str]) -> None:
    """As Django does, which says what a command refuses; exits with a code above 0 where it fails.

    A mistake of the program keeps its traceback, and so does everything with `--traceback`.
    """
    try:
        execute_from_command_line(list(arguments))
    except KeyboardInterrupt:
        sys.stderr.write("Stopped before it was done.\n")
        sys.exit(INTERRUPTED)
    except Exception as error:
        said = in_words(error)
        if said is None or "--traceback" in arguments:
            raise
        # Django may stand in the middle of a line: “Applying …”.
        sys.stdout.write("\n")
        sys.stdout.flush()
        sys.stderr.write(f"{said}\n")
        sys.exit(FAILED)


def in_words(error: Exception) -> str | None:
    """What to do about this error, None where nobody but a programmer can do something."""
    fault = fault_of(error)
    if fault is None:
        return str(error) if isinstance(error, ImproperlyConfigured) else None
    where = f"{error.filename}: " if isinstance(error, OSError) and error.filename else ""
    again = "" if fault is Fault.NO_TABLES else " Then run the command again: it was not finished."
    return f"{where}{fault.advice}{again}"
