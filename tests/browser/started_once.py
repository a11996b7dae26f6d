"""`manage.py`, started once for many commands: each runs in a fork of this process, as fresh as one of its own.

Django's start takes three seconds of the processor, what most tests ask of it a few hundredths. Reads a line of JSON
for each command: its arguments, and the files for what it prints. Answers with its code.
"""

import gc
import json
import os
import sys

import django
from django.core.management import get_commands
from django.urls import get_resolver

from portal.management.plainly import execute


def main() -> None:
    django.setup()
    # What a command loads when it is first asked for.
    get_commands()
    _ = get_resolver().url_patterns
    # A pass of the collector would copy all of this into each fork.
    gc.freeze()
    for line in sys.stdin:
        arguments, *files = json.loads(line)
        if (child := os.fork()) == 0:
            for number, path in enumerate(files, start=1):
                os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
            os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
            execute(["manage.py", *arguments])
            return
        _pid, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 - the answer


if __name__ == "__main__":
    main()
