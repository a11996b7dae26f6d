"""Sealed copies: frozen, sent as the partnership has set, opened by a code, counted, expired, revoked (D39 to D43)."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from forms.uploads import storage
from tests.factories.case import MONDAY
from tests.factories.party import actor
from tests.factories.publication import PublicationFactory
from tests.factories.review import ReviewFactory
from tests.tagged import tagged
from tests.workflow.reviews.steps import take
from workflow import notices, report_seam
from workflow.engine import log
from workflow.engine.door import Context, Journal
from workflow.models import BodyAddress, Event, FrozenReport, Notice, SealedCopy
from workflow.notices import NoticeRefused, Recipient, delivery
from workflow.notices.recipients import tell_bodies
from workflow.notices.sealed import opening, revoking
from workflow.notices.sealed.freezing import content_of
from workflow.notices.sealed.links import CODE_LASTS, CODE_MARK, LINK_LASTS, LINK_MARK, code_of, token_of, url_of
from workflow.parties.roles import SYSTEM, Group, Role

pytestmark = pytest.mark.django_db
Copies, Channel, State = BodyAddress.Copies, Notice.Channel, Notice.State
TEXT = b"%PDF-1.7 the report as it was on the day"


class Desk:
    """Says what is in the report now."""

    text = TEXT

    def copy(self, review: Any, *, improvements_only: bool, now: Any) -> tuple[str, bytes]:
        return ("improvements.pdf" if improvements_only else "report.pdf"), self.text


@pytest.fixture(autouse=True)
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = Desk()
    monkeypatch.setattr(report_seam, "_desk", [made])
    cache.clear()
    return made


def told(publication: Any, key: str = "advance-copy", *duties: str, **values: Any) -> list[Notice]:
    """Tell the bodies, as a step's consequence does."""
    journal = Journal()
    event = Event(case=publication.case, kind="drill", at=MONDAY)
    log.append([event])
    context = Context(record=publication, event=event, by=SYSTEM, now=MONDAY, data={}, journal=journal)
    tell_bodies(context, key, *(duties or ("D39", "D40", "D41")), **values)
    notices.queue(journal.outbox)
    return list(journal.outbox)


def address(publication: Any, body: str, copies: str = Copies.DOWNLOAD) -> str:
    email = f"{body}@nation.example"
    place = {"partnership": publication.case.partnership, "body": body}
    BodyAddress.objects.update_or_create(**place, defaults={"email": email, "copies": copies})
    return email


def sealed(copies: str = Copies.DOWNLOAD, **traits: Any) -> SealedCopy:
    """The Panel's copy of an advance copy, its e-mail sent."""
    publication = PublicationFactory(**(traits or {"cleared": True}))
    address(publication, "panel", copies)
    made = told(publication)
    delivery.deliver_due(MONDAY)
    return fresh(next(one.sealed_copy for one in made if "Panel" in one.recipient_name))


def link_in(body: str) -> str:
    found = re.search(r"https?://\S+/copies/\S+", body)
    assert found, body
    return found[0]


def code_in(body: str) -> str:
    found = re.search(r"^\d{4} \d{4}$", body, re.MULTILINE)
    assert found, body
    return found[0]


def asked_for_code(copy: SealedCopy, *, at: Any = MONDAY) -> str:
    """The code, from the mail that came."""
    opening.send_code(copy, now=at)
    delivery.deliver_due(at)
    return code_in(mail.outbox[-1].body)


def refusal(copy: SealedCopy, code: str, *, at: Any = MONDAY) -> str:
    with pytest.raises(opening.NotOpened) as caught:
        opening.open_with(copy, code, now=at)
    return caught.value.reason


def fresh(copy: SealedCopy) -> SealedCopy:
    return SealedCopy.objects.select_related("case__data_key", "report__data_key").get(pk=copy.pk)


# --- Frozen -------------------------------------------------------------------------------------------------------


@pytest.mark.duty("D39", "D41")
def test_one_frozen_report_for_all_recipients_whatever_the_page_says_later(desk: Desk) -> None:
    publication = PublicationFactory(cleared=True)
    made = told(publication, due=date(2026, 3, 12))
    desk.text = b"%PDF-1.7 changed since"
    frozen = FrozenReport.objects.select_related("data_key").get()
    assert {notice.sealed_copy.report_id for notice in made} == {frozen.pk}
    assert [notice.recipient_name for notice in made][-1] == "Ofsted"
    assert (content_of(frozen), frozen.improvements_only, frozen.file_name) == (TEXT, False, "report.pdf")
    with storage().open(frozen.stored_name) as file:
        assert TEXT not in file.read()


