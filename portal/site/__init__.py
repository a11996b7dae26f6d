"""The public site: its pages, the frame around every page, brands, headers, error pages and health checks."""
