"""`manage.py demo_content`: fills a demonstration, and leaves what is there as it is."""

import logging
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from forms import present
from portal.start.demo import accounts, library, pages, parties
from portal.start.demo.scenes import play
from portal.start.demo.stories import all_stories
from workflow.management.starting import refuse_what_cannot_start
from workflow.models import Case
from workflow.notices.delivery import deliver_due
from workflow.procedures import load_shipped


class Command(BaseCommand):
    help = "Make the demonstration: partnerships, pages, forms, accounts, made-up cases. A second run changes nothing."

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.DEMO_CLOCK_FILE is None:
            raise CommandError(
                "These are not the settings of a demonstration. Use DJANGO_SETTINGS_MODULE=portal.settings.dev."
            )
        logging.getLogger("wagtail").setLevel(logging.WARNING)  # two lines for each page otherwise
        refuse_what_cannot_start()
        path = settings.DATA_DIR / "demo.json"
        with transaction.atomic():
            listed = self.fill(accounts.read(path))
            # Before the commit: accounts whose passwords nobody was told would be of no use.
            accounts.write(path, self.document(listed))
        # The made-up past has sent its mail; what a newcomer causes does not wait behind it.
        deliver_due(present.now())
        self.stdout.write(f"The demonstration is ready. The accounts are listed in {path}")

    def fill(self, known: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
        """Everything in the database; returns the accounts as demo.json lists them."""
        now = present.now()
        load_shipped(now=now)
        parties.make()
        pages.make()
        listed = accounts.make(known=known)
        # A demonstration in which somebody has worked is theirs: its cases are made once.
        if not Case.objects.exists():
            for story in all_stories():
                play(story, now=now)
            library.make(present.today())
        return listed

    def document(self, listed: list[dict[str, Any]]) -> dict[str, Any]:
        """demo.json."""
        base_url = settings.PORTAL_BASE_URL
        mail = {"url": f"{base_url}/demo/mail/", "folder": str(settings.EMAIL_FILE_PATH)}
        return {"base_url": base_url, "accounts": listed, "mail": mail, "clock_url": f"{base_url}/demo/clock/"}
