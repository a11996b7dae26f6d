"""What a sent form does to a case, one file for each handler that `forms` hands a submission to."""
