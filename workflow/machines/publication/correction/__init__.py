"""After publication: correcting, taking down, putting back."""
