"""The API of version 1: forms, drafts, what was sent, reports and, for case workers, cases. Loaded when first asked."""
