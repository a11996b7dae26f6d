"""The demonstration's own pages: the e-mail it sent, and its clock. Not part of a production installation."""

import email
import email.policy
import ipaddress
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import escape, urlize
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from forms import present
from forms.definition.dates import in_full
from forms.questions.fields import WholeNumber
from portal.site import frame_cache
from workflow.calendar import add_working_days
from workflow.procedures.version import BankHoliday

SHOWN_AT_ONCE = 100


@dataclass(frozen=True)
class Mail:
    name: str
    sent_at: datetime
    to: str
    subject: str
    text: str

    @property
    def linked(self) -> SafeString:
        """The text with its addresses as links."""
        return mark_safe(urlize(escape(self.text)))  # noqa: S308 - escaped before it is linked


class ClockForm(forms.Form):
    """How far to move: working days or days forward, or back to the real time."""

    UNITS = [("working_days", "Working days forward"), ("days", "Days forward"), ("back", "Back to the real time")]
    by = forms.ChoiceField(label="Move the clock", choices=UNITS, widget=forms.RadioSelect, initial="working_days")
    number = WholeNumber(
        label="How many",
        required=False,
        min_value=1,
        max_value=1000,
        error_messages={
            "invalid": "Enter how many days to move, as a whole number.",
            "min_value": "Enter a number from 1 to 1000. The clock only moves forward, or back to the real time.",
            "max_value": "Enter a number from 1 to 1000.",
        },
    )

    def clean(self) -> dict[str, object]:
        data = super().clean() or {}
        if data.get("by") in ("working_days", "days") and "number" in data and data["number"] is None:
            self.add_error("number", "Enter how many days to move.")
        return data


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def clock(request: HttpRequest) -> HttpResponse:
    """Shows the demonstration's clock and moves it."""
    _local_or_signed_in(request)
    form = ClockForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        move_clock(form.cleaned_data["by"], form.cleaned_data["number"] or 0, now=present.now())
        stands_at = timezone.localtime(present.now())
        messages.success(request, f"The clock now stands at {in_full(stands_at)}, {stands_at:%H:%M}.")
        return redirect("demo_clock")
    offset = present.offset()
    return render(request, "portal/demo/clock.html", {"form": form, "now": present.now(), "offset": offset})


def move_clock(by: str, number: int, *, now: datetime) -> None:
    """Writes the new offset, in seconds, where forms.present reads it."""
    file = settings.DEMO_CLOCK_FILE
    if file is None:
        raise Http404
    file.parent.mkdir(parents=True, exist_ok=True)
    if by == "back":
        file.unlink(missing_ok=True)
        # Pages tell the portal's date.
        frame_cache.forget()
        return
    today = timezone.localdate(now)
    target = today + timedelta(days=number)
    if by == "working_days":
        target = add_working_days(today, number, BankHoliday.calendar()).due
    temporary = file.with_suffix(".new")
    temporary.write_text(str(int((present.offset() + (target - today)).total_seconds())))
    temporary.replace(file)
    frame_cache.forget()


@never_cache
@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """Every mail the demonstration sent, the newest first."""
    _local_or_signed_in(request)
    return render(
        request, "portal/demo/mails.html", {"mails": read_mails(Path(settings.EMAIL_FILE_PATH))[:SHOWN_AT_ONCE]}
    )


@never_cache
@require_safe
def mail(request: HttpRequest, name: str) -> HttpResponse:
    _local_or_signed_in(request)
    for one in read_mails(Path(settings.EMAIL_FILE_PATH)):
        if one.name == name:
            return render(request, "portal/demo/mail.html", {"mail": one})
    raise Http404


def read_mails(folder: Path) -> list[Mail]:
    """The mails that Django's file backend wrote, each one apart: a file may hold several."""
    found = []
    for path in folder.glob("*.log"):
        for number, raw in enumerate(re.split(rb"\n-{79}\n", path.read_bytes())):
            if raw.strip():
                found.append(_mail(f"{path.stem}-{number}", raw.lstrip(b"\n")))
    return sorted(found, key=lambda one: (one.sent_at, one.name), reverse=True)


def _mail(name: str, raw: bytes) -> Mail:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    body = message.get_body(preferencelist=("plain", "html"))
    date = message["Date"].datetime if message["Date"] else datetime.min.replace(tzinfo=timezone.get_default_timezone())
    return Mail(name, date, str(message["To"]), str(message["Subject"]), body.get_content() if body else "")


def _local_or_signed_in(request: HttpRequest) -> None:
    """A demonstration shown on a network opens its mail and clock to those who signed in."""
    if request.user.is_authenticated:
        return
    try:
        local = ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        local = False
    if not local:
        raise PermissionDenied("Sign in first: the demonstration's mail and clock are open on this machine only.")
