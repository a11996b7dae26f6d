"""Reads the text of any file by its structure, and says what cannot be read. Knows no database and no settings.

`whole.read` is the way in; `kinds` says what a file is by its bytes; a module a kind of file. `..apart` reads in a
process of its own, so that no damaged file ends a check or fills the memory.
"""
