"""`manage.py verify_audit`: is the log whole?"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workflow.engine.log import verify


class Command(BaseCommand):
    help = "Walks the whole log. Exit 0 and a count, or the first broken row."

    def handle(self, *args: Any, **options: Any) -> None:
        count, broken = verify()
        if broken:
            raise CommandError(
                f"The log is broken at row {broken.position}: {broken.reason}. {count} rows before it hold."
            )
        self.stdout.write(f"The log is whole: {count} rows.")
