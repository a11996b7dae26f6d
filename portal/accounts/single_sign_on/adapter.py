"""Who may come in by single sign-on: people with an account and a membership in force, nobody else."""

import logging
from typing import Any, NoReturn

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthError
from django.db import transaction
from django.http import HttpRequest

from portal.accounts.single_sign_on import pages
from portal.accounts.single_sign_on.claims import claims_second_factor, verified_email
from portal.accounts.single_sign_on.provider import Provider, configured, the_app
from portal.accounts.single_sign_on.second_step import BY_PROVIDER
from workflow.parties.roles import Actor
from workflow.people.models import User

logger = logging.getLogger(__name__)


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    def get_provider(self, request: HttpRequest, provider: str, client_id: str | None = None) -> Provider:
        """The one that the settings name, whatever was asked for."""
        return Provider(request, app=the_app())

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Lets in whoever is bound to this subject, or binds the account of the verified address. No account is made.

        The answer to everybody else is the same, so that it does not tell which addresses have an account.
        """
        if sociallogin.claims["id_token"].get("nonce") != sociallogin.state["nonce"]:
            self._refuse(request, "the nonce is not the one that was sent", pages.unfinished)
        if sociallogin.is_existing:
            user: User = sociallogin.user
            self._check(request, user)
        else:
            user = self._bind(request, sociallogin)
        if request.user.is_authenticated:
            # Whoever was signed in here goes first: what is noted from here on belongs to this sign-in.
            get_account_adapter(request).logout(request)
        told = configured()
        if told["trusts_mfa"] and claims_second_factor(sociallogin, told["mfa_acr"]):
            record_authentication(request, user, "mfa", type=BY_PROVIDER)

    def _check(self, request: HttpRequest, user: User) -> None:
        if not Actor.of(user).memberships:
            self._refuse(request, "the account is closed or holds no membership in force")

    def _bind(self, request: HttpRequest, login: SocialLogin) -> User:
        """From now on the account is this subject's; another one with its address is refused."""
        email = verified_email(login)
        with transaction.atomic():
            # Locked: of two subjects at once, one comes first.
            locked = User.objects.select_for_update(no_key=True)
            user = locked.filter(email__iexact=email).first() if email else None
            if user is None:
                self._refuse(request, "no account has the verified address" if email else "no verified address")
            self._check(request, user)
            if SocialAccount.objects.filter(user=user, provider=login.account.provider).exists():
                self._refuse(request, "the account is bound to another subject")
            login.user = login.account.user = user
            login.account.save()
        logger.info("Account %s is bound to its single sign-on", user.pk)
        return user

    def _refuse(self, request: HttpRequest, why: str, page: Any = pages.not_invited) -> NoReturn:
        """The log says why, without address and subject; the person reads whom to ask."""
        logger.warning("Single sign-on was refused: %s", why)
        raise ImmediateHttpResponse(page(request))

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Provider,
        error: str = AuthError.UNKNOWN,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """Called off, refused by the provider, a state that is not this browser's: a plain page."""
        logger.warning("Single sign-on came to no end: %s", type(exception).__name__ if exception else error)
        raise ImmediateHttpResponse(pages.unfinished(request))
