"""Deadlines as people read them, the ledger of a case’s clocks, and the bank holidays that move them."""
