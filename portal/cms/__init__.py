"""What the CMS shows beside pages: its menu, partnerships, agencies, addresses of national bodies, the procedure."""
