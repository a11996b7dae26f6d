"""Adding to what was sent: to one answer, in the words of its own question, or as a note to the whole."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy

from forms import present, uploads
from forms.definition.shape import USUAL_FILE_KINDS
from forms.filling.pages.access import readable_submission, signed_in, token_of
from forms.filling.pages.attaching import inspected_of, sheets_in
from forms.filling.pages.steps import ACTION
from forms.models.submission import Draft, Submission
from forms.questions import file_types
from forms.questions.chronology.taking import take_in
from forms.questions.drawing import draw
from forms.questions.fields import HIDDEN_CHARACTERS
from forms.questions.rows import change_rows
from forms.questions.step_form import StepForm, alone, own_fields
from forms.reading.additions import NothingNew, Overtaken, Target, correct, may_correct, target
from forms.reading.pages.sent import context_of, in_own_language, shown_language
from forms.reading.sent import Addition, SentForm, addition_of, opened
from forms.sent_numbers import whole_number

# With a hyphen, as no question's name has: they never meet.
REASON, NOTE, FILES = "addition-reason", "addition-note", "addition-files"
TOKEN = "addition-token"  # noqa: S105 - the name of a field
BASIS = "addition-basis"
LIMIT = 10_000
NOT_YOURS = gettext_lazy(
    "You can read this form but not add to it. Its sender, the lead of their agency and the support office can."
)
NO_REASON = gettext_lazy("Enter why you add this, for example “The date was wrong” or “We learned it today”")
UNCHANGED = gettext_lazy(
    "Change the answer. To say something about it without changing it, add a note to the whole form"
)
UNPROCESSABLE, CONFLICT = 422, 409

Errors = list[tuple[str, str]]


def _to_add_to(request: HttpRequest, submission_id: uuid.UUID) -> Submission:
    submission = readable_submission(request, submission_id)
    if not may_correct(submission, request.user):
        raise PermissionDenied(NOT_YOURS)
    return submission


@signed_in
@in_own_language
def note(request: HttpRequest, submission_id: uuid.UUID) -> HttpResponse:
    """A note to the whole form."""
    submission = _to_add_to(request, submission_id)
    if request.method != "POST":
        return _page(request, submission, errors=[])
    text, reason = _text(request, NOTE), _text(request, REASON)
    errors = _faults(NOTE, text, gettext("Enter what you want to add")) + _faults(REASON, reason, str(NO_REASON))
    if errors:
        return _page(request, submission, errors=errors)
    correct(submission, value=text, reason=reason, by=request.user, now=present.now(), token=token_of(request, TOKEN))
    return _stored(request, submission)


@signed_in
@in_own_language
def answer(
    request: HttpRequest, submission_id: uuid.UUID, step: str, question: str, number: int | None = None
) -> HttpResponse:
    """One answer: the question as it was asked, with what stands there now."""
    submission = _to_add_to(request, submission_id)
    sent = opened(submission, language=shown_language(request, submission))
    found = target(sent, step, question, None if number is None else number - 1)
    if found is None:
        raise Http404
    if request.method == "POST":
        return _take(request, sent, found)
    return _page(request, submission, errors=[], of=found, form=found.form(None, today=present.today()))


def _take(request: HttpRequest, sent: SentForm, found: Target) -> HttpResponse:
    submission, reason = sent.submission, _text(request, REASON)
    if found.question["kind"] == "file":
        return _take_files(request, submission, found, reason)
    typed, asked = _typed(request, found), alone(found.step, found.question)
    taken = take_in(asked, typed, sheets_in(request))
    for told in taken.told:
        messages.success(request, told)
    form = found.form(typed, today=present.today())
    for name, refusal in taken.refusals:
        form.add_error(name, refusal)
    if taken.refusals:
        return _page(request, submission, errors=_told(form), of=found, form=form)
    if taken or change_rows(request.POST.get(ACTION, ""), asked, typed):
        return _page(request, submission, errors=[], of=found, form=found.form(typed, today=present.today()))
    form.is_valid()
    errors = _told(form) + _faults(REASON, reason, str(NO_REASON))
    if not errors:
        try:
            correct(
                submission,
                value=dict(form.answers),
                reason=reason,
                by=request.user,
                now=present.now(),
                token=token_of(request, TOKEN),
                of=found,
                basis=_basis(request),
            )
        except Overtaken:
            return _overtaken(request, found, form)
        except NothingNew:
            form.add_error(found.question["name"], UNCHANGED)
            errors = _told(form)
        else:
            return _stored(request, submission)
    return _page(request, submission, errors=errors, of=found, form=form)


def _overtaken(request: HttpRequest, found: Target, form: StepForm) -> HttpResponse:
    """What was typed, with what somebody added meanwhile. Nothing has been stored."""
    sent = opened(found.sent.submission, language=shown_language(request, found.sent.submission))
    again = Target(sent, found.step, found.question, found.entry)
    return _page(request, sent.submission, errors=[], of=again, form=form, overtaken=True)


def _basis(request: HttpRequest) -> int | None:
    return whole_number(request.POST.get(BASIS, ""))


def _typed(request: HttpRequest, found: Target) -> dict[str, list[str]]:
    names = own_fields(alone(found.step, found.question))
    return {name: request.POST.getlist(name) for name in names if name in request.POST}


def _take_files(request: HttpRequest, submission: Submission, found: Target, reason: str) -> HttpResponse:
    """Files are added beside those that were sent: none is taken away or replaced."""
    # Scanning takes time: not in a transaction.
    files, refusals = inspected_of(request, FILES, found.question)
    if not files and not refusals:
        refusals = [gettext("Choose a file to add")]
    errors = [(FILES, message) for message in refusals] + _faults(REASON, reason, str(NO_REASON))
    if not errors:
        try:
            with transaction.atomic():
                value, now, token = _attached(submission, found, files), present.now(), token_of(request, TOKEN)
                correct(submission, value=value, reason=reason, by=request.user, now=now, token=token, of=found)
        except uploads.Rejected as refusal:
            errors = [(FILES, str(refusal))]
        else:
            return _stored(request, submission)
    return _page(request, submission, errors=errors, of=found)


def _attached(submission: Submission, found: Target, files: list[uploads.Inspected]) -> dict[str, list[str]]:
    """Store the files where those of the submission are: they are opened and logged in the same way."""
    name, now = found.question["name"], present.now()
    # The draft's row stays after sending, and a submission's files hang on it.
    draft = Draft.objects.select_related("data_key").get(pk=submission.pk)
    return {name: [str(uploads.attach(draft, name, file, now=now).pk) for file in files]}


def _told(form: StepForm) -> Errors:
    return [(f"question-{name}", str(message)) for name, faults in form.errors.items() for message in faults]


def _text(request: HttpRequest, name: str) -> str:
    return HIDDEN_CHARACTERS.sub("", request.POST.get(name, "")).replace("\r\n", "\n").strip()


def _faults(name: str, text: str, missing: str) -> Errors:
    if not text:
        return [(name, missing)]
    if len(text) > LIMIT:
        told = gettext("Shorten the text to %(limit)s characters or fewer. You have entered %(number)s")
        return [(name, told % {"limit": f"{LIMIT:,}", "number": f"{len(text):,}"})]
    return []


def _page(
    request: HttpRequest,
    submission: Submission,
    *,
    errors: Errors,
    of: Target | None = None,
    form: StepForm | None = None,
    overtaken: bool = False,
) -> HttpResponse:
    drawn = draw(form, with_errors=bool(errors)) if form is not None else []
    by_field: dict[str, list[str]] = {}
    for name, message in errors:
        by_field.setdefault(name, []).append(message)
    kinds = file_types.kinds_of(of.question) if of is not None else USUAL_FILE_KINDS
    context = {
        **context_of(submission, shown_language(request, submission)),
        "of": of,
        "questions": drawn,
        "has_files": of is not None and of.question["kind"] == "file",
        "multipart": of is not None and of.question["kind"] in ("file", "chronology"),
        "original": of.in_words(of.original, uploads.of_draft(submission.pk)) if of is not None else "",
        "basis": of.basis if of is not None else "",
        "newest": _newest(submission, of) if of is not None and overtaken else None,
        "errors": errors,
        "note_errors": by_field.get(NOTE, []),
        "reason_errors": by_field.get(REASON, []),
        "file_errors": by_field.get(FILES, []),
        "accept": file_types.accepted(kinds),
        "file_rules": file_types.in_words(kinds),
        "note": request.POST.get(NOTE, ""),
        "reason": request.POST.get(REASON, ""),
        "token": request.POST.get(TOKEN) or uuid.uuid4(),
        "back_url": submission.get_absolute_url(),
    }
    status = CONFLICT if overtaken else UNPROCESSABLE if errors else 200
    return render(request, "forms/add.html", context, status=status)


def _newest(submission: Submission, of: Target) -> Addition:
    """What was added to the answer last."""
    return addition_of(of.sent.definition, of.corrections[-1], uploads.of_draft(submission.pk))


def _stored(request: HttpRequest, submission: Submission) -> HttpResponse:
    messages.success(request, gettext("Your addition is stored. What was sent before stays as it was."))
    return redirect(submission)
