"""The way from the CMS to the bank holidays: for administrators, who have no case desk, and for officers."""

import pytest
from django.test import RequestFactory
from wagtail import hooks

from portal.cms.menu import bank_holidays_link
from tests.factories.party import PartnershipFactory, actor
from workflow.parties.roles import Role


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "shown"), [(Role.ADMINISTRATOR, True), (Role.OFFICER, True), (Role.CONTENT_EDITOR, False)]
)
def test_who_keeps_the_bank_holidays_finds_them_from_the_cms(role: Role, shown: bool, rf: RequestFactory) -> None:
    assert bank_holidays_link in hooks.get_hooks("register_admin_menu_item")
    request = rf.get("/cms/")
    request.user = actor(role, PartnershipFactory()).user
    link = bank_holidays_link()
    assert link.is_shown(request) is shown
    assert link.url == "/desk/bank-holidays/"
