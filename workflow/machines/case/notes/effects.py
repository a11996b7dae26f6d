"""What follows the steps about notes: the entry, and the place of the one before."""

from workflow.engine.door import Context, Following
from workflow.machines.case.machine import Case
from workflow.machines.case.notes.note import CaseNote


def write(context: Context[Case]) -> None:
    _entry(context).save(force_insert=True)


def correct(context: Context[Case]) -> None:
    """The earlier entry stays as it was written."""
    before: CaseNote = context.data["entry"]
    entry = _entry(context)
    entry.first_id = before.first_id or before.pk
    entry.save(force_insert=True)
    CaseNote.objects.filter(pk=before.pk).update(replaced_at=context.now)


def strike(context: Context[Case]) -> None:
    note: CaseNote = context.data["entry"]
    note.data_key = context.case.data_key
    note.struck_at, note.struck_by, note.why_struck = context.now, context.by.user, context.data["why_struck"]
    note.save(update_fields=["struck_at", "struck_by", "why_struck"])


def _entry(context: Context[Case]) -> CaseNote:
    case, said = context.case, context.data
    entry = CaseNote(case=case, data_key=case.data_key, kind=said["kind"], readers=said["readers"])
    entry.happened_on, entry.happened_at = said["on"], said["time"]
    entry.by, entry.written_at = context.by.user, context.now
    entry.spoken_to, entry.text = said["spoken_to"], said["noted"]
    return entry


# What follows each step, in this order.
AFTER: Following = {
    Case.write_note: (write,),
    Case.correct_note: (correct,),
    Case.strike_note: (strike,),
}
