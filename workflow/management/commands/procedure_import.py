"""`manage.py procedure_import FILE`: a procedure file into a draft, as “Import” in the CMS does it."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from forms.editor.transfer.refusal import FileRefused
from forms.present import now
from workflow.management.files import bytes_of
from workflow.management.form_places import NotFound, partnership_named
from workflow.procedures.change import ProcedureChange
from workflow.procedures.document import save_draft
from workflow.procedures.reading import read


class Command(BaseCommand):
    help = "Save a procedure file as a draft. It is read and published in the CMS, by another person."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="The procedure file, or - for standard input.")
        parser.add_argument("--partnership", help="Whose own version: the partnership's address or reference prefix.")
        parser.add_argument("--dry-run", action="store_true", help="Read the file, say what is wrong, write nothing.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            document = read(bytes_of(options["file"]))
            named = partnership_named(options["partnership"]) if options["partnership"] else None
        except FileRefused as error:
            raise CommandError(f"The file was not imported.\n{error}\nNothing was changed.") from None
        except NotFound as error:
            raise CommandError(f"{error} Nothing was changed.") from None
        if options["dry_run"]:
            self.stdout.write("The file is whole. This was a dry run: nothing was changed.")
            return
        kind = ProcedureChange.Kind.IMPORTED
        draft = save_draft(document, partnership=named, kind=kind, by=None, now=now(), part="on the command line")
        self.stdout.write(f"Saved as the draft “{draft.key}”: {draft.title}. Read and publish it in the CMS.")
