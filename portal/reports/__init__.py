"""Review reports on the public site: drafted, locked to their case, published, searched, and put on paper."""
