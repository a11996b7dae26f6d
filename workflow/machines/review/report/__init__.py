"""What must hold of the report page."""
