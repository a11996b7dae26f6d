"""The CMS's menu item “Procedure”, for those who read it there."""

from django.http import HttpRequest
from django.urls import reverse
from wagtail.admin.menu import MenuItem

from portal.cms.procedure.access import may_read


class ProcedureItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_read(request.user)


def procedure_item() -> MenuItem:
    return ProcedureItem("Procedure", reverse("procedure_versions"), name="procedure", icon_name="list-ul", order=310)
