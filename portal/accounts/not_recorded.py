"""A page for when nothing can be recorded: the end of the log was changed from outside, and it refuses to go on.

Steps say it themselves, beside what was typed. Whatever else would have been logged ends here, a case file that is
opened too: what cannot be recorded is not done.
"""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from portal.accounts.refilling import TOKEN, readable
from workflow.engine.log import LogBroken

UNAVAILABLE = 503
# Nobody copies these from a page.
SECRET = ("password", "code", "otp", "token")


class NotRecordedMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """503 with the reason, and with what the person had typed, to copy."""
        if not isinstance(exception, LogBroken):
            return None
        typed = {
            name: values
            for name, values in request.POST.lists()
            if name != TOKEN and not any(word in name for word in SECRET)
        }
        context = {"reason": exception.reason, "left": readable(typed)}
        return render(request, "not_recorded.html", context, status=UNAVAILABLE)
