"""The wordings of a form in both its languages, side by side: what is missing is seen and written there."""
