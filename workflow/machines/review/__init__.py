"""The review: from the decision to a signed-off report (D18 to D33, D44 to D47)."""
