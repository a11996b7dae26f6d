"""A footer is drawn once for a partnership, and shows the partnership as it is now."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import engines
from django.test import RequestFactory

from portal.site.frame import Frame
from workflow.parties.party import Partnership

pytestmark = pytest.mark.django_db(transaction=True)
FOOTER = (
    "{% load portal_frame %}{% page_partnership as frame_partnership %}{% everybodys footer %}"
    '{% include "components/footer.html" with partnership=frame_partnership %}{% endeverybodys %}'
)


def drawn(partnership: Partnership | None) -> str:
    request: Any = RequestFactory().get("/desk/")
    request.user = AnonymousUser()
    named = {} if partnership is None else {"partnership": partnership}
    return str(engines["django"].from_string(FOOTER).render({"frame": Frame(request), **named}, request))


def test_it_is_drawn_once(partnership: Partnership, monkeypatch: pytest.MonkeyPatch) -> None:
    first = drawn(partnership)
    assert partnership.contact_email in first
    monkeypatch.setattr("django.template.loader_tags.IncludeNode.render", lambda *args: "drawn anew")
    assert drawn(Partnership.objects.get(pk=partnership.pk)) == first
    assert drawn(None) == "drawn anew"


def test_each_partnership_has_its_own(partnership: Partnership, other_partnership: Partnership) -> None:
    for _again in range(2):
        for one, another in ((partnership, other_partnership), (other_partnership, partnership)):
            assert one.name in drawn(one)
            assert another.name not in drawn(one)
            assert one.name not in drawn(None)


def test_one_that_was_read_before_a_change_leaves_nothing_to_those_after_it(partnership: Partnership) -> None:
    early = Partnership.objects.get(pk=partnership.pk)
    partnership.contact_email = "new@example.org"
    partnership.save()
    assert "new@example.org" not in drawn(early)
    assert "new@example.org" in drawn(Partnership.objects.get(pk=partnership.pk))
