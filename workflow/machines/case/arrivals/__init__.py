"""What reached the office outside the portal: by telephone, e-mail, post, in person or as a file (D2, D4, D30)."""
