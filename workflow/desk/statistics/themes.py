"""What cases are about, as the notifications say: kinds of abuse or neglect, counted, never who.

Answers are sealed, so the database cannot count them: the notifications of the period are opened, newest first and no
more than AT_MOST, and the page says so where there were more.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from forms.definition import meanings
from workflow.desk.case_file.people import choice_labels
from workflow.desk.statistics.quarters import Period
from workflow.desk.statistics.tables import Row, Table
from workflow.machines.notification.machine import Notification
from workflow.parties.party import Partnership

AT_MOST = 300
THEMES = "incident.abuse_types"
NOTE = "Kinds of abuse or neglect that notifications name; one may name several. Counted by the day of awareness."


def themes(partnerships: Sequence[Partnership], period: Period) -> Table:
    """One query."""
    found = Notification.objects.filter(
        case__partnership__in=partnerships, aware_on__range=period.days, submission__isnull=False
    ).select_related("submission__version", "submission__data_key", "case")
    counted: Counter[tuple[str, int]] = Counter()
    opened = list(found.order_by("-aware_on")[: AT_MOST + 1])
    for notification in opened[:AT_MOST]:
        for label in _themes_of(notification.submission):
            counted[label, notification.case.partnership_id] += 1
    note = f"{NOTE} Only the newest {AT_MOST} were counted." if len(opened) > AT_MOST else NOTE
    labels = sorted({label for label, _pk in counted}, key=str.casefold)
    columns = tuple((str(one.pk), one.name) for one in partnerships)
    rows = tuple(Row("", label, tuple(counted[label, one.pk] for one in partnerships)) for label in labels)
    charted = columns[0][0] if len(columns) == 1 else ""
    return Table("themes", "Themes", note, columns, rows, first_heading="Theme", charted=charted)


def _themes_of(submission: Any) -> list[str]:
    definition = submission.version.definition
    # A key that was destroyed leaves nothing to read: what it said is erased.
    if submission.data_key.wrapped is None:
        return []
    chosen = meanings.read(definition, submission.answers or {}).one(THEMES) or ()
    words = choice_labels(definition)
    return list(dict.fromkeys(words.get((THEMES, value), str(value)) for value in chosen))
