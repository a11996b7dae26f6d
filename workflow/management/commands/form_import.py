"""`manage.py form_import FILE`: a form file into a form, as “Import” in the CMS does it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from forms.editor.transfer.account import Account, account_of
from forms.editor.transfer.form_file import Content
from forms.editor.transfer.reading import read
from forms.editor.transfer.refusal import FileRefused
from forms.editor.transfer.saving import ChangedMeanwhile, create_below, save_into
from forms.models.form_page import FormPage
from workflow.management.files import bytes_of
from workflow.management.form_places import NotFound, form_at, partnership_named, place_for_forms

NOT_DONE = "Nothing was changed."


class Command(BaseCommand):
    help = "Save a form file as a draft of the form with its address, or as a new form. Says first what changes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="The form file, or - for standard input.")
        parser.add_argument("--partnership", help="Whose form: the partnership's address or reference prefix.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would change, and write nothing.")
        parser.add_argument("--publish", action="store_true", help="Publish the form, too.")

    def handle(self, *args: Any, **options: Any) -> None:
        data = bytes_of(options["file"])
        try:
            self.bring(data, options)
        except FileRefused as error:
            raise CommandError(f"The file was not imported.\n{error}\n{NOT_DONE}") from None
        except (NotFound, ChangedMeanwhile) as error:
            raise CommandError(f"{error or 'Somebody saved the form in the meantime. Try again.'} {NOT_DONE}") from None
        except ValidationError as error:
            raise CommandError("\n".join(["The form cannot be published.", *error.messages, NOT_DONE])) from None

    @transaction.atomic
    def bring(self, data: bytes, options: dict[str, Any]) -> None:
        content = read(data)
        named = partnership_named(options["partnership"]) if options["partnership"] else None
        form = form_at(content["slug"], named)
        if form is not None:
            place: Any = form
        elif named is not None:
            place = place_for_forms(named)
        else:
            raise NotFound(f"There is no form “{content['slug']}” yet. Say where to make it with --partnership.")
        # Read again where the form stands: which agencies there are depends on it.
        content = read(data, place=place)
        account = account_of(content, form.get_latest_revision_as_object() if form else None)
        for line in account.lines():
            self.stdout.write(line)
        if options["dry_run"]:
            self.stdout.write("This was a dry run: nothing was changed.")
        else:
            self.save(form, place, content, account, publish=options["publish"])

    def save(self, form: FormPage | None, place: Any, content: Content, account: Account, *, publish: bool) -> None:
        if form is not None and form.locked:
            raise NotFound("This form is locked. Unlock it in the CMS first.")
        if form is None:
            page = create_below(place, content, user=None)
            revision = page.latest_revision
        elif account.same and not (publish and (form.has_unpublished_changes or not form.live)):
            return
        else:
            revision = save_into(form.pk, content, user=None, seen=form.latest_revision_id)
        if publish:
            revision.publish()
        self.stdout.write("The form is published." if publish else "The form is saved as a draft.")
