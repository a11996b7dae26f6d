"""Development and demonstration: everything lies in the data folder, no service is needed."""

from portal.settings import environment as env
from portal.settings.base import *  # noqa: F403 - a settings module is its base plus its differences
from portal.settings.base import DATA_DIR, STORAGES

DEBUG = env.flag("PORTAL_DEBUG")
DATA_DIR.mkdir(parents=True, exist_ok=True)

SECRET_KEY = env.text("PORTAL_SECRET_KEY") or env.development_secret("secret.key")
# "id:base64", the first one encrypts, all of them decrypt.
VAULT_KEYS = env.words("PORTAL_VAULT_KEYS") or [f"dev:{env.development_secret('vault.key')}"]
VAULT_INDEX_KEY = env.text("PORTAL_INDEX_KEY") or env.development_secret("index.key")
BACKUP_KEY = env.text("PORTAL_BACKUP_KEY") or env.development_secret("backup.key")

# Every mail is a file that anyone at this machine can read: the demonstration shows them at /demo/mail/.
if not env.text("EMAIL_HOST"):
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"

# A passkey over plain http: browsers allow it for localhost only.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True

# Nothing is real here: a file without a virus check opens, and says “not checked for viruses” wherever it stands.
UNSCANNED_FILES_OPEN = True

DEMO_CLOCK_FILE = DATA_DIR / "demo-clock"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "portal.site.static_files.StaticFilesAsWritten"}}
