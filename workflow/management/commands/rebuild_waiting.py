"""Make the table of what waits anew from the machines: after an update, and to see that nothing was missed."""

from typing import Any

from django.core.management.base import BaseCommand

from forms import present
from workflow.waiting.keeping import rebuild


class Command(BaseCommand):
    help = "Makes the table of what cases wait for anew from the cases, and says what was missing. Safe at any time."

    def handle(self, *args: Any, **options: Any) -> None:
        changed = rebuild(present.now())
        if changed:
            self.stdout.write(f"{changed.came} rows added, {changed.went} taken away, {changed.moved} days put right.")
        else:
            self.stdout.write("Everything that waits was written down already.")
