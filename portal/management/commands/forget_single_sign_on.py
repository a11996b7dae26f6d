"""`manage.py forget_single_sign_on`: for somebody whose organisation gave them a new account."""

from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = "Forget which account of the provider belongs to this address: the next one that comes with it is bound."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("address")

    def handle(self, *args: Any, **options: Any) -> None:
        bound = SocialAccount.objects.filter(user__email__iexact=options["address"])
        if not bound.delete()[0]:
            raise CommandError("No account with this address is bound to single sign-on.")
        self.stdout.write("Forgotten. The person signs in once more with the button on the sign-in page.")
