"""Accounts in the CMS: as Wagtail has them, with a form that says which values it was based on."""

from typing import Any

from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet

from portal.cms.based_on import SaysWhatItWasBasedOn


class AccountForm(SaysWhatItWasBasedOn, UserEditForm):
    """The form of an account that exists."""


class AccountViewSet(UserViewSet):
    def get_form_class(self, for_update: bool = False) -> type[Any]:
        return AccountForm if for_update else UserCreationForm
