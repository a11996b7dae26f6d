"""The accounts in the CMS: found however a name is written, their address without what was pasted along unseen.

The form of an account says which values it was based on, so that the later of two people overwrites nothing unseen.
"""

from typing import Any

from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views.users import UserViewSet

from forms.plain_fields import PlainEmailInput
from portal.cms.based_on import SaysWhatItWasBasedOn
from portal.cms.same_text_search import PeopleView


class NewPersonForm(UserCreationForm):
    email = PlainEmailInput(required=True, label="E-mail address")


class PersonForm(SaysWhatItWasBasedOn, UserEditForm):
    email = PlainEmailInput(required=True, label="E-mail address")


class PeopleViewSet(UserViewSet):
    """Wagtail's own, with our form and search."""

    index_view_class = PeopleView

    def get_form_class(self, for_update: bool = False) -> type[Any]:
        return PersonForm if for_update else NewPersonForm
