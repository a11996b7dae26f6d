"""`manage.py procedure_export KEY`: a version of the procedure as a file, as “Export” in the CMS gives it."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from workflow.procedures.document import document_of, written
from workflow.procedures.shape import schema
from workflow.procedures.version import ProcedureVersion


class Command(BaseCommand):
    help = "Write a version of the procedure as a file to standard output, or the JSON Schema of such files."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("key", nargs="?", default="", help="The version's key. Without one, the keys are listed.")
        parser.add_argument("--schema", action="store_true", help="The JSON Schema of procedure files instead.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["schema"]:
            self.stdout.write(json.dumps(schema(), indent=2, ensure_ascii=False))
            return
        if not options["key"]:
            for one in ProcedureVersion.objects.order_by("-effective_from"):
                self.stdout.write(f"{one.key}: {one.title}{'' if one.is_published else ' (draft)'}")
            return
        procedure = ProcedureVersion.objects.filter(key=options["key"]).first()
        if procedure is None:
            raise CommandError(f"There is no version “{options['key']}”. Without a key, this command lists them.")
        self.stdout.write(written(document_of(procedure)), ending="")
