"""What an editor makes public and names somebody of a case waits for a second person (D36).

`stopping` looks at pages, documents and pictures as they are saved or published; `serving` is what the public gets of a
document; `pages` is where an officer agrees.
"""
