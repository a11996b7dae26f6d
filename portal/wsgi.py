"""The web process."""

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")
application = get_wsgi_application()

from portal.start.web import NotToBeServed, begin  # noqa: E402 - the app registry must be ready first

# What gunicorn takes as “do not start me again”.
BOOT_ERROR = 3

try:
    begin()
except NotToBeServed as reason:
    sys.stderr.write(f"{reason}\n")
    raise SystemExit(BOOT_ERROR) from None
