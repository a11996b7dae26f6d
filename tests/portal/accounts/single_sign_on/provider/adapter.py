"""What the provider says of somebody, as its list of people has it."""

from typing import Any

from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from django.contrib.auth import get_user_model

from tests.portal.accounts.single_sign_on.provider.people import CLAIMS


class ProviderAdapter(DefaultOIDCAdapter):
    def get_claims(self, purpose: Any, user: Any, client: Any, scopes: Any, **kwargs: Any) -> dict[str, Any]:
        return {"sub": self.get_user_sub(client, user), **CLAIMS[user.username]}

    def get_user_sub(self, client: Any, user: Any) -> str:
        return f"subject-of-{user.username}"

    def get_user_by_sub(self, client: Any, sub: str) -> Any:
        return get_user_model().objects.filter(username=sub.removeprefix("subject-of-")).first()
