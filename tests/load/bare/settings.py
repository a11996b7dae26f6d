"""What `wagtail start` writes, without the parts of a design."""

import os

SECRET_KEY = "a yardstick signs nothing that matters to anybody"
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = [
    "tests.load.bare",
    *(f"wagtail.{name}" for name in ("contrib.forms", "contrib.redirects", "embeds", "sites", "users", "snippets")),
    *(f"wagtail.{name}" for name in ("documents", "images", "search", "admin")),
    "wagtail",
    "modelcluster",
    "taggit",
    *(f"django.contrib.{name}" for name in ("admin", "auth", "contenttypes", "sessions", "messages", "staticfiles")),
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]
ROOT_URLCONF = "tests.load.bare.urls"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": os.environ["BARE_DATABASE"]}}
PROCESSORS = ("django.template.context_processors.request", "django.contrib.auth.context_processors.auth")
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": [*PROCESSORS, "django.contrib.messages.context_processors.messages"]},
    }
]
STATIC_URL = "/static/"
USE_TZ = True
WAGTAIL_SITE_NAME = "Bare"
WAGTAILADMIN_BASE_URL = "http://localhost"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
