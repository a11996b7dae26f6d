"""What was counted of a partnership's quarter, kept until something of that quarter changes.

The database itself notes each change (triggers), so that nothing that writes, be it past the program, is missed.
"""