@pytest.mark.duty("D40")
def test_where_only_improvements_are_published_only_they_are_frozen() -> None:
    told(PublicationFactory(cleared=True, improvements_chosen=True))
    frozen = FrozenReport.objects.get()
    assert (frozen.improvements_only, frozen.file_name) == (True, "improvements.pdf")


@pytest.mark.duty("D43")
def test_the_nspcc_gets_its_copy_on_publication() -> None:
    publication = PublicationFactory(published=True)
    (notice,) = told(publication, "repository-copy", "D43")
    assert (notice.channel, notice.sealed_copy.way) == (Channel.LETTER, SealedCopy.Way.BY_HAND)


def test_a_notice_that_encloses_nothing_freezes_nothing() -> None:
    told(PublicationFactory(withheld=True), "not-published", "D38")
    assert not FrozenReport.objects.exists()


# --- The three ways -----------------------------------------------------------------------------------------------


@pytest.mark.duty("D39")
def test_a_sealed_download_s_link_stands_in_the_mail_and_nowhere_else() -> None:
    copy = sealed()
    url = link_in(mail.outbox[0].body)
    assert url == url_of(copy)
    token = token_of(copy)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own tables
            assert token not in str(cursor.fetchall()), table
    assert LINK_MARK in Notice.objects.get(sealed_copy=copy).body
    assert mail.outbox[0].attachments == []


@pytest.mark.duty("D39")
def test_attached_means_the_report_and_nothing_else() -> None:
    sealed(Copies.ATTACHMENT)
    (message,) = mail.outbox
    ((name, content, kind),) = message.attachments
    assert (name, content, kind) == ("report.pdf", TEXT, "application/pdf")
    assert "/copies/" not in message.body


@pytest.mark.duty("D39")
def test_by_hand_means_that_nothing_leaves_but_the_copy_is_frozen() -> None:
    copy = sealed(Copies.BY_HAND)
    assert mail.outbox == []
    assert (copy.link_digest, copy.report is not None) == ("", True)
    assert Notice.objects.get(sealed_copy=copy).state == State.BY_HAND


def test_an_advance_copy_stays_open_until_after_publication() -> None:
    publication = PublicationFactory(cleared=True)
    address(publication, "panel")
    far = date(2026, 6, 30)
    copy = next(one.sealed_copy for one in told(publication, due=far) if one.sealed_copy.is_download)
    assert copy.expires_at.date() == far + timedelta(days=7)


# --- Opening ------------------------------------------------------------------------------------------------------


@pytest.mark.duty("D39", "D43")
def test_the_right_code_opens_it_once_and_it_is_logged() -> None:
    copy = sealed()
    code = asked_for_code(copy)
    document = opening.open_with(fresh(copy), code, now=MONDAY)
    assert (document.name, document.content) == ("report.pdf", TEXT)
    assert "Ask for a code first" in refusal(fresh(copy), code)
    assert fresh(copy).opened_at == MONDAY
    event = Event.objects.get(kind="sealed_copy.open")
    assert (event.case_id, event.record_id, event.actor) == (copy.case_id, copy.pk, None)


def test_opened_twice_with_two_codes_both_stand_in_the_log_and_the_first_is_the_proof() -> None:
    copy, later = sealed(), MONDAY + timedelta(hours=3)
    opening.open_with(fresh(copy), asked_for_code(copy), now=MONDAY)
    opening.open_with(fresh(copy), asked_for_code(copy, at=later), now=later)
    kept = fresh(copy)
    assert (kept.opened_at, kept.openings) == (MONDAY, 2)
    assert opening.openings_of(copy.case)[copy.pk] == [MONDAY, later]


def test_no_code_no_document() -> None:
    copy = sealed()
    assert "Ask for a code first" in refusal(copy, code_of(copy))
    assert not Event.objects.filter(kind="sealed_copy.open").exists()


def test_a_wrong_code_is_counted_and_the_fifth_ends_the_code() -> None:
    copy = sealed()
    code = asked_for_code(copy)
    wrong = f"{(int(code.replace(' ', '')) + 1) % 10**8:08d}"
    for _ in range(4):
        assert "not right" in refusal(fresh(copy), wrong)
    assert "too many times" in refusal(fresh(copy), wrong)
    assert "Ask for a code first" in refusal(fresh(copy), code)


def test_twenty_wrong_codes_lock_the_copy_until_an_officer_makes_a_new_link() -> None:
    copy = sealed()
    SealedCopy.objects.filter(pk=copy.pk).update(wrong_codes=SealedCopy.MOST_WRONG_CODES - 1)
    code = asked_for_code(copy)
    refusal(fresh(copy), "00000000" if code != "0000 0000" else "00000001")
    assert "can no longer be opened" in refusal(fresh(copy), code)
    revoking.renew(fresh(copy), by=actor(Role.OFFICER, copy.case.partnership).user, now=MONDAY)
    assert fresh(copy).can_be_opened(MONDAY)


