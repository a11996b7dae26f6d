"""What lies in clear about a case and may name somebody: emptied when the case is erased.

Codes, days, references and identifiers stay. `tests/workflow/machines/case/test_nothing_left.py` plants a word in every
column of text that is not named in its list of those that stay, and looks for it in every table afterwards.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Q

from forms.models import Draft, KeptPost, StepLink, Submission
from workflow.engine.event import Event
from workflow.machines.case.children.child import Child
from workflow.machines.case.machine import Case
from workflow.machines.case.marks import SearchMark
from workflow.notices.notice import Notice

# By model and the way to its case: what is left of each column.
EMPTIED: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "workflow.Notice": (
        "case",
        {"recipient_name": "", "recipient_email": "", "subject": "", "body": "", "calendar": "", "last_error": ""},
    ),
    "workflow.SealedCopy": ("case", {"recipient_name": "", "recipient_email": "", "link_digest": ""}),
    "workflow.Recommendation": ("case", {"what": "", "who": "", "outcome": ""}),
    "workflow.Review": ("case", {"panel_address": ""}),
    # Marks of what was found in the report, and of the words that were looked for.
    "workflow.IdentificationHit": ("publication__case", {"mark": ""}),
    "workflow.Publication": ("case", {"checked_for": ""}),
}


def erase(case: Case, *, now: datetime) -> None:
    """Call it while the case's drafts are still there, inside the transaction of the erasure."""
    Child.objects.filter(case=case).update(name_index="")
    SearchMark.objects.filter(case=case).delete()
    # To whom a letter would go is gone too: what has not left by now never does.
    Notice.objects.filter(case=case, state__in=Notice.WAITING).update(state=Notice.State.SET_ASIDE)
    for name, (way, empty) in EMPTIED.items():
        apps.get_model(name)._base_manager.filter(**{way: case}).update(**empty)
    Submission.objects.filter(data_key=case.data_key_id).update(on_behalf="", next_steps=[])
    StepLink.objects.filter(data_key=case.data_key_id).delete()
    _kept_posts(case)


def _kept_posts(case: Case) -> None:
    """What was typed on a page of the case by somebody whose session had ended."""
    drafts = Draft.objects.filter(data_key=case.data_key_id).values_list("pk", flat=True)
    records = Event.objects.filter(case=case, record_id__isnull=False).order_by().values_list("record_id", flat=True)
    about = Q(path__contains=case.reference) | Q(page__contains=case.reference)
    named = {str(one) for one in (case.pk, *drafts, *records.distinct())}
    found = KeptPost.objects.order_by().values_list("pk", "path", "page")
    ours = [pk for pk, path, page in found if any(one in path or one in page for one in named)]
    KeptPost.objects.filter(about | Q(pk__in=ours)).erase()
