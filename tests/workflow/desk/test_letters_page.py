"""Letters, the register and sealed copies on the desk: read, written, corrected, taken as a file; openings logged."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.case import MONDAY, CaseFactory
from tests.factories.review import ReviewFactory
from tests.workflow.desk.scene import Area, by_hand, signed_in
from workflow import notices
from workflow.models import BodyAddress, Case, Event, Notice, SealedCopy
from workflow.notices import Recipient, delivery

State = Notice.State


def officer(place: Area) -> Client:
    return signed_in(place.people["officer"])


def url(name: str, case: Case, *more: Any) -> str:
    return reverse(f"desk:{name}", args=[case.reference, *more])


def case_with_review(place: Area, **traits: Any) -> Case:
    case = CaseFactory(partnership=place.partnership, **traits)
    ReviewFactory(case=case, scoping=True)
    return case


def letter_to_ofsted(case: Case, **address: str) -> Notice:
    if address:
        BodyAddress.objects.create(partnership=case.partnership, body="ofsted", **address)
    (to,) = notices.bodies(case, ["ofsted"])
    notices.queue([notices.compose(case, "review-commissioned", to=to, now=MONDAY)])
    return Notice.objects.get(case=case)


SAID = {"key": "letter-family-review", "name": "Marja Relative", "role": "grandmother", "added": "We met on Friday."}


@pytest.mark.duty("D21")
def test_the_letter_of_a_closed_case_reads_as_it_was_sent_and_each_opening_is_logged(here: Area) -> None:
    case = case_with_review(here, closed=True)
    notice = letter_to_ofsted(case)
    review = case.reviews.get()
    review.reviewer_name = "Somebody Else"
    review.save()

    page = officer(here).get(url("letter", case, notice.pk))
    paper = officer(here).get(url("letter_pdf", case, notice.pk))

    text = page.content.decode()
    assert "Robin Reviewer" in text
    assert "Somebody Else" not in text
    assert "no-store" in page.headers["Cache-Control"]
    assert paper.content.startswith(b"%PDF")
    assert paper.headers["Content-Disposition"] == 'attachment; filename="letter.pdf"'
    assert Event.objects.filter(kind="letter.read", record_id=notice.pk, case=case).count() == 2


def test_a_group_sees_that_a_letter_went_but_does_not_read_it(here: Area) -> None:
    case = case_with_review(here)
    notice = letter_to_ofsted(case)
    client = signed_in(here.people["strategic"])
    assert client.get(url("letter", case, notice.pk)).status_code == 403
    register = client.get(url("notices", case)).content.decode()
    assert "Ofsted" in register
    assert "Read the letter" not in register


@pytest.mark.duty("D18")
def test_an_officer_looks_at_a_letter_to_a_family_then_writes_it(here: Area) -> None:
    case, client = case_with_review(here), officer(here)

    shown = client.post(url("write_letter", case), SAID).content.decode()
    assert "Dear Marja Relative" in shown
    assert "We met on Friday." in shown
    assert not Notice.objects.exists()
    client.post(url("write_letter", case), SAID | {"write": "yes"}, follow=True)

    notice = Notice.objects.select_related("case__data_key").get()
    assert (notice.channel, notice.state) == (Notice.Channel.LETTER, State.BY_HAND)
    assert notice.letter["to"] == ["Marja Relative", "grandmother"]
    assert "Marja" not in client.get(url("notices", case)).content.decode()
    assert Event.objects.filter(kind="letter.write", record_id=notice.pk).exists()


def test_a_letter_that_is_sent_twice_is_written_once(here: Area) -> None:
    case, client = case_with_review(here), officer(here)
    seen = client.get(url("write_letter", case)).context["based_on"]
    said = SAID | {"write": "yes", "based_on": str(seen)}
    assert client.post(url("write_letter", case), said).status_code == 302

    again = client.post(url("write_letter", case), said)

    text = again.content.decode()
    assert again.status_code == 409
    assert "You wrote a letter in this case at 09:00, while this page was open." in text
    assert "We met on Friday." in text, "what was typed stays"
    assert Notice.objects.count() == 1
    client.post(url("write_letter", case), said | {"based_on": str(again.context["based_on"])})
    assert Notice.objects.count() == 2, "whoever was told decides"


def test_a_letter_needs_its_template_and_its_reader(here: Area) -> None:
    case = case_with_review(here)
    for wrong in ({"key": ""}, {"key": "not-published"}, {"name": " "}, {"role": ""}):
        response = officer(here).post(url("write_letter", case), SAID | {"write": "yes"} | wrong)
        assert response.status_code == 422, wrong
    assert not Notice.objects.exists()


def test_a_letter_that_is_not_to_go_is_set_aside_and_stays_in_the_register(here: Area) -> None:
    case, client = case_with_review(here), officer(here)
    notice = letter_to_ofsted(case)
    client.post(url("set_aside", case, notice.pk))
    again = client.post(url("set_aside", case, notice.pk), follow=True)
    assert Notice.objects.get().state == State.SET_ASIDE
    assert "does not wait for anybody" in again.content.decode()
    assert "it no longer holds" in client.get(url("notices", case)).content.decode()
    assert Event.objects.filter(kind="notice.set_aside").count() == 1


def test_what_was_told_is_corrected_once_and_stands_as_it_was(here: Area) -> None:
    case, client = case_with_review(here), officer(here)
    notice = letter_to_ofsted(case)
    said = {"correction": "It was the other review."}
    assert client.post(url("correct_notice", case, notice.pk), said).status_code == 409
    notices.mark_sent_by_hand(notice, by=here.people["officer"], proof="Posted", on=MONDAY.date(), now=MONDAY)
    assert client.post(url("correct_notice", case, notice.pk), {"correction": " "}).status_code == 422

    client.post(url("correct_notice", case, notice.pk), said)

    fresh = Notice.objects.select_related("case__data_key").get(corrects=notice)
    assert (fresh.recipient_name, fresh.channel, fresh.state) == ("Ofsted", Notice.Channel.LETTER, State.BY_HAND)
    assert any(block["text"] == "It was the other review." for block in fresh.letter["blocks"])
    assert "other review" not in fresh.subject + fresh.body
    assert Notice.objects.get(pk=notice.pk).state == State.SENT_BY_HAND
    assert client.post(url("correct_notice", case, notice.pk), said).status_code == 409
    assert "No longer holds" in client.get(url("notices", case)).content.decode()


def test_the_register_narrows_by_who_was_told_of_what_and_where_it_stands(here: Area) -> None:
    case, client = case_with_review(here), officer(here)
    letter_to_ofsted(case)
    to = Recipient("Dana Decider", "dana@agency.example")
    notices.queue([notices.compose(case, "decision-awaited", to=to, now=MONDAY)])

    def shown(**asked: str) -> set[str]:
        text = client.get(url("notices", case), asked).content.decode().partition("Register of notices")[2]
        return {name for name in ("Ofsted", "Dana Decider") if f"<h3>{name}</h3>" in text}

    assert shown() == {"Ofsted", "Dana Decider"}
    assert shown(to="dana@") == {"Dana Decider"}
    assert shown(about="review") == {"Ofsted"}
    assert shown(state="queued") == {"Dana Decider"}
    assert shown(channel="letter") == {"Ofsted"}
    assert shown(to="nobody") == set()
    assert shown(state="%00", about="nonsense") == {"Ofsted", "Dana Decider"}


def test_the_register_as_a_file_holds_no_fact_and_is_logged(here: Area) -> None:
    case, client = case_with_review(here), officer(here)
    notice = letter_to_ofsted(case)
    notices.mark_sent_by_hand(notice, by=here.people["officer"], proof="Zqxv receipt", on=MONDAY.date(), now=MONDAY)
    to = Recipient("=HYPERLINK(1)", "a@agency.example")
    notices.queue([notices.compose(case, "decision-awaited", to=to, now=MONDAY)])

    response = client.get(url("register", case), {"about": "review"})
    text = client.get(url("register", case)).content.decode()

    assert "Robin Reviewer" not in text
    assert "Zqxv" not in text
    assert "'=HYPERLINK(1)" in text
    assert '"Ofsted"' in text
    assert "decision is awaited" not in response.content.decode()
    assert Event.objects.filter(kind="register.export", case=case).count() == 2


def test_many_notices_are_a_page_of_few_queries(here: Area, django_assert_max_num_queries: Any) -> None:
    case, client = case_with_review(here), officer(here)
    for number in range(12):
        notices.queue([notices.compose(case, "review-commissioned", to=Recipient(f"Body {number}"), now=MONDAY)])
    client.get(url("notices", case))
    with django_assert_max_num_queries(21):
        client.get(url("notices", case))


# --- A sealed copy on the desk ------------------------------------------------------------------------------------


def sealed(case: Case) -> SealedCopy:
    letter_to_ofsted(case, email="o@nation.example")
    delivery.deliver_due(MONDAY)
    return SealedCopy.objects.get()


def test_a_code_is_shown_once_to_be_told_by_telephone(here: Area) -> None:
    case, client = case_with_review(here), officer(here)
    page = url("sealed_copy", case, sealed(case).pk)
    first = client.post(page, {"code": "yes"}).content.decode()
    assert "Tell it by telephone" in first
    assert "Tell it by telephone" not in client.get(page).content.decode()
    assert Event.objects.filter(kind="sealed_copy.show_code").count() == 1


def test_an_officer_revokes_a_copy_and_it_stays_revoked(here: Area) -> None:
    case, client = case_with_review(here), officer(here)
    copy = sealed(case)
    page = url("sealed_copy", case, copy.pk)
    assert "The copy is revoked" in client.post(page, {"revoke": "yes"}, follow=True).content.decode()
    assert SealedCopy.objects.get().revoked_by == here.people["officer"]
    refused = client.post(page, {"renew": "yes"}, follow=True).content.decode()
    assert "was not revoked" in refused
    assert "can no longer be opened" in client.post(page, {"code": "yes"}, follow=True).content.decode()


def test_a_new_link_is_sent_to_the_same_address(here: Area) -> None:
    case = case_with_review(here)
    copy = sealed(case)
    officer(here).post(url("sealed_copy", case, copy.pk), {"renew": "yes"})
    assert SealedCopy.objects.get().link_number == 2
    assert Notice.objects.filter(sealed_copy=copy, state=State.QUEUED, recipient_email="o@nation.example").count() == 1


def test_the_document_on_the_desk_is_the_frozen_one_and_its_opening_logged(here: Area) -> None:
    case = case_with_review(here)
    copy = sealed(case)
    response = officer(here).get(url("sealed_copy_file", case, copy.pk))
    assert response.content.startswith(b"%PDF")
    assert "no-store" in response.headers["Cache-Control"]
    assert Event.objects.get(kind="sealed_copy.read").record_id == copy.pk
    assert SealedCopy.objects.get().opened_at is None


def test_a_copy_of_another_case_does_not_exist(here: Area) -> None:
    case, other = case_with_review(here), CaseFactory(partnership=here.partnership)
    assert officer(here).get(url("sealed_copy", other, sealed(case).pk)).status_code == 404


def test_the_letter_stands_beside_what_is_to_be_sent_by_hand(here: Area) -> None:
    case = CaseFactory(partnership=here.partnership)
    notice = by_hand(case)
    text = officer(here).get(url("sent_by_hand", case, notice.pk)).content.decode()
    assert url("letter", case, notice.pk) in text
