"""The stages of a review, from scoping to sign-off."""
