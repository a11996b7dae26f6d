"""Every way of tampering with the record that we thought of: in the log (rows), beside it (beside), and followed by a
genuine event (laundering). `trying.tried_and_found()` is what a drill prints.
"""
