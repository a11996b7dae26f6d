"""Makes or mends the CMS groups of every partnership and puts people into those of their memberships."""

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand

from portal.accounts.cms_groups import ensure_groups, sync_groups
from workflow.parties.party import Partnership


class Command(BaseCommand):
    help = "Make or mend the CMS groups of all partnerships, and who is in them. Safe to run again."

    def handle(self, *args: Any, **options: Any) -> None:
        partnerships = Partnership.objects.select_related("home")
        for partnership in partnerships:
            ensure_groups(partnership)
        people = get_user_model().objects.filter(memberships__isnull=False).distinct()
        for user in people:
            sync_groups(user)
        self.stdout.write(f"{len(partnerships)} partnerships, {len(people)} people.")
