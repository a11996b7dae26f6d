"""What a form that was sent does in a case: handlers, what is filled in before, who reads which answer."""
