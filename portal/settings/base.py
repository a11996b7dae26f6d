"""Settings common to every way of running the portal."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import django.forms
from csp.constants import NONCE, NONE, SELF

from portal.settings import databases, single_sign_on
from portal.settings import environment as env

BASE_DIR = env.BASE_DIR
DATA_DIR = env.DATA_DIR

DEBUG = False
PORTAL_BASE_URL = env.text("PORTAL_BASE_URL", f"http://localhost:{env.number('PORT', 8000)}").rstrip("/")
ALLOWED_HOSTS = env.words("PORTAL_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],.localhost")
CSRF_TRUSTED_ORIGINS = env.words("PORTAL_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "portal",
    "workflow",
    "workflow.people",
    "forms",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.settings",
    "wagtail.contrib.search_promotions",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.api.v2",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "rest_framework",
    "django_fsm",
    "django_q",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    # Always, for its table; its addresses are there only where a provider is configured.
    "allauth.socialaccount",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    # Not django.forms: its label is that of our own forms app. Its templates are found through TEMPLATES instead.
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "portal.site.static_files.StaticFilesMiddleware",
    "portal.site.page_cache.PageCacheMiddleware",
    "portal.site.headers.HeadersMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.accounts.unavailable.UnavailableMiddleware",
    "portal.api.middleware.ApiMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portal.accounts.sessions.use.SessionUseMiddleware",
    "portal.accounts.kept_posts.KeptPostMiddleware",
    "portal.accounts.not_recorded.NotRecordedMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "portal.accounts.second_factor.SecondFactorMiddleware",
    "portal.site.odd_numbers.OddNumbersMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "portal.site.page_parts.PagePartsMiddleware",
    "portal.site.whose_site.WhoseSiteMiddleware",
    "portal.site.replica.ReplicaMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates", Path(django.forms.__file__).parent / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.site.frame.site",
            ],
            "builtins": ["forms.templatetags.remembered"],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- Keys: today's stand in the settings of each way of running; these opened and found before --------------------

SECRET_KEY_FALLBACKS = env.words("PORTAL_FORMER_SECRET_KEYS")
VAULT_FORMER_INDEX_KEYS = env.words("PORTAL_FORMER_INDEX_KEYS")

# --- Data -----------------------------------------------------------------------------------------------------

DATABASES = databases.from_environment(f"sqlite:///{DATA_DIR / 'portal.sqlite3'}")
DATABASE_ROUTERS = databases.routers(DATABASES)
PGBOUNCER, DATABASE_POOL = databases.bouncer(), databases.pool_size()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL")
# Pages apart from counts of tries: many pages must not throw out a count.
if REDIS_URL:
    redis_cache = {"BACKEND": "portal.site.steady_cache.SteadyRedisCache", "LOCATION": REDIS_URL}
    CACHES: dict[str, dict[str, Any]] = {"default": redis_cache, "pages": {**redis_cache, "KEY_PREFIX": "pages"}}
else:
    file_cache: dict[str, Any] = {"BACKEND": "portal.site.steady_cache.SteadyFileCache"}
    CACHES = {
        # At Django's 300 somebody who tries many addresses would throw out the counts of their tries.
        "default": {**file_cache, "LOCATION": str(DATA_DIR / "cache"), "OPTIONS": {"MAX_ENTRIES": 10_000}},
        "pages": {**file_cache, "LOCATION": str(DATA_DIR / "cache" / "pages"), "OPTIONS": {"MAX_ENTRIES": 2_000}},
    }

# A cache in front of the portal that keeps public pages: it is told when one changes.
FRONT_CACHE = env.text("PORTAL_FRONT_CACHE")
WAGTAILFRONTENDCACHE: dict[str, dict[str, Any]] = {}
if FRONT_CACHE:
    backend = "wagtail.contrib.frontend_cache.backends.HTTPBackend"
    WAGTAILFRONTENDCACHE = {"default": {"BACKEND": backend, "LOCATION": FRONT_CACHE}}

# Where the worker writes how far the record goes, line by line: beside the database, and where you keep it apart.
AUDIT_CHECKPOINT_FILES = [
    DATA_DIR / "audit" / "checkpoints.jsonl",
    *(Path(one) for one in env.words("PORTAL_AUDIT_CHECKPOINTS")),
]
AUDIT_MAIL_TO = env.words("PORTAL_AUDIT_MAIL")
AUDIT_WEBHOOK = env.text("PORTAL_AUDIT_WEBHOOK")

MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
# Encrypted attachments lie apart from the CMS's media: no URL leads there, only a view that checks the right.
ATTACHMENT_ROOT = DATA_DIR / "attachments"
STATIC_ROOT = DATA_DIR / "static"
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "portal" / "static_built"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "attachments": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": ATTACHMENT_ROOT, "base_url": None},
    },
    "staticfiles": {
        "BACKEND": "portal.site.static_files.StaticFiles",
        # What everybody gets, a web server may hand out by itself.
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}
S3_BUCKET = env.text("PORTAL_S3_BUCKET")
if S3_BUCKET:
    from botocore.config import Config  # type: ignore[import-untyped]  # without types

    s3_options = {
        "bucket_name": S3_BUCKET,
        "endpoint_url": env.text("PORTAL_S3_ENDPOINT") or None,
        # A second file of the same name gets another one, as on a disk.
        "file_overwrite": False,
        # Tried twice, and given up before the proxy in front gives up.
        "client_config": Config(connect_timeout=3, read_timeout=20, retries={"total_max_attempts": 2}),
    }
    s3_attachments = {**s3_options, "location": "attachments", "default_acl": "private"}
    STORAGES["default"] = {"BACKEND": "portal.site.store.MediaStore", "OPTIONS": {**s3_options, "location": "media"}}
    STORAGES["attachments"] = {"BACKEND": "portal.site.store.Store", "OPTIONS": s3_attachments}

# --- People and sign-in ---------------------------------------------------------------------------------------

AUTH_USER_MODEL = "people.User"
# It is Django's own as well, by way of allauth's: a second one would hash each wrong password once more.
AUTHENTICATION_BACKENDS = ["portal.accounts.backend.SignInBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/my/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_ADAPTER = "portal.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_PREVENT_ENUMERATION = True
# By address only: what counts for an account stands in portal.accounts.throttles, where it locks out no owner.
ACCOUNT_RATE_LIMITS = {
    "login_failed": "10/m/ip",
    "request_login_code": "20/m/ip",
    "reset_password": "20/m/ip",
    "people_join": "20/m/ip",
    "single_sign_on": "20/m/ip",
}
# How many proxies of our own stand in front: the address that the outermost of them saw counts, none that was claimed.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("PORTAL_TRUSTED_PROXIES", 0)
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_FORMS = {
    "login": "portal.accounts.forms.LoginForm",
    "request_login_code": "portal.accounts.forms.RequestLoginCodeForm",
    "confirm_login_code": "portal.accounts.forms.ConfirmLoginCodeForm",
    "reset_password": "portal.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "portal.accounts.forms.ResetPasswordKeyForm",
    "change_password": "portal.accounts.forms.ChangePasswordForm",
    "set_password": "portal.accounts.forms.SetPasswordForm",
    "reauthenticate": "portal.accounts.forms.ReauthenticateForm",
}
MFA_FORMS = {
    "authenticate": "portal.accounts.forms.AuthenticateForm",
    "reauthenticate": "portal.accounts.forms.ReauthenticateByCodeForm",
    "activate_totp": "portal.accounts.forms.ActivateTOTPForm",
    "add_webauthn": "portal.accounts.forms.AddWebAuthnForm",
    "authenticate_webauthn": "portal.accounts.forms.AuthenticateWebAuthnForm",
    "reauthenticate_webauthn": "portal.accounts.forms.ReauthenticateWebAuthnForm",
    "login_webauthn": "portal.accounts.forms.LoginWebAuthnForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# Recovery codes are seen when they are made, and by nobody who finds the page open later.
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "Safeguarding forms portal"
MFA_ADAPTER = "portal.accounts.adapters.MFAAdapter"
# None where no provider of OpenID Connect is configured: then there is no button and no address of it.
SINGLE_SIGN_ON = single_sign_on.from_environment()
SOCIALACCOUNT_ADAPTER = "portal.accounts.single_sign_on.adapter.SingleSignOnAdapter"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False

SESSION_ENGINE = "portal.accounts.sessions.store"
# A session ends so long after signing in, and after this time without use.
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_IDLE = timedelta(minutes=env.number("PORTAL_IDLE_MINUTES", 30))
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
MESSAGE_STORAGE = "portal.accounts.cookies.Messages"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_FAILURE_VIEW = "portal.accounts.kept_posts.csrf_failure"
X_FRAME_OPTIONS = "SAMEORIGIN"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"

# Strict everywhere; portal.site.headers gives the CMS admin its own policy, which its editor needs.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        # Browsers ask it of where a sent form is redirected too.
        "form-action": [SELF, *([SINGLE_SIGN_ON["origin"]] if SINGLE_SIGN_ON else [])],
        "frame-ancestors": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}

# --- Language and time ----------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
# Of the public pages' own words; Welsh has its pages below /cy/ (docs/adr/0013-welsh-below-cy.md).
LANGUAGES = [("en-gb", "English"), ("cy", "Cymraeg")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/London"

# --- Mail, worker, search -------------------------------------------------------------------------------------

EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS")
EMAIL_BACKEND = "workflow.notices.mail_server.EmailBackend"
# Seconds: for one step of the talk with the server, and for the whole of one mail. A round of sending looks at the
# clock after each mail, so that a slow server holds up the other work of a sweep by little.
EMAIL_TIMEOUT = 8
MAIL_SECONDS = 15
EMAIL_FILE_PATH = DATA_DIR / "mail"  # used where mail is kept in files: the demonstration
DEFAULT_FROM_EMAIL = env.text("PORTAL_FROM_EMAIL", "no-reply@portal.example")

# django-q2 only wakes the sweepers; the tables are the truth. Its defaults retry without end, hence every bound here.
Q_CLUSTER = {
    "name": "portal",
    "label": "Background jobs",
    "orm": "default",
    "workers": env.number("PORTAL_WORKERS", 2),
    "timeout": 180,
    "retry": 240,
    "max_attempts": 3,
    "ack_failures": True,
    "catch_up": False,
    "poll": 1,
    "save_limit": 100,
    "recycle": 200,
}
# Index updates happen in the request: a queue without its own worker would leave search stale without a word.
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}

WAGTAIL_SITE_NAME = "Safeguarding forms portal"
WAGTAILADMIN_BASE_URL = PORTAL_BASE_URL
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAILADMIN_LOGIN_URL = "/accounts/login/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_ENABLE_UPDATE_CHECK = False
# Milliseconds; 0 turns it off. At Wagtail's half second, a save that is still on its way often crosses the one an
# editor orders: the server then refuses the late one.
WAGTAIL_AUTOSAVE_INTERVAL = 1000 * env.number("PORTAL_AUTOSAVE_SECONDS", 3)
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
# A version that was agreed to and cannot be published is set aside with its reasons.
WAGTAIL_FINISH_WORKFLOW_ACTION = "forms.versions.parking.publish_agreed"
WAGTAILEMBEDS_FINDERS: list[dict[str, str]] = []
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILAPI_BASE_URL = PORTAL_BASE_URL
WAGTAILAPI_LIMIT_MAX = 50
WAGTAILDOCS_SERVE_METHOD = "serve_view"
TAGGIT_CASE_INSENSITIVE = True

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
# More than anybody may add: what is too many for a question is said by it, and what was typed stays.
DATA_UPLOAD_MAX_NUMBER_FILES = 1_000
# For nobody but the portal's own account to read.
FILE_UPLOAD_PERMISSIONS, FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o600, 0o700
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# --- The portal's own -----------------------------------------------------------------------------------------

# A demonstration may move its clock (manage.py demo_clock); a production settings module never sets this.
DEMO_CLOCK_FILE: Path | None = None
DRAFT_LIFETIME_DAYS = env.number("PORTAL_DRAFT_LIFETIME_DAYS", 60)
ATTACHMENT_MAX_BYTES = env.number("PORTAL_ATTACHMENT_MAX_MB", 20) * 1024 * 1024
ATTACHMENT_MAX_COUNT = env.number("PORTAL_ATTACHMENT_MAX_COUNT", 20)
CLAMD_ADDRESS = env.text("PORTAL_CLAMD")
# So long a start may take, on a machine with much to do, before it is given up.
START_SECONDS = env.number("PORTAL_START_SECONDS", 300)
# Said by whoever runs the portal: something in front of it scans what people send. Else nothing that no scanner of the
# portal's found clean is opened.
FILES_SCANNED_ELSEWHERE = env.flag("PORTAL_FILES_SCANNED_ELSEWHERE")
UNSCANNED_FILES_OPEN = FILES_SCANNED_ELSEWHERE
# Requests a minute, for each token and for each address without one.
API_RATE_TOKEN = env.number("PORTAL_API_RATE", 600)
API_RATE_ANONYMOUS = env.number("PORTAL_API_RATE_ANONYMOUS", 120)
# The sites whose pages may ask the API from a browser, as https://front.example.
API_ALLOWED_ORIGINS = env.words("PORTAL_API_ALLOWED_ORIGINS")
# Where a separate front end shows a draft that it fetches by its token; empty: there is no such button.
PREVIEW_URL = env.text("PORTAL_PREVIEW_URL")
# Webhooks lead to this machine only where it is a test or a demonstration.
WEBHOOK_LOOPBACK = env.flag("PORTAL_WEBHOOK_LOOPBACK")
WEBHOOK_OFF_AFTER = timedelta(days=env.number("PORTAL_WEBHOOK_OFF_AFTER_DAYS", 5))

# Backups: the key that encrypts them, and where the worker leaves one a day (nowhere: it makes none), at which hour,
# and how many of its own stay.
BACKUP_KEY = env.text("PORTAL_BACKUP_KEY")
BACKUP_DIR = env.text("PORTAL_BACKUP_DIR")
BACKUP_HOUR = env.number("PORTAL_BACKUP_HOUR", 2)
BACKUP_KEEP = env.number("PORTAL_BACKUP_KEEP", 14)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # django-q tells of every wake-up, several a minute; what went wrong still comes through.
        "django-q": {"level": "WARNING"},
        "django_tasks": {"level": "WARNING"},
        # Making a PDF, both tell which letters it uses: no log may know that.
        "fontTools": {"level": "WARNING"},
        "fpdf": {"level": "ERROR"},
    },
}
