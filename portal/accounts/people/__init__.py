"""Who may enter: roles given, ended and handed over by staff, every time by two people where a role sees cases."""
