"""What a demonstration starts with: two partnerships with their pages and forms, made-up people, made-up cases.

Everything here is fictional and says so. Cases come about as real ones do: through forms and `workflow.engine.door`, at
moments in the past, never by writing a state.
"""
