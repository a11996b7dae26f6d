"""The blocks an editor sees: steps, and in each step its questions, one block a kind of question.

Written for people who do not program: plain labels, what is seldom needed folded away. `definition_of` turns these
blocks into the plain definition that a published form runs on.
"""
