"""Programs that act for a person: their tokens, made and revoked on pages of the workspace."""
