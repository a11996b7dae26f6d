"""The public library of reports: its search, feeds and alerts, open data, and asking for what is off the site."""
