"""What somebody without an account opens by the link they were sent: a sealed copy, or one step of a draft."""
