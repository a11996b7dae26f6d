"""Serves the provider on a free port of this machine, says which, and goes on until it is ended.

Run as `python -m tests.portal.accounts.single_sign_on.provider CALLBACK`.
"""

import os
import sys

import django
from django.core.management import call_command
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application

from tests.portal.accounts.single_sign_on.provider.people import CLAIMS, PASSWORD


def fill(callback: str) -> None:
    from allauth.idp.oidc.models import Client
    from django.contrib.auth.models import User

    call_command("migrate", verbosity=0)
    for name in CLAIMS:
        User.objects.create_user(name, password=PASSWORD)
    client = Client(id="portal", name="Portal", scopes="openid\nprofile\nemail", skip_consent=True)
    client.redirect_uris = callback
    client.set_secret("the portal's secret")
    client.save()


def serve() -> None:
    server = ThreadedWSGIServer(("127.0.0.1", 0), WSGIRequestHandler)
    server.set_app(get_wsgi_application())
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.portal.accounts.single_sign_on.provider.settings"
    django.setup()
    fill(sys.argv[1])
    serve()
