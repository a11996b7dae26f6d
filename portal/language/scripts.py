"""What the portal's scripts say, in the language of the address: Django's own catalogue of the message file."""

from django.views.decorators.cache import cache_control
from django.views.i18n import JavaScriptCatalog

AN_HOUR = 3600

# Of no package: the portal's message file alone, without what Wagtail's and Django's own scripts say.
words_of_scripts = cache_control(public=True, max_age=AN_HOUR)(JavaScriptCatalog.as_view(packages=["portal"]))
