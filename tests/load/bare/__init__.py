"""The yardstick of `make bench`: Wagtail as its documentation sets it up, a form of 20 questions, a page of text."""
