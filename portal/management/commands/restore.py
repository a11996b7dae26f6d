"""`manage.py restore FILE`: a backup into an empty place. Everything is checked before anything is written."""

from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from forms.present import now as present_now
from portal.keeping.plainly import plainly
from portal.keeping.restoring import ROOM, Restored, Wanted, restore


class Command(BaseCommand):
    help = "Restore a backup into an empty place, quietly: what waited goes when a person says so (docs/operations.md)."
    # There may be no tables yet.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE", help="a file that manage.py backup made")
        parser.add_argument("--erasures", type=Path, metavar="LIST", help="the newest erasures.jsonl")
        parser.add_argument("--no-erasures-because", metavar="REASON", help="there is no list of erasures, and why")
        parser.add_argument("--replace", action="store_true", help="keep what is there under another name")
        parser.add_argument(
            "--references-on",
            type=int,
            default=ROOM,
            metavar="N",
            help=f"references left out in each partnership, for those that were given after the backup ({ROOM})",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["references_on"] < 0:
            raise CommandError("--references-on: enter 0 or more. Nothing was changed.")
        why = (options["no_erasures_because"] or "").strip()
        if options["no_erasures_because"] is not None and not why:
            raise CommandError("--no-erasures-because: say why there is no list. Nothing was changed.")
        wanted = Wanted(
            options["file"], options["erasures"], why, replace=options["replace"], room=options["references_on"]
        )
        with plainly("Nothing was restored."):
            done = restore(wanted, now=present_now(), say=self.stdout.write)
        self.stdout.write("\n".join(["", *self.told(done, why)]))

    def told(self, done: Restored, why: str) -> list[str]:
        """What whoever runs the portal and the office have to know."""
        lines = [
            f"Restored: the portal as it was on {timezone.localtime(done.made_at):%d.%m.%Y at %H:%M}, "
            f"{done.rows} rows and {done.files} files, each as it was.",
            f"The gap: what was done in the {_long(done.gap)} since is not there. Ask people to send it again.",
            *(f"Kept under another name: {one}" for one in done.moved_aside),
            *(f"- {count} {what}" for what, count in done.begun.counts.items()),
            *(f"Erased again: {reference}" for reference in done.begun.erased_again),
        ]
        if why:
            lines.append(f"There was no list of erasures ({why}): cases that were erased since the backup are back.")
        lines += [f"Not sent, and about no case, so tell them yourself: {one}" for one in done.begun.about_no_case]
        if done.begun.next_references:
            lines.append(f"The next references: {', '.join(done.begun.next_references)}.")
        if done.settings_missing:
            lines.append(f"Set when the backup was made, and not set now: {', '.join(done.settings_missing)}.")
        return [
            *lines,
            "",
            "Next: manage.py verify_audit, then start the portal. Everybody signs in again. The office looks at the "
            "notices that wait under “Background work and mail” on the desk, and sends each or not. Programs need new "
            "tokens, invitations are sent again. Memberships and passwords are those of the backup: "
            "look through “People”.",
        ]


def _long(gap: timedelta) -> str:
    hours, minutes = divmod(int(gap.total_seconds()) // 60, 60)
    days, hours = divmod(hours, 24)
    return ", ".join(
        f"{number} {what}{'' if number == 1 else 's'}"
        for number, what in ((days, "day"), (hours, "hour"), (minutes, "minute"))
        if number or what == "minute"
    )
