"""A form as one file: written, read, compared with a page, put into one. docs/form-file.md describes the file."""
