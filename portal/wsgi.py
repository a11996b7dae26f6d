"""The web process."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings.production")
application = get_wsgi_application()

from forms.vault import verify_keys  # noqa: E402 - the app registry must be ready first

verify_keys()
