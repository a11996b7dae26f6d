"""Words that give themselves away: one in everything sealed, so that a body that shows what it must not is found out.

Three kinds: SENT is what an agency's person wrote, TOLD what the office told that agency, CASE everything else.
"""

from typing import Any

from django.apps import apps
from django.db import connection, models

from forms.models import Attachment, Correction, Draft, KeptPost, StepLink, Submission
from forms.vault import SealedField
from tests.factories.case import MONDAY
from workflow.models import (
    AgencyReturn,
    CaseLabel,
    DraftApproval,
    Event,
    Meeting,
    Message,
    MessageFile,
    Notice,
    RecommendationAction,
    Referral,
)

SENT, TOLD, CASE = "SENT", "TOLD", "CASE"
SENT_MODELS: set[Any] = {Draft, Submission, Attachment, Correction, KeptPost, StepLink, DraftApproval, CaseLabel}
# What the workspace shows to the agency; the office's own weighing of a referral is none of it.
TOLD_FIELDS = {
    AgencyReturn: {"request", "concerning", "change_asked"},
    Referral: {"question", "answer"},
    RecommendationAction: {"asked", "evidence", "answer"},
    Message: {"text"},
    MessageFile: {"filename"},
    Meeting: {"place", "link"},
}
# Sealed values that are no text, in the shape that their pages read.
VOTED = [{"seat": "police", "choice": "local_review", "reason": "{}"}]
WEIGHED = [{"list": "local_criteria", "key": "multi_agency", "text": "{}", "answer": "yes", "reason": "{}"}]
SHAPES: dict[str, Any] = {
    "RapidReview.weighing": WEIGHED,
    "RapidReview.dissent": VOTED,
    "RapidReview.not_voting": [{"seat": "icb", "why": "absent", "reason": "{}"}],
    "RapidReview.communicated": [{"audience": "family", "told_on": "2026-02-27", "through": "{}"}],
    "RapidReview.for_panel": {"national_importance": "yes", "national_importance_reason": "{}"},
    "RapidReview.beside_agreement": {"with_whom": "{}", "agreed": "{}"},
    "Decision.dissent": VOTED,
    "Decision.not_voting": [{"seat": "icb", "why": "absent", "reason": "{}"}],
    "NationalDecision.weighing": WEIGHED,
    "Notification.earlier": [{"national_reference": "{}", "submitted_at": "2026-02-27T09:00:00+00:00"}],
    "Notification.why_not_required": {"reason": "{}", "decider": "{}", "dissent": "{}"},
    "Review.reviewer_check": {"independence": "{}"},
    "Review.terms": {"terms_of_reference": "{}", "method": "{}"},
    "Publication.impact_plan": {"family": "{}"},
    "AgencyReturn.concerning": {"people": ["{}"], "first": "2026-01-01", "last": None},
    "Difference.told": [{"value": "{}", "source": "{}", "on": "2026-02-27"}],
    "Child.details": {"child.name": "{}", "child.birth_date": "2019-04-02", "child.outcome": "died"},
    "ReviewEntry.said": {"progress": "{}"},
    "ReviewEntry.lines": [["Progress", "{}"]],
    "RapidReviewAudit.findings": {"findings": "{}"},
    "RapidReviewAudit.scores": {"analysis": "partly"},
    "Referral.assessment": {"abuse_or_neglect": "suspected", "harm": "died"},
    "Event.data": {"reason": "{}"},
    "Correction.value": "{}",
    "KeptPost.typed": {"fields": {"what": ["{}"]}, "files": []},
    "IdentificationHit.found": {"text": "{}", "place": "{}", "around": "{}"},
    "Draft.working": {},
}
# Codes: no narrative goes into them.
CODES = {"RapidReviewAudit.scores", "Referral.assessment", "Draft.working"}


def sealed_fields() -> dict[Any, list[str]]:
    """Every model that seals something, with the names of its sealed fields."""
    found = {
        model: [field.name for field in model._meta.fields if isinstance(field, SealedField)]
        for model in apps.get_models()
    }
    return {model: names for model, names in found.items() if names}


