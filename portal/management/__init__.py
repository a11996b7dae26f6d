"""Commands that serve the portal and fill the demonstration."""
