"""The guides of the documentation, read in the CMS: one click away from where their readers work."""
