"""Forms: what is asked, what was answered, and keeping both safe.

This package knows questions, versions, drafts, submissions, uploads and the vault. It does not know what a case, a
partnership or a deadline is: a submitted form is handed over through `forms.handlers`, and what an answer means to
others is named by `forms.definition.meanings`.
"""
