"""Signing in: adapters and forms over allauth, the second factor, and who may edit which branch of the CMS."""
