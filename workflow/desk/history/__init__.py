"""What happened, in words: the timeline of a case, and the log that auditors read."""
