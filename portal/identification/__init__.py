"""The identification check: everything that would be published is read and searched for who it is about (D36).

`passages` reads the report page, `files` what is linked from it; `words` cuts text into words, `patterns` says in which
forms an identifier may be written, `dates` and `numbers` know those of theirs, `search` puts them together.
"""
