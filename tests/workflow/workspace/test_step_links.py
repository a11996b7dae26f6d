"""A link opens one step of a draft to somebody without an account: this step, for a while, and nothing else."""

import re
import uuid
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from forms import present
from forms.filling import step_links
from forms.filling.starting import begin
from forms.models import Draft, StepLink
from tests.factories.submission import form_page as referral_page
from tests.forms.scene import definition, publish_as, question, repeat, step
from tests.forms.windows import Window
from tests.laid import laid
from tests.workflow.desk.scene import Area, signed_in
from workflow.models import Event

SECRET = "What only the first step says"


@laid(on="area_here")
def half_a_referral(here: Area) -> Draft:
    """Its first step is answered; the second is to be filled in by somebody else."""
    page = referral_page("open_case", here.partnership)
    page.handler = "keep_on_record"
    page.save_revision().publish()
    page = publish_as(
        page,
        definition(
            step("first", question("secret")),
            step("second", question("what"), question("more")),
            step("papers", question("paper", "file")),
            step("children", question("child_name"), repeat=repeat()),
        ),
    )
    made = begin(page, user=here.people["submitter"], subject="", token=uuid.uuid4(), now=present.now())
    Window(signed_in(made.owner), reverse("forms:step", args=[made.pk, "first"])).save(secret=SECRET)
    return made


@pytest.fixture
def draft(here: Area, half_a_referral: Draft) -> Draft:
    return half_a_referral


def make(draft: Draft, **typed: Any) -> Any:
    asked = {"action": "link", "step": "second", "for_whom": "Dr Ada", **typed}
    return signed_in(draft.owner).post(reverse("workspace:draft_people", args=[draft.pk]), asked)


def link_in(answer: Any) -> str:
    shown = re.search(r'value="([^"]+/section/[^"]+)"', answer.content.decode())
    assert shown is not None
    return urlsplit(shown[1]).path


def test_it_opens_this_step_without_an_account_and_nothing_else(draft: Draft) -> None:
    address, anybody = link_in(make(draft)), Client()
    window = Window(anybody, address)
    assert "Second" in window.page
    for hidden in (SECRET, "First", str(draft.pk), "Dr Ada", str(draft.owner)):
        assert hidden not in window.page
    answer = window.save(what="Typed by link", more="x")
    assert answer.status_code == 302
    assert anybody.get(answer["Location"]).content.decode().count("Your answers are saved") == 1
    kept = Draft.objects.get(pk=draft.pk).answers
    assert (kept["secret"], kept["what"]) == (SECRET, "Typed by link")
    assert anybody.get(draft.get_absolute_url()).status_code == 302, "to sign in"


def test_other_fields_that_are_sent_along_change_nothing(draft: Draft) -> None:
    Window(Client(), link_in(make(draft))).save(what="a", more="b", secret="Overwritten")
    assert Draft.objects.get(pk=draft.pk).answers["secret"] == SECRET


def test_what_is_missing_is_told_and_what_was_typed_stays(draft: Draft) -> None:
    answer = Window(Client(), link_in(make(draft))).save(what="Half")
    assert answer.status_code == 422
    assert "Enter an answer to" in answer.content.decode()
    assert Window(Client(), link_in(make(draft))).own["what"] == "Half"


def test_it_never_writes_over_what_somebody_else_changed(draft: Draft) -> None:
    window = Window(Client(), link_in(make(draft)))
    Window(signed_in(draft.owner), reverse("forms:step", args=[draft.pk, "second"])).save(what="Owner", more="y")
    answer = window.save(what="Link", more="x")
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Owner" in page
    assert 'value="Link"' in page
    assert Draft.objects.get(pk=draft.pk).answers["what"] == "Owner"


def test_the_token_lies_nowhere(draft: Draft) -> None:
    token = link_in(make(draft)).strip("/").rpartition("/")[2]
    link = StepLink.objects.get()
    assert token not in str(vars(link))
    assert link.digest == step_links.digest_of(token)
    assert "Dr Ada" not in str(StepLink.objects.values_list().get())
    assert token not in signed_in(draft.owner).get(reverse("workspace:draft_people", args=[draft.pk])).content.decode()


@pytest.mark.parametrize("how", ["later", "revoked", "sent", "deleted", "guessed"])
def test_it_ends(draft: Draft, clock: Any, how: str) -> None:
    address, link = link_in(make(draft)), StepLink.objects.get()
    assert Client().get(address).status_code == 200
    if how == "later":
        clock.shift(step_links.LASTS + timedelta(seconds=1))
    elif how == "revoked":
        signed_in(draft.owner).post(
            reverse("workspace:draft_people", args=[draft.pk]), {"action": "revoke", "link": link.pk}
        )
    elif how == "sent":
        Draft.objects.filter(pk=draft.pk).update(submitted_at=present.now(), answers=None, working=None)
    elif how == "deleted":
        signed_in(draft.owner).post(reverse("forms:discard", args=[draft.pk]))
    else:
        address = reverse("section:step", args=["guessed"])
    for answer in (Client().get(address), Client().post(address, {"what": "x"})):
        assert answer.status_code == 410
        assert "What" not in answer.content.decode()


@pytest.mark.parametrize("name", ["papers", "children", "first-of-another", ""])
def test_steps_with_files_and_lists_are_not_opened(draft: Draft, name: str) -> None:
    assert make(draft, step=name).status_code == 422
    assert not StepLink.objects.exists()


def test_only_the_owner_makes_one_and_says_for_whom(here: Area, draft: Draft) -> None:
    assert make(draft, for_whom=" ").status_code == 422
    answer = signed_in(here.people["lead"]).post(
        reverse("workspace:draft_people", args=[draft.pk]), {"action": "link", "step": "second", "for_whom": "x"}
    )
    assert answer.status_code == 404
    assert not StepLink.objects.exists()


def test_everything_is_logged(draft: Draft) -> None:
    window = Window(Client(), link_in(make(draft)))
    window.save(what="a", more="b")
    signed_in(draft.owner).post(
        reverse("workspace:draft_people", args=[draft.pk]), {"action": "revoke", "link": StepLink.objects.get().pk}
    )
    kinds = Event.objects.filter(kind__startswith="draft.link").order_by("position").values_list("kind", flat=True)
    assert list(kinds) == ["draft.link", "draft.link_open", "draft.link_save", "draft.link_revoke"]


def test_it_is_throttled_and_never_kept(draft: Draft) -> None:
    cache.clear()
    address, anybody = link_in(make(draft)), Client()
    headers = anybody.get(address).headers
    assert "no-store" in headers["Cache-Control"]
    assert "noindex" in headers["X-Robots-Tag"]
    codes = [anybody.get(address).status_code for _one in range(61)]
    assert codes[0] == 200
    assert codes[-1] == 429
    cache.clear()


def test_those_who_write_it_see_that_somebody_is_there_by_link(draft: Draft) -> None:
    Client().get(link_in(make(draft)))
    page = signed_in(draft.owner).get(reverse("forms:step", args=[draft.pk, "second"])).content.decode()
    assert "A colleague with a link opened or saved this step at" in page
