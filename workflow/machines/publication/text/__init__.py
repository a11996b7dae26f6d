"""The text at each stage: what was signed off, checked, approved and sent is what is published."""
