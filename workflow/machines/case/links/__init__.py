"""Whether two cases are about the same child and the same incident, as an officer answered (D2)."""
