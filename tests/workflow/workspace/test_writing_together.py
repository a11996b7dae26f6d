"""One draft, several people: shared or handed over within the agency, nothing overwritten, each giving on record."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from forms import present
from forms.models import Draft, DraftPresence, DraftWriter, Submission
from tests.factories.party import AgencyFactory, actor
from tests.factories.submission import form_page
from tests.forms.windows import Window
from tests.workflow.desk.scene import Area, signed_in
from tests.workflow.intake.sending import fill_in
from workflow.engine.step import Refused
from workflow.models import Event, Membership
from workflow.parties.roles import Actor, Role
from workflow.workspace import writing_together as together


@pytest.fixture
def draft(here: Area) -> Draft:
    """A referral that the hospital's submitter is filling in."""
    made: Draft = fill_in(form_page("open_case", here.partnership), here.people["submitter"], "", {}, now=present.now())
    return made


def first_step(draft: Draft) -> str:
    step = next(one for one in draft.version.definition["steps"] if one["repeat"] is None)
    return reverse("forms:step", args=[draft.pk, step["name"]])


def people(draft: Draft) -> str:
    return reverse("workspace:draft_people", args=[draft.pk])


def press(client: Client, draft: Draft, action: str, **typed: Any) -> Any:
    return client.post(people(draft), {"action": action, **typed}, follow=True)


def share(draft: Draft, place: Area, who: str = "colleague") -> None:
    together.share(draft, place.people[who], by=Actor.of(draft.owner), now=present.now())


def kinds() -> list[str]:
    return list(Event.objects.filter(kind__startswith="draft.").order_by("position").values_list("kind", flat=True))


def test_a_colleague_writes_it_too_and_finds_it_among_their_drafts(here: Area, draft: Draft) -> None:
    colleague = signed_in(here.people["colleague"])
    assert colleague.get(draft.get_absolute_url()).status_code == 404
    answer = press(signed_in(draft.owner), draft, "share", colleague=here.people["colleague"].pk)
    assert "can write this draft now" in answer.content.decode()
    assert colleague.get(draft.get_absolute_url()).status_code == 200
    assert str(draft.pk) in colleague.get(reverse("workspace:home")).content.decode()
    assert kinds() == ["draft.share"]


def test_what_both_write_is_seen_side_by_side_and_never_overwritten(here: Area, draft: Draft) -> None:
    share(draft, here)
    mine, theirs = (Window(signed_in(one), first_step(draft)) for one in (draft.owner, here.people["colleague"]))
    name = next(name for name in mine.own if not name.startswith(("forms-", "csrf")))
    mine.save(**{name: "Mine"})
    answer = theirs.save(**{name: "Theirs"})
    assert answer.status_code == 409
    assert "Mine" in answer.content.decode()
    assert "Theirs" in answer.content.decode()


def test_each_step_says_who_is_in_it(here: Area, draft: Draft, clock: Any) -> None:
    share(draft, here)
    Window(signed_in(here.people["colleague"]), first_step(draft))
    owner = signed_in(draft.owner)
    said = f"{here.people['colleague']} opened or saved this step at"
    assert said in owner.get(first_step(draft)).content.decode()
    assert f"{here.people['colleague']} was here at" in owner.get(draft.get_absolute_url()).content.decode()
    clock.shift(timedelta(minutes=11))
    assert said not in owner.get(first_step(draft)).content.decode()


def test_nobody_is_watched_in_a_draft_of_their_own(here: Area, draft: Draft) -> None:
    Window(signed_in(draft.owner), first_step(draft)).autosave()
    assert not DraftPresence.objects.exists()


def test_only_its_owner_gives_it_on_or_deletes_it(here: Area, draft: Draft) -> None:
    share(draft, here)
    colleague = signed_in(here.people["colleague"])
    for action in ("share", "hand-over"):
        answer = press(colleague, draft, action, colleague=here.people["lead"].pk)
        assert answer.status_code == 422
        assert "gives it to others" in answer.content.decode()
    assert colleague.post(reverse("forms:discard", args=[draft.pk])).status_code == 403
    assert Draft.objects.get(pk=draft.pk).owner == draft.owner
    assert DraftWriter.objects.count() == 1


def test_nobody_outside_the_agency_is_let_in(here: Area, elsewhere: Area, draft: Draft) -> None:
    other = actor(Role.SUBMITTER, AgencyFactory(of=here.partnership)).user
    owner = Actor.of(draft.owner)
    for act in (together.share, together.hand_over):
        with pytest.raises(Refused, match="colleague of your agency"):
            act(draft, other, by=owner, now=present.now())
    assert press(signed_in(draft.owner), draft, "share", colleague=other.pk).status_code == 422
    assert press(signed_in(draft.owner), draft, "share", colleague="x").status_code == 422
    assert signed_in(other).get(people(draft)).status_code == 404


def test_a_writer_who_leaves_the_agency_opens_it_no_more(here: Area, draft: Draft) -> None:
    share(draft, here)
    colleague = here.people["colleague"]
    Membership.objects.filter(user=colleague).update(ended_at=present.now())
    assert signed_in(colleague).get(draft.get_absolute_url()).status_code == 404


def test_taken_out_they_do_not_open_it_any_more(here: Area, draft: Draft) -> None:
    share(draft, here)
    person = here.people["colleague"]
    press(signed_in(draft.owner), draft, "unshare", colleague=person.pk)
    assert signed_in(person).get(draft.get_absolute_url()).status_code == 404
    share(draft, here)
    assert "Your work" in press(signed_in(person), draft, "unshare", colleague=person.pk).content.decode()
    assert kinds() == ["draft.share", "draft.unshare", "draft.share", "draft.unshare"]


def test_handed_over_it_is_theirs_alone(here: Area, draft: Draft) -> None:
    share(draft, here)
    answer = press(signed_in(draft.owner), draft, "hand-over", colleague=here.people["colleague"].pk)
    assert "The draft is" in answer.content.decode()
    assert signed_in(here.people["submitter"]).get(draft.get_absolute_url()).status_code == 404
    assert signed_in(here.people["colleague"]).get(draft.get_absolute_url()).status_code == 200
    assert not DraftWriter.objects.exists()
    now_theirs, giver = Draft.objects.get(pk=draft.pk), Actor.of(draft.owner)
    with pytest.raises(Refused, match="gives it to others"):
        together.hand_over(now_theirs, here.people["lead"], by=giver, now=present.now())


def test_a_writer_sends_it_in_their_own_name(here: Area, draft: Draft) -> None:
    share(draft, here)
    person = here.people["colleague"]
    signed_in(person).post(reverse("forms:send", args=[draft.pk]), {"checked": draft.version.digest, "revision": ""})
    sent = Submission.objects.filter(pk=draft.pk).first()
    assert sent is None or sent.owner == person
