"""A hold on publication: what delays it, for how long, and who agreed (D34, D35)."""
