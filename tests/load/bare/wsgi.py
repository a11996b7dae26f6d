"""The bare site's web process."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.load.bare.settings")
application = get_wsgi_application()
