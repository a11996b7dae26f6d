"""The logic of a form on one page: which answer decides what, as a drawing and in words."""
