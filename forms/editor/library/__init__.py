"""Ready sets of questions: the files of this folder, and the page that adds them to a form."""
