"""Signing in with one's organisation's account: OpenID Connect, by allauth's provider, for accounts that exist."""
