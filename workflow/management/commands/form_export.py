"""`manage.py form_export SLUG > FILE`: a form as a file, as “Export” in the CMS gives it."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from forms.definition.block_values import definition_of
from forms.definition.schema import schema_of
from forms.editor.transfer.form_file import written
from forms.editor.transfer.pages import content_of
from workflow.management.form_places import form_at, partnership_named


class Command(BaseCommand):
    help = "Write a form as a form file, or the JSON Schema of its answers, to standard output."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", help="The last part of the form's address, like referral.")
        parser.add_argument("--partnership", help="Whose form: the partnership's address or reference prefix.")
        parser.add_argument("--draft", action="store_true", help="The latest draft, not the live form.")
        parser.add_argument("--schema", action="store_true", help="The JSON Schema of the answers instead.")

    def handle(self, *args: Any, **options: Any) -> None:
        named = options["partnership"]
        form = form_at(options["slug"], partnership_named(named) if named else None)
        if form is None:
            raise CommandError(f"There is no form “{options['slug']}”{f' in {named}' if named else ''}.")
        if not (form.live or options["draft"]):
            raise CommandError("This form is not live. Add --draft to export its latest draft.")
        page = form.get_latest_revision_as_object() if options["draft"] else form
        self.stdout.write(self.schema(page) if options["schema"] else written(content_of(page)), ending="")

    def schema(self, page: Any) -> str:
        try:
            return json.dumps(schema_of(definition_of(page)), indent=2, ensure_ascii=False) + "\n"
        except ValueError as error:
            raise CommandError(str(error)) from None
