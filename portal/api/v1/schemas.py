"""The shapes of what the API takes and gives."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Schema
from pydantic import ConfigDict, Field

Slug = Annotated[str, Field(pattern=r"^[-a-zA-Z0-9_]{1,60}$")]
Cursor = Annotated[str, Field(max_length=400)]
Limit = Annotated[int, Field(ge=1, le=100)]
Revision = Annotated[int, Field(ge=0, le=2**31)]
Language = Annotated[str, Field(pattern=r"^([a-z]{2,3})?$")]
Answers = dict[str, Any]


class Taken(Schema):
    """A body: what is not known is refused, so that a misspelt name is not lost without a word."""

    model_config = ConfigDict(extra="forbid")


class FaultSchema(Schema):
    pointer: str | None = None
    parameter: str | None = None
    message: str


class ProblemSchema(Schema):
    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] | None = None
    model_config = ConfigDict(title="Problem")


# Forms


class LanguageOut(Schema):
    code: str = Field(description="As it is given as `language`; empty for the first language.")
    name: str
    direction: str = Field(description="ltr or rtl")


class FormOut(Schema):
    id: int
    title: str
    partnership: str | None
    url: str
    version: str = Field(description="The digest of the questions. It changes when they do.")
    number: int
    published_at: datetime
    languages: list[LanguageOut]
    about_a_record: bool = Field(description="Whether a draft names what it is about, as `subject`.")
    minutes: int | None


class StepOut(Schema):
    name: str
    title: str
    guidance: str
    repeats: dict[str, Any] | None = Field(description="Of a step that is filled in several times: noun, least, most.")
    questions: list[str] = Field(description="Their names, in the order in which they are asked.")


class FormDetailOut(FormOut):
    language: str
    introduction: str = Field(description="HTML")
    warning: str
    confirmation: str = Field(description="HTML: shown once it was sent.")
    steps: list[StepOut]
    options: list[str] = Field(description="The lists of choices that are asked for by themselves.")


class FormsOut(Schema):
    items: list[FormOut]
    next: str | None


class OptionOut(Schema):
    value: str
    label: str


# Drafts


class DraftIn(Taken):
    form: Annotated[int, Field(ge=1, le=2**31)]
    subject: Annotated[str, Field(max_length=64)] = ""
    language: Language = ""
    answers: Answers | None = Field(None, description="All answers at once, as the form's schema describes them.")


class StepIn(Taken):
    revision: Revision = Field(description="The draft's revision that this is based on.")
    answers: Answers | None = Field(None, description="Of a step that is filled in once.")
    entries: Annotated[list[Answers], Field(max_length=200)] | None = Field(
        None, description="All entries of a step that repeats: those that are there are replaced."
    )


class SavedOut(Schema):
    """What a change of a draft is answered with: nothing of what was answered."""

    id: UUID
    revision: int
    version: str


class ProblemOfDraft(Schema):
    pointer: str = Field(description="Where in the answers.")
    step: str
    message: str


class FileOut(Schema):
    id: UUID
    question: str
    size: int
    state: str = Field(description="clean, not_scanned, quarantined or infected")


class NamedFileOut(FileOut):
    name: str


class StepOfDraft(Schema):
    name: str
    title: str
    status: str = Field(description="done, started or not_started")


class DraftRowOut(Schema):
    id: UUID
    form: int
    subject: str
    made_at: datetime
    saved_at: datetime
    expires_at: datetime


class DraftOut(DraftRowOut):
    revision: int
    version: str
    language: str
    about: str
    asked: list[dict[str, str]] = Field(description="For whom or what it is asked, as labels and texts.")
    answers: Answers
    steps: list[StepOfDraft] = Field(description="Those that are asked with these answers.")
    problems: list[ProblemOfDraft] = Field(description="What keeps it from being sent.")
    files: list[NamedFileOut]


class DraftsOut(Schema):
    items: list[DraftRowOut]
    next: str | None


# What was sent


class SubmissionIn(Taken):
    draft: UUID
    revision: Revision
    version: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class SentOut(Schema):
    """What sending is answered with: where it stands, and nothing of what was sent."""

    id: UUID
    state: str = Field(description="accepted or held")
    form: int
    submitted_at: datetime


class SubmissionOut(SentOut):
    reference: str
    accepted_at: datetime | None
    held_reason: str | None = Field(
        description="Of one that is held: it is stored, and why it is not taken further yet."
    )
    next_steps: list[str]
    additions: int = Field(description="How often something was added to it.")


class SubmissionRowOut(SentOut):
    reference: str


class SubmissionsOut(Schema):
    items: list[SubmissionRowOut]
    next: str | None


# Reports


class ThemeOut(Schema):
    slug: str
    name: str


class ReportRowOut(Schema):
    id: int
    title: str
    kind: str
    partnership: str | None
    published_on: date
    age_band: str
    themes: list[str]
    shown: str = Field(description="full, improvements or on_request")
    summary: str
    url: str


class RecommendationOut(Schema):
    what: str
    who: str
    by_when: date | None
    outcome: str


class CorrectionOut(Schema):
    made_on: date
    what: str


class ReportOut(ReportRowOut):
    improvements: str = Field(description="HTML, as are analysis and learning.")
    analysis: str
    learning: str
    recommendations: list[RecommendationOut]
    corrections: list[CorrectionOut]


class ReportsOut(Schema):
    items: list[ReportRowOut]
    next: str | None


class ColumnOut(Schema):
    name: str
    kind: str
    means: str


class FigureOut(Schema):
    figure: str
    partnership: str
    year: str
    number: int | None = Field(description="Rounded; not given where it is small, or would tell a number that is.")


class FiguresOut(Schema):
    columns: list[ColumnOut]
    rows: list[FigureOut]


# Cases


class CaseRowOut(Schema):
    id: UUID
    reference: str
    partnership: str
    state: str
    opened_at: datetime
    closed_at: datetime | None


class RecordOut(Schema):
    machine: str
    id: UUID
    state: str
    label: str


class DeadlineOut(Schema):
    rule: str
    label: str
    state: str
    started_on: date
    due_on: date
    met_on: date | None


class SentFormRow(Schema):
    id: UUID
    form: str
    submitted_at: datetime
    state: str


class CaseOut(CaseRowOut):
    headline: str | None = Field(description="None for members of a group, as are children and forms empty.")
    records: list[RecordOut]
    deadlines: list[DeadlineOut]
    children: list[dict[str, Any]]
    forms: list[SentFormRow]


class CasesOut(Schema):
    items: list[CaseRowOut]
    next: str | None


class AnswerOut(Schema):
    name: str
    label: str
    text: str
    answered: bool
    additions: list[str]


class EntryOut(Schema):
    title: str
    answers: list[AnswerOut]


class StepSentOut(Schema):
    name: str
    title: str
    entries: list[EntryOut]


class SentFormOut(SentFormRow):
    steps: list[StepSentOut]


class DraftPageOut(Schema):
    id: int
    type: str
    title: str
    language: str
    saved_at: datetime | None
    content: dict[str, Any]
