"""The procedure in the CMS: versions written by editors, compared, and published by a second person."""
