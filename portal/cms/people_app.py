"""Wagtail's app of accounts, which names the screens that it shows."""

from wagtail.users.apps import WagtailUsersAppConfig


class PeopleAppConfig(WagtailUsersAppConfig):
    user_viewset = "portal.cms.people.PeopleViewSet"