def rows(model: Any, keys: set[int]) -> Any:
    """Those of a table that are sealed under one of these data keys: a notice under its case's."""
    way = "case__data_key" if model is Notice else "data_key"
    return model._base_manager.filter(**{f"{way}__in": keys})


def kind_of(model: Any, name: str) -> str:
    return SENT if model in SENT_MODELS else TOLD if name in TOLD_FIELDS.get(model, ()) else CASE


def filled(shape: Any, word: str) -> Any:
    if isinstance(shape, dict):
        return {key: filled(value, word) for key, value in shape.items()}
    if isinstance(shape, list):
        return [filled(value, word) for value in shape]
    return shape.replace("{}", word) if isinstance(shape, str) else shape


def marked(answers: Any, word: str) -> Any:
    """Answers to a form with the word behind everything that reads as prose or a name."""
    if isinstance(answers, dict):
        return {key: marked(value, word) for key, value in answers.items()}
    if isinstance(answers, list):
        return [marked(value, word) for value in answers]
    return f"{answers} {word}" if isinstance(answers, str) and " " in answers else answers


def word(side: str, kind: str) -> str:
    return f"CANARY-{side}-{kind}"


def value_for(model: Any, name: str, side: str, now: Any = None) -> Any:
    said, key = word(side, kind_of(model, name)), f"{model.__name__}.{name}"
    if name == "answers" or isinstance(now, dict) and name == "letter":
        return marked(now, said)
    return filled(SHAPES.get(key, "{}"), said)


def row_of(model: Any, about: dict[Any, Any], side: str, **given: Any) -> Any:
    """A row of a sealed table that the scene has none of: what it must name is taken from the scene, by model."""
    row = model(**given)
    for field in model._meta.fields:
        if field.name in given:
            continue
        if isinstance(field, models.ForeignKey | models.OneToOneField) and not field.null:
            setattr(row, field.name, about[field.related_model])
        elif field.primary_key or field.null or field.has_default() or field.blank:
            continue
        elif field.choices:
            setattr(row, field.name, list(dict(field.flatchoices))[0])
        elif isinstance(field, models.DateTimeField):
            setattr(row, field.name, MONDAY)
        elif isinstance(field, models.DateField):
            setattr(row, field.name, MONDAY.date())
        elif isinstance(field, models.IntegerField):
            setattr(row, field.name, 1)
        elif isinstance(field, models.BooleanField):
            setattr(row, field.name, True)
        elif not isinstance(field, SealedField):
            setattr(row, field.name, f"x{side.lower()}")
    for name in sealed_fields()[model]:
        setattr(row, name, value_for(model, name, side))
    row.save(force_insert=True)
    return row


def plant(side: str, keys: set[int]) -> None:
    """Put the word of the side into every sealed value under these data keys. The log and corrections never change."""
    for model, names in sealed_fields().items():
        if model in (Event, Correction):
            continue
        for row in rows(model, keys):
            for name in names:
                setattr(row, name, value_for(model, name, side, getattr(row, name)))
            raw = {model._meta.get_field(name).attname: row.__dict__[name] for name in names}
            model._base_manager.filter(pk=row.pk).update(**raw)


def planted(side: str, keys: set[int]) -> set[str]:
    """The sealed fields that hold a word of that side, by "Model.field"."""
    found = set()
    for model, names in sealed_fields().items():
        for row in rows(model, keys):
            found |= {f"{model.__name__}.{name}" for name in names if f"CANARY-{side}" in str(getattr(row, name))}
    return found


def readable_in_tables() -> list[str]:
    """The columns of any table, by table and number, in which a planted word can be read without a key."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608 - our own tables
            for row in cursor:
                for number, value in enumerate(row):
                    raw = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                    if b"CANARY-" in raw:
                        found.append(f"{table} {number}")
    return found
