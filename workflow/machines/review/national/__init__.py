"""A national review as the partnership sees it (D45 to D47)."""