def test_a_code_is_good_for_half_an_hour() -> None:
    copy = sealed()
    code = asked_for_code(copy)
    assert "too old" in refusal(fresh(copy), code, at=MONDAY + CODE_LASTS)
    opening.open_with(fresh(copy), code, now=MONDAY + CODE_LASTS - timedelta(seconds=1))


def test_a_new_code_makes_the_one_before_useless() -> None:
    copy = sealed()
    first, second = asked_for_code(copy), asked_for_code(copy)
    assert first != second
    assert "not right" in refusal(fresh(copy), first)
    opening.open_with(fresh(copy), second, now=MONDAY)


def test_a_code_opens_no_other_copy() -> None:
    one, other = sealed(), sealed()
    code = asked_for_code(one)
    opening.new_code(other, now=MONDAY)
    assert "not right" in refusal(fresh(other), code)


def test_the_code_stands_in_the_mail_and_not_in_the_outbox() -> None:
    copy = sealed()
    code = asked_for_code(copy)
    row = Notice.objects.get(key="sealed-copy-code")
    assert CODE_MARK in row.body
    assert code not in row.body + row.subject + mail.outbox[-1].subject
    assert mail.outbox[-1].to == [copy.recipient_email]


@pytest.mark.parametrize("past", ["expired", "revoked"])
def test_an_expired_or_revoked_copy_opens_to_nobody(past: str) -> None:
    copy = sealed()
    code = asked_for_code(copy)
    at = MONDAY
    if past == "expired":
        at = MONDAY + LINK_LASTS
        SealedCopy.objects.filter(pk=copy.pk).update(code_until=at + CODE_LASTS)
    else:
        revoking.revoke([copy], by=None, now=MONDAY)
    assert "can no longer be opened" in refusal(fresh(copy), code, at=at)
    with pytest.raises(opening.NotOpened):
        opening.new_code(fresh(copy), now=at)


@pytest.mark.duty("D21")
def test_a_sealed_letter_opens_as_it_was_frozen() -> None:
    review = ReviewFactory(scoping=True)
    BodyAddress.objects.create(partnership=review.case.partnership, body="ofsted", email="o@nation.example")
    (ofsted,) = notices.bodies(review.case, ["ofsted"])
    notices.queue([notices.compose(review.case, "review-commissioned", to=ofsted, now=MONDAY)])
    delivery.deliver_due(MONDAY)
    copy = SealedCopy.objects.select_related("case__data_key", "report").get()
    document = opening.open_with(copy, asked_for_code(copy), now=MONDAY)
    assert document.name == "letter.pdf"
    assert tagged(document.content).document.kids
    assert "Robin Reviewer" not in "".join(one.body + one.subject for one in mail.outbox)


# --- Taken back, made anew ----------------------------------------------------------------------------------------


def test_what_has_not_left_when_it_is_revoked_does_not_leave() -> None:
    publication = PublicationFactory(cleared=True)
    address(publication, "panel", Copies.ATTACHMENT)
    told(publication)
    revoking.revoke(SealedCopy.objects.all(), by=None, now=MONDAY)
    delivery.deliver_due(MONDAY)
    assert mail.outbox == []
    assert set(Notice.objects.values_list("state", flat=True)) == {State.SET_ASIDE}


def test_a_copy_revoked_while_its_mail_is_on_its_way_is_visibly_not_sent() -> None:
    publication = PublicationFactory(cleared=True)
    address(publication, "panel", Copies.ATTACHMENT)
    told(publication)
    SealedCopy.objects.update(revoked_at=MONDAY)
    delivery.deliver_due(MONDAY)
    row = Notice.objects.get(channel=Channel.ATTACHED)
    assert (mail.outbox, row.state, row.last_error) == ([], State.SET_ASIDE, "CopyRevoked")


def test_revoking_is_logged_once() -> None:
    copy, officer = sealed(), None
    officer = actor(Role.OFFICER, copy.case.partnership).user
    assert len(revoking.revoke([copy], by=officer, now=MONDAY)) == 1
    assert revoking.revoke([copy], by=officer, now=MONDAY) == []
    event = Event.objects.get(kind="sealed_copy.revoke")
    assert (event.actor, event.record_id) == (officer, copy.pk)


