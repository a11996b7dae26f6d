"""Opening a case: from a referral, or for a notification that no referral came before (D2, D4)."""
