"""What follows the steps of an agency's return: the agency is asked, reminded and answered (D30)."""

from workflow.effects.agencies import mailbox, tell_agency
from workflow.transitions import Context


def _tell(context: Context, key: str) -> None:
    tell_agency(context, key, [mailbox(context.record.agency)], due=context.record.due_on)


def ask(context: Context) -> None:
    _tell(context, "return-requested")


def acknowledge(context: Context) -> None:
    _tell(context, "return-received")


def pass_on_change(context: Context) -> None:
    _tell(context, "return-sent-back")


def chase(context: Context) -> None:
    _tell(context, "return-chased")
