"""A PDF made anew: `document` the whole, `pages` what a page draws, `resources` fonts, pictures and colours, `tags` its
structure for screen readers.
"""
