"""A partnership with all that it needs to work: its council, addresses, pages, forms, groups and first people."""
