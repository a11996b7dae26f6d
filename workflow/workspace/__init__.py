"""The agencies’ workspace: what an agency refers, is asked for and sends; where everybody lands after signing in.

An agency sees its own part of a case, never the case file and never another agency's part: 404.
"""
