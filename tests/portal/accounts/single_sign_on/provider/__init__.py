"""A provider of OpenID Connect for the tests: allauth's own, a Django project in a process of its own."""
