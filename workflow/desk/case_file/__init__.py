"""The case file: everything of one case on the desk, a page for each part."""
