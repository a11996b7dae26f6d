"""PDF: `document` reads the whole file, `content` what pages draw, `fonts` which letters, `lines` their order,
`objects` everything that is not drawn, `raw` what no list of objects names any more.
"""
