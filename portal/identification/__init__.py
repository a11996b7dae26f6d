"""The identification check: everything that would be published is read and searched for who it is about (D36).

`reading` reads files of any kind, in a process of its own (`apart`); `rebuilding` makes of them what is published and
`making` keeps it (`public_files`); `everybody` says whether a text names somebody of any case.

`passages` reads the report page, `files` what is linked from it; `search` looks for identifiers in both. `words` cuts
text into words that compare alike, `lexicon` knows nicknames and spellings, `names` and `places` say in which words an
identifier may stand (`patterns`, `in_words`), `comparing` which of them a word of the text is or is near to, `judging`
whether it means it there. `dates` (with `date_reading`), `ages` and `numbers` (with `number_forms`) know the forms of
theirs. Each place is a `Mention`; `mentions` makes finds of them.
"""
