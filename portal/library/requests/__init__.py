"""Asking for a report that is no longer on the site in full, and the office's answer (D42)."""

# What a form page names as its handler that asks for a report (portal.library.requests.handler).
KEY = "ask_for_report"
