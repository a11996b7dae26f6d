"""The suite: fixed keys, mail in memory, a throw-away data folder."""

import base64
import os
import tempfile
from pathlib import Path

os.environ.setdefault("PORTAL_DATA_DIR", tempfile.mkdtemp(prefix="portal-test-"))

from portal.settings.base import *  # noqa: F403 - the data folder above must be set before base is read
from portal.settings.base import DATABASES, STORAGES

DATA_DIR = Path(os.environ["PORTAL_DATA_DIR"])
SECRET_KEY = "a-fixed-key-for-the-suite-only-that-is-long-enough-0123456789"  # noqa: S105 - opens nothing real
VAULT_KEYS = ["test:" + base64.urlsafe_b64encode(b"t" * 32).decode()]
VAULT_INDEX_KEY = base64.urlsafe_b64encode(b"i" * 32).decode()
BACKUP_KEY = base64.urlsafe_b64encode(b"b" * 32).decode()

# Nothing that the suite writes has to survive a power cut.
if DATABASES["default"]["ENGINE"] != "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"]["options"] = "-c synchronous_commit=off"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {
    name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
    for name in ("default", "pages")
}
STORAGES = {
    **STORAGES,
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# The database of a test is another's the next moment, and a file would remember it.
AUDIT_CHECKPOINT_FILES = []
ALLOWED_HOSTS = ["*"]
UNSCANNED_FILES_OPEN = True
# No collected files in the suite: WhiteNoise looks for them as they are asked for.
WHITENOISE_AUTOREFRESH = True
