"""The user, in an app of its own, so that the first migrations of all other apps can follow it."""
