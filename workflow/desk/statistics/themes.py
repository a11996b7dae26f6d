"""What cases are about, as the notifications say: kinds of abuse or neglect, counted, never who.

Answers are sealed, so the database cannot count them: the notifications of each quarter are opened, newest first and no
more than AT_MOST, and the page says so where there were more.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from django.db.models import F, Window
from django.db.models.functions import RowNumber, TruncQuarter

from forms.definition import meanings
from workflow.desk.case_file.people import choice_labels
from workflow.desk.statistics.quarters import Period, Quarter
from workflow.desk.statistics.tables import Counted, Row, Table
from workflow.machines.notification.machine import Notification
from workflow.parties.party import Partnership

AT_MOST = 300
THEMES = "themes"
MEANING = "incident.abuse_types"
NOTE = "Kinds of abuse or neglect that notifications name; one may name several. Counted by the day of awareness."
# The column that stands for notifications which were not opened: no theme's, for a theme has a wording.
NOT_OPENED = ""


def themes_named(partnerships: Sequence[Partnership], period: Period) -> Counted:
    """How often each is named. One query."""
    found = Notification.objects.filter(
        case__partnership__in=partnerships, aware_on__range=period.days, submission__isnull=False
    ).select_related("submission__version", "submission__data_key", "case")
    place = Window(
        RowNumber(),
        partition_by=[F("case__partnership"), TruncQuarter("aware_on")],
        order_by=[F("aware_on").desc(), F("pk").desc()],
    )
    counted: Counter[tuple[int, Quarter, str]] = Counter()
    for notification in found.annotate(place=place).filter(place__lte=AT_MOST + 1).order_by().iterator(AT_MOST):
        where = (notification.case.partnership_id, Quarter.of(notification.aware_on))
        if notification.place > AT_MOST:
            counted[*where, NOT_OPENED] += 1
            continue
        for label in _themes_of(notification.submission):
            counted[*where, label] += 1
    return Counted(THEMES, "Themes", NOTE, (), counted)


def themes(counted: Counted, partnerships: Sequence[Partnership]) -> Table:
    """A line a theme, a column a partnership: the quarters together."""
    whole: Counter[tuple[str, int]] = Counter()
    for (partnership, _quarter, label), number in counted.numbers.items():
        whole[label, partnership] += number
    labels = sorted({label for label, _pk in whole if label != NOT_OPENED}, key=str.casefold)
    not_all = any(label == NOT_OPENED for label, _pk in whole)
    note = f"{NOTE} Of each quarter only the newest {AT_MOST} were counted." if not_all else NOTE
    columns = tuple((str(one.pk), one.name) for one in partnerships)
    rows = tuple(Row("", label, tuple(whole[label, one.pk] for one in partnerships)) for label in labels)
    charted = columns[0][0] if len(columns) == 1 else ""
    return Table(THEMES, counted.title, note, columns, rows, first_heading="Theme", charted=charted)


def _themes_of(submission: Any) -> list[str]:
    definition = submission.version.definition
    # A key that was destroyed leaves nothing to read: what it said is erased.
    if submission.data_key.wrapped is None:
        return []
    chosen = meanings.read(definition, submission.answers or {}).one(MEANING) or ()
    words = choice_labels(definition)
    return list(dict.fromkeys(words.get((MEANING, value), str(value)) for value in chosen))
