"""The architecture as the code has it: what imports what, and the pictures of docs/architecture.md."""
