"""What every answer carries: nothing of a signed-in page is kept, and the CMS alone has a looser policy."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]

ADMIN_PATH = "/admin/"
PERMISSIONS_POLICY = (
    "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), "
    "midi=(), payment=(), usb=(), publickey-credentials-get=(self), publickey-credentials-create=(self)"
)
# The CMS's editor writes inline scripts and styles and shows pictures before they are uploaded.
ADMIN_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self' 'unsafe-inline'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self'",
        "frame-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
        "base-uri 'self'",
        "object-src 'none'",
    ]
)


class HeadersMiddleware:
    """Headers on every answer: nothing of a signed-in page is kept, the CMS alone has a looser policy."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.path.startswith(ADMIN_PATH):
            response.headers["Content-Security-Policy"] = ADMIN_POLICY
        if self._is_private(request):
            response.headers["Cache-Control"] = "no-store, private"
        return response

    def _is_private(self, request: HttpRequest) -> bool:
        user = getattr(request, "user", None)
        return request.path.startswith(("/accounts/", ADMIN_PATH)) or bool(user and user.is_authenticated)
