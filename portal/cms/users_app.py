"""Wagtail's app of accounts, told of the portal's own pages of them: Wagtail looks for them here."""

from wagtail.users.apps import WagtailUsersAppConfig


class UsersConfig(WagtailUsersAppConfig):
    user_viewset = "portal.cms.accounts.AccountViewSet"
