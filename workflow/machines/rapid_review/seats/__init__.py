"""Who votes for a seat: delegates, absences, conflicts of interest (D12)."""
