"""Staff say here how long a partnership keeps what. A period that gets shorter waits for a second person."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.admin.panels import MultiFieldPanel, ObjectList
from wagtail.snippets.views.snippets import SnippetViewSet

from forms import present
from portal.cms.based_on import BasedOnForm
from portal.cms.own_areas import OwnAreasChooser
from workflow.machines.case.retention.periods import KINDS, Kind, Periods, spoken
from workflow.machines.case.retention.schedule import RetentionSchedule

WAITS = "Waits to be confirmed by somebody of the partnership: {}."
SAME_AREA = "A schedule stays with its partnership. Add another one for another partnership."
CASES = (
    "The procedure names no statutory period for these records: each partnership decides its own. Before the time of "
    "a case is over, and when it is, the support office is told. It proposes to erase the case and a decision maker "
    "approves. A legal hold wins over every period."
)
OTHERS = (
    "What is about no case goes by itself when its time is over, and the report on the desk counts it. Messages, "
    "notes, documents and files of a case are kept as long as their case. The log of who did and read what is kept "
    "for good: it is a chain, and holds sealed what it says of a case, which nobody can read once it is erased."
)


class RetentionForm(BasedOnForm):
    """A longer period counts at once, a shorter one when somebody of the partnership has confirmed it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in KINDS.values():
            if kind.column in self.instance.proposed and kind.column in self.fields:
                waits = WAITS.format(spoken(self.instance.proposed[kind.column], kind.unit))
                self.fields[kind.column].help_text = f"{self.fields[kind.column].help_text} {waits}"

    def clean_partnership(self) -> Any:
        said = self.cleaned_data["partnership"]
        if self.instance.pk is not None and said is not None:
            before = RetentionSchedule.objects.filter(pk=self.instance.pk).values_list("partnership", flat=True).first()
            if before is not None and before != said.pk:
                raise ValidationError(SAME_AREA)
        return said

    def save(self, commit: bool = True) -> Any:
        schedule = self.instance
        before = RetentionSchedule.objects.filter(pk=schedule.pk).first() if schedule.pk else None
        before = before or RetentionSchedule(partnership=schedule.partnership)
        proposed = {**before.proposed}
        touched = [kind for kind in KINDS.values() if kind.column in self.changed_data]
        shortened = [kind for kind in touched if _is_shorter(kind, before, getattr(schedule, kind.column))]
        for kind in touched:
            proposed.pop(kind.column, None)
        for kind in shortened:
            proposed[kind.column] = getattr(schedule, kind.column)
            setattr(schedule, kind.column, getattr(before, kind.column))
        if proposed != before.proposed:
            schedule.proposed = proposed
            schedule.proposed_by = self.for_user if proposed else None
            schedule.proposed_at = present.now() if proposed else None
        return super().save(commit)


def _is_shorter(kind: Kind, before: RetentionSchedule, number: int | None) -> bool:
    """Whether it would be kept for less time than now; what is kept for good is kept longest."""
    after = RetentionSchedule(partnership=before.partnership)
    for column in (one.column for one in KINDS.values()):
        setattr(after, column, getattr(before, column))
    setattr(after, kind.column, number)
    now, then = (_counts(kind, one) for one in (before, after))
    return then is not None and (now is None or then < now)


def _counts(kind: Kind, schedule: RetentionSchedule) -> int | None:
    periods = Periods(present.today())
    periods.schedules[schedule.partnership_id] = schedule
    return periods.of(kind.key, schedule.partnership_id).number


class RetentionViewSet(SnippetViewSet):
    """How long each partnership keeps what; an empty period of a case means that it is kept."""

    model = RetentionSchedule
    icon = "history"
    menu_label = "Retention"
    list_display = ["partnership", "with_review", "without_review", "proposed_at"]
    chooser_viewset_class = OwnAreasChooser
    edit_handler = ObjectList(
        [
            "partnership",
            MultiFieldPanel(
                ["with_review", "without_review", "no_further_action", "not_taken_on", "warn_days"],
                heading="Cases that were closed",
                help_text=CASES,
            ),
            MultiFieldPanel(
                [
                    "drafts_days",
                    "records_months",
                    "mail_months",
                    "invitations_months",
                    "accounts_months",
                    "programs_months",
                ],
                heading="What is about no case",
                help_text=OTHERS,
            ),
        ],
        base_form_class=RetentionForm,
    )