def test_a_new_link_makes_the_old_one_dead() -> None:
    copy = sealed()
    old = token_of(copy)
    revoking.renew(copy, by=actor(Role.OFFICER, copy.case.partnership).user, now=MONDAY)
    delivery.deliver_due(MONDAY)
    assert opening.find(old) is None
    assert link_in(mail.outbox[-1].body) == url_of(fresh(copy))
    revoking.revoke([copy], by=None, now=MONDAY)
    with pytest.raises(NoticeRefused):
        revoking.renew(fresh(copy), by=None, now=MONDAY)


@pytest.mark.duty("D36", "D38", "D39")
@pytest.mark.parametrize(
    ("traits", "name", "said"),
    [
        ("advance_copy_sent", "withhold", {"justification": "A child would be known."}),
        ("published", "take_down", {"reason": "A name in a table."}),
    ],
)
def test_what_is_withheld_or_taken_down_is_opened_by_nobody_any_more(
    traits: str, name: str, said: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    publication = PublicationFactory(**{traits: True})
    address(publication, "panel")
    made = told(publication)
    monkeypatch.setattr(Desk, "take_down", lambda *args, **kwargs: None, raising=False)
    by = actor(Role.GROUP, publication.case.partnership, group=Group.STRATEGIC)
    if name == "take_down":
        by = actor(Role.OFFICER, publication.case.partnership)
    take(publication, name, by, "2026-03-13", **said)
    copies = SealedCopy.objects.filter(pk__in=[one.sealed_copy_id for one in made])
    assert {copy.revoked_by for copy in copies} == {by.user}
    assert not any(copy.can_be_opened(MONDAY) for copy in copies)


# --- The page behind the link -------------------------------------------------------------------------------------


def page_of(copy: SealedCopy) -> str:
    return reverse("receiving:copy", args=[token_of(copy)])


def test_looking_at_the_page_does_nothing_and_says_nothing_of_the_case(clock: Any, client: Client) -> None:
    copy = sealed()
    response = client.get(page_of(copy))
    assert response.status_code == 200
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert copy.case.reference not in response.content.decode()
    kept = fresh(copy)
    assert (kept.code_number, kept.openings) == (0, 0)


def test_asked_for_a_code_entered_it_got_the_document(clock: Any, client: Client) -> None:
    copy = sealed()
    assert "A code is on its way" in client.post(page_of(copy), {"send_code": "yes"}).content.decode()
    delivery.deliver_due(MONDAY)
    wrong = client.post(page_of(copy), {"code": ""})
    assert wrong.status_code == 422
    response = client.post(page_of(copy), {"code": code_in(mail.outbox[-1].body)})
    assert (response.status_code, response.content) == (200, TEXT)
    assert response.headers["Content-Disposition"] == 'attachment; filename="report.pdf"'
    assert "no-store" in response.headers["Cache-Control"]


def test_a_wrong_code_on_the_page_says_so(clock: Any, client: Client) -> None:
    copy = sealed()
    opening.new_code(copy, now=MONDAY)
    response = client.post(page_of(copy), {"code": "1"})
    assert response.status_code == 422
    assert "The code is not right" in response.content.decode()


def test_a_swapped_or_invented_token_leads_nowhere(clock: Any, client: Client) -> None:
    copy = sealed()
    token = token_of(copy)
    for wrong in (token[::-1], "0" * 64, token[:-1], copy.link_digest, str(copy.pk)):
        response = client.get(reverse("receiving:copy", args=[wrong]))
        assert response.status_code == 404, wrong
        assert "no-store" in response.headers["Cache-Control"]
        assert copy.case.partnership.name not in response.content.decode()


def test_a_dead_link_says_whom_to_ask(clock: Any, client: Client) -> None:
    copy = sealed()
    revoking.revoke([copy], by=None, now=MONDAY)
    response = client.post(page_of(copy), {"send_code": "yes"})
    assert response.status_code == 410
    assert copy.case.partnership.contact_email in response.content.decode()
    assert not Notice.objects.filter(key="sealed-copy-code").exists()


def test_codes_and_tries_are_limited(clock: Any, client: Client) -> None:
    copy = sealed()
    answers = [client.post(page_of(copy), {"send_code": "yes"}).status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]
    tries = {client.post(page_of(copy), {"code": "1"}).status_code for _ in range(40)}
    assert tries == {422, 429}


def test_the_page_takes_no_other_method(clock: Any, client: Client) -> None:
    assert client.delete(page_of(sealed())).status_code == 405


def test_a_recipient_without_a_copy_is_told_as_before() -> None:
    case = PublicationFactory().case
    notice = notices.compose(case, "published", to=Recipient("Office", "office@example.org"), now=MONDAY)
    assert (notice.channel, notice.sealed_copy, notice.letter) == (Channel.EMAIL, None, None)
