"""The referral: an agency tells the partnership of an incident (D4)."""
