"""What was told to whom: the register of a case, its letters and sealed copies, and mail that needs a person."""
