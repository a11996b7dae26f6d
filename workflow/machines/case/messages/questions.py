"""What the steps about messages ask."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.timezone import localtime

from workflow.engine.fields import YES_NO, FilesField, OneOfField, ProseField, RecordField
from workflow.engine.fields import offer as offer_records
from workflow.engine.step import TransitionForm
from workflow.machines.case.counterparts.counterpart import Counterpart
from workflow.machines.case.counterparts.finding import counterparts, is_office, rows_naming, spoken_for
from workflow.machines.case.messages.thread import THEM, MessageFile, MessageThread

# The mark of a page that was drawn before anybody wrote.
NO_MESSAGE_YET = "none"
NOT_THEIRS = "You can no longer write to them here: they have no part in this case now."


class MessageForm(TransitionForm):
    """A message to or from one counterpart; `seen` is the mark of the thread as the page showed it."""

    message = ProseField("Your message", "Enter your message.")
    files = FilesField(  # type: ignore[assignment]  # Django's own attribute of the instance is that of uploads
        "Files", wrong="Choose the files again: one of them was not kept."
    )
    needs_answer = OneOfField("Do you need an answer?", "Choose whether you need an answer.", YES_NO)
    whom = forms.CharField(widget=forms.HiddenInput, error_messages={"required": "Choose to whom you write."})
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_records(self, "files", MessageFile.objects.filter(message=None, data_key=self.record.data_key_id))

    def offered(self) -> list[Counterpart]:
        """The counterparts of which one may be named here."""
        raise NotImplementedError

    def clean_whom(self) -> Counterpart:
        found = [one for one in self.offered() if one.key == self.cleaned_data["whom"]]
        if not found:
            raise forms.ValidationError(NOT_THEIRS)
        return found[0]

    def clean_files(self) -> Any:
        files = self.cleaned_data["files"]
        if len(files) > settings.ATTACHMENT_MAX_COUNT:
            raise forms.ValidationError(f"Send {settings.ATTACHMENT_MAX_COUNT} files or fewer with one message.")
        return files

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        seen, whom = data.pop("seen", ""), data.pop("whom", None)
        if whom is None:
            return data
        thread = MessageThread.objects.filter(case=self.record, **whom.columns).select_related("last_by").first()
        if seen and thread is not None and seen != thread.mark and thread.last_by_id != self.by.user_id():
            raise forms.ValidationError(
                f"{thread.last_by} wrote at {localtime(thread.last_at):%H:%M}, while this page was open. "
                "Read it below. To send your message all the same, send it again."
            )
        # The log tells with whom in words as well.
        return {**data, "whom": whom.key, "name": whom.name}


class WriteMessageForm(MessageForm):
    """From the office to any counterpart of the case."""

    def offered(self) -> list[Counterpart]:
        return counterparts(self.record)


class WriteToOfficeForm(MessageForm):
    """From whoever speaks for a counterpart."""

    def offered(self) -> list[Counterpart]:
        return spoken_for(self.record, self.by)


class SettleMessageForm(TransitionForm):
    """The office says so of any message, everybody else of those that wait for them."""

    thread = RecordField(
        missing="Choose the message.",
        wrong="This message was answered meanwhile, or does not wait for you.",
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        threads = MessageThread.objects.filter(case=self.record).exclude(waits_for="")
        if not is_office(self.record, self.by):
            threads = threads.filter(rows_naming(spoken_for(self.record, self.by)), waits_for=THEM)
        offer_records(self, "thread", threads)


class RemindOfMessageForm(TransitionForm):
    """Of a message that waits for the other side."""

    thread = RecordField(
        missing="Choose the message.",
        wrong="This message was answered meanwhile.",
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_records(self, "thread", MessageThread.objects.filter(case=self.record, waits_for=THEM))
