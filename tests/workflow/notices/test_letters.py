"""Letters: their own list of placeholders, frozen and sealed when queued, readable when the case is closed."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from tests.factories.case import MONDAY, CaseFactory
from tests.factories.party import actor
from tests.factories.rapid_review import RapidReviewFactory
from tests.factories.review import ReviewFactory
from tests.tagged import tagged
from workflow import notices
from workflow.models import BodyAddress, Notice, NoticeTemplate
from workflow.notices import Recipient
from workflow.notices.letters.contents import READERS, Contents
from workflow.notices.letters.paper import print_letter
from workflow.notices.letters.writing import NOT_RECORDED, write
from workflow.parties.roles import Role
from workflow.procedures.placeholders import LETTER_PLACEHOLDERS
from workflow.procedures.version import PLACEHOLDERS, Topic

pytestmark = pytest.mark.django_db
Channel, State = Notice.Channel, Notice.State
NEVER_BY_EMAIL = sorted(set(LETTER_PLACEHOLDERS) - set(PLACEHOLDERS))


def template(**changes: Any) -> NoticeTemplate:
    said = {
        "subject": "{reference}",
        "body": "{link}",
        "letter_title": "About {decision}",
        "letter": "Because {rationale}",
    }
    return NoticeTemplate(key="drill", **{**said, **changes})


def text_of(letter: dict[str, Any]) -> str:
    return "\n".join([letter["title"], *letter["to"], *(block["text"] for block in letter["blocks"])])


# --- The wording is checked when it is saved ----------------------------------------------------------------------


@pytest.mark.parametrize("name", NEVER_BY_EMAIL)
def test_no_fact_may_stand_in_an_email(name: str) -> None:
    for part in ("subject", "body"):
        with pytest.raises(ValidationError, match="is not known here"):
            template(**{part: f"It says {{{name}}}"}).clean()


@pytest.mark.parametrize("name", list(LETTER_PLACEHOLDERS))
def test_a_letter_may_name_every_fact_of_the_list(name: str) -> None:
    template(letter=f"It says {{{name}}}", letter_title=f"{{{name}}}").clean()


@pytest.mark.parametrize(
    "wording",
    ["{child_name}", "{link}", "{}", "{0}", "{decision", "{case.data_key}", "{rationale!r}", "{rationale:>99}"],
)
def test_a_letter_names_nothing_else(wording: str) -> None:
    for part in ("letter", "letter_title"):
        with pytest.raises(ValidationError):
            template(**{part: wording}).clean()


@pytest.mark.parametrize("half", [{"letter": ""}, {"letter_title": ""}, {"letter_title": "On\ntwo lines"}])
def test_a_letter_is_whole(half: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        template(**half).clean()


def test_what_is_offered_to_has_a_letter() -> None:
    with pytest.raises(ValidationError):
        template(letter="", letter_title="", offered_to="officers").clean()


def test_the_check_is_made_on_saving_too(django_assert_num_queries: Any) -> None:
    with pytest.raises(ValidationError), django_assert_num_queries(0):
        template(body="{rationale}").save()


def test_every_placeholder_of_the_list_has_its_reader_and_the_other_way_round() -> None:
    assert set(READERS) == set(LETTER_PLACEHOLDERS)
    assert all(one.label and one.source for one in LETTER_PLACEHOLDERS.values())


# --- The shipped wordings -----------------------------------------------------------------------------------------


def test_every_notice_says_what_it_tells_of() -> None:
    case = CaseFactory()
    assert {key for key, topic in notices.topics(case.procedure).items() if topic not in Topic.values} == set()


@pytest.mark.duty("D8", "D9", "D15", "D17", "D18", "D21", "D35", "D38", "D39", "D43", "D11", "D4")
@pytest.mark.parametrize(
    ("key", "facts"),
    [
        ("rapid-review-for-panel", {"decision", "rationale", "national_importance", "national_importance_reason"}),
        ("justification-for-panel", {"panel_justification"}),
        ("panel-answered", {"panel_response"}),
        ("partners-to-consider", {"aware_on"}),
        ("review-commissioned", {"reviewer_name"}),
        ("delay-for-panel", {"delay_reason", "delay_until"}),
        ("not-published", {"justification"}),
        ("advance-copy", {"due"}),
        ("repository-copy", {"published_on"}),
        ("letter-family-decision", {"decision", "rationale"}),
        ("letter-family-review", {"reviewer_name"}),
        ("letter-child-review", {"reviewer_name"}),
        ("letter-practitioner-review", {"review_kind"}),
    ],
)
def test_the_letters_of_the_duties_carry_what_they_owe(key: str, facts: set[str]) -> None:
    letter = notices.wording(CaseFactory().procedure, key).letter
    assert [name for name in facts if f"{{{name}}}" not in letter] == []


def test_letters_to_families_are_offered_to_and_those_to_the_panel_are_not() -> None:
    offered = {one.key for one in notices.letters_offered(CaseFactory().procedure)}
    assert {"letter-family-review", "letter-family-decision", "letter-child-review"} <= offered
    assert "rapid-review-for-panel" not in offered


# --- Frozen and sealed --------------------------------------------------------------------------------------------


@pytest.mark.duty("D8", "D9")
def test_what_was_sent_is_what_is_kept() -> None:
    rapid_review = RapidReviewFactory(decided=True)
    rapid_review.for_panel = {"national_importance": "may", "national_importance_reason": "Two areas are concerned."}
    rapid_review.save()
    notices.queue([notices.compose(rapid_review.case, "rapid-review-for-panel", to=Recipient("The Panel"), now=MONDAY)])

    rapid_review.rationale = "Changed since."
    rapid_review.save()
    row = Notice.objects.select_related("case__data_key").get()

    assert (row.channel, row.state) == (Channel.LETTER, State.BY_HAND)
    said = text_of(row.letter)
    for words in (
        "Local child safeguarding practice review",
        "Because much can be learnt.",
        "Two areas are concerned.",
    ):
        assert words in said
    assert "Changed since." not in said
    assert row.letter["missing"] == []
    raw = bytes(Notice.objects.get().__dict__["letter"])
    assert b"learnt" not in raw
    paper = tagged(print_letter(row.letter, now=MONDAY))
    assert paper.texts("H1") == ["Rapid review and decision of the safeguarding partners"]
    assert any("Because much can be learnt." in text for text in paper.texts("P"))


def test_what_the_case_does_not_say_is_shown_as_missing() -> None:
    letter = notices.compose(CaseFactory(), "review-commissioned", to=Recipient("Ofsted"), now=MONDAY).letter
    assert NOT_RECORDED in text_of(letter)
    assert "Name of the reviewer" in letter["missing"]


def test_typed_text_makes_no_heading_and_fills_in_nothing() -> None:
    rapid_review = RapidReviewFactory(decided=True, rationale="# Not a heading\n\n{reviewer_name} {0}")
    letter = write(template(letter="{rationale}"), Contents(rapid_review.case, MONDAY, "Ofsted"))
    assert letter["blocks"] == [{"kind": "text", "text": "# Not a heading\n\n{reviewer_name} {0}"}]


@pytest.mark.duty("D38")
def test_the_step_s_own_words_go_before_those_of_the_records() -> None:
    review = ReviewFactory(stopped=True)
    contents = Contents(review.case, MONDAY, "The Panel", record=review, said={"reason": "The family has moved."})
    assert contents.text("justification") == "The family has moved."


def test_a_letter_reads_only_the_records_that_it_names(django_assert_num_queries: Any) -> None:
    case = CaseFactory()
    wording = template(letter="{reference} {date} {due} {partnership}", letter_title="{title}")
    with django_assert_num_queries(0):
        write(wording, Contents(case, MONDAY, "A", due=date(2026, 3, 9), title="T"))


def test_a_step_reads_its_own_record_without_fetching_it_again(django_assert_num_queries: Any) -> None:
    rapid_review = RapidReviewFactory(decided=True)
    with django_assert_num_queries(0):
        write(template(), Contents(rapid_review.case, MONDAY, "A", record=rapid_review))


# --- Which way it goes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("copies", "channel", "state"),
    [
        (BodyAddress.Copies.DOWNLOAD, Channel.SEALED, State.QUEUED),
        # A letter holds facts, so it is never attached.
        (BodyAddress.Copies.ATTACHMENT, Channel.SEALED, State.QUEUED),
        (BodyAddress.Copies.BY_HAND, Channel.LETTER, State.BY_HAND),
    ],
)
@pytest.mark.duty("D21")
def test_a_body_gets_its_letter_as_the_partnership_has_set(copies: str, channel: str, state: str) -> None:
    review = ReviewFactory(scoping=True)
    BodyAddress.objects.create(
        partnership=review.case.partnership, body="ofsted", email="o@nation.example", copies=copies
    )
    (ofsted,) = notices.bodies(review.case, ["ofsted"])
    notice = notices.compose(review.case, "review-commissioned", to=ofsted, now=MONDAY)
    notices.queue([notice])
    assert (notice.channel, notice.state) == (channel, state)
    assert (notice.sealed_copy is not None) == (channel == Channel.SEALED)
    assert "Robin Reviewer" in text_of(notice.letter)
    assert "Robin Reviewer" not in notice.subject + notice.body


def test_who_has_an_account_gets_the_email_and_reads_on_the_desk() -> None:
    case = CaseFactory()
    person = actor(Role.OFFICER, case.partnership).user
    notice = notices.compose(case, "panel-answered", to=Recipient(str(person), person.email), now=MONDAY)
    assert (notice.channel, notice.state, notice.sealed_copy) == (Channel.EMAIL, State.QUEUED, None)


@pytest.mark.parametrize(
    ("copies", "channel", "state"),
    [
        (BodyAddress.Copies.DOWNLOAD, Channel.SEALED, State.SENT),
        (BodyAddress.Copies.BY_HAND, Channel.LETTER, State.SENT_BY_HAND),
    ],
)
def test_a_correction_takes_the_way_of_what_it_corrects(copies: str, channel: str, state: str) -> None:
    review = ReviewFactory(scoping=True)
    to = Recipient("Ofsted", "o@nation.example", copies)
    told = notices.compose(review.case, "review-commissioned", to=to, now=MONDAY)
    told.state = state
    fresh = notices.compose_correction(told, correction="Zqxv holds.", now=MONDAY)
    assert (fresh.channel, fresh.corrects) == (channel, told)
    assert "Zqxv holds." in text_of(fresh.letter)
    assert "Zqxv" not in fresh.subject + fresh.body


# --- Written by an officer ----------------------------------------------------------------------------------------


@pytest.mark.duty("D18")
def test_the_name_of_the_family_stands_in_the_seal_alone() -> None:
    review = ReviewFactory(scoping=True)
    said = {"name": "Marja Zqxv", "role": "grandmother Zqxv", "added": "Zqxv words."}
    notices.queue([notices.compose_letter(review.case, "letter-family-review", now=MONDAY, **said)])
    row = Notice.objects.select_related("case__data_key").get()
    assert (row.channel, row.state, row.recipient_email) == (Channel.LETTER, State.BY_HAND, "")
    assert row.letter["to"] == ["Marja Zqxv", "grandmother Zqxv"]
    assert "Zqxv words." in text_of(row.letter)
    assert "Zqxv" not in " ".join([row.recipient_name, row.subject, row.body])
    assert b"Zqxv" not in bytes(row.__dict__["letter"])


def test_only_what_is_offered_is_written_by_an_officer() -> None:
    with pytest.raises(LookupError, match="does not offer"):
        notices.compose_letter(CaseFactory(), "not-published", name="A", role="B", added="", now=MONDAY)
