"""E-mails about new reports, for whoever confirmed that they want them."""
