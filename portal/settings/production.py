"""Production: refuses to start without its keys, cookies over HTTPS only."""

from django.core.exceptions import ImproperlyConfigured

from portal.settings import environment as env
from portal.settings.base import *  # noqa: F403 - a settings module is its base plus its differences


def required(name: str) -> str:
    """The variable's value; start-up stops in plain words where it is missing."""
    if not (value := env.text(name)):
        raise ImproperlyConfigured(f"{name} is not set. Set it before starting the portal: see docs/operations.md.")
    return value


SECRET_KEY = required("PORTAL_SECRET_KEY")
VAULT_KEYS = [entry.strip() for entry in required("PORTAL_VAULT_KEYS").split(",") if entry.strip()]
VAULT_INDEX_KEY = required("PORTAL_INDEX_KEY")
ALLOWED_HOSTS = [host.strip() for host in required("PORTAL_ALLOWED_HOSTS").split(",")]
PORTAL_BASE_URL = required("PORTAL_BASE_URL").rstrip("/")
WAGTAILADMIN_BASE_URL = WAGTAILAPI_BASE_URL = PORTAL_BASE_URL

SECURE_SSL_REDIRECT = env.flag("PORTAL_SSL_REDIRECT", default=True)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = env.number("PORTAL_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
# Without HTTPS only for a trial on one machine, whose browser would not send such a cookie back.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PORTAL_BASE_URL.startswith("https://")
if SESSION_COOKIE_SECURE:
    # As portal.accounts.cookies names the others.
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-sessionid", "__Host-csrftoken"
# X_FRAME_OPTIONS is SAMEORIGIN, not DENY: the CMS shows its preview in a frame of its own pages.
SILENCED_SYSTEM_CHECKS = ["security.W019"]

# Several machines share a database, a cache and a store of files; a disk of its own would be one machine's alone.
if env.flag("PORTAL_SEVERAL_MACHINES"):
    shared = {
        "DATABASE_URL": "PostgreSQL",
        "REDIS_URL": "Redis, for the cache and the counts of tries",
        "PORTAL_S3_BUCKET": "a bucket, for pictures, documents and what people attach",
    }
    missing = [f"{name} ({what})" for name, what in shared.items() if not env.text(name)]
    if missing:
        raise ImproperlyConfigured(
            f"PORTAL_SEVERAL_MACHINES is on, and what they have to share is not set: {', '.join(missing)}. Set it "
            "before starting the portal, or turn PORTAL_SEVERAL_MACHINES off where there is one machine only."
        )
