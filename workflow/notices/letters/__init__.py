"""Letters: what a notice may not carry by e-mail goes on paper or under seal.

`placeholders` lists what a letter may name and where it is read; `contents` reads it; `writing` freezes a letter when
its notice is queued, so that what was sent is what is kept; `paper` prints it.
"""
