"""The CMS's own corners: its menu, the forms for partnerships and agencies, and what it refuses to do with reports."""
