"""The pages of the procedure in the CMS."""
