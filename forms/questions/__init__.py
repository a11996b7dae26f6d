"""The kinds of question: what an editor sees of each, how it is typed, cleaned, drawn and said in words."""
