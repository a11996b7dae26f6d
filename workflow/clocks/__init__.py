"""The clocks: opening a deadline, meeting it, stopping it, correcting its start, saying why the date is what it is.

What counts is data: rules say which occasion starts a clock, which meets it and how long it is
(`workflow.procedures.version`); `workflow.calendar` does the arithmetic; `workflow.clocks.reminders` watches what comes
due. A breach that was recorded stays recorded, whatever is corrected later.
"""

from workflow.clocks.dates import extend, recompute, take_back_extension
from workflow.clocks.lifecycle import (
    Opening,
    first_day_of_new,
    meet,
    meet_on,
    open_many,
    running,
    running_of,
    start_on,
    stop,
)
from workflow.clocks.recalculating import apply_bank_holidays
from workflow.clocks.rules import due_date, earliest_after, longest_until, rule_of, rules_of, title_of_version
from workflow.clocks.wording import (
    breach_in_words,
    cause_in_words,
    countdown,
    explain,
    is_overdue,
    reasons,
    working_days_left,
)
