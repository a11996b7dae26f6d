"""Draws the machines into docs/: a page with every state, step, role and guard, and a picture of each machine."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.loader import render_to_string

from workflow.desk.pictures.drawing import Way, said
from workflow.desk.pictures.drawn import Drawn, all_machines, in_order
from workflow.engine.machine import steps_of

HEADING = """\
# The machines

This page and its pictures are made by `make machines` from the transitions themselves. Do not edit them. `make check`
fails where they are out of date.

One machine a record: a case holds several, and each moves for itself. What one machine asks of another before it moves
stands under “What must hold” and, in one place, at the end.
"""
ACROSS_HEADING = """
## Across machines

In a closed case nothing is opened or taken up again before the case is reopened. Besides, as the steps declare it:

| Step | What must hold in another machine |
|---|---|
"""


class Command(BaseCommand):
    help = "Draw the machines into docs/machines.md and docs/machines/."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="Change nothing; fail where a file is out of date.")
        parser.add_argument("--to", type=Path, default=settings.BASE_DIR / "docs", help="The folder to draw into.")

    def handle(self, *args: Any, check: bool, to: Path, **options: Any) -> None:
        files = drawn()
        if check:
            stale = [name for name, text in files.items() if _read(to / name) != text]
            stale += [f"machines/{old.name}" for old in _drawn_before(to) if f"machines/{old.name}" not in files]
            if stale:
                raise CommandError(f"Out of date, run make machines: {', '.join(sorted(stale))}")
            return
        (to / "machines").mkdir(parents=True, exist_ok=True)
        for old in _drawn_before(to):
            old.unlink()
        for name, text in files.items():
            (to / name).write_text(text, encoding="utf-8")
        self.stdout.write(f"Drew {len(files) - 1} machines.")


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _drawn_before(to: Path) -> list[Path]:
    return list((to / "machines").glob("*.svg"))


def drawn() -> dict[str, str]:
    """Every file by its name below docs/, with its text."""
    pictures = all_machines()
    page = HEADING + "".join(_section(one) for one in pictures) + ACROSS_HEADING + "".join(_across())
    return {"machines.md": page} | {f"machines/{one.mark}.svg": _svg(one) for one in pictures}


def _across() -> Iterator[str]:
    for kind, model in in_order():
        for name, step in steps_of(model).items():
            if step.across:
                words = "; ".join(said(guard) for guard in step.across)
                yield f"| {step.label} (`{kind}.{name}`) | {words} |\n"


def _svg(one: Drawn) -> str:
    return render_to_string("workflow/desk/machine.svg", {"picture": one.picture, "mark": one.mark, "here": ""})


def _section(one: Drawn) -> str:
    rows = "".join(_row(way) for way in one.picture.ways)
    return (
        f"\n## {one.title}\n\n![{one.title}](machines/{one.mark}.svg)\n\n"
        f"| No. | Step | From | To | Who | What must hold | Duty |\n|---|---|---|---|---|---|---|\n{rows}"
    )


def _row(way: Way) -> str:
    cells = (
        str(way.number),
        f"{way.label} (`{way.name}`)",
        ", ".join(way.sources),
        way.to or "stays, and is recorded",
        ", ".join(way.who),
        "; ".join(way.guards),
        way.duties,
    )
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |\n"
