"""What the office has to do in a case beside the procedure: a task, whose it is, by which day."""
