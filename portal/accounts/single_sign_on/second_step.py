"""Our own second step is asked after single sign-on too, but where the provider is trusted with it and claims it."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest

# The `type` of the session's record "mfa" that portal.accounts.single_sign_on.adapter makes.
BY_PROVIDER = "single_sign_on"


class SecondStep(AuthenticateStage):
    """As allauth's, which knows only of authenticator apps and passkeys."""

    def _should_handle(self, request: HttpRequest) -> bool:
        records = get_authentication_records(request, self.login.user)
        if any(record.get("type") == BY_PROVIDER for record in records):
            return False
        return bool(super()._should_handle(request))
