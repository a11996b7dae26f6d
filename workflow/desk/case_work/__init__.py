"""The daily work on a case beside its procedure: notes and calls, tasks, documents."""
