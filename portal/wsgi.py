"""The web process. What it loads stays until it ends: gunicorn loads it once and its workers share the memory."""

import gc
import os
import sys

# Loading makes nothing but what stays; the collector would walk over all of it again and again.
gc.disable()

from django.core.wsgi import get_wsgi_application  # noqa: E402 - what is loaded from here on is not walked over

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")
application = get_wsgi_application()

from portal.start.collecting import settle  # noqa: E402 - the app registry must be ready first
from portal.start.web import NotToBeServed, begin  # noqa: E402 - the app registry must be ready first

# What gunicorn takes as “do not start me again”.
BOOT_ERROR = 3

try:
    begin()
except NotToBeServed as reason:
    sys.stderr.write(f"{reason}\n")
    raise SystemExit(BOOT_ERROR) from None

settle()
gc.enable()
