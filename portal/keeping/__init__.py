"""Keeping what the portal holds: backups that open, restores that start quietly, and keys changed while it runs."""
